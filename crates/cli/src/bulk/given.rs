//! What the first reading and the language model brought, for the second reading to attach to its rows,
//! and the count of what it said beside their decisions.
//!
//! Opinions are found by the text, not by the row: a file that was changed between the readings gets
//! none that belongs to another text.

use classifier::Scores;
use opinion::Answer;
use triage::Decision;
use triage::policy::Ask;

use super::choose::Kept;
use crate::language::{Pass, Weight};

pub struct Given {
    pub ask: Ask,
    /// The classifier's.
    pub bound: f32,
    pub kept: Kept,
    pub pass: Pass,
    pub weight: Weight,
}

/// How a language model's label stands to the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    Same,
    /// Another label, or one where the decision is `uncertain`.
    Other,
    /// None, where the decision is a label.
    Uncertain,
    /// A check of the answer failed, so nothing is known of its label.
    NotBelieved,
}

impl Beside {
    pub fn of(answer: &Answer, decision: &Decision) -> Self {
        if answer.failed().next().is_some() {
            Self::NotBelieved
        } else if answer.label == decision.label {
            Self::Same
        } else if answer.label.is_none() {
            Self::Uncertain
        } else {
            Self::Other
        }
    }

    /// In a table, one column wide.
    pub const fn mark(self) -> char {
        match self {
            Self::Same => '=',
            Self::Other => '≠',
            Self::Uncertain => '?',
            Self::NotBelieved => '!',
        }
    }
}

/// Rows by what the passes came to. The first three are all rows there are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// No language model was wanted.
    pub certain: u64,
    /// One gave its opinion.
    pub told: u64,
    /// One was wanted, and gave none.
    pub left: u64,
    /// Of `told`, by [`Beside`]; the others were not believed.
    pub same: u64,
    pub other: u64,
    pub uncertain: u64,
    /// Of `told`, those whose decision it changed: to a label where there was none, to none where there
    /// was one, to another one.
    pub answered_now: u64,
    pub uncertain_now: u64,
    pub another_now: u64,
}

impl Counts {
    /// Counts one row in, with its decision before the language model was heard and after.
    pub fn row(
        &mut self,
        given: &Given,
        text: &str,
        scores: &Scores,
        before: &Decision,
        decision: &Decision,
    ) {
        match given.pass.answers.get(text) {
            Some(answer) => {
                self.told += 1;
                match Beside::of(answer, decision) {
                    Beside::Same => self.same += 1,
                    Beside::Other => self.other += 1,
                    Beside::Uncertain => self.uncertain += 1,
                    Beside::NotBelieved => {}
                }
                match (before.label, decision.label) {
                    (before, after) if before == after => {}
                    (None, _) => self.answered_now += 1,
                    (_, None) => self.uncertain_now += 1,
                    _ => self.another_now += 1,
                }
            }
            None if given.ask.wants(scores, given.bound) => self.left += 1,
            None => self.certain += 1,
        }
    }

    pub fn add(&mut self, other: Self) {
        self.certain += other.certain;
        self.told += other.told;
        self.left += other.left;
        self.same += other.same;
        self.other += other.other;
        self.uncertain += other.uncertain;
        self.answered_now += other.answered_now;
        self.uncertain_now += other.uncertain_now;
        self.another_now += other.another_now;
    }

    pub const fn not_believed(&self) -> u64 {
        self.told - self.same - self.other - self.uncertain
    }
}
