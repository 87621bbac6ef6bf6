//! What must be known to tell several answers apart: their tokens as a tree, so that a beginning
//! which some share is evaluated once, and nothing behind the token that makes an answer the only
//! one of its beginning.

use std::collections::HashMap;
use std::hash::Hash;

/// Where the probabilities of a next token are read: behind the stem, or behind a node.
pub(crate) type Place = Option<usize>;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Node<T> {
    pub token: T,
    pub parent: Place,
    /// 0 right behind the stem.
    pub depth: usize,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Trie<T> {
    /// What all choices begin with.
    pub stem: Vec<T>,
    /// What must be evaluated behind it, parents first.
    pub nodes: Vec<Node<T>>,
    /// For each choice, the tokens that tell it from all others, and where each is read.
    pub choices: Vec<Vec<(Place, T)>>,
}

impl<T: Copy + Eq + Hash> Trie<T> {
    /// `None` if one choice begins another.
    pub fn of(choices: &[Vec<T>]) -> Option<Self> {
        let shared = |a: &[T], b: &[T]| a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let stem: Vec<T> = choices.first().map_or_else(Vec::new, |first| {
            let n = choices.iter().map(|other| shared(first, other)).min();
            first[..n.unwrap_or(0)].to_vec()
        });
        let mut nodes = Vec::new();
        let mut known = HashMap::new();
        let mut steps = Vec::with_capacity(choices.len());
        for (at, choice) in choices.iter().enumerate() {
            let others = choices.iter().enumerate().filter(|(other, _)| *other != at);
            let Some(last) = others.map(|(_, other)| shared(choice, other)).max() else {
                // One choice alone: nothing to tell.
                steps.push(Vec::new());
                break;
            };
            if last == choice.len() {
                return None;
            }
            let mut place = None;
            let mut own = Vec::new();
            for (depth, &token) in choice[stem.len()..=last].iter().enumerate() {
                own.push((place, token));
                if stem.len() + depth < last {
                    place = Some(*known.entry((place, token)).or_insert_with(|| {
                        nodes.push(Node {
                            token,
                            parent: place,
                            depth,
                        });
                        nodes.len() - 1
                    }));
                }
            }
            steps.push(own);
        }
        Some(Self {
            stem,
            nodes,
            choices: steps,
        })
    }

    /// Tokens behind the stem on the longest way.
    pub fn depth(&self) -> usize {
        self.nodes
            .iter()
            .map(|node| node.depth + 1)
            .max()
            .unwrap_or(0)
    }

    /// The nodes that no other follows: each ends a way of its own.
    pub fn ends(&self) -> Vec<usize> {
        (0..self.nodes.len())
            .filter(|&at| self.nodes.iter().all(|node| node.parent != Some(at)))
            .collect()
    }

    /// Whether the way to `end` leads through `node`.
    pub fn leads_through(&self, end: usize, node: usize) -> bool {
        let mut place = Some(end);
        while let Some(at) = place {
            if at == node {
                return true;
            }
            place = self.nodes[at].parent;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Choices as letters; the steps as `letter` or `parent's way>letter`, and the nodes' ways.
    fn shape(choices: &[&str]) -> Option<(String, Vec<String>, Vec<String>)> {
        let tokens: Vec<Vec<char>> = choices.iter().map(|c| c.chars().collect()).collect();
        let trie = Trie::of(&tokens)?;
        let way = |mut place: Place| {
            let mut way = String::new();
            while let Some(at) = place {
                way.insert(0, trie.nodes[at].token);
                place = trie.nodes[at].parent;
            }
            way
        };
        let steps = trie.choices.iter().map(|steps| {
            let steps = steps
                .iter()
                .map(|(place, token)| format!("{}>{token}", way(*place)));
            steps.collect::<Vec<_>>().join(" ")
        });
        let nodes = (0..trie.nodes.len()).map(|at| way(Some(at)));
        Some((trie.stem.iter().collect(), steps.collect(), nodes.collect()))
    }

    #[test]
    fn choices_are_told_apart() {
        let check = |choices: &[&str], stem: &str, steps: &[&str], nodes: &[&str]| {
            let got = shape(choices).expect("choices that can be told apart");
            let owned = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
            assert_eq!(
                got,
                (stem.to_owned(), owned(steps), owned(nodes)),
                "{choices:?}"
            );
        };
        check(&[], "", &[], &[]);
        check(&["abc"], "abc", &[""], &[]);
        // Different first tokens decide; nothing behind them is looked at.
        check(&["abc", "xyz"], "", &[">a", ">x"], &[]);
        check(&["=abc", "=xyz"], "=", &[">a", ">x"], &[]);
        check(
            &["abc", "abd", "x"],
            "",
            &[">a a>b ab>c", ">a a>b ab>d", ">x"],
            &["a", "ab"],
        );
        check(
            &["aa", "ab", "ba", "bb"],
            "",
            &[">a a>a", ">a a>b", ">b b>a", ">b b>b"],
            &["a", "b"],
        );
        assert_eq!(shape(&["ab", "abc"]), None);
        assert_eq!(shape(&["ab", "ab"]), None);
        assert_eq!(shape(&["", "a"]), None);
    }

    #[test]
    fn ways_end_where_nothing_follows() {
        let tokens: Vec<Vec<char>> = ["abc", "abd", "ax", "qr", "qs"]
            .iter()
            .map(|c| c.chars().collect())
            .collect();
        let trie = Trie::of(&tokens).expect("a trie");
        let ends = trie.ends();
        assert_eq!(trie.depth(), 2);
        assert_eq!(ends.len(), 2, "ab and q: {trie:?}");
        let through = |end: usize| (0..3).filter(|&n| trie.leads_through(end, n)).count();
        assert_eq!(ends.iter().map(|&e| through(e)).collect::<Vec<_>>(), [2, 1]);
    }
}
