//! What the model says about one text.

use serde::{Deserialize, Serialize};
use taxonomy::Label;

/// Calibrated probabilities in the order of [`Label::ALL`]; they sum to 1.
pub type Probabilities = [f32; Label::COUNT];

/// What the model says about one text: all that a decision needs, and all that is stored of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    pub probabilities: Probabilities,
    /// How unlike a security incident the text is, `0.0..=1.0`.
    pub out_of_domain: f32,
    /// Several judges were asked and their best labels differ.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub contested: bool,
}

impl Scores {
    /// The most probable label; the first of equals.
    pub fn base(&self) -> Label {
        let mut best = 0;
        for i in 1..Label::COUNT {
            if self.probabilities[i] > self.probabilities[best] {
                best = i;
            }
        }
        Label::ALL[best]
    }

    /// The highest probability.
    pub fn max(&self) -> f32 {
        self.probabilities[self.base().index()]
    }

    /// Highest minus second-highest probability, `0.0..=1.0`.
    pub fn margin(&self) -> f32 {
        let ranked = self.ranked();
        ranked[0].1 - ranked[1].1
    }

    /// Shannon entropy in bits, `0.0..=log2(10)`.
    pub fn entropy(&self) -> f32 {
        self.probabilities
            .iter()
            .filter(|p| **p > 0.0)
            .map(|p| -p * p.log2())
            .sum()
    }

    /// Labels by falling probability; equals keep the table's order.
    pub fn ranked(&self) -> [(Label, f32); Label::COUNT] {
        let mut ranked = Label::ALL.map(|label| (label, self.probabilities[label.index()]));
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked
    }
}
