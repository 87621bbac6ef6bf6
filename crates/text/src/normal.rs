//! NFKC, typographic quotes and dashes, invisible characters: the text as the scanner reads it,
//! with a map back to the text as it was written.
//!
//! Only stretches outside ASCII are touched, segment by segment; everything else is copied. An
//! all-ASCII text never comes here.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, is_nfkc_quick};

use crate::Span;

/// From `norm` on, until the next entry, the two texts run alongside (`same`), or the whole
/// stretch came from one segment of the original.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    norm: u32,
    raw: u32,
    same: bool,
}

/// A normalised text and the way back.
#[derive(Debug, Clone, Default)]
pub struct Normal {
    pub text: String,
    map: Vec<Stretch>,
}

impl Normal {
    pub fn clear(&mut self) {
        self.text.clear();
        self.map.clear();
    }

    pub fn fill(&mut self, raw: &str) {
        self.clear();
        let mut rest = 0;
        while rest < raw.len() {
            // The ASCII stretch, but for its last byte, which a mark may follow.
            let ascii = raw.as_bytes()[rest..]
                .iter()
                .position(|byte| !byte.is_ascii())
                .unwrap_or(raw.len() - rest);
            let plain = if rest + ascii == raw.len() {
                raw.len()
            } else {
                rest + ascii.saturating_sub(1)
            };
            if plain > rest {
                self.copy(rest, &raw[rest..plain]);
                rest = plain;
            }
            if rest < raw.len() {
                let end = segment(&raw[rest..]) + rest;
                self.segment(rest, &raw[rest..end]);
                rest = end;
            }
        }
        // So that the end of the last segment is known.
        self.mark(raw.len(), true);
    }

    fn mark(&mut self, raw: usize, same: bool) {
        if same && let Some(last) = self.map.last() {
            let shift = self.text.len() as u32 - last.norm;
            if last.same && last.raw + shift == raw as u32 {
                return;
            }
        }
        self.map.push(Stretch {
            norm: self.text.len() as u32,
            raw: raw as u32,
            same,
        });
    }

    fn copy(&mut self, at: usize, text: &str) {
        self.mark(at, true);
        self.text.push_str(text);
    }

    fn segment(&mut self, at: usize, segment: &str) {
        let mut chars = segment.chars();
        let (first, more) = (chars.next().unwrap_or(' '), chars.next().is_some());
        if !more {
            if first.is_ascii() {
                return self.copy(at, segment);
            }
            self.mark(at, false);
            if let Some(plain) = plain(first) {
                return self.text.push(plain);
            }
            if is_invisible(first) {
                return;
            }
            if stable(first) {
                self.map.pop();
                return self.copy(at, segment);
            }
        } else {
            self.mark(at, false);
        }
        let visible = segment.chars().filter(|&c| !is_invisible(c));
        self.text
            .extend(visible.nfkc().map(|c| plain(c).unwrap_or(c)));
    }

    /// The original's span of a normalised range.
    pub fn raw(&self, start: usize, end: usize) -> Span {
        if end <= start {
            let at = self.find(start, false);
            return Span::new(at, at);
        }
        let start = self.find(start, false);
        Span::new(start, self.find(end, true).max(start))
    }

    /// A position of the original. Inside a segment there is none: `upper` rounds up.
    fn find(&self, at: usize, upper: bool) -> usize {
        let at = at as u32;
        // An upper end belongs to the stretch before it, where stretches meet.
        let after = self
            .map
            .partition_point(|stretch| stretch.norm < at || (!upper && stretch.norm == at));
        let Some(index) = after.checked_sub(1) else {
            return 0;
        };
        let stretch = self.map[index];
        if stretch.same {
            (stretch.raw + (at - stretch.norm)) as usize
        } else if upper {
            self.map.get(index + 1).map_or(stretch.raw, |next| next.raw) as usize
        } else {
            stretch.raw as usize
        }
    }
}

/// Length of the first segment: what may compose or reorder together.
fn segment(text: &str) -> usize {
    let mut chars = text.char_indices();
    chars.next();
    chars
        .find(|&(_, c)| starts(c))
        .map_or(text.len(), |(at, _)| at)
}

/// Whether `c`, with nothing composing after it, is its own NFKC. The ranges are the letters
/// that most texts outside ASCII are made of; they save a look into Unicode's tables.
fn stable(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{131}' | '\u{400}'..='\u{481}' | '\u{4e00}'..='\u{9fff}')
        || is_nfkc_quick(std::iter::once(c)) == IsNormalized::Yes
}

/// Whether nothing before `c` can compose with it.
fn starts(c: char) -> bool {
    if matches!(c, '\0'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{400}'..='\u{482}'
        | '\u{2010}'..='\u{2027}' | '\u{4e00}'..='\u{9fff}')
    {
        return true;
    }
    if is_invisible(c) {
        return false;
    }
    let inert = |c: char| {
        canonical_combining_class(c) == 0 && is_nfkc_quick(std::iter::once(c)) == IsNormalized::Yes
    };
    if inert(c) {
        return true;
    }
    let mut first = None;
    decompose_compatible(c, |part| first = first.or(Some(part)));
    first.is_some_and(|part| part != c && inert(part))
}

/// The typewriter's sign for a typographic one.
fn plain(c: char) -> Option<char> {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '\u{2032}' | '\u{b4}' => Some('\''),
        '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2033}' => Some('"'),
        '\u{2010}' | '\u{2011}' => Some('-'),
        // A dash between words separates; it is no hyphen inside one.
        '\u{2012}'..='\u{2015}' => Some(' '),
        _ => None,
    }
}

/// Takes no room and has no say: soft hyphens, joiners, direction marks, fillers, variation selectors,
/// tags. Dropped, so that nobody hides a word by breaking it with one; each has hidden a text from a
/// person that a model then read.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a character outside ASCII is part of a word.
pub fn word_char(c: char) -> bool {
    c.is_alphanumeric() || mark_char(c)
}

/// Whether a character only ever continues a word.
pub fn mark_char(c: char) -> bool {
    !c.is_alphanumeric() && unicode_normalization::char::is_combining_mark(c)
}

/// Folds case into `into`, and normalises again where that changed something: lower case may
/// compose where upper case could not. Marks that lead are dropped: they continue nothing.
pub fn fold(word: &str, into: &mut String, scratch: &mut String) {
    into.clear();
    into.extend(word.chars().flat_map(char::to_lowercase));
    for _ in 0..4 {
        if into.chars().all(|c| c.is_ascii() || starts(c) && stable(c)) {
            break;
        }
        scratch.clear();
        scratch.extend(into.nfkc().flat_map(char::to_lowercase));
        if scratch == into {
            break;
        }
        std::mem::swap(into, scratch);
    }
    let lead: usize = into
        .chars()
        .take_while(|&c| mark_char(c))
        .map(char::len_utf8)
        .sum();
    into.drain(..lead);
}
