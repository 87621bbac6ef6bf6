//! The model in memory and the scoring of one document.
//!
//! Score of column `c`: `bias[c] + sum over present terms t of (value[t] / norm) * weight[t][c]`,
//! where `norm` is the root of `ballast` and the squares of the present terms' values. A term counts
//! once however often it stands. Temperature is folded into weights and biases by the trainer.

use taxonomy::Label;
use text::Document;

use crate::features;
use crate::terms::Terms;
use crate::{ModelError, Scores, file};

/// Ten labels and the out-of-domain column.
pub const COLUMNS: usize = Label::COUNT + 1;

/// The column of the out-of-domain score.
pub const OUT_OF_DOMAIN: usize = Label::COUNT;

/// Columns padded to whole vector registers, with the value in the last.
pub(crate) const ROW: usize = 12;

/// `value * weight` of a term in the first columns, `value` in the last, in units of the column's
/// scale: 12 bytes a term keep all of them in the second-level cache, and whole numbers add up to the
/// same sum in any order.
pub(crate) type Cells = [i8; ROW];

/// What training produces and [`crate::encode`] writes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parameters {
    /// Name and version, e.g. `alertsage-linear-1`.
    pub id: String,
    /// As [`features::Feature::term`] writes them; sorted, unique.
    pub terms: Vec<String>,
    /// What each term counts in a text, positive: the rarer the more.
    pub values: Vec<f32>,
    /// One row a term, already divided by the temperature.
    pub weights: Vec<[f32; COLUMNS]>,
    pub bias: [f32; COLUMNS],
    /// Squared values that every text has beyond its own, at least 0: a sentence does not notice, a
    /// text of one common word stays near the biases.
    pub ballast: f32,
    /// Added to the out-of-domain logit, times the share (0..=1) of words the model has never
    /// seen.
    pub unseen_weight: f32,
    /// Out-of-domain scores above this abstain; chosen on data.
    pub out_of_domain_bound: f32,
}

/// A model ready to score.
#[derive(Debug, Clone)]
pub struct Model {
    id: String,
    /// Lower-case hex of the file's sum.
    sha256: String,
    terms: Terms,
    table: Table,
    rows: Vec<Cells>,
    scales: [f32; ROW],
    bias: [f32; COLUMNS],
    ballast: f32,
    unseen_weight: f32,
    out_of_domain_bound: f32,
}

/// Working memory for scoring many documents with one model.
#[derive(Debug, Clone)]
pub struct Scorer<'m> {
    model: &'m Model,
    /// For each term the number of the document it was last seen in, modulo 255; 0 is never.
    seen: Vec<u8>,
    document: u8,
    /// Features of the document that the filter lets through, and 1 where one is a word.
    likely: Vec<(u64, u32)>,
    /// Terms of the document, repeats included. Looked up first and added up later, so that the
    /// processor waits for many of them at once.
    found: Vec<u32>,
}

/// Raw sums of one document.
pub(crate) struct Sums {
    pub columns: [f32; COLUMNS],
    /// Of the present terms' values.
    pub squares: f32,
    pub known_words: u32,
    pub words: u32,
}

impl Model {
    /// Reads a model file.
    ///
    /// # Errors
    /// Not a model file, another version, truncated, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let file = file::decode(bytes)?;
        Ok(Self {
            table: Table::new(&file.terms),
            id: file.id,
            sha256: file.sha256,
            terms: file.terms,
            rows: file.rows,
            scales: file.scales,
            bias: file.bias,
            ballast: file.ballast,
            unseen_weight: file.unseen_weight,
            out_of_domain_bound: file.out_of_domain_bound,
        })
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    /// Lower-case hex of the SHA-256 at the head of the model file: of all that follows it.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The most frequent first.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = &str> {
        self.terms.iter()
    }

    /// Out-of-domain scores above this abstain.
    pub fn out_of_domain_bound(&self) -> f32 {
        self.out_of_domain_bound
    }

    pub fn scorer(&self) -> Scorer<'_> {
        Scorer {
            model: self,
            seen: vec![0; self.rows.len()],
            document: 0,
            likely: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Scores one document. For many, keep a [`Model::scorer`].
    pub fn score(&self, document: &Document) -> Scores {
        self.scorer().score(document)
    }

    pub(crate) fn find(&self, hash: u64) -> Option<usize> {
        self.table.find(hash)
    }

    /// `value * weight` of a term in a column.
    pub(crate) fn cell(&self, term: usize, column: usize) -> f32 {
        f32::from(self.rows[term][column]) * self.scales[column]
    }

    pub(crate) fn bias(&self, column: usize) -> f32 {
        self.bias[column]
    }

    /// Logits of all columns from the raw sums.
    pub(crate) fn logits(&self, sums: &Sums) -> [f32; COLUMNS] {
        let scale = self.inverse_norm(sums);
        let mut logits = [0.0; COLUMNS];
        for (c, logit) in logits.iter_mut().enumerate() {
            *logit = self.bias[c] + sums.columns[c] * scale;
        }
        if sums.words > 0 {
            let unseen = 1.0 - sums.known_words as f32 / sums.words as f32;
            logits[OUT_OF_DOMAIN] += self.unseen_weight * unseen;
        }
        logits
    }

    /// What the present terms' cells are multiplied by; 0 where none is present.
    pub(crate) fn inverse_norm(&self, sums: &Sums) -> f32 {
        if sums.squares > 0.0 {
            1.0 / (self.ballast + sums.squares).sqrt()
        } else {
            0.0
        }
    }
}

impl Scorer<'_> {
    pub fn score(&mut self, document: &Document) -> Scores {
        let sums = self.sums(document);
        let logits = self.model.logits(&sums);
        let mut probabilities = [0.0; Label::COUNT];
        probabilities.copy_from_slice(&logits[..Label::COUNT]);
        softmax(&mut probabilities);
        Scores {
            probabilities,
            // A text without one known term says nothing at all.
            out_of_domain: if sums.squares > 0.0 {
                1.0 / (1.0 + (-logits[OUT_OF_DOMAIN]).exp())
            } else {
                1.0
            },
            contested: false,
        }
    }

    pub(crate) fn sums(&mut self, document: &Document) -> Sums {
        self.document = self.document.wrapping_add(1);
        if self.document == 0 {
            self.seen.fill(0);
            self.document = 1;
        }
        let Self {
            model,
            likely,
            found,
            ..
        } = self;
        found.clear();
        // A token has a word, perhaps its beginning, and a pair.
        let room = 3 * document.tokens.len();
        if likely.len() < room {
            likely.resize(room, (0, 0));
        }
        let (mut words, mut known_words, mut n) = (0, 0, 0);
        // Without a branch: which features a model has, no processor can guess.
        features::each(document, |hash, feature| {
            let word = u32::from(matches!(feature, features::Feature::Word(_)));
            words += word;
            likely[n] = (hash, word);
            n += usize::from(model.table.may_have(hash));
        });
        for (hash, word) in &likely[..n] {
            if let Some(term) = model.table.look_up(*hash) {
                known_words += word;
                found.push(term as u32);
            }
        }
        // Cannot overflow: a model has at most a million terms, and each counts once.
        let (mut totals, mut squares) = ([0i32; ROW], 0i64);
        for term in found.iter() {
            let term = *term as usize;
            if std::mem::replace(&mut self.seen[term], self.document) != self.document {
                let cells = &model.rows[term];
                for (total, cell) in totals.iter_mut().zip(cells) {
                    *total += i32::from(*cell);
                }
                let value = i32::from(cells[ROW - 1]);
                squares += i64::from(value * value);
            }
        }
        Sums {
            columns: std::array::from_fn(|c| totals[c] as f32 * model.scales[c]),
            squares: squares as f32 * model.scales[ROW - 1].powi(2),
            known_words,
            words,
        }
    }
}

/// In place; subtracts the largest first, so no logit overflows.
fn softmax(logits: &mut [f32; Label::COUNT]) {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for logit in logits.iter_mut() {
        *logit = (*logit - largest).exp();
        sum += *logit;
    }
    for logit in logits.iter_mut() {
        *logit /= sum;
    }
}

/// Open addressing from a feature's hash to its term, behind a bit filter: most pairs of a text are in
/// no model, and the filter, some twelve bits a term, turns nearly all of them away without a look into
/// the far larger table.
#[derive(Debug, Clone)]
struct Table {
    filter: Vec<u64>,
    /// Low half of the hash, and term + 1; 0 is an empty slot.
    slots: Vec<(u32, u32)>,
}

const FILTER_BITS: u32 = 20;

impl Table {
    fn new(terms: &Terms) -> Self {
        let terms = terms.iter();
        let size = (terms.len() * 4 / 3).next_power_of_two().max(16);
        let mut table = Self {
            filter: vec![0; 1 << (FILTER_BITS - 6)],
            slots: vec![(0, 0); size],
        };
        for (i, term) in terms.enumerate() {
            let hash = features::hash_of(term);
            let bit = hash >> (64 - FILTER_BITS);
            table.filter[(bit >> 6) as usize] |= 1 << (bit & 63);
            let mut at = table.start(hash);
            while table.slots[at].1 != 0 {
                at = (at + 1) & (size - 1);
            }
            table.slots[at] = (hash as u32, i as u32 + 1);
        }
        table
    }

    fn start(&self, hash: u64) -> usize {
        (hash >> 24) as usize & (self.slots.len() - 1)
    }

    fn find(&self, hash: u64) -> Option<usize> {
        if self.may_have(hash) {
            self.look_up(hash)
        } else {
            None
        }
    }

    /// `false` of nearly all that are not there.
    #[inline]
    fn may_have(&self, hash: u64) -> bool {
        let bit = hash >> (64 - FILTER_BITS);
        self.filter[(bit >> 6) as usize] >> (bit & 63) & 1 == 1
    }

    #[inline]
    fn look_up(&self, hash: u64) -> Option<usize> {
        let mut at = self.start(hash);
        loop {
            let (half, term) = self.slots[at];
            if term == 0 {
                return None;
            }
            if half == hash as u32 {
                return Some(term as usize - 1);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}
