//! Records of separated values (RFC 4180, leniently) from a stream.
//!
//! Keeps only the fields asked for, each up to a limit, so that neither a million columns nor a
//! quote that never closes costs memory. Such a quote costs its own record: the lines after it are
//! read again.

use std::io::{self, BufRead};

use memchr::{memchr, memchr3};

use crate::open_quote::{Ahead, OpenQuote};

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
    /// A quote that never closes, and the line on which it was opened. The next record is the one
    /// on the line after it.
    UnclosedQuote(u64),
    /// The same, so long ago that the lines after it are gone.
    Lost(u64),
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
    /// Fields of the header: what a line must have to look like a row.
    pub(crate) columns: usize,
    open: OpenQuote,
    ahead: Ahead,
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
            columns: 0,
            open: OpenQuote::default(),
            ahead: Ahead::default(),
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
        // Apart from `self` while it is read from.
        let mut ahead = std::mem::take(&mut self.ahead);
        let found = self.parse(source, &mut ahead, record);
        self.ahead = ahead;
        found
    }

    fn parse(
        &mut self,
        source: &mut impl BufRead,
        ahead: &mut Ahead,
        record: &mut Record,
    ) -> io::Result<Found> {
        record.clear();
        let mut at = At::FieldStart;
        let mut opened = self.line;
        let mut started = false;
        loop {
            let buf = ahead.fill(source)?;
            if buf.is_empty() {
                return Ok(match at {
                    At::Quoted if self.open.is_text => Found::Lost(opened),
                    At::Quoted => self.unclosed(ahead, opened),
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
                    ahead.consume(source, 1);
                    continue;
                }
            }
            while i < buf.len() {
                started = true;
                match at {
                    At::FieldStart if buf[i] == b'"' => {
                        opened = self.line;
                        self.open.open(self.max_field);
                        at = At::Quoted;
                        i += 1;
                    }
                    At::FieldStart => at = At::Plain,
                    At::Quoted => {
                        let part = &buf[i..buf.len().min(i.saturating_add(self.open.room))];
                        let stop = i + memchr(b'"', part).unwrap_or(part.len());
                        self.push(record, &buf[i..stop]);
                        self.open.follow(&buf[i..stop], self.delimiter);
                        self.line += memchr::memchr_iter(b'\n', &buf[i..stop]).count() as u64;
                        i = stop;
                        if self.open.room == 0 {
                            if self.open.looks_like_rows(self.delimiter, self.columns) {
                                ahead.consume(source, i);
                                return Ok(self.unclosed(ahead, opened));
                            }
                            self.open.let_go();
                        } else if i < buf.len() && buf[i] == b'"' {
                            at = At::QuoteInQuoted;
                            i += 1;
                        }
                    }
                    At::QuoteInQuoted if buf[i] == b'"' => {
                        self.push(record, b"\"");
                        self.open.follow(b"\"\"", self.delimiter);
                        at = At::Quoted;
                        i += 1;
                    }
                    // A quote on a later line, where a field begins, with text after it: it opens
                    // that field, and ours was never closed.
                    At::QuoteInQuoted if self.open.opens_another(buf[i], self.delimiter) => {
                        self.open.follow(b"\"", self.delimiter);
                        ahead.consume(source, i);
                        return Ok(self.unclosed(ahead, opened));
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
                            ahead.consume(source, i);
                            return Ok(Found::Record);
                        }
                    }
                }
            }
            ahead.consume(source, i);
        }
    }

    /// The record is given up; what followed its line is read next.
    fn unclosed(&mut self, ahead: &mut Ahead, opened: u64) -> Found {
        self.line = opened + u64::from(self.open.broken.is_some());
        self.skip_line_feed = self.open.broken == Some(b'\r');
        self.open.give_back(ahead);
        Found::UnclosedQuote(opened)
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
