//! From a cleaned document to features: words, word pairs and word beginnings.
//!
//! Word beginnings (the first five letters of longer words) stand in for stems and for character
//! n-grams: one look-up a word, and "encrypting", "encryption" and "encrpyted" share most of it.

use text::{Document, Token};

use crate::hash;

/// Letters in a word beginning. Words must be longer than this to have one.
pub const PREFIX: usize = 5;

/// Which kind of feature, and the tokens `first..=last` it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    Word(usize),
    Prefix(usize),
    Pair(usize),
}

impl Feature {
    /// Indices of the first and last token.
    pub const fn tokens(self) -> (usize, usize) {
        match self {
            Self::Word(i) | Self::Prefix(i) => (i, i),
            Self::Pair(i) => (i, i + 1),
        }
    }

    /// As people read it: `ransom note`, `encry*`.
    pub fn term(self, document: &Document) -> String {
        let token = |i: usize| document.token(&document.tokens[i]);
        match self {
            Self::Word(i) => token(i).to_owned(),
            Self::Prefix(i) => format!("{}*", beginning(token(i)).unwrap_or_default()),
            Self::Pair(i) => format!("{} {}", token(i), token(i + 1)),
        }
    }
}

/// The first [`PREFIX`] letters of a longer plain-letter word.
fn beginning(word: &str) -> Option<&str> {
    let bytes = word.as_bytes();
    (bytes.len() > PREFIX && bytes[..PREFIX].iter().all(u8::is_ascii_lowercase))
        .then(|| &word[..PREFIX])
}

/// Calls `found` with every feature's hash, in text order, repeats included.
#[inline]
pub fn each(document: &Document, mut found: impl FnMut(u64, Feature)) {
    let mut previous: Option<u64> = None;
    for (i, token) in document.tokens.iter().enumerate() {
        let word: &str = bytes_of(document, token);
        let hash = hash::word(word.as_bytes());
        found(hash, Feature::Word(i));
        if let Some(beginning) = beginning(word) {
            found(
                hash::prefix(hash::word(beginning.as_bytes())),
                Feature::Prefix(i),
            );
        }
        if let Some(previous) = previous {
            found(hash::pair(previous, hash), Feature::Pair(i - 1));
        }
        previous = Some(hash);
    }
}

#[inline]
fn bytes_of<'d>(document: &'d Document, token: &Token) -> &'d str {
    document.token(token)
}

/// The hash of a term written as [`Feature::term`] writes it.
pub fn hash_of(term: &str) -> u64 {
    if let Some(beginning) = term.strip_suffix('*') {
        return hash::prefix(hash::word(beginning.as_bytes()));
    }
    match term.split_once(' ') {
        Some((a, b)) => hash::pair(hash::word(a.as_bytes()), hash::word(b.as_bytes())),
        None => hash::word(term.as_bytes()),
    }
}
