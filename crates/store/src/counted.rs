//! An answer of a language model and how far it counts.

use opinion::Answer;
use taxonomy::Label;

/// What a language model said of a text. It counts in the decision as far as the operator had said of
/// that model when it was asked, whichever model is asked since.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    pub answer: Answer,
    /// `0.0..=2.0`; 0 moves nothing.
    pub weight: f32,
}

impl Counted {
    /// One that is shown and moves nothing.
    pub const fn shown(answer: Answer) -> Self {
        Self {
            answer,
            weight: 0.0,
        }
    }

    /// Its log-likelihoods and their weight; `None` where it counts for nothing or is not believed.
    pub fn counts(&self) -> Option<([f32; Label::COUNT], f32)> {
        let likely = self.answer.log_likelihoods()?;
        (self.weight > 0.0).then_some((likely, self.weight))
    }
}
