//! What follows a quote that may never close: held, so that it can be read again as rows.
//!
//! A quoted field that goes on over lines is either a text of several lines or a forgotten quote.
//! The lines are held as long as no text may be longer, never more. Nothing here decides which of
//! the two it is but [`OpenQuote::looks_like_rows`], once the hold is full.

use std::io::{self, BufRead};

use memchr::memchr2;

/// The lines after the one on which a field was opened.
#[derive(Debug, Default)]
pub(crate) struct OpenQuote {
    held: Vec<u8>,
    /// Bytes that can still be held; 0 asks for a decision.
    pub(crate) room: usize,
    /// The line end over which the field went on.
    pub(crate) broken: Option<u8>,
    /// Too much followed, and it does not look like rows: a text, however long.
    pub(crate) is_text: bool,
    /// A field may begin after the last byte.
    at_field: bool,
}

impl OpenQuote {
    /// A field is opened; `room` is as long as a text may be.
    pub(crate) fn open(&mut self, room: usize) {
        self.held.clear();
        self.room = room;
        (self.broken, self.is_text, self.at_field) = (None, false, false);
    }

    /// A part of the field, quotes included.
    pub(crate) fn follow(&mut self, part: &[u8], delimiter: u8) {
        let Some(last) = part.last() else { return };
        self.at_field = [delimiter, b'\n', b'\r'].contains(last);
        if self.is_text {
            return;
        }
        let before = self.held.len();
        if self.broken.is_some() {
            self.held.extend_from_slice(part);
        } else if let Some(end) = memchr2(b'\n', b'\r', part) {
            self.broken = Some(part[end]);
            self.held.extend_from_slice(&part[end + 1..]);
        }
        self.room = self.room.saturating_sub(self.held.len() - before);
    }

    /// Whether a quote with `next` after it, which does not close the field, opens another one.
    pub(crate) fn opens_another(&self, next: u8, delimiter: u8) -> bool {
        let closes = [delimiter, b'\n', b'\r'].contains(&next);
        self.broken.is_some() && !self.is_text && self.at_field && !closes
    }

    /// Whether most of the lines held have as many fields as the header.
    pub(crate) fn looks_like_rows(&self, delimiter: u8, columns: usize) -> bool {
        let Some(end) = memchr::memrchr(b'\n', &self.held) else {
            return false;
        };
        let (mut alike, mut lines) = (0_usize, 0_usize);
        for line in self.held[..end].split(|byte| *byte == b'\n') {
            if line.trim_ascii().is_empty() {
                continue;
            }
            lines += 1;
            let mut quoted = false;
            let mut fields = 1;
            for byte in line {
                quoted ^= *byte == b'"';
                fields += usize::from(*byte == delimiter && !quoted);
            }
            alike += usize::from(fields == columns);
        }
        alike * 2 > lines
    }

    /// It was a text, and it stays one.
    pub(crate) fn let_go(&mut self) {
        self.is_text = true;
        self.room = usize::MAX;
        self.held.clear();
    }

    /// Gives the lines back, to be read before the rest of the source.
    pub(crate) fn give_back(&mut self, ahead: &mut Ahead) {
        self.held.extend_from_slice(&ahead.bytes[ahead.taken..]);
        ahead.taken = 0;
        std::mem::swap(&mut self.held, &mut ahead.bytes);
    }
}

/// Bytes given back.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    bytes: Vec<u8>,
    taken: usize,
}

impl Ahead {
    /// What comes next: bytes given back, then the source.
    pub(crate) fn fill<'a>(&'a self, source: &'a mut impl BufRead) -> io::Result<&'a [u8]> {
        if self.taken < self.bytes.len() {
            Ok(&self.bytes[self.taken..])
        } else {
            source.fill_buf()
        }
    }

    /// `n` bytes of what [`Self::fill`] gave are used.
    pub(crate) fn consume(&mut self, source: &mut impl BufRead, n: usize) {
        if self.taken < self.bytes.len() {
            self.taken += n;
        } else {
            source.consume(n);
        }
    }
}
