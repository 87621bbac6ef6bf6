//! What a second judge makes of rows that are there already.

use std::sync::Arc;

use classifier::Scores;
use triage::passes::{Change, Passes};
use triage::{SecondOpinion, Settings};

use crate::{Standings, StoredRow};

/// A second opinion on one row. The row's first scores stay as they are, beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    pub row: u64,
    /// What both judges say together.
    pub pooled: Scores,
    /// Under the pooled scores.
    pub standings: Standings,
    /// The second judge's own, with the out-of-domain score on the classifier's scale.
    pub own: Scores,
    /// Name and version of the second judge.
    pub judge: Arc<str>,
    /// Its time for this text, measured; `None` where the answer was that on an identical text.
    pub micros: Option<u64>,
}

impl Revision {
    /// What it did to a row with these first scores.
    pub fn change(&self, first: &Scores, settings: &Settings, bound: f32) -> Change {
        Change {
            by: self.judge.to_string(),
            before: settings.decide(first, bound),
            after: settings.decide(&self.pooled, bound),
            confidence_before: first.max(),
            confidence_after: self.pooled.max(),
        }
    }

    /// As a record takes it.
    pub fn opinion(&self) -> SecondOpinion {
        SecondOpinion {
            own: self.own,
            pooled: self.pooled,
            model: self.judge.to_string(),
            micros: self.micros,
        }
    }
}

impl StoredRow {
    /// What a decision on the row rests on, seen through those passes.
    pub fn seen(&self, passes: Passes) -> (&Scores, &Standings) {
        match self.second(passes) {
            Some(revision) => (&revision.pooled, &revision.standings),
            None => (&self.scores, &self.standings),
        }
    }

    /// The second opinion, if there is one and those passes show it.
    pub fn second(&self, passes: Passes) -> Option<&Revision> {
        self.revision.as_ref().filter(|_| passes == Passes::All)
    }
}

/// A step in the life of a second pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It is wanted, and waits for its turn.
    Queue,
    Begin,
    /// It lets another batch go first, and waits again.
    Yield,
    End(PassEnd),
}

/// How a second pass ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PassEnd {
    Finished,
    Stopped,
    BudgetSpent,
    /// In words, for the reader.
    Failed(String),
}
