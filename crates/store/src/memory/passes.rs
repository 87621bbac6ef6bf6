//! The passes of one batch in which another judge is asked: their life, which rows each may ask about,
//! what they found.

use std::sync::{Arc, PoisonError};
use std::time::Instant;

use triage::Settings;
use triage::batch::{RowError, Status};
use triage::passes::{Stage, State};
use triage::policy::{Ask, unsure, worst_first};

use super::batch::Batch;
use super::overlay::Overlay;
use super::segment::RowRef;
use crate::{PassEnd, Revision, Step, StoreError, StoredRow};

impl Batch {
    pub(super) fn advance(&self, stage: Stage, step: Step) -> Result<Status, StoreError> {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        let pass = inner.status.pass_mut(stage);
        let next = match (step, pass.state) {
            (Step::Queue, State::Waiting | State::Running) => return Err(StoreError::Closed),
            (Step::Queue, _) => State::Waiting,
            (Step::Begin, State::Waiting) => State::Running,
            (Step::Yield, State::Running) => State::Waiting,
            (Step::Begin | Step::Yield, _) => return Err(StoreError::Closed),
            (Step::End(PassEnd::Stopped), State::Waiting | State::Running) => State::Stopped,
            (Step::End(PassEnd::Withdrawn(why)), State::Waiting | State::Running) => {
                pass.reason = Some(why);
                State::Stopped
            }
            (Step::End(PassEnd::Finished), State::Running) => State::Finished,
            (Step::End(PassEnd::BudgetSpent), State::Running) => State::BudgetSpent,
            (Step::End(PassEnd::Failed(why)), State::Running) => {
                pass.reason = Some(why);
                State::Failed
            }
            (Step::End(_), state) => state,
        };
        // A pass that yields goes on with what it has found.
        if next == State::Waiting && pass.state != State::Running {
            pass.reason = None;
            pass.failed = 0;
            pass.errors.clear();
        }
        pass.state = next;
        inner.touched = Instant::now();
        let state = inner.status.state;
        drop(inner);
        self.changed.send_replace(state);
        Ok(self.status())
    }

    /// See [`crate::Batches::appoint`]. Nobody has looked at the batch for that, so it lives no longer.
    pub(super) fn appoint(&self, stage: Stage, judge: Result<&str, &str>, because: &str) {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        let pass = inner.status.pass_mut(stage);
        pass.judge = judge.ok().map(str::to_owned);
        if pass.is_live() {
            pass.state = State::Stopped;
            pass.reason = Some(because.to_owned());
        } else if pass.state == State::Off {
            pass.reason = judge.err().map(str::to_owned);
        }
        let state = inner.status.state;
        drop(inner);
        self.changed.send_replace(state);
    }

    pub(super) fn unasked(&self, stage: Stage, limit: usize) -> Vec<u64> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        let (parts, second) = (inner.parts.clone(), inner.status.second_pass.state);
        drop(inner);
        // Rows come to the third pass through the second, if there is one.
        let through = stage == Stage::Third && second != State::Off;
        let rows = parts.iter().flat_map(|part| part.unasked(stage, through));
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
    pub(super) fn revise(
        &self,
        stage: Stage,
        revisions: Vec<Revision>,
        missed: Vec<RowError>,
        room: u64,
    ) -> Result<(), StoreError> {
        let size: usize = revisions.iter().map(Overlay::bytes).sum();
        let mut guard = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        let inner = &mut *guard;
        if inner.status.pass(stage).state != State::Running {
            return Err(StoreError::Closed);
        }
        if size as u64 > room {
            return Err(StoreError::Full {
                what: "bytes",
                limit: 0,
            });
        }
        let place = |revision: &Revision| {
            let at = inner
                .parts
                .partition_point(|part| part.last_row() < revision.row);
            let before = inner.parts.get(at)?.scores_before(stage, revision.row)?;
            Some((at, *before))
        };
        let places: Option<Vec<_>> = revisions.iter().map(place).collect();
        let places = places.ok_or(StoreError::NotFound)?;
        for (revision, (at, before)) in revisions.into_iter().zip(places) {
            let part = &mut inner.parts[at];
            // What the third pass said rests on what was known then.
            if stage == Stage::Second && part.opinion(Stage::Third, revision.row).is_some() {
                continue;
            }
            let heard = revision.change(&before, &Settings::default(), self.bound);
            let (micros, bytes) = (revision.micros, Overlay::bytes(&revision));
            let (row, after) = (revision.row, revision.pooled);
            // A copy, if somebody reads the old one just now.
            let overlay = Arc::make_mut(part.overlay(stage).get_or_insert_default());
            if !overlay.add(revision) {
                continue;
            }
            inner.bytes += bytes as u64;
            inner.status.pass_mut(stage).note(heard.heard(), micros);
            let was_unsure = unsure(&before, self.bound);
            match stage {
                Stage::Second => {
                    let third = &mut inner.status.third_pass;
                    match (was_unsure, unsure(&after, self.bound)) {
                        (true, false) => {
                            third.wanted -= 1;
                            third.certain += 1;
                        }
                        (false, true) => {
                            third.wanted += 1;
                            third.certain -= 1;
                        }
                        _ => {}
                    }
                }
                Stage::Third => {
                    let past = was_unsure && part.opinion(Stage::Second, row).is_none();
                    inner.status.second_pass.overtaken += u64::from(past);
                }
            }
        }
        inner.status.pass_mut(stage).miss(missed);
        inner.touched = Instant::now();
        let state = inner.status.state;
        drop(guard);
        self.changed.send_replace(state);
        Ok(())
    }
}
