//! What pages and API say to each other about a batch: plain data, shared by server and browser.

use classifier::Scores;
use serde::{Deserialize, Serialize};
use taxonomy::{Label, Priority, Severity};

use crate::passes::{self, Change, Pass, Passes, Stage, Tally, Touched};
use crate::{Decision, Settings, UncertainReason};

/// Where a batch is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Running,
    Finished,
    Cancelled,
    /// The file could not be read to its end; rows read so far are kept.
    Failed,
}

/// A row that could not be triaged; the batch went on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowError {
    /// 1-based data row.
    pub row: u64,
    pub message: String,
}

/// A batch as a whole: one line of a list, one event of its stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    pub id: String,
    pub file_name: String,
    /// The column the texts came from; `None` for plain-text files.
    pub column: Option<String>,
    pub state: State,
    /// Rows triaged.
    pub rows: u64,
    /// Rows that failed; the first hundred are in `errors`.
    pub failed: u64,
    pub errors: Vec<RowError>,
    pub bytes_read: u64,
    /// From the upload's declared length, where there was one.
    pub bytes_total: Option<u64>,
    /// Measured since the start, frozen at the end.
    pub seconds: f64,
    pub rows_per_second: f64,
    /// What went wrong, in words, when `state` is `failed`.
    pub message: Option<String>,
    /// UTC, RFC 3339.
    pub created_at: String,
    /// Where the sentence model is asked.
    pub second_pass: Pass,
    /// Where a language model is.
    pub third_pass: Pass,
}

impl Status {
    pub const fn pass(&self, stage: Stage) -> &Pass {
        match stage {
            Stage::Second => &self.second_pass,
            Stage::Third => &self.third_pass,
        }
    }

    pub const fn pass_mut(&mut self, stage: Stage) -> &mut Pass {
        match stage {
            Stage::Second => &mut self.second_pass,
            Stage::Third => &mut self.third_pass,
        }
    }

    /// Whether its rows, or what is said of them, may still change by themselves.
    pub fn is_live(&self) -> bool {
        self.state == State::Running || Stage::ALL.iter().any(|stage| self.pass(*stage).is_live())
    }

    /// Rows that a pass can be asked about now. Those that the second has yet to be asked about reach the
    /// third through it, unless there is no second pass.
    pub fn left(&self, stage: Stage) -> u64 {
        let left = self.pass(stage).left();
        match stage {
            Stage::Third if self.second_pass.state != passes::State::Off => {
                left.saturating_sub(self.second_pass.left())
            }
            _ => left,
        }
    }
}

/// Which rows, in which order, which page. All of it is in the page's address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Query {
    /// Final label id, or `uncertain`.
    pub label: Option<String>,
    pub reason: Option<UncertainReason>,
    pub severity: Option<Severity>,
    /// Bounds on the highest probability, `0.0..=1.0`; the upper bound is exclusive below 1.
    pub min_confidence: Option<f32>,
    pub max_confidence: Option<f32>,
    /// A technique id shown by the row's text or implied by its label.
    pub technique: Option<String>,
    /// Case-insensitive substring of the text or the row's own id.
    pub text: Option<String>,
    /// What the second pass, and the third, must have done with the row.
    pub second: Option<Touched>,
    pub third: Option<Touched>,
    /// Scores, decisions and standings are those of these passes; it leaves no row out.
    pub passes: Passes,
    pub sort: Sort,
    pub descending: bool,
    /// 1-based.
    pub page: u32,
    /// `1..=500`.
    pub per_page: u32,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            label: None,
            reason: None,
            severity: None,
            min_confidence: None,
            max_confidence: None,
            technique: None,
            text: None,
            second: None,
            third: None,
            passes: Passes::All,
            sort: Sort::Row,
            descending: false,
            page: 1,
            per_page: 50,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    #[default]
    Row,
    Label,
    Confidence,
    Risk,
}

/// One row of a results table. The full record is computed when a row is opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// 1-based data row of the file.
    pub row: u64,
    /// The row's own id, where the file has such a column.
    pub id: Option<String>,
    /// The text, cut to 300 characters for tables.
    pub excerpt: String,
    pub scores: Scores,
    pub decision: Decision,
    /// `0..=100`.
    pub risk: u8,
    pub severity: Severity,
    pub priority: Priority,
    /// Where the sentence model was asked, whatever passes the row is seen through.
    pub change: Option<Change>,
    /// Where a language model was, in the same way.
    pub third: Option<Change>,
}

/// A page of rows under a query and settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    pub rows: Vec<Row>,
    /// Rows that match, over all pages.
    pub matching: u64,
    /// Rows in the batch.
    pub total: u64,
    pub query: Query,
    pub settings: Settings,
}

/// Everything the overview charts need, under the same query and settings as the table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Summary {
    pub matching: u64,
    /// Final labels in the table's order, rows each.
    pub labels: [u64; Label::COUNT],
    pub uncertain: u64,
    /// In the order of [`UncertainReason::ALL`].
    pub reasons: [u64; 4],
    /// In the order of [`Severity::ALL`].
    pub severities: [u64; 5],
    /// Highest probability in twenty bins of 0.05.
    pub confidence: [u64; 20],
    pub mean_confidence: f64,
    pub mean_risk: f64,
    /// Rows with a second opinion, and those of them with another final label by it, whatever passes
    /// they are seen through.
    pub asked: u64,
    pub changed: u64,
    /// The same of a language model's opinions, by what it said.
    pub third: Tally,
    pub third_changed: u64,
}
