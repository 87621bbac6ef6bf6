//! One file from first byte to last, in whatever pieces the caller likes.

use triage::Triage;

use crate::{Flat, Object, csv};

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    /// One array.
    Json,
    /// One object per line.
    JsonLines,
}

impl Format {
    pub const ALL: [Format; 3] = [Self::Csv, Self::Json, Self::JsonLines];

    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
        }
    }

    pub fn from_extension(extension: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|format| format.extension() == extension)
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Json => "application/json",
            Self::JsonLines => "application/x-ndjson",
        }
    }

    /// Whether a line needs only what [`Flat`] holds.
    pub const fn is_flat(self) -> bool {
        matches!(self, Self::Csv)
    }
}

/// Call [`Writer::begin`], then a record method once a row, then [`Writer::end`].
#[derive(Debug)]
pub struct Writer {
    format: Format,
    rows: u64,
}

impl Writer {
    pub const fn new(format: Format) -> Self {
        Self { format, rows: 0 }
    }

    pub fn begin(&self, out: &mut Vec<u8>) {
        match self.format {
            Format::Csv => csv::header(out),
            Format::Json => out.push(b'['),
            Format::JsonLines => {}
        }
    }

    pub fn record(
        &mut self,
        out: &mut Vec<u8>,
        row: Option<u64>,
        id: Option<&str>,
        record: &Triage,
    ) {
        if self.format == Format::Csv {
            return self.flat(out, &Flat::of(row, id, record));
        }
        if self.format == Format::Json {
            let separator: &[u8] = if self.rows == 0 { b"\n" } else { b",\n" };
            out.extend_from_slice(separator);
        }
        self.rows += 1;
        // Strings, numbers and lists into a vector: there is nothing in it that can fail.
        let _ = serde_json::to_writer(&mut *out, &Object::of(row, id, record));
        if self.format == Format::JsonLines {
            out.push(b'\n');
        }
    }

    /// For CSV, where a stored row is enough; nothing in the other formats.
    pub fn flat(&mut self, out: &mut Vec<u8>, flat: &Flat<'_>) {
        if self.format == Format::Csv {
            self.rows += 1;
            csv::line(out, flat);
        }
    }

    pub fn end(&self, out: &mut Vec<u8>) {
        if self.format == Format::Json {
            out.extend_from_slice(b"\n]\n");
        }
    }
}
