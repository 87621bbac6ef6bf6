//! From words to tokens and back. Words of a turn become tokens of words only, never a mark that
//! means something to the model, whatever they look like; what the template wrote may be marks.
//!
//! Parts are tokenized apart. Where a vocabulary wants a blank before a text, llama.cpp puts one before
//! each part.

use std::collections::BTreeSet;

use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::token_type::LlamaTokenAttr;
use llama_cpp_2::vocab::LlamaVocab;

/// A model's tokens.
pub(crate) struct Vocabulary<'m> {
    words: LlamaVocab<'m>,
    /// By token: whether it is a mark, and may not stand in a turn's words.
    marks: Vec<bool>,
    /// By token: whether it may not be written: a control token that ends nothing.
    pub mute: Vec<bool>,
}

impl<'m> Vocabulary<'m> {
    pub fn of(model: &'m LlamaModel) -> Self {
        let words = model.vocab();
        let is = |token, attr| words.attr(token).contains(attr);
        let control = |token| is(token, LlamaTokenAttr::Control) || words.is_eog(token);
        // Runs of blanks are defined by hand in some vocabularies; they mean nothing.
        let named = |token| !name(&words, token).chars().all(is_blank);
        let marks = words
            .tokens()
            .map(|t| control(t) || (is(t, LlamaTokenAttr::UserDefined) && named(t)))
            .collect();
        let mute = words
            .tokens()
            .map(|t| control(t) && !words.is_eog(t))
            .collect();
        Self { words, marks, mute }
    }

    /// Tokens of what the template wrote.
    pub fn of_template(&self, piece: &str) -> Vec<LlamaToken> {
        self.words.tokenize(piece.as_bytes(), false, true)
    }

    /// Tokens of a turn's words. llama.cpp leaves control tokens out when told to, but not those that
    /// a model's makers defined by hand, marks of turns among them; a word that would become one is
    /// cut in two behind its first letter, and read as its parts.
    pub fn of_words(&self, text: &str) -> Vec<LlamaToken> {
        let mut parts = vec![text];
        loop {
            let mut tokens: Vec<LlamaToken> = parts
                .iter()
                .flat_map(|part| self.words.tokenize(part.as_bytes(), false, false))
                .collect();
            let found: BTreeSet<String> = tokens
                .iter()
                .filter(|token| self.is_mark(**token))
                .map(|token| name(&self.words, *token))
                .collect();
            let before = parts.len();
            for mark in &found {
                parts = parts.into_iter().flat_map(|part| cut(part, mark)).collect();
            }
            if parts.len() == before {
                // Of one letter, or not spelt as it is read: there is nothing to cut.
                tokens.retain(|token| !self.is_mark(*token));
                return tokens;
            }
        }
    }

    /// The mark before a text, where the model wants one.
    pub fn beginning(&self) -> Option<LlamaToken> {
        self.words.should_add_bos().then(|| self.words.bos())
    }

    pub fn ends(&self, token: LlamaToken) -> bool {
        self.words.is_eog(token)
    }

    /// The bytes a token writes; none for a control token.
    pub fn bytes(&self, token: LlamaToken) -> Vec<u8> {
        self.words.token_to_piece(token, false, None)
    }

    fn is_mark(&self, token: LlamaToken) -> bool {
        usize::try_from(token.0).is_ok_and(|at| self.marks.get(at) == Some(&true))
    }
}

fn name(words: &LlamaVocab<'_>, token: LlamaToken) -> String {
    words
        .text(token)
        .map(|text| text.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{2581}'
}

/// `part` in pieces, so that no `mark` of two letters or more stands whole in one of them, but for
/// those that overlap.
fn cut<'t>(part: &'t str, mark: &str) -> Vec<&'t str> {
    let first = mark.chars().next().map_or(0, char::len_utf8);
    let mut pieces = Vec::new();
    let mut from = 0;
    if first < mark.len() {
        for (at, _) in part.match_indices(mark) {
            pieces.push(&part[from..at + first]);
            from = at + first;
        }
    }
    pieces.push(&part[from..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn marks_are_cut_behind_their_first_letter() {
        for (part, mark, want) in [
            ("", "[A]", &[""][..]),
            ("plain", "[A]", &["plain"]),
            ("[A]", "[A]", &["[", "A]"]),
            ("x[A][A]y", "[A]", &["x[", "A][", "A]y"]),
            ("aXaXa", "aXa", &["a", "XaXa"]),
            ("é!é!", "é!", &["é", "!é", "!"]),
            ("aaa", "a", &["aaa"]),
            ("aaa", "", &["aaa"]),
        ] {
            assert_eq!(cut(part, mark), want, "{part} {mark}");
        }
    }
}
