//! Work spread over threads whose results come out in the order in which it was taken.
//!
//! Every thread does the same: take a piece under a lock, work on it without one, wait for its
//! turn, give the result away. There is no queue, so nothing can grow.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Takes pieces until there is none or `give` says `false`. `worker` is called once a thread.
pub fn run<P, R, W>(
    threads: usize,
    take: impl FnMut() -> Option<P> + Send,
    worker: impl Fn() -> W + Sync,
    give: impl FnMut(R) -> bool + Send,
) where
    W: FnMut(P) -> R,
{
    let line = Line {
        intake: Mutex::new((0, take)),
        turn: Mutex::new((
            0,
            Exit {
                give,
                closed: false,
            },
        )),
        passed: Condvar::new(),
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.max(1) {
            scope.spawn(|| line.work(worker()));
        }
        line.work(worker());
    });
}

struct Line<T, G> {
    /// How many pieces were taken, and where from.
    intake: Mutex<(u64, T)>,
    /// The number of the piece whose result is given next.
    turn: Mutex<(u64, Exit<G>)>,
    passed: Condvar,
}

struct Exit<G> {
    give: G,
    /// Somebody has enough.
    closed: bool,
}

impl<T, G> Line<T, G> {
    fn work<P, R>(&self, mut work: impl FnMut(P) -> R)
    where
        T: FnMut() -> Option<P>,
        G: FnMut(R) -> bool,
    {
        while let Some((number, piece)) = self.next() {
            let pass = Pass { number, line: self };
            let result = work(piece);
            let mut turn = held(&self.turn);
            while turn.0 < number {
                turn = self
                    .passed
                    .wait(turn)
                    .unwrap_or_else(PoisonError::into_inner);
            }
            // What was taken before somebody had enough is dropped. The turn is held meanwhile,
            // so that nobody else gives; a thread that reads holds only the intake.
            if !turn.1.closed && !(turn.1.give)(result) {
                turn.1.closed = true;
            }
            let closed = turn.1.closed;
            drop(turn);
            drop(pass);
            if closed {
                return;
            }
        }
    }

    fn next<P>(&self) -> Option<(u64, P)>
    where
        T: FnMut() -> Option<P>,
    {
        let mut intake = held(&self.intake);
        let piece = (intake.1)()?;
        intake.0 += 1;
        Some((intake.0 - 1, piece))
    }
}

/// Passes the turn on, also when its thread panics.
struct Pass<'l, T, G> {
    number: u64,
    line: &'l Line<T, G>,
}

impl<T, G> Drop for Pass<'_, T, G> {
    fn drop(&mut self) {
        let mut turn = held(&self.line.turn);
        turn.0 = turn.0.max(self.number + 1);
        drop(turn);
        self.line.passed.notify_all();
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn through(pieces: &[u16], threads: usize, stop_after: usize) -> Vec<u16> {
        let mut source = pieces.iter().copied();
        let mut out = Vec::new();
        run(
            threads,
            || source.next(),
            || {
                |piece: u16| {
                    // Pieces differ in how long they take.
                    for _ in 0..piece % 64 {
                        std::thread::yield_now();
                    }
                    piece
                }
            },
            |piece| {
                out.push(piece);
                out.len() < stop_after
            },
        );
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn what_goes_in_comes_out_in_order(
            pieces in proptest::collection::vec(any::<u16>(), 0..200),
            threads in 1usize..9,
        ) {
            prop_assert_eq!(through(&pieces, threads, usize::MAX), pieces);
        }

        #[test]
        fn a_reader_who_has_enough_gets_no_more(
            pieces in proptest::collection::vec(any::<u16>(), 1..200),
            threads in 1usize..9,
            enough in 1usize..50,
        ) {
            let expected = &pieces[..enough.min(pieces.len())];
            prop_assert_eq!(through(&pieces, threads, enough), expected);
        }
    }
}
