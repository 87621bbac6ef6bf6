//! Any usual encoding as UTF-8 bytes.
//!
//! One rule for eight-bit files: what is UTF-8 is read as UTF-8, and a byte that is not is read
//! as Windows-1252. A Latin-1 file needs no switch, and one stray byte in a million good rows
//! costs no row.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::{HEAD, OpenError};

const CHUNK: usize = 64 * 1024;

/// A `BufRead` of valid UTF-8 over any bytes.
pub(crate) struct Utf8<R> {
    source: R,
    raw: Vec<u8>,
    /// Bytes of `raw` in use: the unread rest of the head, or an unfinished character.
    pending: usize,
    utf16: Option<Decoder>,
    encoding: &'static str,
    out: Vec<u8>,
    taken: usize,
    read: u64,
    ended: bool,
}

impl<R: Read> Utf8<R> {
    /// Reads the first [`HEAD`] bytes (less only at the end of the file) and decodes them.
    pub(crate) fn open(mut source: R) -> Result<Self, OpenError> {
        let mut raw = Vec::with_capacity(HEAD);
        source
            .by_ref()
            .take(HEAD as u64)
            .read_to_end(&mut raw)
            .map_err(OpenError::Io)?;
        let ended = raw.len() < HEAD;
        if let Some(what) = not_text(&raw) {
            return Err(OpenError::Binary(what));
        }
        let (utf16, encoding, bom) = detect(&raw);
        let mut this = Self {
            source,
            read: raw.len() as u64,
            pending: raw.len() - bom,
            raw: raw.split_off(bom),
            utf16,
            encoding,
            out: Vec::with_capacity(2 * CHUNK),
            taken: 0,
            ended,
        };
        this.decode();
        Ok(this)
    }

    /// Decoded bytes not yet consumed.
    pub(crate) fn head(&self) -> &[u8] {
        &self.out[self.taken..]
    }

    /// Whether [`Self::head`] is all there is.
    pub(crate) fn complete(&self) -> bool {
        self.ended
    }

    /// As far as the head tells.
    pub(crate) fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// Bytes taken from the source.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.read
    }

    /// Turns the pending raw bytes into output; keeps an unfinished character for later.
    fn decode(&mut self) {
        self.out.clear();
        self.taken = 0;
        let raw = &self.raw[..self.pending];
        let kept = match &mut self.utf16 {
            Some(decoder) => {
                let room = decoder
                    .max_utf8_buffer_length(raw.len())
                    .unwrap_or(4 * raw.len() + 16);
                self.out.resize(room, 0);
                let (_, _, written, _) = decoder.decode_to_utf8(raw, &mut self.out, self.ended);
                self.out.truncate(written);
                0
            }
            None => eight_bit(raw, self.ended, &mut self.out),
        };
        if self.utf16.is_none() && self.encoding == "utf-8" && self.read <= HEAD as u64 {
            let good = std::str::from_utf8(raw);
            if good.is_err_and(|error| error.error_len().is_some()) {
                self.encoding = "windows-1252";
            }
        }
        let from = self.pending - kept;
        self.raw.copy_within(from..self.pending, 0);
        self.pending = kept;
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = {
            let out = self.fill_buf()?;
            let n = out.len().min(buf.len());
            buf[..n].copy_from_slice(&out[..n]);
            n
        };
        self.consume(n);
        Ok(n)
    }
}

impl<R: Read> BufRead for Utf8<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.taken == self.out.len() && !self.ended {
            self.raw.resize(self.pending + CHUNK, 0);
            let n = loop {
                match self.source.read(&mut self.raw[self.pending..]) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other?,
                }
            };
            self.ended = n == 0;
            self.read += n as u64;
            self.pending += n;
            self.decode();
        }
        Ok(&self.out[self.taken..])
    }

    fn consume(&mut self, n: usize) {
        self.taken = (self.taken + n).min(self.out.len());
    }
}

/// Appends `raw` as UTF-8; returns how many bytes at its end may be half a character.
fn eight_bit(mut raw: &[u8], last: bool, out: &mut Vec<u8>) -> usize {
    loop {
        match std::str::from_utf8(raw) {
            Ok(_) => {
                out.extend_from_slice(raw);
                return 0;
            }
            Err(error) => {
                let (good, bad) = raw.split_at(error.valid_up_to());
                out.extend_from_slice(good);
                let n = match error.error_len() {
                    Some(n) => n,
                    None if last => bad.len(),
                    None => return bad.len(),
                };
                let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bad[..n]);
                out.extend_from_slice(text.as_bytes());
                raw = &bad[n..];
            }
        }
    }
}

/// The decoder if it is UTF-16, the name, and the length of the byte order mark.
fn detect(head: &[u8]) -> (Option<Decoder>, &'static str, usize) {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => (None, "utf-8", 3),
        [0xFF, 0xFE, ..] => (little(), "utf-16le", 2),
        [0xFE, 0xFF, ..] => (big(), "utf-16be", 2),
        _ => match zeros(head) {
            // Western text in UTF-16 has a zero in nearly every other byte.
            (even, odd, pairs) if odd * 10 > pairs * 4 && even * 20 < pairs => {
                (little(), "utf-16le", 0)
            }
            (even, odd, pairs) if even * 10 > pairs * 4 && odd * 20 < pairs => {
                (big(), "utf-16be", 0)
            }
            _ => (None, "utf-8", 0),
        },
    }
}

fn little() -> Option<Decoder> {
    Some(UTF_16LE.new_decoder_without_bom_handling())
}

fn big() -> Option<Decoder> {
    Some(UTF_16BE.new_decoder_without_bom_handling())
}

/// Zero bytes at even and at odd places, and the number of pairs looked at.
fn zeros(head: &[u8]) -> (usize, usize, usize) {
    let (pairs, _) = head[..head.len().min(4096)].as_chunks::<2>();
    let even = pairs.iter().filter(|pair| pair[0] == 0).count();
    let odd = pairs.iter().filter(|pair| pair[1] == 0).count();
    (even, odd, pairs.len())
}

/// Formats people drop by mistake, by their first bytes.
fn not_text(head: &[u8]) -> Option<&'static str> {
    match head {
        [b'P', b'K', 3, 4, ..] => Some(
            "This is a ZIP archive or an Excel workbook, not text. Save the sheet as CSV (UTF-8) \
             and upload that.",
        ),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Some(
            "This is an old Office file, not text. Save the sheet as CSV (UTF-8) and upload that.",
        ),
        [0x1F, 0x8B, ..] => Some("This is a gzip archive. Unpack it and upload the file inside."),
        [b'%', b'P', b'D', b'F', ..] => Some("This is a PDF, not a table. Export the rows as CSV."),
        _ => {
            let (even, odd, pairs) = zeros(head);
            let utf16 = detect(head).0.is_some();
            (!utf16 && (even + odd) * 5 > pairs.max(1) * 2)
                .then_some("This is a binary file, not text: it is full of NUL bytes.")
        }
    }
}
