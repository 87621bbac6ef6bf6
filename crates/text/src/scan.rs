//! The scanner: one pass over the text, each byte looked at a bounded number of times.
//!
//! Runs of plain letters, most of any text, are written as they come. Only where a letter is
//! followed by something that could make it more, or where something else starts, does it look
//! closer, and then it decides on the whole of what starts there.

use crate::bytes::{
    BLANK, CLASS, DIGIT, HIGH, LETTER, LOOK, LOWER, SIGN, UPPER, byte, class, continues, run,
};
use crate::context::{self, Context};
use crate::escape::escape;
use crate::output::{LONGEST_WORD, Output, Stretch, unit};
use crate::run::char_at;
use crate::{EntityKind, token};

pub struct Scan<'a> {
    pub text: &'a str,
    pub b: &'a [u8],
    pub out: &'a mut Output,
    pub fold: &'a mut String,
    pub scratch: &'a mut String,
    /// What the key before announced, and where its sign ends.
    pub expect: Context,
    pub expect_at: usize,
    /// Before here there is no IPv6 address: never scan a failed run twice.
    pub no_v6: usize,
    /// Before here there are digits and joiners only.
    pub figures: usize,
    /// Before here there is no base64.
    pub no_base64: usize,
}

impl<'a> Scan<'a> {
    pub fn new(
        text: &'a str,
        out: &'a mut Output,
        fold: &'a mut String,
        scratch: &'a mut String,
    ) -> Self {
        Self {
            text,
            b: text.as_bytes(),
            out,
            fold,
            scratch,
            expect: Context::None,
            expect_at: 0,
            no_v6: 0,
            figures: 0,
            no_base64: 0,
        }
    }

    pub fn run(mut self) {
        let b = self.b;
        let mut stretch = Stretch::default();
        let mut at = 0;
        while let Some(&first) = b.get(at) {
            let k = CLASS[first as usize];
            if k & BLANK != 0 {
                at += 1;
                continue;
            }
            if k & LETTER == 0 {
                if k & (DIGIT | HIGH | SIGN) == 0 {
                    at += 1;
                    continue;
                }
                self.out.flush(&mut stretch, self.text);
                at = self.other(at, k).max(at + 1);
                continue;
            }
            let start = at;
            let mut rest = 0;
            at += 1;
            let mut next = class(b, at);
            while next & LETTER != 0 {
                rest |= next;
                at += 1;
                next = class(b, at);
            }
            // A capital inside a word with small letters: an identifier.
            let flat = rest & UPPER == 0 || (rest | k) & LOWER == 0;
            let free = flat && self.expect == Context::None;
            if free
                && at - start <= LONGEST_WORD
                && (next & LOOK == 0 || self.ends(start, at))
                && !(self.out.counting && unit(&self.text[start..at]).is_some())
            {
                self.out.counting = false;
                self.out.plain(&mut stretch, self.text, start, at);
                continue;
            }
            if matches!(byte(b, at), b'-' | b'\'')
                && free
                && !self.out.counting
                && let Some(end) = self.compound(&mut stretch, start)
            {
                at = end;
                continue;
            }
            self.out.flush(&mut stretch, self.text);
            at = self.letter(start).max(start + 1);
        }
        self.out.flush(&mut stretch, self.text);
    }

    /// Whether the letters `start..at` end there though a sign follows that might have more to
    /// say: a full stop, the colon or equals sign after a key that announces nothing.
    #[inline]
    fn ends(&self, start: usize, at: usize) -> bool {
        let b = self.b;
        match b[at] {
            b'.' => class(b, at + 1) & BLANK != 0,
            b':' => class(b, at + 1) & BLANK != 0 && !context::is_key(&self.text[start..at]),
            b'=' => !context::is_key(&self.text[start..at]),
            b'"' => {
                !matches!(byte(b, at + 1), b':' | b'=' | b'>')
                    || !context::is_key(&self.text[start..at])
            }
            b'>' => start == 0 || b[start - 1] != b'<' || !context::is_key(&self.text[start..at]),
            b'(' => !matches!(byte(b, at + 1), b'.' | b'@' | b'd' | b'D' | b'a' | b'A'),
            _ => false,
        }
    }

    /// A letter starts something that needs a look.
    fn letter(&mut self, at: usize) -> usize {
        let b = self.b;
        if byte(b, at + 1) == b':'
            && let Some(end) = self.drive_path(at)
        {
            return end;
        }
        if let Some(end) = self.cve(at).or_else(|| self.colons(at)) {
            return end;
        }
        self.name(at)
    }

    /// `CVE-2024-3400`: year and at least four digits.
    fn cve(&mut self, at: usize) -> Option<usize> {
        let b = self.b;
        if !crate::bytes::starts_with(b, at, "cve-") {
            return None;
        }
        let year = run(b, at + 4, DIGIT);
        let end = run(b, year + 1, DIGIT);
        if year != at + 8 || byte(b, year) != b'-' || end < year + 5 || end > year + 20 {
            return None;
        }
        if continues(b, end) {
            return None;
        }
        self.out.entity("<cve>", EntityKind::Cve, at, end);
        Some(end)
    }

    /// Anything but a letter starts here.
    fn other(&mut self, at: usize, k: u8) -> usize {
        if k & DIGIT != 0 {
            return self.digit(at);
        }
        if k & HIGH != 0 {
            return self.high(at);
        }
        let b = self.b;
        match b[at] {
            b'<' => match token::literal(&b[at..]) {
                Some((name, kind)) => {
                    let end = at + name.len();
                    self.out.placeholder(name, kind, at, end);
                    end
                }
                None => at + 1,
            },
            b'/' | b'.' | b'~' => self.unix_path(at),
            b'\\' => self.share(at),
            b'%' => {
                let right_after = self.out.tokens.last().is_some_and(|last| {
                    let gap = b.get(last.raw.end as usize..at);
                    gap.is_some_and(|gap| gap.is_empty() || gap == b" ")
                });
                if self.out.counting && right_after && !continues(b, at + 1) {
                    self.out.percent(at + 1);
                    return at + 1;
                }
                if escape(b, at) {
                    return at + 3;
                }
                self.variable_path(at)
            }
            b':' => self.colon(at),
            b'$' => self.money(at, 1),
            _ => at + 1,
        }
    }

    /// A character outside ASCII.
    fn high(&mut self, at: usize) -> usize {
        let Some(c) = char_at(self.text, at) else {
            return at + 1;
        };
        match c {
            '\u{a3}' | '\u{a5}' | '\u{20ac}' | '\u{20b9}' => self.money(at, c.len_utf8()),
            _ if c.is_alphanumeric() => self.name(at),
            _ => at + c.len_utf8(),
        }
    }
}
