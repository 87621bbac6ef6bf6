//! Many texts.

use opinion::Answer;
use remote::Cancel;

use crate::{Language, LanguageError};

impl Language {
    /// So many texts are worth asking about at a time where somebody else may want to ask between: of an
    /// endpoint as many as go `at_once`, of a model on a GPU a group, of one on a processor a single text.
    pub fn together(&self, at_once: usize) -> usize {
        match self {
            Self::Local(local) => local.together(),
            Self::Endpoint(_) => at_once.max(1),
        }
    }

    /// Opinions on all texts, in order as far as one begins before the other.
    ///
    /// An endpoint is asked as about one text, up to `at_once` of them at a time. A model on this machine
    /// writes nothing: it says how likely each answer is, and the likeliest is its own, held against the
    /// text by the checks that need no rationale. Its texts go through in groups of
    /// [`crate::ChatSettings::parallel`], each behind the instructions that it read for the first, and
    /// each takes its share of its group's time.
    ///
    /// One that fails ends no other; once `cancel` says so, what is under way is given up and the rest end
    /// unasked. `on_done` is told of each as it ends, by its place, on the caller's thread.
    pub fn score_all(
        &self,
        texts: &[&str],
        at_once: usize,
        on_done: &mut dyn FnMut(usize, Result<Answer, LanguageError>),
        cancel: &Cancel,
    ) {
        match self {
            Self::Local(local) => {
                let mut tell = |place, answer: Result<Answer, _>| {
                    on_done(place, answer.map_err(Into::into));
                };
                local.score_all(texts, &mut tell, cancel);
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
