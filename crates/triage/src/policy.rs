//! Which rows are worth a second opinion, in which order, and how many: a pure function of stored
//! scores and a budget.
//!
//! Knows nothing of what the opinion costs or who gives it; runs nothing.

use classifier::Scores;
use serde::{Deserialize, Serialize};

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

/// The rows to ask about, worst first: by falling doubt, which is what the highest probability
/// leaves, and by row where the doubt is equal. At most `budget` of them.
pub fn worst_first(
    rows: impl IntoIterator<Item = (u64, Scores)>,
    ask: Ask,
    out_of_domain_bound: f32,
    budget: usize,
) -> Vec<u64> {
    let mut wanted: Vec<(f32, u64)> = rows
        .into_iter()
        .filter(|(_, scores)| ask.wants(scores, out_of_domain_bound))
        .map(|(row, scores)| (scores.max(), row))
        .collect();
    wanted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    wanted.truncate(budget);
    wanted.into_iter().map(|(_, row)| row).collect()
}
