//! Plain forms, for pages without a script: each does its work and sends the browser on.

use std::time::Duration;

use ::triage::Source;
use ::triage::policy::Ask;
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::{batches, body, triage};
use crate::AppState;
use crate::problem::Problem;
use crate::query::View;

/// `POST /incidents` with `text`, and settings as the pages name them. A script, which draws the
/// record itself, asks for JSON and gets it beside its address.
pub(super) async fn incident(
    State(app): State<AppState>,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    // A form writes a byte as up to three characters.
    let limit = 3 * app.config.max_text + 4096;
    let form = body::read(request, limit, app.config.max_text).await?;
    let (text, query) = fields(&form)?;
    body::check_text(&text, &app.config)?;
    let settings = View::parse(&query)?.settings;
    let record =
        triage::triage_and_keep(&app, text, Source::Page, settings, Ask::default()).await?;
    let address = address(&record.id, &query);
    let accepts = headers.get(header::ACCEPT);
    Ok(if accepts.is_some_and(|kind| kind == "application/json") {
        let there = [(header::LOCATION, address)];
        (StatusCode::CREATED, there, Json(record.with_outlook())).into_response()
    } else {
        Redirect::to(&address).into_response()
    })
}

/// `POST /incidents/{id}/second-opinion`, with the settings as the pages name them.
pub(super) async fn second_opinion(
    State(app): State<AppState>,
    Path(id): Path<String>,
    request: Body,
) -> Result<Redirect, Problem> {
    let form = body::read(request, 4096, 4096).await?;
    let (_, query) = fields(&form)?;
    let address = address(&id, &query);
    app.work(move |backend| {
        let mut record = backend.incidents.get(&id)?;
        if record
            .opinions
            .iter()
            .all(|opinion| opinion.by != "semantic")
        {
            backend
                .ask_second(&mut record)
                .map_err(Problem::unavailable)?;
            backend.incidents.update(&record)?;
        }
        Ok(())
    })
    .await?;
    Ok(Redirect::to(&address))
}

/// `POST /batches/{id}/rows/{row}/incident`: the row's text as an incident of its own, so that a language
/// model can be asked about it and its words be followed. Leads to its page of opinions.
pub(super) async fn row(
    State(app): State<AppState>,
    Path((id, row)): Path<(String, u64)>,
    view: View,
) -> Result<Redirect, Problem> {
    let stored = app.work(move |backend| Ok(backend.batches.row(&id, row)?));
    let (text, source) = (stored.await?.text, Source::Page);
    let record = triage::triage_and_keep(&app, text, source, view.settings, Ask::default()).await?;
    Ok(Redirect::to(&format!("/opinions/{}", record.id)))
}

fn address(id: &str, query: &str) -> String {
    let joint = if query.is_empty() { "" } else { "?" };
    format!("/incidents/{id}{joint}{query}")
}

/// The text, and the settings as they go on in the address.
///
/// # Errors
/// A text that is not UTF-8: pages send nothing else, and nothing is altered before it is judged.
fn fields(form: &[u8]) -> Result<(String, String), Problem> {
    let mut text = String::new();
    let mut rest = form_urlencoded::Serializer::new(String::new());
    // What cannot be decoded would be replaced by the reader below.
    let plain: Vec<u8> = form
        .iter()
        .map(|&b| if b == b'+' { b' ' } else { b })
        .collect();
    let decoded: Vec<u8> = percent_encoding::percent_decode(&plain).collect();
    body::utf8(&decoded)?;
    for (name, value) in form_urlencoded::parse(form) {
        match name.as_ref() {
            "text" => text = value.into_owned(),
            "mode" | "threshold" if !value.is_empty() => {
                rest.append_pair(&name, &value);
            }
            _ => {}
        }
    }
    Ok((text, rest.finish()))
}

/// `POST /batches`, a multipart form with `file` and perhaps `column` before it. A file that
/// could only be read in part has its page too; it says so.
pub(super) async fn batch(
    State(app): State<AppState>,
    request: Request,
) -> Result<Redirect, Problem> {
    match batches::take(&app, request).await {
        Ok(status) => Ok(Redirect::to(&format!("/batches/{}", status.id))),
        Err(problem) => match problem.batch() {
            Some(id) => Ok(Redirect::to(&format!("/batches/{id}"))),
            None => Err(problem),
        },
    }
}

/// How long a deletion can be undone.
const UNDO: Duration = Duration::from_secs(60);

/// `POST /batches/{id}/delete`. The page it leads to offers the way back.
pub(super) async fn delete_batch(
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> Result<Redirect, Problem> {
    let address = format!("/bulk?deleted={id}");
    app.work(move |backend| Ok(backend.batches.discard(&id)?))
        .await?;
    forget_later(app);
    Ok(Redirect::to(&address))
}

/// `POST /incidents/{id}/delete`. The page it leads to offers the way back.
pub(super) async fn delete_incident(
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> Result<Redirect, Problem> {
    let address = format!("/?deleted={id}");
    app.work(move |backend| Ok(backend.incidents.discard(&id)?))
        .await?;
    forget_later(app);
    Ok(Redirect::to(&address))
}

fn forget_later(app: AppState) {
    tokio::spawn(async move {
        tokio::time::sleep(UNDO).await;
        let swept = app.work(|backend| {
            backend.batches.sweep(UNDO)?;
            Ok(backend.incidents.sweep(UNDO)?)
        });
        if swept.await.is_err() {
            tracing::error!("what was deleted could not be forgotten");
        }
    });
}

pub(super) async fn restore_batch(
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> Result<Redirect, Problem> {
    let address = format!("/batches/{id}");
    app.work(move |backend| Ok(backend.batches.restore(&id)?))
        .await?;
    Ok(Redirect::to(&address))
}

pub(super) async fn restore_incident(
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> Result<Redirect, Problem> {
    let address = format!("/incidents/{id}");
    app.work(move |backend| Ok(backend.incidents.restore(&id)?))
        .await?;
    Ok(Redirect::to(&address))
}

pub(super) async fn cancel_batch(
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> Result<Redirect, Problem> {
    let address = format!("/batches/{id}");
    app.work(move |backend| Ok(backend.batches.end(&id, store::End::Cancelled)?))
        .await?;
    Ok(Redirect::to(&address))
}
