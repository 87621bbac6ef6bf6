//! Whether a text holds any word that speaks for a label: a model that calls a recipe malware
//! has been talked into it, or has not read it.
//!
//! Whole words of the cleaned text, so `hr` is never found in `through` and `E-Mail` is `email`.
//! A mention right after a negation (`no malware`, `without any sign of ransomware`) does not
//! count, nor does an identifier of a label (`benign_activity`): people and sensors have their own
//! words, and who writes ours into a report writes it for the model.
//!
//! Support proves nothing about a label and never brings one about. An attacker can write any
//! word, and an unusual telling may hold none: see the measured shares in `tests/vocabulary.rs`.

use std::collections::HashMap;
use std::sync::LazyLock;

use taxonomy::Label;
use text::{Document, Token};

use crate::guard::lexicon::SUPPORT;
use crate::guard::{Check, CheckName};

/// Words between the two sides of ` ... `, at most.
const GAP: usize = 3;

/// How many words back a negation reaches.
const REACH: usize = 3;

const NEGATIONS: [&str; 14] = [
    "no", "not", "never", "without", "neither", "nor", "isnt", "wasnt", "arent", "werent", "didnt",
    "doesnt", "hasnt", "cannot",
];

/// One part of a pattern.
enum Part {
    /// One of these words.
    Word(Vec<&'static str>),
    /// Up to [`GAP`] words, whatever they are.
    Gap,
}

/// Patterns of one label by their possible first words.
type Patterns = HashMap<&'static str, Vec<Vec<Part>>>;

static PATTERNS: LazyLock<[Patterns; Label::COUNT]> = LazyLock::new(|| SUPPORT.map(patterns));

fn patterns(table: &'static str) -> Patterns {
    let mut patterns = Patterns::new();
    for entry in table.split(',').map(str::trim) {
        let mut words = entry.split_whitespace();
        let Some(first) = words.next() else { continue };
        for head in first.split('/') {
            let rest = words.clone().map(|word| match word {
                "..." => Part::Gap,
                word => Part::Word(word.split('/').collect()),
            });
            patterns.entry(head).or_default().push(rest.collect());
        }
    }
    patterns
}

/// The check: `text` holds a word for `label`. `None`, uncertain, needs none.
pub fn vocabulary(text: &str, label: Option<Label>) -> Check {
    let name = CheckName::Vocabulary;
    let Some(label) = label else {
        return Check::passed(name, "Uncertain needs no support.");
    };
    match support(text, label) {
        Some(words) => Check::passed(name, format!("The text says \"{words}\".")),
        None => Check::failed(
            name,
            format!(
                "No word of the text speaks for {}.",
                label.name().to_lowercase()
            ),
        ),
    }
}

/// The first words of `text` that speak for `label`, as they are cleaned.
fn support(text: &str, label: Label) -> Option<String> {
    let document = Document::new(text);
    let patterns = &PATTERNS[label.index()];
    let tokens = &document.tokens;
    for (at, token) in tokens.iter().enumerate() {
        let Some(rests) = patterns.get(document.token(token)) else {
            continue;
        };
        let end = rests.iter().find_map(|rest| fits(&document, at + 1, rest));
        if let Some(end) = end
            && !is_negated(&document, text, at)
            && !is_identifier(&document, text, at)
        {
            let words = tokens[at].start as usize..tokens[end - 1].end as usize;
            return document.cleaned.get(words).map(str::to_owned);
        }
    }
    None
}

/// Where the words from `at` on end, if they fit `rest`.
fn fits(document: &Document, at: usize, rest: &[Part]) -> Option<usize> {
    match rest {
        [] => Some(at),
        [Part::Gap, rest @ ..] => (at..=at + GAP).find_map(|at| fits(document, at, rest)),
        [Part::Word(words), rest @ ..] => {
            let word = document.token(document.tokens.get(at)?);
            words
                .contains(&word)
                .then(|| fits(document, at + 1, rest))?
        }
    }
}

/// Whether a negation stands before the word at `at`, in the same breath.
fn is_negated(document: &Document, text: &str, at: usize) -> bool {
    let mut after = document.tokens[at];
    for token in document.tokens[..at].iter().rev().take(REACH) {
        if parts(text, token, &after) {
            return false;
        }
        if NEGATIONS.contains(&document.token(token)) {
            return true;
        }
        after = *token;
    }
    false
}

/// Whether the word at `at` is part of a label's identifier, written with its underscores.
fn is_identifier(document: &Document, text: &str, at: usize) -> bool {
    Label::ALL.into_iter().any(|label| {
        let parts: Vec<&str> = label.id().split('_').collect();
        let place = parts
            .iter()
            .position(|part| *part == document.token(&document.tokens[at]));
        let from = place.and_then(|place| at.checked_sub(place));
        let Some(tokens) = from.and_then(|from| document.tokens.get(from..from + parts.len()))
        else {
            return false;
        };
        let words = tokens.iter().map(|token| document.token(token));
        parts.len() > 1
            && words.eq(parts)
            && tokens.windows(2).all(|pair| {
                text.get(pair[0].raw.end as usize..pair[1].raw.start as usize)
                    .is_some_and(|between| between.contains(['_', '＿']))
            })
    })
}

/// Whether a sign between two neighbours ends what was begun.
fn parts(text: &str, before: &Token, after: &Token) -> bool {
    text.get(before.raw.end as usize..after.raw.start as usize)
        .is_some_and(|between| between.contains(['.', ',', ';', ':', '!', '?', '\n', '(', '|']))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is not written as texts are cleaned would never be found.
    #[test]
    fn every_entry_is_found_where_it_stands() {
        for label in Label::ALL {
            for entry in SUPPORT[label.index()].split(',').map(str::trim) {
                assert!(!entry.is_empty(), "{label}: an empty entry");
                for word in entry.split([' ', '/', '\n']).filter(|word| *word != "...") {
                    assert_eq!(Document::new(word).cleaned, word, "{label}: {entry}");
                }
                let words = entry.split_whitespace().map(|word| {
                    let any = word.split('/').next().unwrap();
                    if any == "..." { "x" } else { any }
                });
                let text = words.collect::<Vec<_>>().join(" ");
                assert!(support(&text, label).is_some(), "{label}: {text}");
            }
        }
    }
}
