//! Where the scanner writes: cleaned text, tokens, entity hits.
//!
//! Some readings span two tokens (`4.2 GB`, `14 March`, `EUR 300`). They are rules on the *token
//! stream*, applied whenever a token is added, and look at cleaned text only. So a cleaned text,
//! read again, meets no rule that its first reading did not already apply: that, and tokens that
//! each read as themselves, is why cleaning is idempotent.

use crate::words::Words;
use crate::{EntityKind, Span, Token, TokenKind};

/// Words are cut here. Long enough for any natural word, short enough for a vocabulary.
pub const LONGEST_WORD: usize = 40;

/// An entity as the scanner saw it; the value is built only when somebody asks.
#[derive(Debug, Clone, Copy)]
pub struct Hit {
    pub kind: EntityKind,
    pub start: u32,
    pub end: u32,
}

/// Plain words not yet copied: their bytes are `start..end` of the text as they stand, and will
/// lie at `base` in the cleaned one.
#[derive(Debug, Default)]
pub struct Stretch {
    start: usize,
    end: usize,
    base: usize,
}

#[derive(Debug, Clone, Default)]
pub struct Output {
    pub cleaned: String,
    pub tokens: Vec<Token>,
    pub hits: Vec<Hit>,
    /// The last token is a number, so that the next word may be its unit.
    pub counting: bool,
}

impl Output {
    pub fn clear(&mut self) {
        self.cleaned.clear();
        self.tokens.clear();
        self.hits.clear();
        self.counting = false;
    }

    pub fn hit(&mut self, kind: EntityKind, start: usize, end: usize) {
        self.hits.push(Hit {
            kind,
            start: start as u32,
            end: end as u32,
        });
    }

    /// Text of the last token, not yet lower-cased.
    pub fn last(&self) -> &str {
        match self.tokens.last() {
            Some(token) => &self.cleaned[token.start as usize..token.end as usize],
            None => "",
        }
    }

    pub fn last_kind(&self) -> Option<TokenKind> {
        self.tokens.last().map(|token| token.kind)
    }

    /// Opens a token: the blank before it, then its place in the cleaned text.
    #[inline]
    pub fn open(&mut self) -> usize {
        if !self.tokens.is_empty() {
            self.cleaned.push(' ');
        }
        self.cleaned.len()
    }

    /// Closes what was written since [`Self::open`] as a token.
    #[inline]
    fn close(&mut self, from: usize, start: usize, end: usize, kind: TokenKind) {
        self.tokens.push(Token {
            start: from as u32,
            end: self.cleaned.len() as u32,
            raw: Span::new(start, end),
            kind,
        });
    }

    /// A plain ASCII word, the common case: at most [`LONGEST_WORD`] letters that are no unit of
    /// a number. Case is folded once for the whole text, at the end. Words that follow each
    /// other by one blank are copied together, when the stretch ends.
    #[inline]
    pub fn plain(&mut self, stretch: &mut Stretch, text: &str, start: usize, end: usize) {
        let goes_on = stretch.end + 1 == start
            && stretch.end > stretch.start
            && text.as_bytes()[stretch.end] == b' ';
        if !goes_on {
            self.flush(stretch, text);
            stretch.start = start;
            stretch.base = self.open();
        }
        stretch.end = end;
        let from = stretch.base + (start - stretch.start);
        self.tokens.push(Token {
            start: from as u32,
            end: (from + (end - start)) as u32,
            raw: Span::new(start, end),
            kind: TokenKind::Word,
        });
    }

    /// Writes the words of a stretch.
    #[inline]
    pub fn flush(&mut self, stretch: &mut Stretch, text: &str) {
        if stretch.end > stretch.start {
            self.cleaned.push_str(&text[stretch.start..stretch.end]);
            stretch.start = stretch.end;
        }
    }

    /// A word, in whatever state the text is.
    pub fn word(&mut self, word: &str, start: usize, end: usize) {
        let from = self.open();
        self.cleaned.push_str(word);
        self.finish(from, start, end);
    }

    /// Ends a word written since [`Self::open`]: cut to length, then held against the number
    /// before it.
    pub fn finish(&mut self, from: usize, start: usize, end: usize) {
        if self.cleaned.len() - from > LONGEST_WORD {
            let cut = self.cleaned.floor_char_boundary(from + LONGEST_WORD);
            self.cleaned.truncate(cut);
        }
        if self.cleaned.len() == from {
            self.cleaned.truncate(from.saturating_sub(1));
            return;
        }
        if self.counting
            && let Some((name, kind)) = unit(&self.cleaned[from..])
        {
            self.replace_last(name, kind, from, end);
            return;
        }
        self.close(from, start, end, TokenKind::Word);
        self.counting = false;
    }

    /// Takes back the last token and whatever is written after it, for a placeholder that
    /// stands for both.
    fn replace_last(&mut self, name: &str, kind: TokenKind, written: usize, end: usize) {
        let Some(last) = self.tokens.pop() else {
            self.cleaned.truncate(written);
            return;
        };
        self.cleaned.truncate(last.start as usize);
        self.cleaned.push_str(name);
        self.close(
            last.start as usize,
            last.raw.start as usize,
            end.max(last.raw.end as usize),
            kind,
        );
        self.counting = false;
    }

    /// The last token, a number, was a percentage.
    pub fn percent(&mut self, end: usize) {
        let written = self.cleaned.len();
        self.replace_last("<percent>", TokenKind::Percent, written, end);
    }

    /// A placeholder. `<num>` is a number and goes by the rules of numbers.
    pub fn placeholder(&mut self, name: &str, kind: TokenKind, start: usize, end: usize) {
        if kind == TokenKind::Number {
            self.number(name, None, kind, start, end);
            return;
        }
        let from = self.open();
        self.cleaned.push_str(name);
        self.close(from, start, end, kind);
        self.counting = false;
    }

    /// An entity: its placeholder and its hit.
    pub fn entity(&mut self, name: &str, kind: EntityKind, start: usize, end: usize) {
        self.hit(kind, start, end);
        self.placeholder(name, TokenKind::Entity(kind), start, end);
    }

    /// A number: `<num>` or kept digits, of a value where it is an integer.
    pub fn number(
        &mut self,
        text: &str,
        value: Option<u32>,
        kind: TokenKind,
        start: usize,
        end: usize,
    ) {
        let written = self.cleaned.len();
        match self.last_kind() {
            Some(TokenKind::Word) => {
                let last = self.last();
                let is_date = MONTHS.has(last)
                    && last != "may"
                    && value.is_some_and(|value| matches!(value, 1..=31 | 1900..=2099));
                if CURRENCIES.has(last) {
                    return self.replace_last("<money>", TokenKind::Money, written, end);
                }
                if is_date {
                    return self.replace_last("<date>", TokenKind::Date, written, end);
                }
            }
            Some(TokenKind::Date) if value.is_some_and(|value| matches!(value, 1900..=2099)) => {
                return self.replace_last("<date>", TokenKind::Date, written, end);
            }
            _ => {}
        }
        let from = self.open();
        self.cleaned.push_str(text);
        self.close(from, start, end, kind);
        self.counting = true;
    }
}

static SIZES: Words = Words::new(&[
    "gb", "gib", "kb", "kib", "mb", "mib", "pb", "pib", "tb", "tib",
]);
static CURRENCIES: Words = Words::new(&[
    "aud", "cad", "chf", "dkk", "eur", "gbp", "inr", "jpy", "nok", "pln", "sek", "usd",
]);
static MONTHS: Words = Words::new(&[
    "apr",
    "april",
    "aug",
    "august",
    "dec",
    "december",
    "feb",
    "february",
    "jan",
    "january",
    "jul",
    "july",
    "jun",
    "june",
    "mar",
    "march",
    "may",
    "nov",
    "november",
    "oct",
    "october",
    "sep",
    "sept",
    "september",
]);
static OTHER_UNITS: Words =
    Words::new(&["am", "dollars", "euros", "pct", "percent", "pm", "pounds"]);

/// What a number and this word are together. `May` counts only with its capital: cleaned text
/// has none, so `25 may` stays as it is for good.
pub fn unit(word: &str) -> Option<(&'static str, TokenKind)> {
    if SIZES.has(word) {
        return Some(("<size>", TokenKind::Size));
    }
    if OTHER_UNITS.has(word) {
        return Some(match word.as_bytes()[0] | 32 {
            b'a' => ("<time>", TokenKind::Time),
            b'p' if word.len() == 2 => ("<time>", TokenKind::Time),
            b'p' if word.as_bytes()[1] | 32 == b'o' => ("<money>", TokenKind::Money),
            b'p' => ("<percent>", TokenKind::Percent),
            _ => ("<money>", TokenKind::Money),
        });
    }
    if CURRENCIES.has(word) {
        return Some(("<money>", TokenKind::Money));
    }
    (MONTHS.has(word) && word != "may").then_some(("<date>", TokenKind::Date))
}
