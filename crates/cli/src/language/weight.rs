//! How far a language model's opinion counts in a decision. Not at all, unless somebody says how far:
//! what a model is worth is found on labelled texts, by `evaluate`.

use classifier::Scores;
use export::{Columns, Told};
use opinion::Answer;
use triage::policy::{MOST_WEIGHT, pool};
use triage::{Decision, Engine, Triage};

use super::opinion_of;
use crate::args::Args;

/// `0.0..=2.0`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Weight(f32);

impl std::fmt::Display for Weight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Weight {
    pub fn of(args: &Args) -> Self {
        args.llm_weight.unwrap_or_default()
    }

    /// From what a person typed.
    ///
    /// # Errors
    /// No number, or one out of range, in words.
    pub fn parse(value: &str) -> Result<Self, String> {
        let number = value.parse().ok();
        number
            .filter(|number| (0.0..=MOST_WEIGHT).contains(number))
            .map(Self)
            .ok_or_else(|| "the weight is a number between 0 and 2, such as 0.35".to_owned())
    }

    /// Whether opinions count at all.
    pub const fn counts(self) -> bool {
        self.0 > 0.0
    }

    pub fn columns(self) -> Columns {
        Columns::of(self.counts())
    }

    /// The scores after an answer was heard.
    pub fn pooled(self, before: &Scores, answer: &Answer) -> Scores {
        let told = answer.log_likelihoods();
        told.map_or(*before, |told| pool(before, &told, self.0))
    }

    /// Appends an answer to a record, which is decided anew where the answer counts.
    pub fn hear<'a>(self, engine: &Engine, record: &mut Triage, answer: &'a Answer) -> Told<'a> {
        let (decision, confidence) = (record.decision, record.scores.max());
        let likelihoods = answer.log_likelihoods();
        engine.language_opinion(record, opinion_of(answer), likelihoods, self.0);
        self.told(answer, &decision, confidence)
    }

    /// An answer beside what was decided before it.
    pub fn told<'a>(self, answer: &'a Answer, before: &Decision, confidence: f32) -> Told<'a> {
        Told::of(answer, before, confidence, self.counts().then_some(self.0))
    }
}
