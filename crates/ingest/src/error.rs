//! Why a file has no rows, or no more rows. The words are for the person who chose the file.

use std::io;

/// The file cannot be read as rows at all.
#[derive(Debug)]
pub enum OpenError {
    Empty,
    HeaderOnly {
        columns: Vec<String>,
    },
    UnknownColumn {
        wanted: String,
        columns: Vec<String>,
    },
    NoTextColumn {
        columns: Vec<String>,
    },
    TooManyColumns {
        found: usize,
        limit: usize,
    },
    /// What it is instead, and what to do.
    Binary(&'static str),
    /// What is wrong with its beginning.
    Malformed(&'static str),
    Io(io::Error),
}

impl OpenError {
    /// A stable word for the case, as part of a problem type.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Empty => "empty-file",
            Self::HeaderOnly { .. } => "header-only",
            Self::UnknownColumn { .. } => "unknown-column",
            Self::NoTextColumn { .. } => "no-text-column",
            Self::TooManyColumns { .. } => "too-many-columns",
            Self::Binary(_) => "not-text",
            Self::Malformed(_) => "malformed",
            Self::Io(_) => "interrupted",
        }
    }

    /// The columns there are, where they were read.
    pub fn columns(&self) -> Option<&[String]> {
        match self {
            Self::HeaderOnly { columns }
            | Self::UnknownColumn { columns, .. }
            | Self::NoTextColumn { columns } => Some(columns),
            _ => None,
        }
    }
}

impl std::fmt::Display for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => f.write_str("The file is empty."),
            Self::HeaderOnly { columns } => write!(
                f,
                "The file has a header ({}) and no rows.",
                listed(columns)
            ),
            Self::UnknownColumn { wanted, columns } => write!(
                f,
                "The file has no column “{wanted}”. Its columns: {}.",
                listed(columns)
            ),
            Self::NoTextColumn { columns } => write!(
                f,
                "No column looks like incident text. Choose one of: {}.",
                listed(columns)
            ),
            Self::TooManyColumns { found, limit } => write!(
                f,
                "The file has {found} columns; at most {limit} are read. Keep the text column and \
                 the id, and upload it again."
            ),
            Self::Binary(what) | Self::Malformed(what) => f.write_str(what),
            Self::Io(error) => write!(f, "The file could not be read: {error}."),
        }
    }
}

impl std::error::Error for OpenError {}

/// At most twenty names, so that a message stays readable.
fn listed(columns: &[String]) -> String {
    const SHOWN: usize = 20;
    let mut list = columns
        .iter()
        .take(SHOWN)
        .map(|name| format!("“{name}”"))
        .collect::<Vec<_>>()
        .join(", ");
    if columns.len() > SHOWN {
        list.push_str(&format!(" and {} more", columns.len() - SHOWN));
    }
    list
}

/// The rest of the file cannot be read; the rows before stand.
#[derive(Debug)]
pub enum Stop {
    /// And what followed it read like a text, longer than any may be, up to the end of the file.
    UnclosedQuote {
        row: u64,
        line: u64,
    },
    UnclosedArray {
        row: u64,
    },
    Io(io::Error),
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnclosedQuote { row, line } => write!(
                f,
                "Row {row}: the quote opened on line {line} is never closed, so everything after \
                 it reads as one field. The rows before it are kept; close the quote and upload \
                 the file again."
            ),
            Self::UnclosedArray { row } => write!(
                f,
                "The JSON array ends in the middle of row {row}. The rows before it are kept."
            ),
            Self::Io(error) => write!(
                f,
                "The file broke off: {error}. The rows read until then are kept."
            ),
        }
    }
}

impl std::error::Error for Stop {}
