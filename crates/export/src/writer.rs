//! One file from first byte to last, in whatever pieces the caller likes.

use triage::Triage;

use crate::{Columns, Flat, Object, Told, csv};

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
    /// Of a CSV.
    columns: Columns,
    rows: u64,
}

impl Writer {
    pub const fn new(format: Format) -> Self {
        Self {
            format,
            columns: Columns::Usual,
            rows: 0,
        }
    }

    /// For rows of which a language model was asked about some; see [`Self::told`].
    pub const fn with(format: Format, columns: Columns) -> Self {
        Self {
            columns,
            ..Self::new(format)
        }
    }

    pub fn begin(&self, out: &mut Vec<u8>) {
        match self.format {
            Format::Csv => csv::header(out, self.columns),
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
        self.told(out, row, id, record, None);
    }

    /// A record with what a language model said of it, if it was asked.
    pub fn told(
        &mut self,
        out: &mut Vec<u8>,
        row: Option<u64>,
        id: Option<&str>,
        record: &Triage,
        told: Option<Told<'_>>,
    ) {
        if self.format == Format::Csv {
            return self.flat_told(out, &Flat::of(row, id, record), told);
        }
        if self.format == Format::Json {
            let separator: &[u8] = if self.rows == 0 { b"\n" } else { b",\n" };
            out.extend_from_slice(separator);
        }
        self.rows += 1;
        let object = Object::of(row, id, record);
        // Strings, numbers and lists into a vector: there is nothing in it that can fail.
        let _ = match told {
            None => serde_json::to_writer(&mut *out, &object),
            Some(told) => serde_json::to_writer(&mut *out, &object.told(told)),
        };
        if self.format == Format::JsonLines {
            out.push(b'\n');
        }
    }

    /// For CSV, where a stored row is enough; nothing in the other formats.
    pub fn flat(&mut self, out: &mut Vec<u8>, flat: &Flat<'_>) {
        self.flat_told(out, flat, None);
    }

    /// As [`Self::flat`], with what a language model said of the row, if it was asked.
    pub fn flat_told(&mut self, out: &mut Vec<u8>, flat: &Flat<'_>, told: Option<Told<'_>>) {
        if self.format == Format::Csv {
            self.rows += 1;
            csv::line(out, flat, self.columns, told);
        }
    }

    pub fn end(&self, out: &mut Vec<u8>) {
        if self.format == Format::Json {
            out.extend_from_slice(b"\n]\n");
        }
    }
}
