//! Many texts, their answers in order.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;

use opinion::Answer;
use remote::{Cancel, RemoteError};

use crate::{Language, LanguageError};

impl Language {
    /// Answers about all texts, in their order. An endpoint is asked about up to `at_once` of them at a
    /// time; a model on this machine about one after the other, each behind the instructions that it
    /// read for the first. One that fails ends no other. `on_done` is told of each as it comes, by its
    /// place, on the caller's thread.
    pub fn ask_all(
        &self,
        texts: &[&str],
        at_once: usize,
        on_done: &mut dyn FnMut(usize, &Result<Answer, LanguageError>),
        cancel: &Cancel,
    ) -> Vec<Result<Answer, LanguageError>> {
        let at_once = match self {
            Self::Local(_) => 1,
            Self::Endpoint(_) => at_once.clamp(1, texts.len().max(1)),
        };
        let next = AtomicUsize::new(0);
        let mut answers: Vec<_> = texts
            .iter()
            .map(|_| Err(LanguageError::Endpoint(RemoteError::Cancelled)))
            .collect();
        std::thread::scope(|scope| {
            let (send, done) = channel();
            for _ in 0..at_once {
                let (send, next) = (send.clone(), &next);
                scope.spawn(move || {
                    loop {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        let Some(text) = texts.get(place) else {
                            return;
                        };
                        let all = &mut |_: &str| ControlFlow::Continue(());
                        let answer = self.ask(text, all, cancel);
                        if send.send((place, answer)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(send);
            for (place, answer) in done {
                on_done(place, &answer);
                answers[place] = answer;
            }
        });
        answers
    }
}
