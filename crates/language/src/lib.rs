//! The opinion of a language model on a text: of a model file on this machine, or of an endpoint
//! that somebody named. One question, one judged [`opinion::Answer`], whoever was asked.
//!
//! Blocking, for use from several threads at once. Never decides who is asked, or whether: nothing is
//! sent and nothing started unless a caller asks. Reads no environment and keeps nothing; knows no
//! record and no decision.
//!
//! Dependencies: `opinion`, for the question and what of the answer is believed; `llm` and `remote`,
//! the two engines; `serde_json`, because what would be sent is JSON.

mod endpoint;
mod error;
mod files;
mod load;
mod local;
mod many;
mod telling;
mod works;

use std::ops::ControlFlow;

use opinion::Answer;

pub use endpoint::{Endpoint, HUGGING_FACE, named};
pub use error::LanguageError;
pub use files::chat_models;
pub use llm::{ChatSettings, EngineError};
pub use local::Local;
pub use remote::{Cancel, RemoteError, Token};
pub use works::Works;

/// Whoever is asked.
#[derive(Debug)]
pub enum Language {
    Local(Local),
    Endpoint(Endpoint),
}

impl Language {
    /// Asks about one text. `on_words` is shown the rationale while it is written, each time all of it
    /// so far and not judged yet, and may stop it; so may `cancel`.
    ///
    /// # Errors
    /// What kept the model from answering, or that somebody stopped it. An answer that is worth
    /// nothing is an answer; its checks say why.
    pub fn ask(
        &self,
        text: &str,
        on_words: &mut dyn FnMut(&str) -> ControlFlow<()>,
        cancel: &Cancel,
    ) -> Result<Answer, LanguageError> {
        match self {
            Self::Local(local) => Ok(local.ask(text, on_words, cancel)?),
            Self::Endpoint(endpoint) => Ok(endpoint.ask(text, on_words, cancel)?),
        }
    }

    /// Loads what has to be loaded, an endpoint nothing. `on_percent` is told now and then, from another
    /// thread, how much of it is in memory.
    ///
    /// # Errors
    /// It cannot be loaded, or `cancel` ended it.
    pub fn load(
        &self,
        on_percent: &mut (dyn FnMut(u8) + Send),
        cancel: &Cancel,
    ) -> Result<(), LanguageError> {
        match self {
            Self::Local(local) => Ok(local.load(on_percent, cancel).map(drop)?),
            Self::Endpoint(_) => Ok(()),
        }
    }

    /// Tries out what a person wants to know before relying on it: loads the model, with `on_percent` as
    /// of [`Self::load`], or asks the endpoint for one word. `text` is what the prompt is shown for; an
    /// endpoint is not sent it.
    ///
    /// # Errors
    /// As of [`Self::ask`].
    pub fn test(
        &self,
        text: &str,
        on_percent: &mut (dyn FnMut(u8) + Send),
        cancel: &Cancel,
    ) -> Result<Works, LanguageError> {
        match self {
            Self::Local(local) => Ok(local.test(text, on_percent, cancel)?),
            Self::Endpoint(endpoint) => Ok(endpoint.test(cancel)?),
        }
    }

    /// Lets go of what nobody asked for in some minutes. Call now and then; never waits.
    pub fn rest(&self) {
        if let Self::Local(local) = self {
            local.rest();
        }
    }
}
