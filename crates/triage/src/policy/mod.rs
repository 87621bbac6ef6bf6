//! Which rows are worth a second opinion, in which order, how many, when to stop asking, and what a
//! language model's opinion changes: pure functions of stored scores, a budget and what came back so
//! far.
//!
//! Knows nothing of what the opinion costs or who gives it; runs nothing and has no clock.

mod course;
mod pool;
mod worst;

use classifier::Scores;
use serde::{Deserialize, Serialize};

pub use course::{Course, End, FAILURES, Outcome, saved};
pub use pool::{MOST_WEIGHT, pool};
pub use worst::{Worst, worst_first};

/// Which texts the second opinion is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    Nothing,
    /// Where the classifier is unsure; see [`unsure`].
    #[default]
    Unsure,
    Everything,
}

/// A classifier's answer below this probability is worth asking about. Above the highest threshold of
/// the modes, so that what is asked does not depend on the reader's threshold.
pub const SURE: f32 = 0.80;

/// Whether the classifier alone is unsure of a text: no label is very likely, or the text lies near the
/// bound beyond which it is no incident.
pub fn unsure(scores: &Scores, out_of_domain_bound: f32) -> bool {
    scores.max() < SURE || scores.out_of_domain > out_of_domain_bound / 2.0
}

impl Ask {
    pub fn wants(self, scores: &Scores, out_of_domain_bound: f32) -> bool {
        match self {
            Self::Nothing => false,
            Self::Unsure => unsure(scores, out_of_domain_bound),
            Self::Everything => true,
        }
    }
}
