//! What comes back: the completion, and the JSON that it is read from, whole or in pieces.

use std::ops::ControlFlow;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::RemoteError;
use crate::logprobs::{Logprobs, TokenLogprob};

/// Text of an answer, at most. Four hundred times what a model writes here.
pub(crate) const LONGEST_TEXT: usize = 1 << 20;

/// A whole answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    pub text: String,
    pub finish: Finish,
    pub usage: Option<Usage>,
    /// One of each token, if they were asked for and offered.
    pub logprobs: Option<Vec<TokenLogprob>>,
    /// Time in the queue and between attempts.
    pub waited: Duration,
    /// Time that the last attempt took.
    pub took: Duration,
    /// Requests sent for it, 1 or more.
    pub attempts: u32,
}

/// Why the model stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Finish {
    /// It had said all.
    Stop,
    /// It had reached `max_tokens`, or the end of its memory.
    Length,
    /// A filter, a tool, or a reason that it did not give.
    #[default]
    Other,
}

/// Tokens that were read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Usage {
    #[serde(default)]
    pub prompt_tokens: u32,
    #[serde(default)]
    pub completion_tokens: u32,
}

/// An answer while it comes.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) text: String,
    pub(crate) finish: Option<Finish>,
    pub(crate) usage: Option<Usage>,
    pub(crate) logprobs: Logprobs,
    /// There was something that an answer has.
    chosen: bool,
}

#[derive(Deserialize)]
struct Wire {
    choices: Option<Vec<Choice>>,
    /// Read apart: counts that we do not understand spoil no answer.
    usage: Option<Value>,
    error: Option<Value>,
}

/// `message` of a whole answer, `delta` of a piece. Its probabilities are [`Logprobs`] to read.
#[derive(Deserialize)]
struct Choice {
    message: Option<Part>,
    delta: Option<Part>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Part {
    content: Option<String>,
}

impl Gathered {
    /// Takes in one JSON value of the endpoint's: the whole answer or a piece of it.
    pub(crate) fn add(
        &mut self,
        json: &str,
        on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), RemoteError> {
        let wire: Wire = serde_json::from_str(json)
            .map_err(|error| RemoteError::BadAnswer(format!("it is no JSON we know: {error}")))?;
        if let Some(error) = wire.error.filter(|error| !error.is_null()) {
            return Err(crate::refusal::within(&error));
        }
        let usage = wire.usage.and_then(|usage| Usage::deserialize(usage).ok());
        self.usage = usage.or(self.usage);
        // We ask for one; the last piece of a stream has none, only the counts.
        let Some(choice) = wire.choices.into_iter().flatten().next() else {
            return Ok(());
        };
        self.chosen = true;
        if let Some(reason) = choice.finish_reason {
            self.finish = Some(match reason.as_str() {
                "stop" => Finish::Stop,
                "length" => Finish::Length,
                _ => Finish::Other,
            });
        }
        self.logprobs.add(json);
        let piece = choice
            .message
            .or(choice.delta)
            .and_then(|part| part.content);
        let Some(piece) = piece.filter(|piece| !piece.is_empty()) else {
            return Ok(());
        };
        if self.text.len() + piece.len() > LONGEST_TEXT {
            return Err(RemoteError::TooLong);
        }
        self.text.push_str(&piece);
        match on_piece(&piece) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(RemoteError::Cancelled),
        }
    }

    /// The answer, unless it holds nothing: a token may be no whole character, so its probability
    /// is an answer too.
    pub(crate) fn check(self) -> Result<Self, RemoteError> {
        if !self.chosen {
            return Err(RemoteError::BadAnswer("it holds no choices".to_owned()));
        }
        if self.text.is_empty() && self.logprobs.is_empty() {
            return Err(RemoteError::EmptyAnswer);
        }
        Ok(self)
    }
}
