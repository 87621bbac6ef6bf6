//! The second pass of one batch: its life, which rows it may ask about, what it found.

use std::sync::{Arc, PoisonError};
use std::time::Instant;

use triage::Settings;
use triage::batch::Status;
use triage::passes::State;
use triage::policy::{Ask, worst_first};

use super::batch::Batch;
use super::overlay::Overlay;
use super::segment::RowRef;
use crate::{PassEnd, Revision, Step, StoreError, StoredRow};

impl Batch {
    pub(super) fn advance(&self, step: Step) -> Result<Status, StoreError> {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        let pass = &mut inner.status.second_pass;
        let next = match (step, pass.state) {
            (Step::Queue, State::Waiting | State::Running) => return Err(StoreError::Closed),
            (Step::Queue, _) => State::Waiting,
            (Step::Begin, State::Waiting) => State::Running,
            (Step::Yield, State::Running) => State::Waiting,
            (Step::Begin | Step::Yield, _) => return Err(StoreError::Closed),
            (Step::End(PassEnd::Stopped), State::Waiting | State::Running) => State::Stopped,
            (Step::End(PassEnd::Finished), State::Running) => State::Finished,
            (Step::End(PassEnd::BudgetSpent), State::Running) => State::BudgetSpent,
            (Step::End(PassEnd::Failed(why)), State::Running) => {
                pass.reason = Some(why);
                State::Failed
            }
            (Step::End(_), state) => state,
        };
        if next == State::Waiting {
            pass.reason = None;
        }
        pass.state = next;
        inner.touched = Instant::now();
        let state = inner.status.state;
        drop(inner);
        self.changed.send_replace(state);
        Ok(self.status())
    }

    pub(super) fn unasked(&self, limit: usize) -> Vec<u64> {
        let parts = self.parts();
        let rows = parts.iter().flat_map(|part| part.unrevised());
        worst_first(rows, Ask::Unsure, self.bound, limit)
    }

    /// Neighbours in one segment share its unpacking.
    pub(super) fn rows_at(&self, rows: &[u64]) -> Vec<StoredRow> {
        let parts = self.parts();
        let mut open: Option<(usize, _)> = None;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let at = parts.partition_point(|part| part.last_row() < *row);
            let Some(part) = parts.get(at) else {
                continue;
            };
            if open.as_ref().is_none_or(|(opened, _)| *opened != at) {
                open = Some((at, part.open()));
            }
            let row = open.as_ref().and_then(|(_, open)| open.find(*row));
            found.extend(row.map(RowRef::to_stored));
        }
        found
    }

    /// `room` is what the store's byte limit leaves for this call.
    pub(super) fn revise(&self, revisions: Vec<Revision>, room: u64) -> Result<(), StoreError> {
        let size = (revisions.len() * Overlay::ROW) as u64;
        let mut guard = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        let inner = &mut *guard;
        if inner.status.second_pass.state != State::Running {
            return Err(StoreError::Closed);
        }
        if size > room {
            return Err(StoreError::Full {
                what: "bytes",
                limit: 0,
            });
        }
        let place = |revision: &Revision| {
            let at = inner
                .parts
                .partition_point(|part| part.last_row() < revision.row);
            let scores = inner.parts.get(at)?.first_scores(revision.row)?;
            Some((at, *scores))
        };
        let places: Option<Vec<_>> = revisions.iter().map(place).collect();
        let places = places.ok_or(StoreError::NotFound)?;
        let pass = &mut inner.status.second_pass;
        for (revision, (at, first)) in revisions.into_iter().zip(places) {
            let change = revision.change(&first, &Settings::default(), self.bound);
            let micros = revision.micros;
            // A copy, if somebody reads the old one just now.
            let overlay = Arc::make_mut(inner.parts[at].revised.get_or_insert_default());
            if overlay.add(revision) {
                inner.bytes += Overlay::ROW as u64;
                pass.asked += 1;
                pass.changed += u64::from(change.is_other());
                if let Some(micros) = micros {
                    pass.texts += 1;
                    pass.seconds += micros as f64 / 1e6;
                }
            }
        }
        inner.touched = Instant::now();
        let state = inner.status.state;
        drop(guard);
        self.changed.send_replace(state);
        Ok(())
    }
}
