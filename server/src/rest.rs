//! Models that nobody asks give their memory back: each is looked after once a minute.

use std::time::Duration;

use app::backend::Backend;
use tokio::sync::watch;

const PAUSE: Duration = Duration::from_secs(60);

/// Until the process is asked to stop. The models say themselves how long is long enough.
pub(crate) fn now_and_then(backend: &Backend, mut stopping: watch::Receiver<bool>) {
    let (second, provider) = (backend.second.clone(), backend.language.clone());
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
            if let Ok(second) = &second {
                second.rest();
            }
            if let Some(language) = &provider.now().language {
                language.rest();
            }
        }
    });
}
