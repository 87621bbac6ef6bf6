//! A text after cleaning: tokens, and the way back to what was written.

use crate::normal::Normal;
use crate::output::Output;
use crate::scan::Scan;
use crate::{Entity, Span, Token};

/// Texts are read up to here; positions are 32 bits wide, and placeholders take room.
const LONGEST_TEXT: usize = 1 << 28;

/// What one text looks like after cleaning.
///
/// `cleaned` is the tokens joined by exactly one blank. Cleaning it again changes nothing. A
/// document is reusable: [`Document::read`] clears and refills, so bulk work allocates nothing
/// per row.
#[derive(Debug, Clone, Default)]
pub struct Document {
    pub cleaned: String,
    pub tokens: Vec<Token>,
    output: Output,
    normal: Normal,
    fold: String,
    scratch: String,
}

impl Document {
    pub fn new(raw: &str) -> Self {
        let mut document = Self::default();
        document.read(raw);
        document
    }

    /// Forgets the last text and reads this one.
    pub fn read(&mut self, raw: &str) {
        let raw = &raw[..raw.floor_char_boundary(LONGEST_TEXT)];
        self.output.cleaned = std::mem::take(&mut self.cleaned);
        self.output.tokens = std::mem::take(&mut self.tokens);
        self.output.clear();
        self.normal.clear();
        let ascii = raw.is_ascii();
        let text = if ascii {
            raw
        } else {
            self.normal.fill(raw);
            &self.normal.text
        };
        Scan::new(text, &mut self.output, &mut self.fold, &mut self.scratch).run();
        self.output.cleaned.make_ascii_lowercase();
        self.cleaned = std::mem::take(&mut self.output.cleaned);
        self.tokens = std::mem::take(&mut self.output.tokens);
        if !ascii {
            for token in &mut self.tokens {
                token.raw = self
                    .normal
                    .raw(token.raw.start as usize, token.raw.end as usize);
            }
        }
    }

    /// The token's text.
    #[inline]
    pub fn token(&self, token: &Token) -> &str {
        self.cleaned
            .get(token.start as usize..token.end as usize)
            .unwrap_or_default()
    }

    /// Where a stretch of the cleaned text stands in the original: from the first to the last
    /// token it touches.
    pub fn raw_span(&self, cleaned: std::ops::Range<usize>) -> Span {
        let first = self
            .tokens
            .partition_point(|token| token.end as usize <= cleaned.start);
        let mut span: Option<Span> = None;
        for token in &self.tokens[first..] {
            if token.start as usize >= cleaned.end {
                break;
            }
            span = Some(match span {
                None => token.raw,
                Some(span) => Span {
                    start: span.start.min(token.raw.start),
                    end: span.end.max(token.raw.end),
                },
            });
        }
        span.unwrap_or(Span { start: 0, end: 0 })
    }

    /// The entities of the text last read; `raw` is that text.
    pub fn entities(&self, raw: &str) -> Vec<Entity> {
        if self.normal.text.is_empty() {
            crate::extract::gather(raw, &self.output.hits, Span::new)
        } else {
            crate::extract::gather(&self.normal.text, &self.output.hits, |start, end| {
                self.normal.raw(start, end)
            })
        }
    }
}

/// The entities of a text, validated, each once with all its places, in order of appearance.
pub fn entities(raw: &str) -> Vec<Entity> {
    Document::new(raw).entities(raw)
}
