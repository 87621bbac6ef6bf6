//! Where incidents and batches live: two traits, and an implementation in memory.
//!
//! The traits are synchronous on purpose. A query over a million rows is work, whether it scans
//! memory or waits for SQLite, and belongs on a blocking thread; the caller moves it there in one
//! place (`spawn_blocking`), the worker that fills a batch already is on one, and every
//! implementation stays an ordinary struct behind `Arc<dyn Batches>`.
//!
//! A store keeps texts and scores and never a verdict: decisions are recomputed from the scores
//! under the settings of each query. An opinion of a later judge is kept beside a row's first scores,
//! never in their place, so that looking at a batch without it is a question like any other. It never
//! reads a file format, never runs a model and never speaks HTTP.
//!
//! Dependencies: `tokio` (only its `watch` channel) because a page follows a running batch,
//! `getrandom` because batch addresses must not be guessable, `memchr` because a text filter walks
//! every byte of a batch, `zstd` because the texts of a million rows would fill the memory.

mod batches;
pub mod clock;
mod counted;
mod error;
mod incidents;
mod limits;
mod memory;
mod revision;

pub use batches::{Batches, End, NewBatch, NewRow, Standing, Standings, StoredRow};
pub use counted::Counted;
pub use error::StoreError;
pub use incidents::Incidents;
pub use limits::Limits;
pub use memory::Memory;
pub use revision::{PassEnd, Revision, Said, Step};
