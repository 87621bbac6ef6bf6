//! Many texts.

use std::ops::ControlFlow;

use opinion::Answer;
use remote::Cancel;

use crate::{Language, LanguageError};

impl Language {
    /// Asks about all texts, in order as far as one begins before the other. An endpoint is asked about up
    /// to `at_once` of them at a time; a model on this machine about one after the other, each behind the
    /// instructions that it read for the first. One that fails ends no other; once `cancel` says so, the
    /// rest end unasked. `on_done` is told of each as it ends, by its place, on the caller's thread.
    pub fn ask_all(
        &self,
        texts: &[&str],
        at_once: usize,
        on_done: &mut dyn FnMut(usize, Result<Answer, LanguageError>),
        cancel: &Cancel,
    ) {
        match self {
            Self::Local(local) => {
                for (place, text) in texts.iter().enumerate() {
                    let answer = local.ask(text, &mut |_| ControlFlow::Continue(()), cancel);
                    on_done(place, answer.map_err(Into::into));
                }
            }
            Self::Endpoint(endpoint) => {
                let mut tell = |place, answer: Result<Answer, _>| {
                    on_done(place, answer.map_err(Into::into));
                };
                endpoint.ask_all(texts, at_once, &mut tell, cancel);
            }
        }
    }
}
