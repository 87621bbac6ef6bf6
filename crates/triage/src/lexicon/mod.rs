//! Words with a meaning: evidence for techniques, and cues for risk. All of it is found in one
//! pass over a document's words.
//!
//! Never sees labels or probabilities. What it finds is a function of the text alone.

mod automaton;
mod negation;
mod pattern;
mod vocabulary;

use std::sync::LazyLock;

use taxonomy::techniques;
use text::{Document, EntityKind, TokenKind};

use crate::cues::CUES;
use automaton::Automaton;
use pattern::Pattern;
use vocabulary::{NONE, Vocabulary};

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Found {
    /// A phrase for the technique at this position of [`techniques`]; patterns of one technique
    /// are told apart by number.
    Phrase { technique: u16, pattern: u16 },
    /// The technique's own id.
    Id { technique: u16 },
    /// The cue at this position of [`CUES`].
    Cue { cue: u16 },
}

/// Something found at the words `start..end` of a document, and not denied there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit {
    pub found: Found,
    pub start: usize,
    pub end: usize,
}

struct Lexicon {
    vocabulary: Vocabulary,
    automaton: Automaton,
    /// What each pattern means.
    meanings: Vec<Found>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);

/// Words looked at together.
const WINDOW: usize = 512;

/// More words than any pattern spans, gaps included; a test holds the patterns to it.
const LONGEST: usize = 64;

impl Lexicon {
    fn new() -> Self {
        let mut lexicon = Self {
            vocabulary: Vocabulary::with_capacity(5400),
            automaton: Automaton::with_capacity(1 << 15),
            meanings: Vec::with_capacity(2048),
        };
        let mut pattern = Pattern::default();
        // Words that start a pattern get the first numbers.
        let phrases = techniques().iter().flat_map(|entry| &entry.evidence);
        let cues = CUES.iter().flat_map(|entry| entry.patterns);
        for source in phrases.chain(cues) {
            if pattern.read(source) {
                pattern.first_words(|word| _ = lexicon.vocabulary.add(word));
            }
        }
        let mut add = |source: &'static str, meaning| {
            if pattern.read(source) {
                let number = lexicon.meanings.len() as u32;
                lexicon
                    .automaton
                    .add(number, &pattern, &mut lexicon.vocabulary);
                lexicon.meanings.push(meaning);
            }
        };
        for (technique, entry) in techniques().iter().enumerate() {
            for (pattern, source) in entry.evidence.iter().enumerate() {
                let (technique, pattern) = (technique as u16, pattern as u16);
                add(source, Found::Phrase { technique, pattern });
            }
        }
        for (cue, entry) in CUES.iter().enumerate() {
            for source in entry.patterns {
                add(source, Found::Cue { cue: cue as u16 });
            }
        }
        lexicon.automaton.finish();
        lexicon
    }
}

/// Visits everything the document says. `raw` is the text the document was read from: punctuation
/// and ids are looked up in it.
pub(crate) fn scan(raw: &str, document: &Document, mut visit: impl FnMut(Hit)) {
    let lexicon = &*LEXICON;
    let mut words = [NONE; WINDOW];
    let mut from = 0;
    loop {
        let window = &document.tokens[from..document.tokens.len().min(from + WINDOW)];
        for (word, token) in words.iter_mut().zip(window) {
            let (start, end) = (token.start as usize, token.end as usize);
            *word = lexicon
                .vocabulary
                .find(document.cleaned.as_bytes(), start, end);
        }
        let last = from + window.len() == document.tokens.len();
        let starts = if last { window.len() } else { WINDOW - LONGEST };
        for at in 0..starts {
            let start = from + at;
            let mut report = |found, end| {
                if !negation::denied(raw, document, start, end) {
                    visit(Hit { found, start, end });
                }
            };
            if window[at].kind == TokenKind::Entity(EntityKind::AttackId)
                && let Some(technique) = id_at(raw, document, start)
            {
                report(Found::Id { technique }, start + 1);
            }
            lexicon
                .automaton
                .starting_at(&words[..window.len()], at, |pattern, end| {
                    report(lexicon.meanings[pattern as usize], from + end);
                });
        }
        if last {
            return;
        }
        from += starts;
    }
}

/// The technique written out at a token: `T1566.001`, in either case.
fn id_at(raw: &str, document: &Document, token: usize) -> Option<u16> {
    let written = document.tokens[token].raw.of(raw).as_bytes();
    let mut id = [0; 9];
    let id = id.get_mut(..written.len())?;
    id.copy_from_slice(written);
    id.make_ascii_uppercase();
    let index = taxonomy::technique_index(std::str::from_utf8(id).ok()?)?;
    Some(index as u16)
}

#[cfg(test)]
mod tests;
