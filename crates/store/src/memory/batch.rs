//! One batch: its life, its segments, and the questions asked of them.

use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use triage::Settings;
use triage::batch::{Page, Query, Row, RowError, Sort, State, Status, Summary};
use triage::passes::{Change, Stage, State as Pass};
use triage::policy::unsure;

use super::filter::{Filter, Verdict, label_rank};
use super::segment::{Part, RowRef, Segment};
use crate::{End, NewBatch, NewRow, StoreError, StoredRow, clock};

/// Errors kept with their words; beyond, they are only counted.
const ERRORS_KEPT: usize = 100;
/// Characters of a text in a table.
const EXCERPT: usize = 300;
/// Rows of one page at most.
const PER_PAGE: u32 = 500;

#[derive(Debug)]
pub(super) struct Batch {
    pub(super) model: String,
    pub(super) bound: f32,
    started: Instant,
    pub(super) inner: RwLock<Inner>,
    pub(super) changed: watch::Sender<State>,
}

#[derive(Debug)]
pub(super) struct Inner {
    /// What is measured since the start, and per row, is filled in when somebody asks.
    pub(super) status: Status,
    ended: Option<Instant>,
    /// The last change after the end.
    pub(super) touched: Instant,
    pub(super) parts: Vec<Part>,
    pub(super) bytes: u64,
}

impl Batch {
    pub(super) fn new(id: String, new: NewBatch) -> Self {
        let status = Status {
            id,
            file_name: new.file_name,
            column: new.column,
            state: State::Running,
            rows: 0,
            failed: 0,
            errors: Vec::new(),
            bytes_read: 0,
            bytes_total: new.bytes_total,
            seconds: 0.0,
            rows_per_second: 0.0,
            message: None,
            created_at: clock::now(),
            second_pass: new.second_pass,
            third_pass: new.third_pass,
        };
        Self {
            model: new.model,
            bound: new.out_of_domain_bound,
            started: Instant::now(),
            inner: RwLock::new(Inner {
                status,
                ended: None,
                touched: Instant::now(),
                parts: Vec::new(),
                bytes: 0,
            }),
            changed: watch::Sender::new(State::Running),
        }
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Inner> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn bytes(&self) -> u64 {
        self.read().bytes
    }

    pub(super) fn started(&self) -> Instant {
        self.started
    }

    /// Only a batch that has ended can expire.
    pub(super) fn expired(&self, ttl: Duration) -> bool {
        let inner = self.read();
        inner.ended.is_some() && inner.touched.elapsed() > ttl
    }

    pub(super) fn watch(&self) -> watch::Receiver<State> {
        self.changed.subscribe()
    }

    pub(super) fn status(&self) -> Status {
        let inner = self.read();
        let mut status = inner.status.clone();
        let until = inner.ended.unwrap_or_else(Instant::now);
        status.seconds = (until - self.started).as_secs_f64();
        if status.seconds > 0.0 {
            status.rows_per_second = status.rows as f64 / status.seconds;
        }
        for stage in Stage::ALL {
            let rows = status.rows;
            let pass = status.pass_mut(stage);
            pass.seconds_saved = pass.saved(rows);
        }
        status
    }

    /// `room` is what the store's byte limit leaves for this call.
    pub(super) fn append(
        &self,
        rows: Vec<NewRow>,
        errors: Vec<RowError>,
        bytes_read: u64,
        room: u64,
    ) -> Result<(), StoreError> {
        let segment = (!rows.is_empty()).then(|| Segment::new(&rows));
        let size = segment.as_ref().map_or(0, Segment::bytes);
        let wanted = rows.iter().filter(|row| unsure(&row.scores, self.bound));
        let wanted = wanted.count() as u64;
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        if inner.status.state != State::Running {
            return Err(StoreError::Closed);
        }
        if size > room {
            return Err(StoreError::Full {
                what: "bytes",
                limit: 0,
            });
        }
        if let Some(segment) = segment {
            inner.status.rows += segment.len() as u64;
            for stage in Stage::ALL {
                let pass = inner.status.pass_mut(stage);
                pass.wanted += wanted;
                pass.certain += segment.len() as u64 - wanted;
            }
            inner.bytes += size;
            inner.parts.push(Part::new(segment));
        }
        inner.status.failed += errors.len() as u64;
        let space = ERRORS_KEPT.saturating_sub(inner.status.errors.len());
        inner.status.errors.extend(errors.into_iter().take(space));
        inner.status.bytes_read = bytes_read;
        drop(inner);
        self.changed.send_replace(State::Running);
        Ok(())
    }

    pub(super) fn end(&self, end: End) -> Status {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        for stage in Stage::ALL {
            let pass = inner.status.pass_mut(stage);
            if end != End::Finished && pass.is_live() {
                pass.state = Pass::Stopped;
            }
        }
        if inner.status.state == State::Running {
            let (state, message) = match end {
                End::Finished => (State::Finished, None),
                End::Cancelled => (State::Cancelled, None),
                End::Failed(message) => (State::Failed, Some(message)),
            };
            inner.status.state = state;
            inner.status.message = message;
            inner.touched = Instant::now();
            inner.ended = Some(inner.touched);
        }
        let state = inner.status.state;
        drop(inner);
        self.changed.send_replace(state);
        self.status()
    }

    pub(super) fn parts(&self) -> Vec<Part> {
        self.read().parts.clone()
    }

    pub(super) fn page(&self, query: &Query, settings: &Settings) -> Page {
        let parts = self.parts();
        let mut query = query.clone();
        query.page = query.page.max(1);
        query.per_page = query.per_page.clamp(1, PER_PAGE);
        let filter = Filter::new(&query, *settings, self.bound);
        let first = (query.page as usize - 1).saturating_mul(query.per_page as usize);

        // Each match is its sort key and its place; in row order the key is nothing.
        let mut matches: Vec<(u32, u32, u32)> = Vec::new();
        for (s, part) in parts.iter().enumerate() {
            for (i, row) in part.open().iter().enumerate() {
                if let Some(verdict) = filter.judge(row) {
                    let key = sort_key(query.sort, query.descending, &verdict);
                    matches.push((key, s as u32, i as u32));
                }
            }
        }
        let last = first
            .saturating_add(query.per_page as usize)
            .min(matches.len());
        if query.sort == Sort::Row {
            if query.descending {
                matches.reverse();
            }
        } else if first < last {
            // Only the page itself is put in order; equals keep the file's order.
            if last < matches.len() {
                matches.select_nth_unstable(last);
            }
            matches[..last].sort_unstable();
        }
        let open: Vec<_> = parts.iter().map(|part| part.open()).collect();
        let rows = matches
            .get(first..last)
            .unwrap_or_default()
            .iter()
            .filter_map(|(_, s, i)| {
                let row = open[*s as usize].at(*i as usize);
                filter.judge(row).map(|verdict| {
                    let changes = Stage::ALL.map(|stage| self.change(row, stage, settings));
                    shown(row, verdict, changes)
                })
            })
            .collect();
        Page {
            rows,
            matching: matches.len() as u64,
            total: parts.iter().map(|part| part.len() as u64).sum(),
            query: query.clone(),
            settings: *settings,
        }
    }

    pub(super) fn summary(&self, query: &Query, settings: &Settings) -> Summary {
        let filter = Filter::new(query, *settings, self.bound);
        let mut summary = Summary::default();
        let (mut confidence, mut risk) = (0.0, 0u64);
        for part in self.parts() {
            let open = part.open();
            for verdict in open.iter().filter_map(|row| filter.judge(row)) {
                summary.matching += 1;
                match verdict.decision.label {
                    Some(label) => summary.labels[label.index()] += 1,
                    None => summary.uncertain += 1,
                }
                if let Some(reason) = verdict.decision.reason {
                    summary.reasons[reason as usize] += 1;
                }
                summary.severities[verdict.standing.severity as usize] += 1;
                let bin = (verdict.confidence * 20.0) as usize;
                summary.confidence[bin.min(19)] += 1;
                confidence += f64::from(verdict.confidence);
                risk += u64::from(verdict.standing.risk);
                if let Some(heard) = verdict.second {
                    summary.asked += 1;
                    summary.changed += u64::from(heard.changed);
                }
                if let Some(heard) = verdict.third {
                    summary.third.note(heard.beside);
                    summary.third_changed += u64::from(heard.changed);
                }
            }
        }
        if summary.matching > 0 {
            summary.mean_confidence = confidence / summary.matching as f64;
            summary.mean_risk = risk as f64 / summary.matching as f64;
        }
        summary
    }

    fn change(&self, row: RowRef<'_>, stage: Stage, settings: &Settings) -> Option<Change> {
        let second = row.opinion(Stage::Second);
        let before = match (stage, second) {
            (Stage::Third, Some(second)) => &second.pooled,
            _ => row.scores(),
        };
        let revision = row.opinion(stage)?;
        Some(revision.change(before, settings, self.bound))
    }

    pub(super) fn row(&self, row: u64) -> Option<StoredRow> {
        let parts = self.parts();
        let at = parts.partition_point(|part| part.last_row() < row);
        let open = parts.get(at)?.open();
        open.find(row).map(RowRef::to_stored)
    }

    pub(super) fn rows_after(
        &self,
        query: &Query,
        settings: &Settings,
        after: u64,
        limit: usize,
    ) -> Vec<StoredRow> {
        let parts = self.parts();
        let filter = Filter::new(query, *settings, self.bound);
        let at = parts.partition_point(|part| part.last_row() <= after);
        let mut rows = Vec::new();
        for part in &parts[at..] {
            let open = part.open();
            let fits = |row: &RowRef<'_>| row.row() > after && filter.judge(*row).is_some();
            let room = limit - rows.len();
            rows.extend(open.iter().filter(fits).take(room).map(RowRef::to_stored));
            if rows.len() == limit {
                break;
            }
        }
        rows
    }
}

/// Smaller comes first. Probabilities are not negative, so their bits sort as they do.
fn sort_key(sort: Sort, descending: bool, verdict: &Verdict<'_>) -> u32 {
    let key = match sort {
        Sort::Row => return 0,
        Sort::Label => u32::from(label_rank(verdict.decision)),
        Sort::Confidence => verdict.confidence.max(0.0).to_bits(),
        Sort::Risk => u32::from(verdict.standing.risk),
    };
    if descending { !key } else { key }
}

fn shown(row: RowRef<'_>, verdict: Verdict<'_>, [change, third]: [Option<Change>; 2]) -> Row {
    let text = row.text();
    let cut = text
        .char_indices()
        .nth(EXCERPT)
        .map_or(text.len(), |(at, _)| at);
    Row {
        row: row.row(),
        id: row.id().map(str::to_owned),
        excerpt: text[..cut].to_owned(),
        scores: *verdict.scores,
        decision: verdict.decision,
        risk: verdict.standing.risk,
        severity: verdict.standing.severity,
        priority: verdict.standing.priority,
        change,
        third,
    }
}
