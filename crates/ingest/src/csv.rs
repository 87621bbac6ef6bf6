//! Records of separated values (RFC 4180, leniently) from a stream.
//!
//! Keeps only the fields asked for, each up to a limit, so that neither a million columns nor a
//! quote that never closes costs memory.

use std::io::{self, BufRead};

use memchr::{memchr, memchr3};

/// One record, used again for the next.
#[derive(Debug, Default)]
pub(crate) struct Record {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Fields seen, kept or not.
    pub(crate) fields: usize,
    /// The first kept field over the limit, if any.
    pub(crate) too_long: Option<usize>,
}

impl Record {
    /// The field's bytes; nothing where the record is shorter or the field was not kept.
    pub(crate) fn get(&self, field: usize) -> Option<&[u8]> {
        let end = *self.ends.get(field)?;
        let start = field.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.bytes[start..end])
    }

    pub(crate) fn text(&self, field: usize) -> Option<&str> {
        // Fields are cut at ASCII bytes of valid UTF-8, or at the limit, where they are not used.
        self.get(field).and_then(|b| std::str::from_utf8(b).ok())
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        (0..self.ends.len())
            .map(|i| String::from_utf8_lossy(self.get(i).unwrap_or_default()).into_owned())
            .collect()
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.fields = 0;
        self.too_long = None;
    }

    fn is_blank(&self) -> bool {
        self.fields == 1 && self.bytes.is_empty()
    }
}

/// What one call of [`Parser::read`] found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Record,
    /// The line on which the quote was opened.
    UnclosedQuote(u64),
    End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    FieldStart,
    Plain,
    Quoted,
    QuoteInQuoted,
}

/// The dialect, the limits, and where in the file we are.
#[derive(Debug)]
pub(crate) struct Parser {
    delimiter: u8,
    /// Fields to keep; `None` keeps all up to `max_fields`.
    pub(crate) keep: Option<Vec<usize>>,
    pub(crate) max_field: usize,
    pub(crate) max_fields: usize,
    /// A carriage return ended the last record; a line feed may follow.
    skip_line_feed: bool,
    /// 1-based line the next byte is on.
    line: u64,
}

impl Parser {
    pub(crate) fn new(delimiter: u8, max_field: usize, max_fields: usize) -> Self {
        Self {
            delimiter,
            keep: None,
            max_field,
            max_fields,
            skip_line_feed: false,
            line: 1,
        }
    }

    /// The next record that is not a blank line.
    pub(crate) fn read(
        &mut self,
        source: &mut impl BufRead,
        record: &mut Record,
    ) -> io::Result<Found> {
        loop {
            let found = self.read_any(source, record)?;
            if found != Found::Record || !record.is_blank() {
                return Ok(found);
            }
        }
    }

    fn read_any(&mut self, source: &mut impl BufRead, record: &mut Record) -> io::Result<Found> {
        record.clear();
        let mut at = At::FieldStart;
        let mut opened = self.line;
        let mut started = false;
        loop {
            let buf = source.fill_buf()?;
            if buf.is_empty() {
                return Ok(match at {
                    At::Quoted => Found::UnclosedQuote(opened),
                    _ if !started => Found::End,
                    _ => {
                        self.end_field(record);
                        Found::Record
                    }
                });
            }
            let mut i = 0;
            if self.skip_line_feed {
                self.skip_line_feed = false;
                if buf[0] == b'\n' {
                    source.consume(1);
                    continue;
                }
            }
            while i < buf.len() {
                started = true;
                match at {
                    At::FieldStart if buf[i] == b'"' => {
                        opened = self.line;
                        at = At::Quoted;
                        i += 1;
                    }
                    At::FieldStart => at = At::Plain,
                    At::Quoted => {
                        let stop = memchr(b'"', &buf[i..]).map_or(buf.len(), |n| i + n);
                        self.push(record, &buf[i..stop]);
                        self.line += memchr::memchr_iter(b'\n', &buf[i..stop]).count() as u64;
                        i = stop;
                        if i < buf.len() {
                            at = At::QuoteInQuoted;
                            i += 1;
                        }
                    }
                    At::QuoteInQuoted if buf[i] == b'"' => {
                        self.push(record, b"\"");
                        at = At::Quoted;
                        i += 1;
                    }
                    At::Plain | At::QuoteInQuoted => {
                        at = At::Plain;
                        let stop = memchr3(self.delimiter, b'\n', b'\r', &buf[i..])
                            .map_or(buf.len(), |n| i + n);
                        self.push(record, &buf[i..stop]);
                        i = stop;
                        if i == buf.len() {
                            break;
                        }
                        self.end_field(record);
                        at = At::FieldStart;
                        i += 1;
                        if buf[i - 1] != self.delimiter {
                            self.line += 1;
                            self.skip_line_feed = buf[i - 1] == b'\r';
                            source.consume(i);
                            return Ok(Found::Record);
                        }
                    }
                }
            }
            source.consume(i);
        }
    }

    fn push(&self, record: &mut Record, part: &[u8]) {
        let field = record.fields;
        let kept = match &self.keep {
            None => field < self.max_fields,
            Some(keep) => keep.contains(&field),
        };
        if !kept || record.too_long == Some(field) {
            return;
        }
        let start = record.ends.last().copied().unwrap_or_default();
        if record.bytes.len() - start + part.len() > self.max_field {
            record.too_long.get_or_insert(field);
            return;
        }
        record.bytes.extend_from_slice(part);
    }

    fn end_field(&self, record: &mut Record) {
        if record.fields < self.max_fields {
            record.ends.push(record.bytes.len());
        }
        record.fields += 1;
    }
}

/// Undoes the apostrophe our own export puts before a cell that a spreadsheet would run.
pub fn restore_cell(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => cell,
    }
}

/// Any apostrophes, then a character that starts a formula.
fn is_formula(cell: &str) -> bool {
    matches!(
        cell.trim_start_matches('\'').as_bytes().first(),
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r')
    )
}
