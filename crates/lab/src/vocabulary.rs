//! Which terms a model may know: those that several situations write by themselves.
//!
//! Counted over anonymous tellings, so no name of a person, place or organisation gets in, and
//! over situations, not rows, so one event's turn of phrase is no evidence, however often it is told.

use std::collections::{BTreeMap, HashMap, HashSet};

use classifier::features;
use synth::Generator;
use synth::corpus::{Place, frames};
use synth::scenario::ANONYMOUS;
use text::Document;

use crate::vectors::Vectors;

/// Terms with what each counts in a text.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// First the frames' own terms, then the words lent by the word vectors; each part sorted, no
    /// term twice.
    pub terms: Vec<String>,
    /// How many are the frames' own.
    pub own: usize,
    /// Positive: its inverse document frequency, `ln((1 + situations) / (1 + situations with the
    /// term)) + 1`, to the power of [`Choice::rarity`].
    pub values: Vec<f32>,
    /// As [`classifier::Parameters::ballast`].
    pub ballast: f32,
    index: HashMap<u64, usize>,
}

/// How a vocabulary is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    pub seed: u64,
    /// Tellings of each frame.
    pub per_frame: u64,
    /// A word or word beginning must stand in this many situations.
    pub word_frames: usize,
    /// A pair of words must stand in this many.
    pub pair_frames: usize,
    /// How much more a rare term counts than a common one: the power of the inverse document
    /// frequency. With 2 instead of the usual 1 a point more of unseen frames and situations is read
    /// right.
    pub rarity: f32,
    /// Squared values that every text has beyond its own, against surety on a word or two.
    pub ballast: f32,
    /// What a lent word's value is multiplied by: no frame vouches for it.
    pub lent_share: f32,
}

impl Vocabulary {
    /// Draws the vocabulary of the frames that `keep` keeps, and lends it the words of `vectors`.
    pub fn draw(choice: Choice, vectors: &Vectors, mut keep: impl FnMut(&Place) -> bool) -> Self {
        let generator = Generator::new(choice.seed);
        // Retellings of one situation share its turns of phrase, so they count as one.
        let mut situations: BTreeMap<&str, HashSet<String>> = BTreeMap::new();
        let (mut document, mut text) = (Document::default(), String::new());
        for (number, place) in frames().enumerate() {
            if !keep(&place) {
                continue;
            }
            let terms = situations.entry(&place.frame.situation).or_default();
            for k in 0..choice.per_frame {
                let mut event = generator.tell(number as u64 * 10_000 + k, place);
                event.scenario.anonymous = true;
                text.clear();
                event.description(&mut text);
                document.read(&text);
                features::each(&document, |_, feature| {
                    terms.insert(feature.term(&document));
                });
            }
        }
        let total = situations.len();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for term in situations.into_values().flatten() {
            if !term.split(' ').any(|word| word.starts_with(ANONYMOUS)) {
                *counts.entry(term).or_default() += 1;
            }
        }
        let enough = |term: &str, n: usize| {
            n >= if term.contains(' ') {
                choice.pair_frames
            } else {
                choice.word_frames
            } && term.len() < 256
        };
        let mut vocabulary = Self {
            ballast: choice.ballast,
            ..Self::default()
        };
        let value = |n: usize| {
            let idf = ((1 + total) as f32 / (1 + n) as f32).ln() + 1.0;
            idf.powf(choice.rarity)
        };
        for (term, n) in &counts {
            if enough(term, *n) {
                vocabulary.add(term, value(*n));
            }
        }
        vocabulary.own = vocabulary.len();
        for word in &vectors.words {
            if vocabulary.find(features::hash_of(word)).is_none() {
                let n = counts.get(word).copied().unwrap_or(0);
                vocabulary.add(word, value(n) * choice.lent_share);
            }
        }
        vocabulary
    }

    fn add(&mut self, term: &str, value: f32) {
        self.index.insert(features::hash_of(term), self.len());
        self.terms.push(term.to_owned());
        self.values.push(value);
    }

    pub fn find(&self, hash: u64) -> Option<usize> {
        self.index.get(&hash).copied()
    }

    pub fn len(&self) -> usize {
        self.terms.len()
    }

    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}
