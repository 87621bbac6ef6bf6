//! Rows from a source into the store, spread over the cores, in the order of the file.
//!
//! Every thread does the same: take the next rows under a lock, triage them without it, wait for
//! its turn, append. Reading overlaps with triage, order costs one number, and there is no queue
//! that could grow.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, PoisonError};

use app::backend::Backend;
use ingest::{BadRow, Item, OpenError, Options, Reader, Row};
use store::{Batches, End, NewBatch, NewRow, StoreError};
use triage::batch::{RowError, Status};
use triage::passes::Pass;

use crate::engine::Judge;

/// Rows a thread takes at once: few at first, so that the page has something to show.
const FIRST: usize = 64;
const CHUNK: usize = 1024;

/// What is known of the file before its first byte.
pub(super) struct Order {
    pub options: Options,
    /// Chosen by the client.
    pub id: Option<String>,
    pub bytes_total: Option<u64>,
    /// The passes to follow, as they stand.
    pub passes: [Pass; 2],
    pub threads: usize,
}

/// Why there is no batch.
#[derive(Debug)]
pub(super) enum Refusal {
    File(OpenError),
    Store(StoreError),
}

/// Reads the source to its end, or as far as it goes. Runs on a blocking thread.
pub(super) fn run(
    source: impl Read + Send,
    order: Order,
    backend: &Backend,
) -> Result<Status, Refusal> {
    let reader = ingest::open(source, &order.options).map_err(Refusal::File)?;
    let store = &*backend.batches;
    let [second_pass, third_pass] = order.passes;
    let status = store
        .create(NewBatch {
            id: order.id,
            file_name: order.options.file_name.unwrap_or_default(),
            column: reader.layout().column.clone(),
            bytes_total: order.bytes_total,
            out_of_domain_bound: backend.engine.out_of_domain_bound(),
            model: backend.engine.model_id().to_owned(),
            second_pass,
            third_pass,
        })
        .map_err(Refusal::Store)?;
    let id = status.id;
    let work = Work {
        store,
        backend,
        id: &id,
        intake: Mutex::new(Intake {
            reader,
            chunks: 0,
            end: None,
        }),
        turn: Mutex::new(0),
        passed: Condvar::new(),
    };
    std::thread::scope(|scope| {
        for _ in 1..order.threads.max(1) {
            scope.spawn(|| work.go());
        }
        work.go();
    });
    let end = work
        .intake
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .end
        .unwrap_or(End::Finished);
    // A batch deleted while it was filled has no status left; its worker just stops.
    store.end(&id, end).map_err(Refusal::Store)
}

struct Work<'a, R> {
    store: &'a dyn Batches,
    backend: &'a Backend,
    id: &'a str,
    intake: Mutex<Intake<R>>,
    /// The chunk whose rows are appended next.
    turn: Mutex<u64>,
    passed: Condvar,
}

struct Intake<R> {
    reader: Reader<R>,
    chunks: u64,
    /// Set once nothing more is to be read.
    end: Option<End>,
}

/// Some rows of the file, and how far the file was read for them.
struct Chunk {
    number: u64,
    rows: Vec<Row>,
    bad: Vec<BadRow>,
    bytes_read: u64,
}

impl<R: Read + Send> Work<'_, R> {
    fn go(&self) {
        let mut judge = Judge::new(&self.backend.engine);
        while let Some(chunk) = self.take() {
            let _turn = Turn {
                number: chunk.number,
                work: self,
            };
            let mut errors: Vec<RowError> = chunk.bad.into_iter().map(row_error).collect();
            let mut rows = Vec::with_capacity(chunk.rows.len());
            for row in chunk.rows {
                let number = row.row;
                // A bug met by one text must not cost the other rows.
                match catch_unwind(AssertUnwindSafe(|| judge.row(row))) {
                    Ok(row) => rows.push(row),
                    Err(_) => {
                        tracing::error!(batch = self.id, row = number, "triage panicked on a row");
                        judge = Judge::new(&self.backend.engine);
                        errors.push(RowError {
                            row: number,
                            message: "The row could not be triaged: an error of ours.".to_owned(),
                        });
                    }
                }
            }
            self.append(chunk.number, rows, errors, chunk.bytes_read);
        }
    }

    fn take(&self) -> Option<Chunk> {
        let mut intake = self.intake.lock().unwrap_or_else(PoisonError::into_inner);
        if intake.end.is_some() {
            return None;
        }
        let size = if intake.chunks < 4 { FIRST } else { CHUNK };
        let (mut rows, mut bad) = (Vec::with_capacity(size), Vec::new());
        while rows.len() + bad.len() < size {
            match intake.reader.next() {
                Some(Ok(Item::Row(row))) => rows.push(row),
                Some(Ok(Item::Bad(row))) => bad.push(row),
                Some(Err(stop)) => {
                    intake.end = Some(End::Failed(stop.to_string()));
                    break;
                }
                None => {
                    intake.end = Some(End::Finished);
                    break;
                }
            }
        }
        let number = intake.chunks;
        intake.chunks += 1;
        Some(Chunk {
            number,
            rows,
            bad,
            bytes_read: intake.reader.bytes_read(),
        })
    }

    fn append(&self, number: u64, rows: Vec<NewRow>, errors: Vec<RowError>, bytes_read: u64) {
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        while *turn < number {
            turn = self
                .passed
                .wait(turn)
                .unwrap_or_else(PoisonError::into_inner);
        }
        let Err(error) = self.store.append(self.id, rows, errors, bytes_read) else {
            return;
        };
        let end = match error {
            // Somebody cancelled or deleted it: the store knows already.
            StoreError::Closed | StoreError::NotFound => End::Cancelled,
            other => End::Failed(format!("{other}. The rows read until then are kept.")),
        };
        self.intake
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .end = Some(end);
    }
}

/// Passes the turn on, also when its thread panics.
struct Turn<'a, 'w, R> {
    number: u64,
    work: &'a Work<'w, R>,
}

impl<R> Drop for Turn<'_, '_, R> {
    fn drop(&mut self) {
        let mut turn = self
            .work
            .turn
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *turn = (*turn).max(self.number + 1);
        self.work.passed.notify_all();
    }
}

fn row_error(bad: BadRow) -> RowError {
    RowError {
        row: bad.row,
        message: bad.message,
    }
}
