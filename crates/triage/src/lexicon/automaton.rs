//! All patterns of a lexicon, matched in one pass over a document's words.
//!
//! Every pattern is a small state graph of its own; a table from a word to the graphs it can
//! start is what they share. A word that starts nothing costs one hash and one look; a state
//! refuses most words by one bit test. Time is proportional to the text, nothing is allocated
//! while matching, and the answer depends on the words alone.

use super::pattern::{GAP, Slot};
use super::vocabulary::{NONE, Vocabulary};

/// What may follow: edges to read at once, and edges that may skip words first.
#[derive(Debug, Clone, Default)]
struct State {
    /// Bit `word % 64` is set where some edge reads `word`: a cheap no.
    near_mask: u64,
    far_mask: u64,
    /// Edges `first..far` read the next word, `far..end` one of the next few.
    first: u32,
    far: u32,
    end: u32,
    accepts: bool,
}

/// While building: a state's edges and whether a pattern may end here.
#[derive(Debug, Clone, Default)]
struct Draft {
    near: Vec<(u16, u32)>,
    far: Vec<(u16, u32)>,
    accepts: bool,
}

/// The compiled patterns. Patterns are numbered in the order they were given.
#[derive(Debug)]
pub struct Automaton {
    states: Vec<State>,
    edges: Vec<(u16, u32)>,
    /// Per word of the vocabulary: which of `starts` it begins.
    roots: Vec<(u32, u32)>,
    /// Pattern, and the state after its first word.
    starts: Vec<(u32, u32)>,
}

impl Automaton {
    pub fn new(patterns: &[Vec<Slot<'_>>], vocabulary: &mut Vocabulary) -> Self {
        let mut drafts = Vec::new();
        let mut starts = Vec::new();
        for (pattern, slots) in patterns.iter().enumerate() {
            let root = draft(slots, &mut drafts, vocabulary);
            let Draft { near, far, .. } = std::mem::take(&mut drafts[root as usize]);
            let first = near.into_iter().chain(far);
            starts.extend(first.map(|(word, state)| (word, pattern as u32, state)));
        }
        starts.sort_unstable();
        let mut roots = vec![(0, 0); vocabulary.len()];
        for (i, &(word, ..)) in starts.iter().enumerate() {
            let root = &mut roots[usize::from(word)];
            if root.1 == 0 {
                root.0 = i as u32;
            }
            root.1 = i as u32 + 1;
        }
        let (states, edges) = flatten(drafts);
        Self {
            states,
            edges,
            roots,
            starts: starts
                .into_iter()
                .map(|(_, pattern, state)| (pattern, state))
                .collect(),
        }
    }

    /// Calls `hit(pattern, end)` for each pattern that starts with `words[at]`, with the longest
    /// reading's end (exclusive). A pattern may be reported once per way its first word starts it.
    #[inline]
    pub fn starting_at(&self, words: &[u16], at: usize, mut hit: impl FnMut(u32, usize)) {
        let word = words[at];
        if word == NONE {
            return;
        }
        let (from, to) = self.roots[usize::from(word)];
        for &(pattern, state) in &self.starts[from as usize..to as usize] {
            if let Some(end) = self.walk(state, words, at + 1) {
                hit(pattern, end);
            }
        }
    }

    /// The furthest end reachable from `state` with `words[at]` next, if any.
    fn walk(&self, state: u32, words: &[u16], at: usize) -> Option<usize> {
        let state = &self.states[state as usize];
        let mut best = state.accepts.then_some(at);
        if state.near_mask != 0
            && let Some(&word) = words.get(at)
            && state.near_mask >> (word & 63) & 1 == 1
        {
            for &(reads, next) in &self.edges[state.first as usize..state.far as usize] {
                if reads == word {
                    best = best.max(self.walk(next, words, at + 1));
                }
            }
        }
        if state.far_mask != 0 {
            let until = words.len().min(at + GAP + 1);
            for (skipped, &word) in words[at.min(until)..until].iter().enumerate() {
                if state.far_mask >> (word & 63) & 1 == 0 {
                    continue;
                }
                for &(reads, next) in &self.edges[state.far as usize..state.end as usize] {
                    if reads == word {
                        best = best.max(self.walk(next, words, at + skipped + 1));
                    }
                }
            }
        }
        best
    }
}

/// Adds one pattern's states; the answer is its first.
fn draft(slots: &[Slot<'_>], drafts: &mut Vec<Draft>, vocabulary: &mut Vocabulary) -> u32 {
    // Built from the last boundary back, so that what follows an optional slot is known.
    let mut after = drafts.len() as u32;
    drafts.push(Draft {
        accepts: true,
        ..Draft::default()
    });
    for slot in slots.iter().rev() {
        let mut here = Draft::default();
        for choice in &slot.choices {
            let Some((first, rest)) = choice.split_first() else {
                // Nothing stands here: whatever may come after may come now.
                let next = drafts[after as usize].clone();
                here.accepts |= next.accepts;
                let (near, far) = (next.near, next.far);
                if slot.gap_before {
                    here.far.extend(near);
                } else {
                    here.near.extend(near);
                }
                here.far.extend(far);
                continue;
            };
            let mut next = after;
            for word in rest.iter().rev() {
                let word = vocabulary.add(word);
                drafts.push(Draft {
                    near: vec![(word, next)],
                    ..Draft::default()
                });
                next = drafts.len() as u32 - 1;
            }
            let edge = (vocabulary.add(first), next);
            if slot.gap_before {
                here.far.push(edge);
            } else {
                here.near.push(edge);
            }
        }
        after = drafts.len() as u32;
        drafts.push(here);
    }
    after
}

fn flatten(drafts: Vec<Draft>) -> (Vec<State>, Vec<(u16, u32)>) {
    let mask = |edges: &[(u16, u32)]| {
        edges
            .iter()
            .fold(0, |mask, (word, _)| mask | 1 << (word & 63))
    };
    let mut edges = Vec::new();
    let states = drafts
        .into_iter()
        .map(|draft| {
            let (near_mask, far_mask) = (mask(&draft.near), mask(&draft.far));
            let first = edges.len() as u32;
            edges.extend(draft.near);
            let far = edges.len() as u32;
            edges.extend(draft.far);
            State {
                near_mask,
                far_mask,
                first,
                far,
                end: edges.len() as u32,
                accepts: draft.accepts,
            }
        })
        .collect();
    (states, edges)
}
