//! The run: the longest stretch that could be one name. Letters and digits, joined by
//! `. _ - + @ '` or by a defanged dot or at-sign. What it *is* is decided on the whole of it, once, so that
//! no byte is looked at more than a fixed number of times.

use crate::bytes::{ALNUM, CLASS, DIGIT, HIGH, LETTER, class};
use crate::defang::{Fang, fang};
use crate::normal::word_char;

#[derive(Debug, Clone, Copy, Default)]
pub struct Run {
    pub start: usize,
    pub end: usize,
    /// All classes of its bytes, separators aside.
    pub classes: u8,
    pub dots: usize,
    /// Separators of any kind.
    pub joins: usize,
    /// Where the at-sign stands, and where it ends.
    pub at: Option<(usize, usize)>,
    /// It was written harmless.
    pub fanged: bool,
}

impl Run {
    pub const fn has(&self, mask: u8) -> bool {
        self.classes & mask != 0
    }

    /// Letters and digits of ASCII, nothing else.
    pub const fn solid(&self) -> bool {
        self.joins == 0 && self.classes & HIGH == 0
    }
}

/// The character at `at`, which must be a boundary.
pub fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The run from `start`; it ends with a letter, digit or character of a word, never with a joiner.
pub fn at(text: &str, start: usize) -> Run {
    let b = text.as_bytes();
    let mut run = Run {
        start,
        end: start,
        ..Run::default()
    };
    // Counts of what is pending: joiners count only when the run goes on after them.
    let (mut joins, mut dots, mut sign, mut fanged) = (0, 0, None, false);
    let mut at = start;
    while let Some(&c) = b.get(at) {
        let k = CLASS[c as usize];
        let width = if k & ALNUM != 0 {
            1
        } else if k & HIGH != 0 {
            match char_at(text, at) {
                Some(c) if word_char(c) => c.len_utf8(),
                _ => break,
            }
        } else {
            0
        };
        if width > 0 {
            at += width;
            run.classes |= k & (ALNUM | HIGH);
            run.end = at;
            run.joins += std::mem::take(&mut joins);
            run.dots += std::mem::take(&mut dots);
            run.at = run.at.or(sign.take());
            run.fanged |= std::mem::take(&mut fanged);
            continue;
        }
        joins += 1;
        match c {
            b'.' => dots += 1,
            b'_' | b'-' | b'+' => {}
            b'@' if run.at.is_none() && sign.is_none() => sign = Some((at, at + 1)),
            b'\''
                if at > start
                    && class(b, at - 1) & (LETTER | HIGH) != 0
                    && class(b, at + 1) & (LETTER | HIGH) != 0 => {}
            b'[' | b'(' | b'{' => {
                let Some((kind, width)) = fang(b, at) else {
                    break;
                };
                match kind {
                    Fang::Dot => dots += 1,
                    Fang::At if run.at.is_none() && sign.is_none() => {
                        sign = Some((at, at + width));
                    }
                    _ => break,
                }
                fanged = true;
                at += width;
                continue;
            }
            _ => break,
        }
        at += 1;
    }
    run
}

/// Whether all of it is a version: `2.4.1`, `v10.0.19045`.
pub fn is_version(run: &str) -> bool {
    let digits = run.strip_prefix(['v', 'V']).unwrap_or(run);
    digits.contains('.')
        && digits
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|c| CLASS[c as usize] & DIGIT != 0))
}

/// Whether it is a GUID without braces.
pub fn is_guid(run: &str) -> bool {
    run.len() == 36
        && run.bytes().enumerate().all(|(i, c)| match i {
            8 | 13 | 18 | 23 => c == b'-',
            _ => c.is_ascii_hexdigit(),
        })
}

/// Whether all parts are single letters between dots: `e.g`, `U.S.A`, `a.m`.
pub fn is_initials(run: &str) -> bool {
    run.len() >= 3
        && run.bytes().enumerate().all(|(i, c)| {
            if i % 2 == 0 {
                c.is_ascii_alphabetic()
            } else {
                c == b'.'
            }
        })
}
