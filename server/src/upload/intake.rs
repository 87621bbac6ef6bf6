//! The connection's side of an upload: counting, patience, and what is answered.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::StatusCode;
use futures_util::{Stream, StreamExt};
use ingest::Options;
use triage::batch::{State, Status};
use triage::passes::Stage;

use super::channel::pipe;
use super::worker::{self, Order, Refusal};
use crate::AppState;
use crate::problem::Problem;

/// A body that is refused early is still read for a little, because many clients look at the
/// answer only after they have sent everything.
const DRAIN: u64 = 16 << 20;
const DRAIN_FOR: Duration = Duration::from_secs(3);

/// What the request says about its file.
#[derive(Debug, Default)]
pub(crate) struct Intake {
    pub file_name: Option<String>,
    pub column: Option<String>,
    pub id: Option<String>,
    pub length: Option<u64>,
}

/// Reads the body into a batch; answers when it was read to its end, or could not be.
pub(crate) async fn receive<E: std::fmt::Display>(
    app: &AppState,
    intake: Intake,
    body: impl Stream<Item = Result<Bytes, E>> + Unpin,
) -> Result<Status, Problem> {
    let limit = app.config.max_upload;
    let mut body = body;
    if intake.length.is_some_and(|length| length > limit) {
        drain(&mut body).await;
        return Err(Problem::too_large("The file", limit));
    }
    if let Some(id) = &intake.id
        && (id.len() != 16 || !id.bytes().all(|b| b.is_ascii_hexdigit()))
    {
        drain(&mut body).await;
        return Err(crate::query::refused("“id” must be 16 hexadecimal digits."));
    }
    let Ok(_place) = app.uploads.try_acquire() else {
        drain(&mut body).await;
        return Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "Busy",
            "Other files are being read right now. Try again in a few seconds.",
        )
        .retry_after(5));
    };

    let order = Order {
        options: Options {
            file_name: intake.file_name.as_deref().map(safe_name),
            column: intake.column,
            limits: ingest::Limits {
                text: app.config.max_text,
                ..ingest::Limits::default()
            },
        },
        id: intake.id.map(|id| id.to_ascii_lowercase()),
        bytes_total: intake.length,
        passes: Stage::ALL.map(|stage| app.passes.outlook(stage)),
        threads: std::thread::available_parallelism().map_or(1, usize::from),
    };
    let (sender, source) = pipe();
    let (backend, passes) = (app.backend.clone(), app.passes.clone());
    let work = tokio::task::spawn_blocking(move || {
        let outcome = worker::run(source, order, &backend);
        if let Ok(status) = &outcome {
            passes.follow(status);
        }
        outcome
    });

    let mut counted = 0;
    let mut over = false;
    let whole = loop {
        let piece = tokio::select! {
            () = sender.closed() => break false,
            piece = tokio::time::timeout(app.config.idle, body.next()) => piece,
        };
        match piece {
            Err(_) => {
                let seconds = app.config.idle.as_secs();
                sender
                    .broken(format!("nothing arrived for {seconds} s"))
                    .await;
                break false;
            }
            Ok(None) => {
                sender.end().await;
                break true;
            }
            Ok(Some(Err(error))) => {
                tracing::info!(%error, "an upload broke off");
                sender.broken("the connection was lost".to_owned()).await;
                break false;
            }
            Ok(Some(Ok(bytes))) => {
                counted += bytes.len() as u64;
                if counted > limit {
                    over = true;
                    let megabytes = limit >> 20;
                    let why = format!("it is larger than the limit of {megabytes} MB");
                    sender.broken(why).await;
                    break false;
                }
                if !sender.send(bytes).await {
                    break false;
                }
            }
        }
    };
    let outcome = work.await.map_err(|error| {
        tracing::error!(%error, "an upload's worker failed");
        Problem::internal()
    })?;
    if !whole {
        drain(&mut body).await;
    }
    let status = outcome.map_err(refused)?;
    if over {
        return Err(Problem::too_large("The file", limit).with("batch", status.id));
    }
    if status.state == State::Failed {
        let words = status.message.clone().unwrap_or_default();
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "unreadable-rest",
            "The file could not be read to its end",
            words,
        )
        .with("batch", status.id)
        .with("rows", status.rows));
    }
    Ok(status)
}

fn refused(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::Store(error) => error.into(),
        Refusal::File(error) => {
            let mut problem = Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                error.id(),
                "The file cannot be read",
                error.to_string(),
            );
            if let Some(columns) = error.columns() {
                problem = problem.with("columns", columns.to_vec());
            }
            problem
        }
    }
}

/// A name to show, never a path to open: the last part, printable, of bearable length.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars()
        .filter(|c| {
            !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .take(120)
        .collect()
}

async fn drain<E>(body: &mut (impl Stream<Item = Result<Bytes, E>> + Unpin)) {
    let mut left = DRAIN;
    let _ = tokio::time::timeout(DRAIN_FOR, async {
        while let Some(Ok(bytes)) = body.next().await {
            left = left.saturating_sub(bytes.len() as u64);
            if left == 0 {
                break;
            }
        }
    })
    .await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upload_name_is_never_a_path() {
        for (name, expected) in [
            ("queue.csv", "queue.csv"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\x\\a.csv", "a.csv"),
            ("a\0b\n.csv", "ab.csv"),
            ("\u{202e}vsc.exe", "vsc.exe"),
            ("", ""),
        ] {
            assert_eq!(safe_name(name), expected);
        }
        assert_eq!(safe_name(&"x".repeat(4000)).len(), 120);
    }
}
