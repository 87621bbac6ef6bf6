//! Batches: rows that came in one file.

use std::time::Duration;

use classifier::Scores;
use taxonomy::{Priority, Severity};
use tokio::sync::watch;
use triage::batch::{Page, Query, RowError, State, Status, Summary};
use triage::passes::{Pass, Stage};
use triage::{Decision, Settings, UncertainReason};

use crate::{Revision, Step, StoreError};

/// What is known of a batch before its first row.
#[derive(Debug, Clone, Default)]
pub struct NewBatch {
    /// 16 hex digits chosen by the client, so that it can follow the batch while it still sends
    /// the file; `None` lets the store choose.
    pub id: Option<String>,
    pub file_name: String,
    pub column: Option<String>,
    pub bytes_total: Option<u64>,
    /// The model's own bound; see [`Settings::decide`].
    pub out_of_domain_bound: f32,
    /// Id of the model that scores the rows.
    pub model: String,
    /// As they stand before the first row: their state, their judge, why there is none.
    pub second_pass: Pass,
    pub third_pass: Pass,
}

/// How bad and how urgent a row is under one outcome of its decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// `0..=100`.
    pub risk: u8,
    pub severity: Severity,
    pub priority: Priority,
}

/// A row's standing under each outcome a decision can have: answered, or unsure for one of the
/// reasons. A change of threshold picks another entry; nothing is computed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standings([Standing; 1 + UncertainReason::ALL.len()]);

impl Standings {
    /// Asks for the standing under each outcome: `None` is "answered with the base label".
    pub fn from_fn(mut of: impl FnMut(Option<UncertainReason>) -> Standing) -> Self {
        let answered = of(None);
        let mut all = [answered; 1 + UncertainReason::ALL.len()];
        for (slot, reason) in all[1..].iter_mut().zip(UncertainReason::ALL) {
            *slot = of(Some(reason));
        }
        Self(all)
    }

    pub fn under(&self, decision: Decision) -> Standing {
        self.0[decision.reason.map_or(0, |reason| 1 + reason as usize)]
    }
}

/// A row as the worker hands it over.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRow {
    /// 1-based data row; ascending from call to call.
    pub row: u64,
    pub id: Option<String>,
    pub text: String,
    pub scores: Scores,
    pub standings: Standings,
    /// Ids of the techniques the text shows; those the label implies are added at query time.
    pub techniques: Vec<&'static str>,
}

/// A row with its whole text.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRow {
    pub row: u64,
    pub id: Option<String>,
    pub text: String,
    /// Of the first pass.
    pub scores: Scores,
    pub standings: Standings,
    /// What the second pass, and the third, made of it, where it was asked.
    pub second: Option<Revision>,
    pub third: Option<Revision>,
    pub techniques: Vec<&'static str>,
}

/// How a batch ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    Finished,
    Cancelled,
    /// In words, for the reader.
    Failed(String),
}

/// Batches under their id. Rows are appended in order by one worker and read by many.
pub trait Batches: Send + Sync {
    /// # Errors
    /// [`StoreError::Full`], or [`StoreError::Exists`] for a chosen id.
    fn create(&self, new: NewBatch) -> Result<Status, StoreError>;

    /// Adds rows and errors read since the last call; `bytes_read` is the total so far.
    ///
    /// # Errors
    /// [`StoreError::Closed`] once the batch was cancelled, [`StoreError::NotFound`] once it was
    /// deleted: the worker stops at either. [`StoreError::Full`] leaves the rows before it.
    fn append(
        &self,
        id: &str,
        rows: Vec<NewRow>,
        errors: Vec<RowError>,
        bytes_read: u64,
    ) -> Result<(), StoreError>;

    /// Ends a running batch; a batch that has ended stays as it ended. Any end but the first pass's
    /// own stops those that were to follow as well.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn end(&self, id: &str, end: End) -> Result<Status, StoreError>;

    /// # Errors
    /// [`StoreError::NotFound`].
    fn status(&self, id: &str) -> Result<Status, StoreError>;

    /// The model and its out-of-domain bound, as given at creation.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn model(&self, id: &str) -> Result<(String, f32), StoreError>;

    /// Changes whenever the batch does; closed when it is deleted.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn watch(&self, id: &str) -> Result<watch::Receiver<State>, StoreError>;

    /// One page of the rows that match.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn page(&self, id: &str, query: &Query, settings: &Settings) -> Result<Page, StoreError>;

    /// Counts over the rows that match; the page and order of the query do not matter.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn summary(&self, id: &str, query: &Query, settings: &Settings) -> Result<Summary, StoreError>;

    /// One row with its whole text.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the batch or the row.
    fn row(&self, id: &str, row: u64) -> Result<StoredRow, StoreError>;

    /// Matching rows in row order, the first `limit` after row `after`: exports walk a batch with
    /// it, in pieces. The order and page of the query do not matter.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn rows_after(
        &self,
        id: &str,
        query: &Query,
        settings: &Settings,
        after: u64,
        limit: usize,
    ) -> Result<Vec<StoredRow>, StoreError>;

    /// Those rows with their texts, in the order asked for; rows that are not there are left out.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the batch.
    fn rows_at(&self, id: &str, rows: &[u64]) -> Result<Vec<StoredRow>, StoreError>;

    /// Rows worth the opinion of a pass that have none of it, worst first, `limit` at most; see
    /// [`triage::policy`]. The third pass gets those that are unsure after the second, unless there is no
    /// second; a row that the third was asked about is no more the second's.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn unasked(&self, id: &str, stage: Stage, limit: usize) -> Result<Vec<u64>, StoreError>;

    /// A step of a pass. A pass that waits can only be stopped, and the end of one that is over changes
    /// nothing.
    ///
    /// # Errors
    /// [`StoreError::Closed`] where the step does not follow from where the pass is: it was stopped,
    /// or begun again, meanwhile. [`StoreError::NotFound`].
    fn advance(&self, id: &str, stage: Stage, step: Step) -> Result<Status, StoreError>;

    /// Who is asked in a pass from now on, of every batch, set aside or not: its name, or why there is
    /// nobody. A pass that waits or runs is withdrawn, `because` its judge has gone; what was found stays.
    ///
    /// # Errors
    /// Only what the medium refuses.
    fn appoint(
        &self,
        stage: Stage,
        judge: Result<&str, &str>,
        because: &str,
    ) -> Result<(), StoreError>;

    /// Adds opinions of a pass, all of them or none, and notes the texts that got no answer, each once by
    /// its first row, and why. Whoever reads the batch just now goes on seeing it as it was; an opinion
    /// that a row already has stays, as does what a later pass rests on.
    ///
    /// # Errors
    /// [`StoreError::Closed`] unless the pass runs, [`StoreError::NotFound`] for the batch or one of the
    /// rows, [`StoreError::Full`].
    fn revise(
        &self,
        id: &str,
        stage: Stage,
        revisions: Vec<Revision>,
        missed: Vec<RowError>,
    ) -> Result<(), StoreError>;

    /// All batches, newest first.
    ///
    /// # Errors
    /// Only what the medium refuses.
    fn list(&self) -> Result<Vec<Status>, StoreError>;

    /// For good, whether set aside or not.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn delete(&self, id: &str) -> Result<(), StoreError>;

    /// Ends a batch and sets it aside: nothing finds it, but [`Self::restore`] brings it back until
    /// a [`Self::sweep`].
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn discard(&self, id: &str) -> Result<(), StoreError>;

    /// A batch that was set aside, as it would come back.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn discarded(&self, id: &str) -> Result<Status, StoreError>;

    /// # Errors
    /// [`StoreError::NotFound`], or [`StoreError::Exists`] if its id has been taken meanwhile.
    fn restore(&self, id: &str) -> Result<(), StoreError>;

    /// Forgets what was set aside at least that long ago.
    ///
    /// # Errors
    /// Only what the medium refuses.
    fn sweep(&self, age: Duration) -> Result<(), StoreError>;
}
