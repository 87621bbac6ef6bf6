//! Scores on what the model has not seen: by frame, and by register.

use classifier::{COLUMNS, Parameters};
use synth::corpus::Place;
use synth::event::fold;
use synth::grammar::Register;
use taxonomy::Label;

use crate::dataset::{Row, Sampling, rows};
use crate::fit::{FitError, Recipe, fit, logits};
use crate::vectors::Vectors;
use crate::vocabulary::{Choice, Vocabulary};

/// Everything that decides a model.
#[derive(Debug, Clone, Copy)]
pub struct Setup {
    pub sampling: Sampling,
    pub choice: Choice,
    pub recipe: Recipe,
}

/// One held-out row with what a model that never saw its frame says.
#[derive(Debug, Clone)]
pub struct HeldOut {
    pub frame: &'static str,
    pub register: Register,
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

/// Trains on the frames that `keep` keeps.
///
/// # Errors
/// See [`fit`].
pub fn train(
    setup: &Setup,
    vectors: &Vectors,
    keep: impl Fn(&Place) -> bool,
) -> Result<Trained, FitError> {
    let vocabulary = Vocabulary::draw(setup.choice, vectors, |place| {
        place.story.label.is_some() && keep(place)
    });
    let rows = rows(setup.sampling, &keep);
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
    /// What this model says about rows.
    pub fn judge(&self, rows: &[Row]) -> Vec<HeldOut> {
        rows.iter()
            .map(|row| HeldOut {
                frame: row.frame,
                register: row.register,
                truth: row.label,
                logits: logits(&self.parameters, row, &self.vocabulary),
            })
            .collect()
    }
}

/// Every frame judged by a model that has not seen it: `folds` models, each blind to its part.
///
/// # Errors
/// See [`fit`].
pub fn by_frame(setup: &Setup, vectors: &Vectors, folds: usize) -> Result<Vec<HeldOut>, FitError> {
    let parts: Vec<usize> = (0..folds).collect();
    each_part(setup, vectors, &parts, move |place, part| {
        fold(&place.frame.id, folds) == *part
    })
}

/// Every frame judged by a model that has seen nothing of its register.
///
/// # Errors
/// See [`fit`].
pub fn by_register(setup: &Setup, vectors: &Vectors) -> Result<Vec<HeldOut>, FitError> {
    each_part(setup, vectors, &Register::ALL, |place, register| {
        place.frame.register == *register
    })
}

/// Two models at a time: a matrix takes a few hundred megabytes.
fn each_part<P: Sync>(
    setup: &Setup,
    vectors: &Vectors,
    parts: &[P],
    held_out: impl Fn(&Place, &P) -> bool + Sync,
) -> Result<Vec<HeldOut>, FitError> {
    let one = |part: &P| -> Result<Vec<HeldOut>, FitError> {
        let trained = train(setup, vectors, |place| !held_out(place, part))?;
        let tests = rows(Sampling::held_out(setup.sampling.seed), |place| {
            held_out(place, part)
        });
        Ok(trained.judge(&tests))
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
