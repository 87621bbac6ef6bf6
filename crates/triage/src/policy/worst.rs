//! The worst rows of a stream, held while it passes: as many as the budget allows and no more.

use std::collections::{BTreeMap, HashSet};
use std::hash::Hash;

use classifier::Scores;

use super::Ask;

/// Collects what to ask about, each once however many rows have it: by falling doubt, which is what
/// the highest probability leaves, and by row where the doubt is equal. What is asked about is a `T`
/// that is cheap to copy.
#[derive(Debug, Clone)]
pub struct Worst<T> {
    most: usize,
    rows: BTreeMap<(u32, u64), T>,
    held: HashSet<T>,
}

impl<T: Clone + Eq + Hash> Worst<T> {
    /// Holds `most` at a time, and at the end.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            rows: BTreeMap::new(),
            held: HashSet::new(),
        }
    }

    /// Takes a row in, if it is worse than the best one held or there is room. Whether the row is
    /// wanted at all is for [`Ask::wants`] to say.
    pub fn offer(&mut self, row: u64, scores: &Scores, what: T) {
        if self.held.contains(&what) {
            return;
        }
        // A probability is not negative, so its bits are in its order.
        self.rows
            .insert((scores.max().to_bits(), row), what.clone());
        self.held.insert(what);
        if self.rows.len() > self.most
            && let Some((_, best)) = self.rows.pop_last()
        {
            self.held.remove(&best);
        }
    }

    /// The rows with what to ask about, the worst first.
    pub fn into_rows(self) -> impl Iterator<Item = (u64, T)> {
        self.rows.into_iter().map(|((_, row), what)| (row, what))
    }
}

/// The rows to ask about, the worst first. At most `budget` of them.
pub fn worst_first(
    rows: impl IntoIterator<Item = (u64, Scores)>,
    ask: Ask,
    out_of_domain_bound: f32,
    budget: usize,
) -> Vec<u64> {
    let mut worst = Worst::new(budget);
    for (row, scores) in rows {
        if ask.wants(&scores, out_of_domain_bound) {
            worst.offer(row, &scores, row);
        }
    }
    worst.into_rows().map(|(row, _)| row).collect()
}
