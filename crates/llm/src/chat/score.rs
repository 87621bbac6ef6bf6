//! How likely each of several answers is behind each of several rows.
//!
//! The score of a choice is the logarithm of the probability that the answer begins with it, as far
//! as it takes to tell it from all other choices: the sum over its tokens up to the first that no
//! other choice shares. Whole choices would be unfair to long ones, whose last syllables cost
//! something each, and means per token unfair to short ones, whose every token is a decision; behind
//! the token that decides, neither counts. The beginnings exclude each other, so their probabilities
//! add up to at most one; what is missing is the answers that begin like none of them.

use crate::QuestionError;
use crate::chat::engine::{BATCH, Engine, Fault, shared};
use crate::chat::rows::{Row, evaluate};
use crate::chat::trie::Trie;
use crate::chat::{Scored, Scoring};

/// `stopped` is asked between batches; `None` once it says so.
///
/// # Errors
/// The choices cannot be told apart. What is wrong with one row is said in its place.
pub(crate) fn score(
    engine: &mut Engine<'_>,
    question: &Scoring,
    stopped: &mut dyn FnMut() -> bool,
) -> Result<Option<Vec<Scored>>, QuestionError> {
    if !apart(&question.choices) {
        return Err(QuestionError::Choices);
    }
    let choices: Vec<_> = question
        .choices
        .iter()
        // Together with what goes before: a token may lie across.
        .map(|choice| format!("{}{choice}", question.answer_start))
        .map(|choice| engine.vocabulary.of_words(&choice))
        .collect();
    let trie = Trie::of(&choices).ok_or(QuestionError::Choices)?;
    let mut out: Vec<Scored> = vec![Ok(Vec::new()); question.rows.len()];
    let mut whole = Vec::new();
    for (place, row) in question.rows.iter().enumerate() {
        match engine.tokens(&question.prefix, row) {
            Ok(tokens) => whole.push((place, tokens)),
            Err(error) => out[place] = Err(error),
        }
    }
    // All heads are the same unless the template looks ahead; and something must be left of each row.
    let common = whole.iter().map(|(_, tokens)| {
        let all = tokens.head.len() + tokens.tail.len() + trie.stem.len();
        shared(&whole[0].1.head, &tokens.head).min(all - 1)
    });
    let common = common.min().unwrap_or(0);
    let head = whole
        .first()
        .map_or_else(Vec::new, |(_, tokens)| tokens.head[..common].to_vec());
    let room = engine.loaded.room as usize;
    let mut rows = Vec::new();
    for (place, tokens) in whole {
        let own = [&tokens.head[common..], &tokens.tail, &trie.stem];
        let tail = own.concat();
        let length = common + tail.len() + trie.depth();
        // Ways apart lie beside each other in the cache.
        let cells = common + tail.len() + trie.nodes.len();
        if length > room || cells > engine.loaded.context as usize {
            let tokens = length.max(cells);
            out[place] = Err(QuestionError::TooLong { tokens, room });
        } else {
            rows.push(Row { place, tail });
        }
    }
    if rows.is_empty() {
        return Ok(Some(out));
    }
    let held = match engine.hold(&head, stopped) {
        Ok(_) => Ok(()),
        Err(Fault::Stopped) => return Ok(None),
        Err(Fault::Failed(why)) => Err(why),
    };
    let mut rest = &rows[..];
    while !rest.is_empty() {
        let free = engine.loaded.context as usize - common;
        let (wave, later) = rest.split_at(fitting(rest, free, trie.nodes.len(), engine.rows));
        rest = later;
        let scores = match &held {
            Ok(()) => match evaluate(engine, common, wave, &trie, stopped) {
                Ok(scores) => Ok(scores),
                Err(Fault::Stopped) => return Ok(None),
                Err(Fault::Failed(why)) => Err(why),
            },
            Err(why) => Err(why.clone()),
        };
        for (at, row) in wave.iter().enumerate() {
            out[row.place] = match &scores {
                Ok(scores) if scores[at].iter().all(|score| score.is_finite()) => {
                    Ok(scores[at].clone())
                }
                Ok(_) => Err(QuestionError::Failed("a score is no number".to_owned())),
                Err(why) => Err(QuestionError::Failed(why.clone())),
            };
        }
    }
    Ok(Some(out))
}

/// Whether none of them begins another.
fn apart(choices: &[String]) -> bool {
    let begins = |one: usize, other: usize| choices[other].starts_with(&choices[one]);
    let all = 0..choices.len();
    all.clone()
        .all(|one| all.clone().all(|other| one == other || !begins(one, other)))
}

/// How many of the rows go together: as many as `most`, while they fit into the cache and into one
/// batch. Rows of several batches would gain nothing and look past each other's tokens. At least one,
/// which fits alone.
fn fitting(rows: &[Row], free: usize, nodes: usize, most: usize) -> usize {
    let mut used = 0;
    let fit = rows.iter().take(most).take_while(|row| {
        used += row.tail.len() + nodes;
        used <= free.min(BATCH as usize)
    });
    fit.count().max(1)
}
