//! What the first reading and the language model brought, for the second reading to attach to its rows,
//! and the count of what it said beside what was decided before.
//!
//! Opinions are found by the text, not by the row: a file that was changed between the readings gets
//! none that belongs to another text.

use classifier::Scores;
use opinion::Answer;
use triage::Decision;
use triage::passes::{Beside, Tally};
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

/// Rows by what the passes came to. The first three are all rows there are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// No language model was wanted.
    pub certain: u64,
    /// One gave its opinion.
    pub told: u64,
    /// One was wanted, and gave none.
    pub left: u64,
    /// Of `told`, how it stands to what was decided before it.
    pub said: Tally,
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
                self.said.note(beside(answer, before));
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
        self.said.add(other.said);
        self.answered_now += other.answered_now;
        self.uncertain_now += other.uncertain_now;
        self.another_now += other.another_now;
    }
}

/// How an answer stands to what was decided before it.
pub fn beside(answer: &Answer, before: &Decision) -> Beside {
    Beside::of(answer.label, answer.failed().next().is_none(), before)
}
