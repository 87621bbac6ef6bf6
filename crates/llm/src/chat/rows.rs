//! Rows side by side: each goes on from what all share in a sequence of its own, and behind each the
//! tree of choices branches into further ones.

use llama_cpp_2::token::LlamaToken;

use crate::chat::engine::{Engine, Fault, Feed};
use crate::chat::trie::{Place, Trie};

/// A row that is short enough, by its place in the question.
pub(crate) struct Row {
    pub place: usize,
    /// What only it has, never empty.
    pub tail: Vec<LlamaToken>,
}

/// The scores of the choices behind each row; all rows fit into the cache together.
pub(crate) fn evaluate(
    engine: &mut Engine<'_>,
    common: usize,
    rows: &[Row],
    trie: &Trie<LlamaToken>,
    stopped: &mut dyn FnMut() -> bool,
) -> Result<Vec<Vec<f32>>, Fault> {
    let mut scores = vec![vec![0.0; trie.choices.len()]; rows.len()];
    let sequences: Vec<[i32; 1]> = (1..).take(rows.len()).map(|n| [n]).collect();
    let mut feeds = Vec::new();
    let mut ends = Vec::new();
    for (row, sequence) in rows.iter().zip(&sequences) {
        engine.copy(0, sequence[0]);
        feeds.extend((common..).zip(&row.tail).map(|(at, &token)| Feed {
            token,
            at,
            sequences: sequence,
            wanted: false,
        }));
        if let Some(last) = feeds.last_mut() {
            last.wanted = true;
        }
        ends.push(feeds.len() - 1);
    }
    let mut done = engine.evaluate(&feeds, stopped, &mut |at, logits| {
        if let Ok(row) = ends.binary_search(&at) {
            add(&mut scores[row], trie, None, logits);
        }
    });
    if done.is_ok() {
        done = branches(engine, common, rows, trie, stopped, &mut scores);
    }
    engine.drop_sequences(sequences.iter().map(|sequence| sequence[0]));
    engine.drop_sequences(engine.spare());
    done.map(|()| scores)
}

/// The tree behind each row: every way from the row to an end in a sequence of its own, a copy of the
/// row's; what ways share is evaluated once.
fn branches(
    engine: &mut Engine<'_>,
    common: usize,
    rows: &[Row],
    trie: &Trie<LlamaToken>,
    stopped: &mut dyn FnMut() -> bool,
    scores: &mut [Vec<f32>],
) -> Result<(), Fault> {
    let spare: Vec<i32> = engine.spare().collect();
    // Nodes that were read with earlier ways; what leads to them is evaluated again, and not counted.
    let mut read = vec![false; trie.nodes.len()];
    for ends in trie.ends().chunks(spare.len()) {
        let together = spare.len() / ends.len();
        for first in (0..rows.len()).step_by(together) {
            let mut ways = Vec::new();
            for (row, own) in (first..rows.len()).zip(spare.chunks_exact(ends.len())) {
                for &way in own {
                    engine.copy(i32::try_from(row + 1).unwrap_or(0), way);
                }
                for node in 0..trie.nodes.len() {
                    let through: Vec<i32> = ends
                        .iter()
                        .zip(own)
                        .filter(|(end, _)| trie.leads_through(**end, node))
                        .map(|(_, &way)| way)
                        .collect();
                    if !through.is_empty() {
                        ways.push((row, node, through));
                    }
                }
            }
            let feeds: Vec<_> = ways
                .iter()
                .map(|(row, node, through)| Feed {
                    token: trie.nodes[*node].token,
                    at: common + rows[*row].tail.len() + trie.nodes[*node].depth,
                    sequences: through,
                    wanted: !read[*node],
                })
                .collect();
            let done = engine.evaluate(&feeds, stopped, &mut |at, logits| {
                let (row, node, _) = &ways[at];
                add(&mut scores[*row], trie, Some(*node), logits);
            });
            engine.drop_sequences(spare.iter().copied());
            done?;
        }
        for (node, read) in read.iter_mut().enumerate() {
            *read |= ends.iter().any(|&end| trie.leads_through(end, node));
        }
    }
    Ok(())
}

/// Adds to each choice's score what is read at one place.
fn add(scores: &mut [f32], trie: &Trie<LlamaToken>, place: Place, logits: &[f32]) {
    let all = sum(logits);
    for (score, steps) in scores.iter_mut().zip(&trie.choices) {
        for (_, token) in steps.iter().filter(|(at, _)| *at == place) {
            let logit = usize::try_from(token.0).ok().and_then(|at| logits.get(at));
            *score += logit.map_or(f32::NAN, |logit| (f64::from(*logit) - all) as f32);
        }
    }
}

/// Logarithm of the sum of exponentials.
fn sum(logits: &[f32]) -> f64 {
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let rest = logits.iter().map(|logit| f64::from(logit - most).exp());
    f64::from(most) + rest.sum::<f64>().ln()
}
