//! Making the shipped model: cross-validate, calibrate, train on everything, write model and card.
//!
//! Nothing in the card is typed by hand: every number comes from the run that wrote the model.

use std::path::Path;

use classifier::{Model, encode};
use serde::Serialize;
use text::Document;

use crate::calibrate::{self, fold};
use crate::card;
use crate::dataset::Sampling;
use crate::evaluate::{HeldOut, Setup, by_frame, by_register, train};
use crate::fit::{Recipe, probabilities};
use crate::metrics::{Judged, Report, auroc, report};
use crate::scenarios::Case;
use crate::vectors::Vectors;
use crate::vocabulary::Choice;

/// What the shipped model is made with. The vector share was chosen on held-out frames and registers
/// of an earlier, smaller corpus; penalty and tellings by a few tries on held-out frames; the rest is
/// untuned.
pub const SETUP: Setup = Setup {
    sampling: Sampling {
        seed: 42,
        per_frame: 4,
        cut: 0.25,
        soft: true,
    },
    choice: Choice {
        seed: 42,
        per_frame: 4,
        word_frames: 2,
        pair_frames: 3,
        lent_share: 1.0,
    },
    recipe: Recipe {
        alpha: 0.3,
        iterations: 60,
        vector_share: 0.45,
    },
};

/// Frames are judged in this many parts, each by a model that has not seen them.
const FOLDS: usize = 5;

/// Everything the card says.
#[derive(Debug, Serialize)]
pub struct Quality {
    pub model: String,
    pub sha256: String,
    pub bytes: usize,
    pub terms: usize,
    pub frames: usize,
    /// Frames that are no incident.
    pub frames_out_of_scope: usize,
    pub temperature: f32,
    pub out_of_domain_bound: f32,
    /// Highest accuracy anybody could reach: 1 minus the label noise of the texts judged.
    pub ceiling: f64,
    pub held_out_frames: Report,
    pub out_of_scope_auroc: f64,
    /// Out-of-scope frames turned away by the bound alone.
    pub out_of_scope_turned_away: f64,
    /// Incidents turned away by it.
    pub incidents_turned_away: f64,
    pub left_out_registers: Vec<(String, Report)>,
    pub left_out_registers_all: Report,
    pub scenarios: Option<Scenarios>,
}

/// The visible development set, never trained on.
#[derive(Debug, Serialize)]
pub struct Scenarios {
    pub report: Report,
    pub out_of_scope: usize,
    /// At the default threshold.
    pub out_of_scope_abstained: f64,
    pub in_scope_answered: f64,
    pub accuracy_of_answers: f64,
}

/// Makes model and card in `folder`.
///
/// # Errors
/// Missing word vectors, a fit that fails, a file that cannot be written; all in words.
pub fn ship(folder: &Path, setup: &Setup, say: &mut dyn FnMut(String)) -> Result<(), String> {
    let root = folder.parent().unwrap_or(Path::new("."));
    let path = root.join("training/word-vectors.bin");
    let bytes = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let vectors = Vectors::from_bytes(&bytes)?;
    let failed = |e: crate::fit::FitError| e.to_string();

    say(format!(
        "judging {} frames in {FOLDS} parts",
        synth::corpus::frames().count()
    ));
    let held_out = by_frame(setup, &vectors, FOLDS).map_err(failed)?;
    let labelled: Vec<_> = held_out
        .iter()
        .filter_map(|h| Some((h.logits, h.truth?)))
        .collect();
    let temperature = calibrate::temperature(&labelled);
    let outside = |want: bool| -> Vec<f32> {
        held_out
            .iter()
            .filter(|h| h.truth.is_none() == want)
            .map(|h| 1.0 / (1.0 + (-h.logits[classifier::OUT_OF_DOMAIN]).exp()))
            .collect()
    };
    let (out, inside) = (outside(true), outside(false));
    let bound = calibrate::out_of_domain_bound(&out, &inside);

    say("judging each register by a model that has not seen it".into());
    let by_register = by_register(setup, &vectors).map_err(failed)?;

    say("training on everything".into());
    let mut parameters = train(setup, &vectors, |_| true).map_err(failed)?.parameters;
    fold(&mut parameters, temperature);
    parameters.out_of_domain_bound = bound;
    let file = encode(&parameters);
    let model = Model::from_bytes(&file).map_err(|e| e.to_string())?;

    let quality = Quality {
        model: model.id().to_owned(),
        sha256: model.sha256().to_owned(),
        bytes: file.len(),
        terms: model.terms().len(),
        frames: synth::corpus::frames().count(),
        frames_out_of_scope: synth::corpus::frames()
            .filter(|p| p.story.label.is_none())
            .count(),
        temperature,
        out_of_domain_bound: bound,
        ceiling: 1.0,
        held_out_frames: report(&judged(&held_out, temperature)),
        out_of_scope_auroc: auroc(&out, &inside),
        out_of_scope_turned_away: above(&out, bound),
        incidents_turned_away: above(&inside, bound),
        left_out_registers: synth::grammar::Register::ALL
            .into_iter()
            .map(|register| {
                let of: Vec<_> = by_register
                    .iter()
                    .filter(|h| h.register == register)
                    .cloned()
                    .collect();
                (register.id().to_owned(), report(&judged(&of, temperature)))
            })
            .collect(),
        left_out_registers_all: report(&judged(&by_register, temperature)),
        scenarios: cases(root)?.map(|cases| scenarios(&model, &cases)),
    };
    std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
    let json = serde_json::to_string_pretty(&quality).map_err(|e| e.to_string())?;
    for (name, contents) in [
        ("classifier.bin", file),
        ("classifier.json", (json + "\n").into_bytes()),
        (
            "classifier.md",
            card::markdown(&quality, &model).into_bytes(),
        ),
    ] {
        let path = folder.join(name);
        std::fs::write(&path, contents).map_err(|e| format!("{}: {e}", path.display()))?;
        say(format!("wrote {}", path.display()));
    }
    say(card::summary(&quality));
    Ok(())
}

fn above(scores: &[f32], bound: f32) -> f64 {
    scores.iter().filter(|s| **s > bound).count() as f64 / scores.len().max(1) as f64
}

fn judged(held_out: &[HeldOut], temperature: f32) -> Vec<Judged> {
    held_out
        .iter()
        .filter_map(|h| {
            Some(Judged {
                probabilities: probabilities(&h.logits, temperature),
                truth: h.truth?,
            })
        })
        .collect()
}

/// The project's copy of the development set, where it is there.
fn cases(root: &Path) -> Result<Option<Vec<Case>>, String> {
    let path = root.join("data/scenarios-dev.csv");
    match std::fs::File::open(&path) {
        Ok(file) => crate::scenarios::read(file)
            .map(Some)
            .map_err(|e| format!("{}: {e}", path.display())),
        Err(_) => Ok(None),
    }
}

/// Scores the development set with the model as it ships.
fn scenarios(model: &Model, cases: &[Case]) -> Scenarios {
    const THRESHOLD: f32 = 0.5;
    let (mut judged, mut outside, mut abstained) = (Vec::new(), 0usize, 0usize);
    let (mut answered, mut correct) = (0usize, 0usize);
    for case in cases {
        let scores = model.score(&Document::new(&case.text));
        let answers =
            scores.out_of_domain <= model.out_of_domain_bound() && scores.max() >= THRESHOLD;
        match case.label {
            None => {
                outside += 1;
                abstained += usize::from(!answers);
            }
            Some(truth) => {
                answered += usize::from(answers);
                correct += usize::from(answers && scores.base() == truth);
                judged.push(Judged {
                    probabilities: scores.probabilities,
                    truth,
                });
            }
        }
    }
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    Scenarios {
        out_of_scope: outside,
        out_of_scope_abstained: share(abstained, outside),
        in_scope_answered: share(answered, judged.len()),
        accuracy_of_answers: share(correct, answered),
        report: report(&judged),
    }
}
