//! `POST /api/v1/triage`: one text, its record.
//!
//! JSON `{"text": …, "threshold"?, "mode"?, "max_classes"?, "second_opinion"?}`, or the bare text as
//! `text/plain` with the settings in the query.

use std::time::Instant;

use ::triage::policy::Ask;
use ::triage::{Mode, Settings, Source, Triage};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{body, incidents};
use crate::AppState;
use crate::problem::Problem;
use crate::query::{View, refused};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    text: String,
    threshold: Option<f32>,
    mode: Option<String>,
    max_classes: Option<u8>,
    /// `nothing`, `unsure` or `everything`; see [`Ask`].
    #[serde(default)]
    second_opinion: Ask,
}

pub(super) async fn create(
    State(app): State<AppState>,
    view: View,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    let plain = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/plain"));
    let max = app.config.max_text;
    let (text, settings, ask) = if plain {
        let bytes = body::read(request, max, max).await?;
        (
            body::utf8(&bytes)?.to_owned(),
            view.settings,
            Ask::default(),
        )
    } else {
        let bytes = body::read(request, body::json_limit(&app.config), max).await?;
        let asked: Asked = serde_json::from_slice(&bytes)
            .map_err(|error| Problem::bad_request(format!("The JSON cannot be read: {error}.")))?;
        let mode = match asked.mode.as_deref() {
            None => Mode::default(),
            Some(id) => Mode::from_id(id).ok_or_else(|| {
                refused("“mode” must be default, soc-medium or soc-hard.".to_owned())
            })?,
        };
        let settings = Settings::new(mode, asked.threshold, asked.max_classes)
            .map_err(|error| refused(format!("{error}.")))?;
        (asked.text, settings, asked.second_opinion)
    };
    body::check_text(&text, &app.config)?;
    let record = triage_and_keep(&app, text, Source::Api, settings, ask).await?;
    let location = format!("/api/v1/incidents/{}", record.id);
    let mut response = incidents::object(&record).into_response();
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// The record, measured, stamped and stored.
pub(super) async fn triage_and_keep(
    app: &AppState,
    text: String,
    source: Source,
    settings: Settings,
    ask: Ask,
) -> Result<Triage, Problem> {
    app.work(move |backend| {
        let started = Instant::now();
        let mut record = backend.triage(&text, &settings, source, ask);
        record.micros = u64::try_from(started.elapsed().as_micros()).ok();
        record.input.received_at = Some(store::clock::now());
        backend.incidents.put(&record)?;
        // What was said of the same text before is there again.
        Ok(backend.incident(&record.id)?)
    })
    .await
}
