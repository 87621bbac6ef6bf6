//! The scanner: one pass over the text, each byte looked at a bounded number of times.
//!
//! Runs of plain letters, most of any text, are written as they come. Only where a letter is
//! followed by something that could make it more, or where something else starts, does it look
//! closer, and then it decides on the whole of what starts there.

use crate::bytes::{
    ALNUM, BLANK, CLASS, DIGIT, HIGH, LETTER, LOOK, LOWER, SIGN, UPPER, byte, class, continues, run,
};
use crate::context::{self, Context};
use crate::ip::{self, V6};
use crate::output::{LONGEST_WORD, Output, Stretch, unit};
use crate::run::char_at;
use crate::{EntityKind, IpScope, TokenKind, clock, number, token};

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
    no_v6: usize,
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

    /// Hardware and IPv6 addresses: hex digits, then a colon near by.
    fn colons(&mut self, at: usize) -> Option<usize> {
        let b = self.b;
        if !b[at].is_ascii_hexdigit() {
            return None;
        }
        if let Some(end) = ip::mac(b, at) {
            self.out.placeholder("<mac>", TokenKind::Mac, at, end);
            return Some(end);
        }
        let group = (at..at + 5).find(|&i| !byte(b, i).is_ascii_hexdigit())?;
        if byte(b, group) == b':' || (byte(b, group) == b'[' && byte(b, group + 1) == b':') {
            return self.v6(at);
        }
        None
    }

    fn v6(&mut self, at: usize) -> Option<usize> {
        if at < self.no_v6 {
            return None;
        }
        match ip::v6(self.b, at) {
            V6::No(until) => {
                self.no_v6 = until;
                None
            }
            V6::Yes(end) => {
                self.out.entity("<ipv6>", EntityKind::Ipv6, at, end);
                Some(self.port_after(self.bracket(at, end)))
            }
        }
    }

    /// Past the `]` of `[2001:db8::1]:443`, if a port follows it.
    fn bracket(&self, start: usize, end: usize) -> usize {
        let bracketed = start > 0 && self.b[start - 1] == b'[' && byte(self.b, end) == b']';
        if bracketed && byte(self.b, end + 1) == b':' {
            end + 1
        } else {
            end
        }
    }

    /// `:443` after an address.
    pub fn port_after(&mut self, at: usize) -> usize {
        if byte(self.b, at) != b':' {
            return at;
        }
        match ip::port(self.b, at) {
            Some((end, value)) => {
                self.port(at + 1, end, value);
                end
            }
            None => at,
        }
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
                self.variable_path(at)
            }
            b':' => self.colon(at),
            b'$' => self.money(at, 1),
            _ => at + 1,
        }
    }

    /// `::1` and `:443` where nothing stands before them.
    fn colon(&mut self, at: usize) -> usize {
        let b = self.b;
        let free = at == 0
            || matches!(
                b[at - 1],
                b'*' | b'(' | b',' | b']' | b'"' | b'[' | b'=' | b'>'
            )
            || class(b, at - 1) & BLANK != 0;
        if !free {
            return at + 1;
        }
        if byte(b, at + 1) == b':' {
            return self.v6(at).unwrap_or(at + 2);
        }
        match ip::port(b, at) {
            Some((end, value)) if end >= at + 3 => {
                self.port(at + 1, end, value);
                end
            }
            _ => at + 1,
        }
    }

    /// A digit: addresses, times, dates, figures, and names that start with one.
    fn digit(&mut self, at: usize) -> usize {
        let b = self.b;
        self.expect = Context::None;
        // A bare figure: the common case.
        let first = run(b, at, DIGIT);
        let then = byte(b, first);
        if class(b, first) & BLANK != 0 || matches!(then, b')' | b';' | b'!' | b'"') {
            return self.figure(at, first, true);
        }
        if let Some(end) = self.colons(at) {
            return end;
        }
        if let Some(end) = clock::time(b, at) {
            self.out.placeholder("<time>", TokenKind::Time, at, end);
            return end;
        }
        if let Some(end) = clock::date(b, at) {
            self.out.placeholder("<date>", TokenKind::Date, at, end);
            if byte(b, end) == b'T'
                && let Some(time) = clock::time(b, end + 1)
            {
                self.out
                    .placeholder("<time>", TokenKind::Time, end + 1, time);
                return time;
            }
            return end + usize::from(byte(b, end) == b'T');
        }
        if let Some((end, address)) = ip::v4(b, at) {
            self.v4(at, end, address.into());
            return self.port_after(end);
        }
        let (mut end, mut bare) = number::end(b, at);
        if !bare && byte(b, first) == b',' && self.after_port(at) {
            // A list of ports, not thousands.
            (end, bare) = (first, true);
        }
        if at >= self.figures {
            let run = crate::run::at(self.text, at);
            if run.has(LETTER | HIGH) {
                // 4.2GB, 3.9C: a decimal and its unit.
                let unit = crate::bytes::run(b, end, LETTER);
                if !bare && unit == run.end && unit > end {
                    return self.figure(at, end, bare);
                }
                return self.name(at);
            }
            self.figures = run.end;
        }
        self.figure(at, end, bare)
    }

    pub fn v4(&mut self, at: usize, end: usize, address: std::net::IpAddr) {
        let inside = matches!(
            ip::scope(address),
            IpScope::Private | IpScope::Loopback | IpScope::LinkLocal
        );
        let name = if inside { "<ipv4in>" } else { "<ipv4>" };
        self.out.entity(name, EntityKind::Ipv4, at, end);
    }

    /// A number that no letter follows.
    fn figure(&mut self, at: usize, end: usize, bare: bool) -> usize {
        let b = self.b;
        if !bare {
            self.out.number("<num>", None, TokenKind::Number, at, end);
            return end;
        }
        let value = crate::bytes::decimal(&b[at..end]);
        let protocol = |at: usize| {
            let end = run(b, at, LETTER);
            let name = b.get(at..end).unwrap_or_default();
            name.eq_ignore_ascii_case(b"tcp") || name.eq_ignore_ascii_case(b"udp")
        };
        // 443/tcp and tcp/445
        let after = byte(b, end) == b'/' && protocol(end + 1);
        let before = at >= 4
            && b[at - 1] == b'/'
            && class(b, at.wrapping_sub(5)) & ALNUM == 0
            && protocol(at - 4);
        if let Some(value) = value.filter(|value| (1..=65535).contains(value))
            && (after || before)
        {
            self.port(at, end, value);
        } else {
            self.number(at, end, value);
        }
        end
    }

    /// A currency sign of `width` bytes, and a figure after it.
    fn money(&mut self, at: usize, width: usize) -> usize {
        let b = self.b;
        let start = if byte(b, at + width) == b' ' {
            at + width + 1
        } else {
            at + width
        };
        if class(b, start) & DIGIT == 0 {
            return at + width;
        }
        let (mut end, _) = number::end(b, start);
        let suffix = run(b, end, LETTER);
        let known = ["k", "m", "bn", "b", "mn"]
            .iter()
            .any(|entry| b[end..suffix].eq_ignore_ascii_case(entry.as_bytes()));
        if known && class(b, suffix) & (ALNUM | HIGH) == 0 {
            end = suffix;
        }
        self.out.placeholder("<money>", TokenKind::Money, at, end);
        end
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
