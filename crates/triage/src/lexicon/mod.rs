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
use text::{Document, EntityKind, Token, TokenKind};

use crate::cues::CUES;
use automaton::{Ahead, Automaton};
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

/// Makes the tables that the first text would wait for. Whoever starts up may call it on a thread
/// beside what else there is to load.
pub fn prepare() {
    LazyLock::force(&LEXICON);
}

/// Words looked at together.
const WINDOW: usize = 256;

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

/// The words of one window. An identifier that cleaning split, `CreateRemoteThread`, is one word
/// again where some pattern knows it as one.
struct Window {
    words: [u16; WINDOW],
    /// The token each word starts at, and one end more.
    tokens: [u16; WINDOW + 1],
    len: usize,
}

impl Window {
    fn fill(&mut self, lexicon: &Lexicon, document: &Document, tokens: &[Token]) {
        let cleaned = document.cleaned.as_bytes();
        self.len = 0;
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            self.tokens[self.len] = at as u16;
            let (start, end) = (token.start as usize, token.end as usize);
            let mut word = lexicon.vocabulary.find(cleaned, start, end);
            let mut next = at + 1;
            if tokens.get(next).is_some_and(|next| touches(token, next)) {
                let parts = &tokens[at..];
                if let Some((whole, parts)) = lexicon.joined(cleaned, parts) {
                    (word, next) = (whole, at + parts);
                }
            }
            self.words[self.len] = word;
            self.len += 1;
            at = next;
        }
        self.tokens[self.len] = at as u16;
    }
}

/// Whether cleaning split these two: nothing stands between them in the original.
fn touches(one: &Token, two: &Token) -> bool {
    one.raw.end == two.raw.start && one.kind == TokenKind::Word && two.kind == TokenKind::Word
}

impl Lexicon {
    /// The longest run of parts, from the first on, that is one word of the vocabulary: its
    /// number, and how many parts it has.
    fn joined(&self, cleaned: &[u8], parts: &[Token]) -> Option<(u16, usize)> {
        let mut whole = [0; 48];
        let mut len = 0;
        let mut best = None;
        for (count, part) in parts.iter().enumerate() {
            if count > 0 && !touches(&parts[count - 1], part) {
                break;
            }
            let bytes = cleaned.get(part.start as usize..part.end as usize)?;
            let Some(room) = whole.get_mut(len..len + bytes.len()) else {
                break;
            };
            room.copy_from_slice(bytes);
            len += bytes.len();
            let word = self.vocabulary.find(&whole[..len], 0, len);
            if count > 0 && word != NONE {
                best = Some((word, count + 1));
            }
        }
        best
    }
}

/// Visits everything the document says. `raw` is the text the document was read from: punctuation
/// and ids are looked up in it.
pub(crate) fn scan(raw: &str, document: &Document, mut visit: impl FnMut(Hit)) {
    let lexicon = &*LEXICON;
    let mut window = Window {
        words: [NONE; WINDOW],
        tokens: [0; WINDOW + 1],
        len: 0,
    };
    let mut from = 0;
    loop {
        let tokens = &document.tokens[from..document.tokens.len().min(from + WINDOW)];
        let last = from + tokens.len() == document.tokens.len();
        let starts = if last { tokens.len() } else { WINDOW - LONGEST };
        window.fill(lexicon, document, tokens);
        let words = &window.words[..window.len];
        let mut ahead = Ahead::new(words);
        for at in 0..words.len() {
            if at > 0 {
                ahead.advance(words, at);
            }
            let first = usize::from(window.tokens[at]);
            if first >= starts {
                break;
            }
            let mut report = |found, end: usize| {
                let start = from + first;
                let end = from + usize::from(window.tokens[end]);
                if !negation::torn(raw, document, start, end)
                    && !negation::denied(raw, document, start, end)
                {
                    visit(Hit { found, start, end });
                }
            };
            if tokens[first].kind == TokenKind::Entity(EntityKind::AttackId)
                && let Some(technique) = id_at(raw, document, from + first)
            {
                report(Found::Id { technique }, at + 1);
            }
            lexicon
                .automaton
                .starting_at(words, at, &ahead, |pattern, end| {
                    report(lexicon.meanings[pattern as usize], end);
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
