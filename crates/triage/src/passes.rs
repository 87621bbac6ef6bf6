//! The second pass over a batch, where a costlier judge is asked about the rows that the first one is
//! unsure of: how far it is and what it changed. Plain data, shared by server and browser.

use serde::{Deserialize, Serialize};

use crate::Decision;

/// Where a second pass is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody asked for one, or there is no judge.
    #[default]
    Off,
    /// For the end of the first pass, or for its turn.
    Waiting,
    Running,
    /// Every row that is wanted has been asked about.
    Finished,
    /// By a person.
    Stopped,
    /// The rows or seconds allowed are used up; the rest can be asked with more.
    BudgetSpent,
    /// The judge failed; what it said until then stands.
    Failed,
}

/// A second pass as a whole.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SecondPass {
    pub state: State,
    /// Why there is none, or why it failed, in words.
    pub reason: Option<String>,
    /// Name and version of the judge; `None` where there is none to ask.
    pub judge: Option<String>,
    /// Rows the first pass is sure of.
    pub certain: u64,
    /// Rows it is unsure of.
    pub wanted: u64,
    /// Rows with a second opinion.
    pub asked: u64,
    /// Different texts among them: identical ones are asked about once.
    pub texts: u64,
    /// Rows whose final label is another one now, under the default settings.
    pub changed: u64,
    /// The judge's time, measured.
    pub seconds: f64,
    /// What the rows not asked about would have cost at the mean of the texts that were; `None` while
    /// there is no mean.
    pub seconds_saved: Option<f64>,
}

impl SecondPass {
    /// Whether anything may still change by itself.
    pub const fn is_live(&self) -> bool {
        matches!(self.state, State::Waiting | State::Running)
    }

    /// Rows that are wanted and were not asked about.
    pub const fn left(&self) -> u64 {
        self.wanted.saturating_sub(self.asked)
    }

    /// See [`Self::seconds_saved`]; `rows` are those of the whole batch.
    pub fn saved(&self, rows: u64) -> Option<f64> {
        let mean = (self.texts > 0).then(|| self.seconds / self.texts as f64)?;
        Some(mean * rows.saturating_sub(self.asked) as f64)
    }
}

/// Which opinions a batch is seen through. Nothing is deleted by looking through fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Passes {
    #[default]
    All,
    /// As if the second pass had never been.
    First,
}

impl Passes {
    pub const fn id(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::First => "first",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        [Self::All, Self::First]
            .into_iter()
            .find(|passes| passes.id() == id)
    }
}

/// What the second pass must have done with a row; a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Touched {
    Asked,
    /// The final label is another one, under the settings of the question.
    Changed,
}

impl Touched {
    pub const ALL: [Touched; 2] = [Self::Asked, Self::Changed];

    pub const fn id(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Changed => "changed",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|touched| touched.id() == id)
    }
}

/// What a second opinion did to a row, under the settings of the question; one line of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Name and version of the judge.
    pub by: String,
    pub before: Decision,
    pub after: Decision,
    /// Highest probability of the first pass, and of both together.
    pub confidence_before: f32,
    pub confidence_after: f32,
}

impl Change {
    /// Whether the final label is another one.
    pub fn is_other(&self) -> bool {
        self.before.label != self.after.label
    }
}
