//! Whose turn it is: one question at a time, a few that wait, in no promised order.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::time::{Duration, Instant};

use crate::EngineError;

/// How often whoever waits looks up.
pub(crate) const LOOK_UP: Duration = Duration::from_millis(20);

/// Something that one asks at a time.
#[derive(Debug)]
pub(crate) struct Desk<T> {
    inner: Mutex<T>,
    waiting: AtomicUsize,
}

impl<T> Desk<T> {
    pub fn new(inner: T) -> Self {
        Self {
            inner: Mutex::new(inner),
            waiting: AtomicUsize::new(0),
        }
    }

    /// Without waiting; `None` if somebody has it.
    pub fn now(&self) -> Option<MutexGuard<'_, T>> {
        match self.inner.try_lock() {
            Ok(guard) => Some(guard),
            // Whoever has it next looks at what a panic left.
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// # Errors
    /// `most` wait already, waiting took longer than `limit`, or the caller cancelled.
    pub fn turn(
        &self,
        most: usize,
        limit: Duration,
        cancel: &AtomicBool,
    ) -> Result<MutexGuard<'_, T>, EngineError> {
        if let Some(guard) = self.now() {
            return Ok(guard);
        }
        let place = Place::behind(&self.waiting);
        let busy = EngineError::Busy {
            waiting: place.others,
        };
        if place.others >= most {
            return Err(busy);
        }
        let begun = Instant::now();
        loop {
            std::thread::sleep(LOOK_UP);
            if cancel.load(Ordering::Acquire) {
                return Err(EngineError::Cancelled);
            }
            if let Some(guard) = self.now() {
                return Ok(guard);
            }
            if begun.elapsed() > limit {
                return Err(busy);
            }
        }
    }
}

/// A place among those who wait, given up when dropped.
struct Place<'d> {
    waiting: &'d AtomicUsize,
    others: usize,
}

impl<'d> Place<'d> {
    fn behind(waiting: &'d AtomicUsize) -> Self {
        let others = waiting.fetch_add(1, Ordering::AcqRel);
        Self { waiting, others }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}
