//! What one more judge makes of rows that are there already.

use std::sync::Arc;

use classifier::Scores;
use taxonomy::Label;
use triage::passes::{Beside, Change, Passes, Stage};
use triage::{Decision, Settings};

use crate::{Counted, Standings, StoredRow};

/// An opinion on one row. What was said before it stays as it is, beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    pub row: u64,
    /// What this judge and those before it say together.
    pub pooled: Scores,
    /// Under the pooled scores.
    pub standings: Standings,
    pub said: Said,
    /// Its time for this text, measured; `None` where the answer was that on an identical text.
    pub micros: Option<u64>,
}

/// What the judge alone says.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// Scores with the out-of-domain score on the classifier's scale, and the judge's name and version.
    Scores { own: Scores, judge: Arc<str> },
    /// Of a language model. Rows with the same text share it.
    Answer(Arc<Counted>),
}

impl Said {
    /// Name and version of the judge.
    pub fn by(&self) -> &str {
        match self {
            Self::Scores { judge, .. } => judge,
            Self::Answer(counted) => &counted.answer.model,
        }
    }

    /// `None` where it is uncertain, was not believed or takes the text for no incident.
    pub fn label(&self, out_of_domain_bound: f32) -> Option<Label> {
        match self {
            Self::Scores { own, .. } => {
                (own.out_of_domain <= out_of_domain_bound).then(|| own.base())
            }
            Self::Answer(counted) => counted.answer.label,
        }
    }

    fn is_believed(&self) -> bool {
        match self {
            Self::Scores { .. } => true,
            Self::Answer(counted) => counted.answer.failed().next().is_none(),
        }
    }

    pub(crate) fn beside(&self, before: &Decision, out_of_domain_bound: f32) -> Beside {
        Beside::of(self.label(out_of_domain_bound), self.is_believed(), before)
    }

    /// Heap bytes, near enough for a limit.
    fn bytes(&self) -> usize {
        let Self::Answer(counted) = self else {
            return 0;
        };
        let answer = &counted.answer;
        let words = answer.rationale.as_ref().map_or(0, String::len);
        let lists = size_of_val(answer.checks.as_slice())
            + answer.scores.as_deref().map_or(0, size_of_val)
            + size_of_val(answer.mitre_ids.as_slice());
        let details: usize = answer.checks.iter().map(|check| check.detail.len()).sum();
        let ids: usize = answer.mitre_ids.iter().map(String::len).sum();
        size_of_val(&**counted) + words + lists + details + ids + answer.model.len()
    }
}

impl Revision {
    /// What it did to a row with these scores before it.
    pub fn change(&self, before: &Scores, settings: &Settings, bound: f32) -> Change {
        let decided = settings.decide(before, bound);
        Change {
            by: self.said.by().to_owned(),
            said: self.said.label(bound),
            beside: self.said.beside(&decided, bound),
            before: decided,
            after: settings.decide(&self.pooled, bound),
            confidence_before: before.max(),
            confidence_after: self.pooled.max(),
        }
    }

    /// Heap bytes beyond its own size. What rows share is counted where it was paid for.
    pub(crate) fn bytes(&self) -> usize {
        if self.micros.is_some() {
            self.said.bytes()
        } else {
            0
        }
    }
}

impl StoredRow {
    /// What a decision on the row rests on, seen through those passes.
    pub fn seen(&self, passes: Passes) -> (&Scores, &Standings) {
        let last = self.opinion(Stage::Third, passes);
        match last.or_else(|| self.opinion(Stage::Second, passes)) {
            Some(revision) => (&revision.pooled, &revision.standings),
            None => (&self.scores, &self.standings),
        }
    }

    /// The opinion of a pass, if there is one and those passes show it.
    pub fn opinion(&self, stage: Stage, passes: Passes) -> Option<&Revision> {
        let given = match stage {
            Stage::Second => &self.second,
            Stage::Third => &self.third,
        };
        given.as_ref().filter(|_| passes.show(stage))
    }

    /// What a language model said, if it was asked and those passes show it.
    pub fn answer(&self, passes: Passes) -> Option<&Counted> {
        match &self.opinion(Stage::Third, passes)?.said {
            Said::Answer(counted) => Some(counted),
            Said::Scores { .. } => None,
        }
    }
}

/// A step in the life of a pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It is wanted, and waits for its turn.
    Queue,
    Begin,
    /// It lets another batch go first, and waits again.
    Yield,
    End(PassEnd),
}

/// How a pass ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PassEnd {
    Finished,
    Stopped,
    BudgetSpent,
    /// Its judge was switched off or exchanged: why, in words. One that waits ends so as well.
    Withdrawn(String),
    /// In words, for the reader.
    Failed(String),
}
