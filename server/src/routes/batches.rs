//! `/api/v1/batches`: upload, status, rows, summary, cancel, delete. Cancelling and deleting end the
//! other passes as well.

use ::triage::batch::{Page, Status, Summary};
use axum::Json;
use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::incidents;
use crate::AppState;
use crate::problem::Problem;
use crate::query::View;
use crate::told;
use crate::upload::{Intake, receive};

/// The raw file with `?filename=`, `?column=` and `?id=`, or a multipart form with a `file`.
/// Answers when the file was read to its end; follow it meanwhile under the `id` you chose.
pub(super) async fn create(
    State(app): State<AppState>,
    request: Request,
) -> Result<Response, Problem> {
    let status = take(&app, request).await?;
    let location = format!("/api/v1/batches/{}", status.id);
    let mut response = (StatusCode::CREATED, Json(status)).into_response();
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// A batch from a request of either kind.
pub(super) async fn take(app: &AppState, request: Request) -> Result<Status, Problem> {
    let mut intake = Intake::default();
    for (name, value) in
        form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes())
    {
        let value = Some(value.into_owned()).filter(|value| !value.is_empty());
        match name.as_ref() {
            "filename" => intake.file_name = value,
            "column" => intake.column = value,
            "id" => intake.id = value,
            _ => {}
        }
    }
    if is_multipart(request.headers()) {
        return take_form(app, intake, request).await;
    }
    intake.length = length(request.headers());
    receive(app, intake, request.into_body().into_data_stream()).await
}

/// Fields before the file may name the column; what follows the file is not read.
async fn take_form(
    app: &AppState,
    mut intake: Intake,
    request: Request<Body>,
) -> Result<Status, Problem> {
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|error| Problem::bad_request(format!("{}.", error.body_text())))?;
    let broken = |error: axum::extract::multipart::MultipartError| {
        Problem::bad_request(format!("{}.", error.body_text()))
    };
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("file") => {
                let name = field.file_name().map(str::to_owned);
                intake.file_name = name.filter(|name| !name.is_empty()).or(intake.file_name);
                let pieces = futures_util::stream::poll_fn(move |context| {
                    futures_util::Stream::poll_next(std::pin::Pin::new(&mut field), context)
                });
                return receive(app, intake, pieces).await;
            }
            Some(name @ ("column" | "id")) => {
                let name = name.to_owned();
                let mut value = Vec::new();
                while let Some(piece) = field.chunk().await.map_err(broken)? {
                    value.extend_from_slice(&piece);
                    if value.len() > 1024 {
                        return Err(Problem::too_large("A form field", 1024));
                    }
                }
                let value = String::from_utf8_lossy(&value).trim().to_owned();
                let value = Some(value).filter(|value| !value.is_empty());
                if name == "column" {
                    intake.column = value;
                } else {
                    intake.id = value;
                }
            }
            _ => {}
        }
    }
    Err(Problem::bad_request(
        "The form has no file. Choose one and send it again.",
    ))
}

fn is_multipart(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/"))
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

pub(super) async fn list(State(app): State<AppState>) -> Result<Json<Vec<Status>>, Problem> {
    app.work(|backend| Ok(Json(backend.batches.list()?))).await
}

pub(super) async fn status(
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> Result<Json<Status>, Problem> {
    app.work(move |backend| Ok(Json(backend.batches.status(&id)?)))
        .await
}

pub(super) async fn rows(
    State(app): State<AppState>,
    Path(id): Path<String>,
    view: View,
) -> Result<Json<Page>, Problem> {
    app.work(move |backend| {
        let page = backend.batches.page(&id, &view.query, &view.settings)?;
        Ok(Json(page))
    })
    .await
}

/// The full record of one row.
pub(super) async fn row(
    State(app): State<AppState>,
    Path((id, row)): Path<(String, u64)>,
    view: View,
) -> Result<Response, Problem> {
    let weighs = app.config.llm_weight > 0.0;
    app.work(move |backend| {
        let stored = backend.batches.row(&id, row)?;
        let record = backend.record_of(&stored, &id, &view.settings, view.query.passes);
        let (_, bound) = backend.batches.model(&id)?;
        let (settings, passes) = (&view.settings, view.query.passes);
        let told = told::told(&stored, passes, settings, bound, weighs);
        Ok(incidents::row_object(
            Some(row),
            stored.id.as_deref(),
            &record,
            told,
        ))
    })
    .await
}

pub(super) async fn summary(
    State(app): State<AppState>,
    Path(id): Path<String>,
    view: View,
) -> Result<Json<Summary>, Problem> {
    app.work(move |backend| {
        let summary = backend.batches.summary(&id, &view.query, &view.settings)?;
        Ok(Json(summary))
    })
    .await
}

pub(super) async fn cancel(
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> Result<Json<Status>, Problem> {
    app.work(move |backend| Ok(Json(backend.batches.end(&id, store::End::Cancelled)?)))
        .await
}

pub(super) async fn delete(
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    app.work(move |backend| Ok(backend.batches.delete(&id)?))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
