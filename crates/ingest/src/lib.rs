//! Incident files as rows: CSV in any usual dialect, one incident per line, JSON lines, a JSON
//! array; UTF-8, UTF-16 or Windows-1252.
//!
//! Reads any `Read` from front to back in bounded memory, so the same code takes an upload while
//! it arrives and a file of the command line. A bad row is an item with its number, never the end
//! of the file; only what makes the rest unreadable is. Never opens files, never classifies,
//! spawns nothing.
//!
//! Dependencies: `encoding_rs` for UTF-16 and Windows-1252, `memchr` because most bytes of a CSV
//! are inside a field, `serde_json` for JSON rows, `serde` because a preview goes to the browser.

mod columns;
mod csv;
mod decode;
mod error;
mod json;
mod layout;
mod lines;
mod open_quote;
mod reader;

pub use csv::restore_cell;
pub use error::{OpenError, Stop};
pub use layout::{Kind, Layout};
pub use reader::{BadRow, Item, Reader, Row, open, preview};

/// What is asked for, and how much is taken.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Its ending is a hint of the format; the content decides where there is none.
    pub file_name: Option<String>,
    /// The column that holds the texts; guessed if absent.
    pub column: Option<String>,
    pub limits: Limits,
}

/// Bounds on one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one text; a longer one is a bad row.
    pub text: usize,
    /// Columns of a CSV or keys of a JSON object.
    pub columns: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text: 256 * 1024,
            columns: 512,
        }
    }
}

/// Bytes looked at before the first row is read.
pub const HEAD: usize = 64 * 1024;

/// Rows of a preview.
pub const PREVIEW_ROWS: usize = 5;
