//! Triage records as files: CSV, a JSON array, JSON lines.
//!
//! Pure functions that append to a buffer, so that the server streams a million rows in pieces,
//! the command line writes them to a pipe and the browser to a download, all with the same bytes.
//! Never reads, never does I/O, never decides anything a record does not already say.
//!
//! Dependencies: `serde` and `serde_json`, because two of the three formats are JSON; `opinion`, for
//! the checks that are told with a language model's answer.

mod answer;
mod cell;
mod csv;
mod flat;
mod json;
mod writer;

pub use answer::{ANSWER_COLUMNS, Columns, Told, WEIGHED_COLUMNS, Weighed};
pub use cell::guard;
pub use csv::COLUMNS;
pub use flat::{Flat, Second};
pub use json::{Object, Probability, ToldObject};
pub use writer::{Format, Writer};

/// Version of the CSV columns and of the JSON fields. Raised when one changes its meaning or goes;
/// a new one at the end does not count.
pub const SCHEMA: u32 = 1;
