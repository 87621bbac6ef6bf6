//! The queue before an endpoint with a limit: first come, first served, and nobody is turned away.
//!
//! Counts departures, not arrivals: a request leaves only when fewer than the limit left within the
//! stretch of time behind it.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::cancel::LOOK_UP;
use crate::{Cancel, Limit, RemoteError};

#[derive(Debug)]
pub(crate) struct Queue {
    limit: Option<Limit>,
    line: Mutex<Line>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct Line {
    /// Departures within the last stretch, oldest first.
    left: VecDeque<Instant>,
    /// Numbers of those who wait, first first.
    waiting: VecDeque<u64>,
    next: u64,
}

impl Queue {
    pub(crate) fn new(limit: Option<Limit>) -> Self {
        Self {
            limit,
            line: Mutex::default(),
            moved: Condvar::new(),
        }
    }

    /// Waits for a turn and tells how long it took. Whoever is cancelled leaves the line and costs
    /// those behind nothing.
    pub(crate) fn wait(&self, cancel: &Cancel) -> Result<Duration, RemoteError> {
        cancel.check()?;
        let Some(limit) = self.limit else {
            return Ok(Duration::ZERO);
        };
        let came = Instant::now();
        let mut line = self.lock();
        let number = line.next;
        line.next += 1;
        line.waiting.push_back(number);
        loop {
            let now = Instant::now();
            let pause = match line.turn(number, limit, now) {
                Turn::Now => {
                    line.left.push_back(now);
                    self.leave(line, number);
                    return Ok(now - came);
                }
                Turn::In(pause) => pause.min(LOOK_UP),
                Turn::Later => LOOK_UP,
            };
            if let Err(cancelled) = cancel.check() {
                self.leave(line, number);
                return Err(cancelled);
            }
            line = self
                .moved
                .wait_timeout(line, pause)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    fn leave(&self, mut line: MutexGuard<'_, Line>, number: u64) {
        line.waiting.retain(|&waiting| waiting != number);
        drop(line);
        self.moved.notify_all();
    }

    /// Nothing panics while holding the line, so a poisoned one is as good as any.
    fn lock(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Turn {
    Now,
    In(Duration),
    /// Others are before.
    Later,
}

impl Line {
    fn turn(&mut self, number: u64, limit: Limit, now: Instant) -> Turn {
        if self.waiting.front() != Some(&number) {
            return Turn::Later;
        }
        while let Some(&oldest) = self.left.front() {
            let age = now.saturating_duration_since(oldest);
            if age < limit.per {
                break;
            }
            self.left.pop_front();
        }
        match self.left.front() {
            Some(&oldest) if self.left.len() >= limit.requests as usize => Turn::In(
                limit
                    .per
                    .saturating_sub(now.saturating_duration_since(oldest)),
            ),
            _ => Turn::Now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limited(requests: u32, millis: u64) -> Queue {
        Queue::new(Some(Limit {
            requests,
            per: Duration::from_millis(millis),
        }))
    }

    #[test]
    fn no_limit_no_waiting() {
        let queue = Queue::new(None);
        for _ in 0..1000 {
            assert_eq!(queue.wait(&Cancel::new()), Ok(Duration::ZERO));
        }
    }

    #[test]
    fn never_more_in_any_stretch() {
        // A clock that ticks, and who leaves at which tick.
        let check = |requests: u32, per: u64, tick: u64, wanted: &[u64]| {
            let (begun, at) = (Instant::now(), Duration::from_millis);
            let limit = Limit {
                requests,
                per: at(per),
            };
            let mut line = Line {
                waiting: (0..wanted.len() as u64).collect(),
                ..Line::default()
            };
            let mut left = Vec::new();
            for now in (0..).map(|n| n * tick) {
                let Some(&first) = line.waiting.front() else {
                    break;
                };
                match line.turn(first, limit, begun + at(now)) {
                    Turn::Now => {
                        line.left.push_back(begun + at(now));
                        line.waiting.pop_front();
                        left.push(now);
                    }
                    Turn::In(pause) => {
                        assert!(pause <= limit.per, "{pause:?}");
                        let later = line.turn(first + 1, limit, begun + at(now) + pause);
                        assert!(matches!(later, Turn::Later));
                    }
                    Turn::Later => panic!("{first} is the first"),
                }
            }
            assert_eq!(left, wanted, "{requests} in {per}, every {tick}");
        };
        check(3, 60, 1, &[0, 1, 2, 60, 61, 62, 120]);
        check(3, 60, 20, &[0, 20, 40, 60, 80, 100]);
        check(3, 60, 50, &[0, 50, 100, 150]);
        check(1, 60, 7, &[0, 63, 126]);
        check(5, 60_000, 1_000, &[0, 1_000, 2_000, 3_000, 4_000, 60_000]);
    }

    #[test]
    fn first_come_first_served() {
        let queue = limited(1, 30);
        let order = Mutex::new(Vec::new());
        queue.wait(&Cancel::new()).unwrap();
        std::thread::scope(|scope| {
            for i in 0..4 {
                let (queue, order) = (&queue, &order);
                scope.spawn(move || {
                    queue.wait(&Cancel::new()).unwrap();
                    order.lock().unwrap().push(i);
                });
                // The next comes when this one stands in line (or has left it already).
                while queue.lock().next < i + 2 {
                    std::thread::yield_now();
                }
            }
        });
        assert_eq!(order.into_inner().unwrap(), [0, 1, 2, 3]);
    }

    #[test]
    fn who_gives_up_holds_up_nobody() {
        let queue = limited(1, 100);
        let impatient = Cancel::new();
        queue.wait(&impatient).unwrap();
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..5)
                .map(|_| scope.spawn(|| queue.wait(&impatient)))
                .collect();
            while queue.lock().waiting.len() < 5 {
                std::thread::yield_now();
            }
            impatient.cancel();
            for thread in threads {
                assert_eq!(thread.join().unwrap(), Err(RemoteError::Cancelled));
            }
        });
        assert!(queue.lock().waiting.is_empty());
        assert!(queue.wait(&Cancel::new()).is_ok());
    }
}
