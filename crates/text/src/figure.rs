//! What starts with a digit: times, dates, amounts, ports, plain figures. Addresses and names that
//! start with one are passed on.

use crate::bytes::{ALNUM, BLANK, DIGIT, HIGH, LETTER, byte, class, run};
use crate::context::{self, Context};
use crate::scan::Scan;
use crate::{EntityKind, TokenKind, clock, ip, number};

impl Scan<'_> {
    /// A digit: addresses, times, dates, figures, and names that start with one.
    pub fn digit(&mut self, at: usize) -> usize {
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
    pub fn money(&mut self, at: usize, width: usize) -> usize {
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

    /// A number by its digits: kept where it means something, else `<num>`.
    pub fn number(&mut self, start: usize, end: usize, value: Option<u32>) {
        let canonical = self.b[start] != b'0';
        let value = value.filter(|_| canonical);
        let port = value.filter(|value| (1..=65535).contains(value) && self.after_port(start));
        let kind = match port {
            Some(_) => TokenKind::Entity(EntityKind::Port),
            None => TokenKind::Number,
        };
        if port.is_some() {
            self.out.hit(EntityKind::Port, start, end);
        }
        match value {
            Some(n) if number::kept(n) => {
                let digits = &self.text[start..end];
                self.out.number(digits, value, kind, start, end);
            }
            _ if port.is_some() => self.out.placeholder("<port>", kind, start, end),
            _ => self.out.number("<num>", value, kind, start, end),
        }
    }

    /// A port by its place: after an address, or `443/tcp`.
    pub fn port(&mut self, start: usize, end: usize, value: u32) {
        let kind = TokenKind::Entity(EntityKind::Port);
        self.out.hit(EntityKind::Port, start, end);
        if number::kept(value) && self.b[start] != b'0' {
            let digits = &self.text[start..end];
            self.out.number(digits, Some(value), kind, start, end);
        } else {
            self.out.placeholder("<port>", kind, start, end);
        }
    }

    /// Whether the words before `at` announce a port: `port 22`, `ports 22, 80 and 443`.
    fn after_port(&self, at: usize) -> bool {
        let Some(last) = self.out.tokens.last() else {
            return false;
        };
        match last.kind {
            TokenKind::Word => {
                let gap = &self.b[(last.raw.end as usize).min(at)..at];
                context::announces_port(self.out.last())
                    && gap
                        .iter()
                        .all(|c| matches!(c, b' ' | b'=' | b':' | b'"' | b'#' | b'('))
            }
            TokenKind::Entity(EntityKind::Port) => {
                // Spans are of the normalised text while scanning.
                let gap = &self.b[(last.raw.end as usize).min(at)..at];
                gap.len() <= 3
                    && gap.iter().any(|c| matches!(c, b',' | b'/' | b'|' | b';'))
                    && gap.iter().all(|c| !matches!(c, b'\n' | b':' | b'='))
            }
            _ => false,
        }
    }
}
