//! All patterns of a lexicon, matched in one pass over a document's words.
//!
//! Every pattern is a small state graph of its own; a table from a word to the graphs it can
//! start is what they share. A word that starts nothing costs one hash and one look; a start or a
//! state refuses most next words by one bit test. Time is proportional to the text, nothing is
//! allocated while matching, and the answer depends on the words alone.

use std::ops::Range;

use super::pattern::{GAP, Pattern};
use super::vocabulary::{NONE, Vocabulary};

/// Reads a word, leads to a state.
type Edge = (u16, u32);

/// What may follow: edges `near` read the next word, edges `far` one of the next few.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    filter: Filter,
    edges: Edges,
}

/// Which edges are a state's: `first..far` are near, `far..end` far.
#[derive(Debug, Clone, Copy, Default)]
struct Edges {
    first: u32,
    far: u32,
    end: u32,
}

/// A cheap no: a word's [`bit`] is set where some edge reads it, [`ALWAYS`] in `near` where a
/// pattern may end.
#[derive(Debug, Clone, Copy, Default)]
struct Filter {
    near: u64,
    far: u64,
}

/// The compiled patterns. Patterns are numbered in the order they were given.
#[derive(Debug, Default)]
pub struct Automaton {
    states: Vec<State>,
    /// What each edge reads, and where it leads.
    reads: Vec<u16>,
    leads: Vec<u32>,
    /// Where in `starts` each word's begin, and one end more. Words that start something have the
    /// smallest numbers, so this stays short.
    roots: Vec<u32>,
    /// What may follow a pattern's first word; most starts are refused here, so it stands alone.
    starts: Vec<Filter>,
    /// The pattern of each start, and the edges after its first word.
    targets: Vec<(u32, Edges)>,
    // While building: the edges of the next state, and word, pattern, state of each start.
    near: Vec<Edge>,
    far: Vec<Edge>,
    first_words: Vec<(u16, u32, u32)>,
}

impl Automaton {
    /// Room for about so many edges.
    pub fn with_capacity(edges: usize) -> Self {
        Self {
            states: Vec::with_capacity(edges / 2),
            reads: Vec::with_capacity(edges),
            leads: Vec::with_capacity(edges),
            first_words: Vec::with_capacity(edges / 4),
            ..Self::default()
        }
    }

    /// Adds a pattern under a number.
    pub fn add(&mut self, number: u32, pattern: &Pattern<'static>, vocabulary: &mut Vocabulary) {
        // Built from the end back, so that what follows an optional slot is known.
        let mut after = self.state(true);
        for (index, slot) in pattern.slots().iter().enumerate().rev() {
            self.near.clear();
            self.far.clear();
            let (mut near, mut far) = (
                std::mem::take(&mut self.near),
                std::mem::take(&mut self.far),
            );
            let mut accepts = false;
            for choice in pattern.choices(slot) {
                let here = if slot.gap_before { &mut far } else { &mut near };
                let Some((first, rest)) = choice.split_first() else {
                    // Nothing stands here: whatever may come after may come now.
                    let next = self.states[after as usize];
                    let edge = |at: u32| (self.reads[at as usize], self.leads[at as usize]);
                    here.extend((next.edges.first..next.edges.far).map(edge));
                    far.extend((next.edges.far..next.edges.end).map(edge));
                    accepts |= next.filter.near & ALWAYS != 0;
                    continue;
                };
                let mut next = after;
                for word in rest.iter().rev() {
                    self.near.push((vocabulary.add(word), next));
                    next = self.state(false);
                }
                here.push((vocabulary.add(first), next));
            }
            if index == 0 {
                let first_words = near.iter().chain(&far);
                self.first_words
                    .extend(first_words.map(|&(word, state)| (word, number, state)));
            }
            (self.near, self.far) = (near, far);
            after = self.state(accepts);
        }
    }

    /// A state with the edges collected in `near` and `far`, which it empties.
    fn state(&mut self, accepts: bool) -> u32 {
        let mask = |edges: &[Edge]| edges.iter().fold(0, |mask, edge| mask | bit(edge.0));
        let filter = Filter {
            near: mask(&self.near) | if accepts { ALWAYS } else { 0 },
            far: mask(&self.far),
        };
        let first = self.reads.len();
        let far = first + self.near.len();
        for (word, next) in self.near.drain(..).chain(self.far.drain(..)) {
            self.reads.push(word);
            self.leads.push(next);
        }
        let edges = Edges {
            first: first as u32,
            far: far as u32,
            end: self.reads.len() as u32,
        };
        self.states.push(State { filter, edges });
        self.states.len() as u32 - 1
    }

    /// To be called once, after the last pattern.
    pub fn finish(&mut self) {
        self.first_words.sort_unstable();
        for (i, &(word, pattern, state)) in self.first_words.iter().enumerate() {
            while self.roots.len() <= usize::from(word) {
                self.roots.push(i as u32);
            }
            let state = self.states[state as usize];
            self.starts.push(state.filter);
            self.targets.push((pattern, state.edges));
        }
        self.roots.push(self.starts.len() as u32);
        self.first_words = Vec::new();
    }

    /// Calls `hit(pattern, end)` for each pattern that starts with `words[at]`, with the longest
    /// reading's end (exclusive). A pattern may be reported once per way its first word starts it.
    /// `ahead` is what comes after that word.
    #[inline]
    pub fn starting_at(
        &self,
        words: &[u16],
        at: usize,
        ahead: &Ahead,
        mut hit: impl FnMut(u32, usize),
    ) {
        let word = usize::from(words[at]);
        let Some(&[from, to]) = self.roots.get(word..word + 2) else {
            return;
        };
        if from == to {
            return;
        }
        let near = ALWAYS | ahead.0[0];
        let far = ahead.0.iter().fold(0, |bits, next| bits | next);
        let starts = &self.starts[from as usize..to as usize];
        for (index, filter) in (from..).zip(starts) {
            if filter.near & near | filter.far & far == 0 {
                continue;
            }
            let (pattern, edges) = self.targets[index as usize];
            if let Some(end) = self.walk(filter, edges, words, at + 1) {
                hit(pattern, end);
            }
        }
    }

    /// The furthest end reachable from a state with `words[at]` next, if any.
    fn walk(&self, filter: &Filter, edges: Edges, words: &[u16], at: usize) -> Option<usize> {
        let mut best = (filter.near & ALWAYS != 0).then_some(at);
        if let Some(&word) = words.get(at)
            && filter.near & bit(word) != 0
        {
            best = best.max(self.follow(edges.first..edges.far, word, words, at + 1));
        }
        if filter.far != 0 {
            let until = words.len().min(at + GAP + 1);
            for (skipped, &word) in words[at.min(until)..until].iter().enumerate() {
                if filter.far & bit(word) != 0 {
                    let at = at + skipped + 1;
                    best = best.max(self.follow(edges.far..edges.end, word, words, at));
                }
            }
        }
        best
    }

    /// On through those of the edges that read `word`.
    fn follow(&self, edges: Range<u32>, word: u16, words: &[u16], at: usize) -> Option<usize> {
        let edges = edges.start as usize..edges.end as usize;
        let mut best = None;
        for (index, &reads) in edges.clone().zip(&self.reads[edges]) {
            if reads == word {
                let next = &self.states[self.leads[index] as usize];
                best = best.max(self.walk(&next.filter, next.edges, words, at));
            }
        }
        best
    }
}

/// The bits of the next few words, moved along as the words are.
pub struct Ahead([u64; GAP + 1]);

impl Ahead {
    /// Of the words after the first.
    pub fn new(words: &[u16]) -> Self {
        Self(std::array::from_fn(|i| {
            words.get(i + 1).map_or(0, |&word| bit(word))
        }))
    }

    /// One word on, to the words after `words[at]`.
    #[inline]
    pub fn advance(&mut self, words: &[u16], at: usize) {
        self.0.rotate_left(1);
        self.0[GAP] = words.get(at + GAP + 1).map_or(0, |&word| bit(word));
    }
}

/// Set in every question a filter is asked.
const ALWAYS: u64 = 1 << 63;

/// The filter's bit of a word; none for a word no pattern has.
#[inline]
fn bit(word: u16) -> u64 {
    u64::from(word != NONE) << (word & 63).min(62)
}
