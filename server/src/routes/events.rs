//! `/api/v1/batches/{id}/events`: the status of a batch whenever it changes, as server-sent
//! events, until it ends and the passes after the first with it.
//!
//! Every event is a whole status, so a reader that reconnects misses nothing that still matters.

use std::convert::Infallible;
use std::time::Duration;

use ::triage::batch::State as Life;
use axum::extract::{Path, RawQuery, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, stream};
use store::StoreError;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use crate::AppState;
use crate::problem::Problem;

/// Not more often than an eye follows.
const PAUSE: Duration = Duration::from_millis(150);
/// In the passes after the first, which go on for longer and share the cores with whoever looks on.
const LONG_PAUSE: Duration = Duration::from_secs(1);
/// With `?wait=1`: how long to wait for a batch whose upload is only starting.
const WAIT: Duration = Duration::from_secs(10);

struct Follower {
    app: AppState,
    id: String,
    changes: watch::Receiver<Life>,
    first: bool,
    pause: Duration,
    ended: bool,
}

pub(super) async fn stream(
    State(app): State<AppState>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let patient = query.is_some_and(|query| query.split('&').any(|pair| pair == "wait=1"));
    let deadline = Instant::now() + WAIT;
    let changes = loop {
        match app.backend.batches.watch(&id) {
            Ok(changes) => break changes,
            Err(StoreError::NotFound) if patient && Instant::now() < deadline => {
                sleep(Duration::from_millis(50)).await;
            }
            Err(error) => return Err(error.into()),
        }
    };
    let follower = Follower {
        app,
        id,
        changes,
        first: true,
        pause: PAUSE,
        ended: false,
    };
    let events = stream::unfold(follower, |mut follower| async move {
        let event = follower.next().await?;
        Some((Ok(event), follower))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

impl Follower {
    /// The next status worth showing; `None` after the last.
    async fn next(&mut self) -> Option<Event> {
        if self.ended {
            return None;
        }
        if !self.first {
            let mut stopping = self.app.stopping.clone();
            tokio::select! {
                change = async {
                    sleep(self.pause).await;
                    // A running batch whose file stands still shows its seconds anyway.
                    timeout(Duration::from_secs(1), self.changes.changed()).await
                } => if matches!(change, Ok(Err(_))) {
                    return None;
                },
                _ = stopping.wait_for(|stop| *stop) => return None,
            }
        }
        self.first = false;
        self.changes.mark_unchanged();
        let status = self.app.backend.batches.status(&self.id).ok()?;
        let reading = status.state == Life::Running;
        self.pause = if reading { PAUSE } else { LONG_PAUSE };
        self.ended = !status.is_live();
        Event::default()
            .id(status.rows.to_string())
            .event("status")
            .json_data(status)
            .ok()
    }
}
