//! Scores on what the model has not seen: by frame, by situation, and by register.

use classifier::{COLUMNS, Parameters};
use synth::event::fold;
use synth::grammar::Register;
use taxonomy::Label;

use crate::dataset::{Origin, Row, Sampling, rows};
use crate::fit::{FitError, Recipe, fit, logits};
use crate::vectors::Vectors;
use crate::vocabulary::{Choice, Vocabulary};

/// Everything that decides the models.
#[derive(Debug, Clone, Copy)]
pub struct Setup {
    pub sampling: Sampling,
    pub choice: Choice,
    pub recipe: Recipe,
}

/// Every frame told for training, and told again for judging.
#[derive(Debug, Clone)]
pub struct Corpus {
    pub train: Vec<Row>,
    pub held_out: Vec<Row>,
}

impl Corpus {
    pub fn tell(setup: &Setup) -> Self {
        Self {
            train: rows(setup.sampling, |_| true),
            held_out: rows(Sampling::held_out(setup.sampling.seed), |_| true),
        }
    }
}

/// One held-out row with what a model that never saw its like says.
#[derive(Debug, Clone)]
pub struct HeldOut {
    pub origin: Origin,
    /// `None` for a text that is no incident.
    pub truth: Option<Label>,
    pub logits: [f32; COLUMNS],
}

/// A model with its vocabulary, before calibration.
#[derive(Debug, Clone)]
pub struct Trained {
    pub parameters: Parameters,
    pub vocabulary: Vocabulary,
}

/// Trains on the rows whose origin `keep` keeps.
///
/// # Errors
/// See [`fit`].
pub fn train(
    setup: &Setup,
    vectors: &Vectors,
    rows: &[Row],
    keep: impl Fn(Origin) -> bool,
) -> Result<Trained, FitError> {
    let vocabulary = Vocabulary::draw(setup.choice, vectors, |place| {
        place.story.label.is_some() && keep(Origin::from(place))
    });
    let rows: Vec<&Row> = rows.iter().filter(|row| keep(row.origin)).collect();
    let parameters = fit(
        "alertsage-linear-1",
        &rows,
        &vocabulary,
        vectors,
        setup.recipe,
    )?;
    Ok(Trained {
        parameters,
        vocabulary,
    })
}

impl Trained {
    /// What this model says about a row.
    pub fn judge(&self, row: &Row) -> HeldOut {
        HeldOut {
            origin: row.origin,
            truth: row.label,
            logits: logits(&self.parameters, row, &self.vocabulary),
        }
    }
}

/// Every frame judged by a model that has not seen it; its situation it may have seen in other
/// words.
///
/// # Errors
/// See [`fit`].
pub fn by_frame(
    setup: &Setup,
    vectors: &Vectors,
    corpus: &Corpus,
    folds: usize,
) -> Result<Vec<HeldOut>, FitError> {
    let parts: Vec<usize> = (0..folds).collect();
    each_part(setup, vectors, corpus, &parts, move |origin, part| {
        fold(origin.frame, folds) == *part
    })
}

/// Every frame judged by a model that has not seen its situation in any words.
///
/// # Errors
/// See [`fit`].
pub fn by_situation(
    setup: &Setup,
    vectors: &Vectors,
    corpus: &Corpus,
    folds: usize,
) -> Result<Vec<HeldOut>, FitError> {
    let parts: Vec<usize> = (0..folds).collect();
    each_part(setup, vectors, corpus, &parts, move |origin, part| {
        fold(origin.situation, folds) == *part
    })
}

/// Every frame judged by a model that has seen nothing of its register.
///
/// # Errors
/// See [`fit`].
pub fn by_register(
    setup: &Setup,
    vectors: &Vectors,
    corpus: &Corpus,
) -> Result<Vec<HeldOut>, FitError> {
    each_part(
        setup,
        vectors,
        corpus,
        &Register::ALL,
        |origin, register| origin.register == *register,
    )
}

/// Two models at a time: a matrix takes gigabytes.
fn each_part<P: Sync>(
    setup: &Setup,
    vectors: &Vectors,
    corpus: &Corpus,
    parts: &[P],
    held_out: impl Fn(Origin, &P) -> bool + Sync,
) -> Result<Vec<HeldOut>, FitError> {
    let one = |part: &P| -> Result<Vec<HeldOut>, FitError> {
        let trained = train(setup, vectors, &corpus.train, |origin| {
            !held_out(origin, part)
        })?;
        Ok(corpus
            .held_out
            .iter()
            .filter(|row| held_out(row.origin, part))
            .map(|row| trained.judge(row))
            .collect())
    };
    let mut all = Vec::new();
    for pair in parts.chunks(2) {
        let results: Vec<_> = std::thread::scope(|scope| {
            let handles: Vec<_> = pair.iter().map(|part| scope.spawn(|| one(part))).collect();
            handles.into_iter().map(|h| h.join()).collect()
        });
        for result in results {
            match result {
                Ok(rows) => all.extend(rows?),
                Err(_) => return Err(FitError("a training thread panicked".into())),
            }
        }
    }
    Ok(all)
}
