//! Loading a model on this machine, which may take minutes: somebody is told how far it is, and may
//! have enough of it.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use llm::{ChatProcess, EngineError, Loaded};
use remote::Cancel;

const EVERY: Duration = Duration::from_millis(100);

/// Loads the model if it is not there. `on_percent` is told now and then, from another thread, how much
/// of it is in memory; `cancel` ends a process that still loads.
///
/// # Errors
/// It cannot be loaded, or was cancelled.
pub(crate) fn load(
    process: &ChatProcess,
    on_percent: &mut (dyn FnMut(u8) + Send),
    cancel: &Cancel,
) -> Result<Loaded, EngineError> {
    if cancel.is_cancelled() {
        return Err(EngineError::Cancelled);
    }
    std::thread::scope(|scope| {
        let (over, clock) = channel::<()>();
        scope.spawn(move || {
            while clock.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                on_percent(process.progress());
            }
        });
        let loaded = process.start_unless(cancel.flag());
        drop(over);
        loaded
    })
}
