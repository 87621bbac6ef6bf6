//! Writes an answer token by token: always the likeliest that may come, so that the same question
//! has the same answer.

use std::time::Instant;

use llama_cpp_2::sampling::LlamaSampler;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::token::data::LlamaTokenData;
use llama_cpp_2::token::data_array::LlamaTokenDataArray;

use crate::QuestionError;
use crate::chat::engine::{Engine, Fault, Feed};
use crate::chat::utf8::Utf8;
use crate::chat::{Stop, Writing, Written};

/// The sequence that is written in.
const OWN: i32 = 1;

/// Shows `piece` every piece as it is written; `stopped` is asked between tokens. The text is left to
/// who collects the pieces.
///
/// # Errors
/// The grammar cannot be read, the question is too long, or llama.cpp fails.
pub(crate) fn write(
    engine: &mut Engine<'_>,
    question: &Writing,
    piece: &mut dyn FnMut(String),
    stopped: &mut dyn FnMut() -> bool,
) -> Result<Written, QuestionError> {
    let begun = Instant::now();
    let grammar = question
        .grammar
        .as_deref()
        .map(|grammar| LlamaSampler::grammar(engine.model, grammar, "root"));
    let mut grammar = grammar.transpose().map_err(|_| QuestionError::Grammar)?;
    let mut written = Written {
        text: String::new(),
        stop: Stop::Limit,
        tokens_in: 0,
        tokens_held: 0,
        tokens_out: 0,
        seconds: 0.0,
    };
    let done = answer(engine, question, &mut grammar, &mut written, piece, stopped);
    engine.drop_sequences([OWN]);
    match done {
        Ok(()) => {}
        Err(Refused::Fault(Fault::Stopped)) => written.stop = Stop::Cancelled,
        Err(Refused::Fault(Fault::Failed(why))) => return Err(QuestionError::Failed(why)),
        Err(Refused::Question(error)) => return Err(error),
    }
    written.seconds = begun.elapsed().as_secs_f32();
    Ok(written)
}

enum Refused {
    Fault(Fault),
    Question(QuestionError),
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<QuestionError> for Refused {
    fn from(error: QuestionError) -> Self {
        Self::Question(error)
    }
}

fn answer(
    engine: &mut Engine<'_>,
    question: &Writing,
    grammar: &mut Option<LlamaSampler>,
    written: &mut Written,
    piece: &mut dyn FnMut(String),
    stopped: &mut dyn FnMut() -> bool,
) -> Result<(), Refused> {
    let mut tokens = engine.tokens(&question.prefix, &question.row)?;
    let length = tokens.head.len() + tokens.tail.len();
    let room = engine.loaded.room as usize;
    if length >= room {
        let tokens = length + 1;
        return Err(QuestionError::TooLong { tokens, room }.into());
    }
    // Something must be left to read the first token from.
    if tokens.tail.is_empty() {
        tokens.tail.extend(tokens.head.pop());
    }
    written.tokens_in = length;
    written.tokens_held = engine.hold(&tokens.head, stopped)?;
    engine.copy(0, OWN);
    let feed = |at, token, wanted| Feed {
        token,
        at,
        sequences: &[OWN],
        wanted,
    };
    let mut feeds: Vec<_> = (tokens.head.len()..)
        .zip(&tokens.tail)
        .map(|(at, &token)| feed(at, token, at + 1 == length))
        .collect();
    let mut utf8 = Utf8::default();
    let mut logits = Vec::new();
    let most = question.max_tokens.min(room - length);
    while written.tokens_out < most {
        engine.evaluate(&feeds, stopped, &mut |_, read| {
            logits.clear();
            logits.extend_from_slice(read);
        })?;
        let words = &engine.vocabulary;
        let fits = |token| utf8.fits(&words.bytes(token));
        let Some(token) = next(&logits, &words.mute, grammar.as_mut(), &fits) else {
            written.stop = Stop::Stuck;
            return Ok(());
        };
        if words.ends(token) {
            written.stop = Stop::End;
            return Ok(());
        }
        // Nothing else: llama.cpp ends the process over a token that the grammar forbids.
        if let Some(grammar) = grammar {
            grammar.accept(token);
        }
        let text = utf8.push(&words.bytes(token));
        if !text.is_empty() {
            piece(text);
        }
        feeds = vec![feed(length + written.tokens_out, token, true)];
        written.tokens_out += 1;
    }
    Ok(())
}

/// The likeliest token that is not mute, that the grammar allows, and that fits what is written.
fn next(
    logits: &[f32],
    mute: &[bool],
    grammar: Option<&mut LlamaSampler>,
    fits: &dyn Fn(LlamaToken) -> bool,
) -> Option<LlamaToken> {
    let open = (0..)
        .zip(logits.iter().zip(mute))
        .filter(|(_, (logit, mute))| !**mute && logit.is_finite())
        .map(|(id, (logit, _))| LlamaTokenData::new(LlamaToken(id), *logit, 0.0));
    let mut open = LlamaTokenDataArray::from_iter(open, false);
    if let Some(grammar) = grammar {
        // Most often the likeliest is right, and one is quicker held against the grammar than all.
        let best = open.data[likeliest(&open)?];
        let mut alone = LlamaTokenDataArray::new(vec![best], false);
        grammar.apply(&mut alone);
        if likeliest(&alone).is_none() || !fits(best.id()) {
            grammar.apply(&mut open);
        }
    }
    loop {
        let best = likeliest(&open)?;
        let token = open.data[best].id();
        if fits(token) {
            return Some(token);
        }
        open.data[best].set_logit(f32::NEG_INFINITY);
    }
}

/// Where the likeliest is. What the grammar forbids has a logit of minus infinity.
fn likeliest(tokens: &LlamaTokenDataArray) -> Option<usize> {
    let logit = |at: &usize| tokens.data[*at].logit();
    (0..tokens.data.len())
        .filter(|at| logit(at).is_finite())
        .reduce(|best, at| if logit(&at) > logit(&best) { at } else { best })
}
