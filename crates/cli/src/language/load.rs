//! Loading a model on this machine, which may take minutes: somebody is told how far it is.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use ::language::{Language, LanguageError};

const EVERY: Duration = Duration::from_millis(100);

/// Loads what has to be loaded, an endpoint nothing. `on_percent` is told now and then, from another
/// thread, how much of it is in memory.
///
/// # Errors
/// It cannot be loaded.
pub fn load(
    language: &Language,
    on_percent: &mut (dyn FnMut(u8) + Send),
) -> Result<(), LanguageError> {
    let Language::Local(local) = language else {
        return Ok(());
    };
    std::thread::scope(|scope| {
        let (over, clock) = channel::<()>();
        scope.spawn(move || {
            while clock.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                on_percent(local.progress());
            }
        });
        let loaded = local.start();
        drop(over);
        Ok(loaded?)
    })
}
