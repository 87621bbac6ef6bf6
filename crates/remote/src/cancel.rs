//! A caller's way to stop what other threads wait for.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::RemoteError;

/// How often whoever waits looks up: often enough that stopping feels immediate, rarely enough that
/// a hundred waiting threads cost nothing.
pub(crate) const LOOK_UP: Duration = Duration::from_millis(40);

/// Shared by all that one decision stops. Once stopped it stays so.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops every request that was given this one: those in the queue at once, those on the wire
    /// by closing their connection. A connection that is just being opened is given up when it is
    /// open or its time limit is over.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// For who is to be stopped by the same decision and looks at a flag.
    pub fn flag(&self) -> &AtomicBool {
        &self.0
    }

    pub(crate) fn check(&self) -> Result<(), RemoteError> {
        if self.is_cancelled() {
            return Err(RemoteError::Cancelled);
        }
        Ok(())
    }

    /// Sleeps that long, or until cancelled.
    pub(crate) fn sleep(&self, time: Duration) -> Result<(), RemoteError> {
        let end = Instant::now() + time;
        loop {
            self.check()?;
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            std::thread::sleep(left.min(LOOK_UP));
        }
    }
}
