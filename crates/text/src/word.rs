//! Words: what a run is read as when it is no entity. Splits identifiers, because a model must
//! read `impossible_travel`, `ModifySnapshotAttribute` and `MASS_FILE_ENCRYPTION`.
//!
//! Each word written here, met alone in a cleaned text, comes back here and is written the same.

use crate::TokenKind;
use crate::bytes::{ALNUM, DIGIT, HIGH, LETTER, class, decimal, run};
use crate::defang::fang;
use crate::escape::{climb, escape};
use crate::normal::fold;
use crate::output::LONGEST_WORD;
use crate::run::{Run, char_at};
use crate::scan::Scan;

impl Scan<'_> {
    /// Everything in `start..end` as words and numbers.
    pub fn split(&mut self, start: usize, end: usize) {
        let b = self.b;
        let mut at = start;
        while at < end {
            let k = class(b, at);
            if k & (ALNUM | HIGH) == 0 {
                // A bracketed `dot` is a sign, not a word.
                at += fang(b, at).map_or(1, |(_, width)| width);
                continue;
            }
            if k & HIGH != 0 && !char_at(self.text, at).is_some_and(char::is_alphanumeric) {
                // A mark that follows nothing.
                at += char_at(self.text, at).map_or(1, char::len_utf8);
                continue;
            }
            let stop = self.part_end(at, end);
            if stop == at + 1 && b[at] | 32 == b'e' && self.joined(at, end, "mail") {
                at = self.glue(at, end);
            } else if stop == at + 2
                && b[at..stop].eq_ignore_ascii_case(b"wi")
                && self.joined(at + 1, end, "fi")
            {
                at = self.glue(at + 1, end);
            } else {
                self.part(at, stop);
                at = stop;
            }
        }
    }

    /// Whether `-tail` follows the byte at `at`, before `end`.
    fn joined(&self, at: usize, end: usize, tail: &str) -> bool {
        at + 2 + tail.len() <= end
            && self.b[at + 1] == b'-'
            && self.b[at + 2..at + 2 + tail.len()].eq_ignore_ascii_case(tail.as_bytes())
    }

    /// `e-mail` and `wi-fi` are one word; `at` is the byte before the hyphen.
    fn glue(&mut self, at: usize, end: usize) -> usize {
        let start = run_back(self.b, at);
        let stop = run(self.b, at + 2, LETTER).min(end);
        let from = self.out.open();
        self.out.cleaned.push_str(&self.text[start..=at]);
        self.out.cleaned.push_str(&self.text[at + 2..stop]);
        self.out.finish(from, start, stop);
        stop
    }

    /// End of the part that starts at `at`: up to a joiner. An apostrophe inside letters stays.
    fn part_end(&self, mut at: usize, end: usize) -> usize {
        let b = self.b;
        while at < end {
            let k = class(b, at);
            if k & ALNUM != 0 {
                at += 1;
            } else if k & HIGH != 0 {
                match char_at(self.text, at) {
                    Some(c) if crate::normal::word_char(c) => at += c.len_utf8(),
                    _ => break,
                }
            } else if b[at] == b'\''
                && at > 0
                && class(b, at - 1) & (LETTER | HIGH) != 0
                && at + 1 < end
                && class(b, at + 1) & (LETTER | HIGH) != 0
            {
                at += 1;
            } else {
                break;
            }
        }
        at
    }

    /// One part: letters, digits, characters outside ASCII, apostrophes between letters.
    pub fn part(&mut self, start: usize, end: usize) {
        let b = self.b;
        let (mut all, mut quoted) = (0, false);
        for at in start..end {
            all |= class(b, at);
            quoted |= b[at] == b'\'';
        }
        if all & HIGH != 0 {
            self.folded(start, end);
        } else if all & LETTER == 0 {
            self.number(start, end, decimal(&b[start..end]));
        } else if quoted {
            self.unquoted(start, end);
        } else if all & DIGIT == 0 {
            self.letters(start, end);
        } else {
            self.mixed(start, end);
        }
    }

    /// Letters with apostrophes: `don't` is `dont`.
    fn unquoted(&mut self, start: usize, end: usize) {
        if self.b[start..end].iter().any(u8::is_ascii_digit) {
            // `o'2x`: here the sign separates.
            let mut at = start;
            while at < end {
                let stop = run(self.b, at, ALNUM).min(end);
                if stop > at {
                    self.part(at, stop);
                }
                at = stop + 1;
            }
            return;
        }
        let from = self.out.open();
        for piece in self.text[start..end].split('\'') {
            self.out.cleaned.push_str(piece);
            if self.out.cleaned.len() - from > LONGEST_WORD {
                break;
            }
        }
        self.out.finish(from, start, end);
    }

    /// A word with characters outside ASCII.
    fn folded(&mut self, start: usize, end: usize) {
        let (mut word, mut scratch) = (std::mem::take(self.fold), std::mem::take(self.scratch));
        scratch.clear();
        // Far more than a word can keep, so that the cut does not show.
        let near = self
            .text
            .floor_char_boundary(end.min(start + 10 * LONGEST_WORD));
        scratch.extend(self.text[start..near].chars().filter(|&c| c != '\''));
        let source = std::mem::take(&mut scratch);
        fold(&source, &mut word, &mut scratch);
        if word.chars().all(char::is_numeric) {
            if !word.is_empty() {
                self.out
                    .number("<num>", None, TokenKind::Number, start, end);
            }
        } else if word[..word.floor_char_boundary(LONGEST_WORD)]
            .bytes()
            .all(|c| c.is_ascii_alphanumeric())
            && word.bytes().any(|c| c.is_ascii_digit())
        {
            // Cut to length it would read as an identifier.
            self.out.placeholder("<blob>", TokenKind::Blob, start, end);
        } else {
            self.out.word(&word, start, end);
        }
        (*self.fold, *self.scratch) = (word, source);
    }

    /// Up to `most` words inside a URL, a path or a file name; numbers and fragments are left out.
    pub fn inside(&mut self, start: usize, end: usize, most: usize) {
        let b = self.b;
        let limit = self.out.tokens.len() + most;
        let mut at = start;
        let mut climbed = false;
        while at < end && self.out.tokens.len() < limit {
            let k = class(b, at);
            if let Some(width) = climb(b, at).filter(|width| at + width <= end) {
                if !climbed {
                    self.out
                        .placeholder("<updir>", TokenKind::UpDir, at, at + width);
                }
                climbed = true;
                at += width;
            } else if escape(b, at) && at + 2 < end {
                at += 3;
            } else if k & (ALNUM | HIGH) != 0 {
                let stop = self.part_end(at, end);
                if stop == at {
                    at += char_at(self.text, at).map_or(1, char::len_utf8);
                    continue;
                }
                let letters = b[at..stop]
                    .iter()
                    .any(|&c| c.is_ascii_alphabetic() || c >= 0x80);
                if letters && (2..=64).contains(&(stop - at)) {
                    self.part(at, stop);
                }
                at = stop;
            } else {
                at += 1;
            }
        }
    }

    /// Initials read as one word: `e.g.` is `eg`.
    pub fn initials(&mut self, run: &Run) {
        let from = self.out.open();
        for piece in self.text[run.start..run.end]
            .split('.')
            .take(LONGEST_WORD + 1)
        {
            self.out.cleaned.push_str(piece);
        }
        self.out.finish(from, run.start, run.end);
    }
}

/// Start of the letters that end at `at`.
fn run_back(b: &[u8], at: usize) -> usize {
    let mut start = at;
    while start > 0 && at - start < 2 && class(b, start - 1) & LETTER != 0 {
        start -= 1;
    }
    start
}
