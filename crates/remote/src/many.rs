//! Many requests at once, their answers in order.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;

use crate::{Cancel, Completion, Remote, RemoteError, Request};

impl Remote {
    /// Answers to all requests, in their order, up to `at_once` asked at a time (0 counts as 1).
    /// One that fails ends no other. `on_done` is told of each as it comes, by its place, on the
    /// caller's thread.
    pub fn complete_all(
        &self,
        requests: &[Request],
        at_once: usize,
        on_done: &mut dyn FnMut(usize, &Result<Completion, RemoteError>),
        cancel: &Cancel,
    ) -> Vec<Result<Completion, RemoteError>> {
        let next = AtomicUsize::new(0);
        let mut answers: Vec<_> = requests
            .iter()
            .map(|_| Err(RemoteError::Cancelled))
            .collect();
        std::thread::scope(|scope| {
            let (send, done) = channel();
            for _ in 0..at_once.max(1).min(requests.len()) {
                let (send, next) = (send.clone(), &next);
                scope.spawn(move || {
                    loop {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        let Some(request) = requests.get(place) else {
                            return;
                        };
                        let all = &mut |_: &str| ControlFlow::Continue(());
                        let answer = self.complete(request, all, cancel);
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
