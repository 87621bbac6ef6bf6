//! Who asks next: one question at a time, and a person's before a file's.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

#[derive(Debug, Default)]
pub(crate) struct Turns {
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    taken: bool,
    /// How many wait that are not patient.
    waiting: usize,
}

/// Ends when dropped.
pub(crate) struct Turn<'a>(&'a Turns);

impl Turns {
    /// Waits until nobody asks.
    pub(crate) fn take(&self) -> Turn<'_> {
        let mut state = self.state();
        state.waiting += 1;
        while state.taken {
            state = self.wait(state);
        }
        state.waiting -= 1;
        state.taken = true;
        Turn(self)
    }

    /// Waits until nobody asks and nobody else wants to.
    pub(crate) fn take_patiently(&self) -> Turn<'_> {
        let mut state = self.state();
        while state.taken || state.waiting > 0 {
            state = self.wait(state);
        }
        state.taken = true;
        Turn(self)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        let state = self.freed.wait(state);
        state.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.state().taken = false;
        self.0.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// Who waits in this order behind a question under way is served in that one.
    fn check(waiting: &[&'static str], expected: &[&'static str]) {
        let turns = Turns::default();
        let served = Mutex::new(Vec::new());
        let first = turns.take();
        std::thread::scope(|scope| {
            for who in waiting {
                let (turns, served) = (&turns, &served);
                scope.spawn(move || {
                    let _turn = if *who == "file" {
                        turns.take_patiently()
                    } else {
                        turns.take()
                    };
                    served.lock().unwrap().push(*who);
                });
                std::thread::sleep(Duration::from_millis(30));
            }
            drop(first);
        });
        assert_eq!(*served.lock().unwrap(), expected);
    }

    #[test]
    fn a_person_is_served_before_a_file() {
        check(&["file"], &["file"]);
        check(&["person", "file"], &["person", "file"]);
        check(&["file", "person"], &["person", "file"]);
        check(&["file", "person", "person"], &["person", "person", "file"]);
    }
}
