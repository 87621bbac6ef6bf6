//! `/api/v1/incidents/{id}`: a stored record, under the settings the address asks for.

use ::triage::Triage;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use export::{Object, Told};

use crate::AppState;
use crate::problem::Problem;
use crate::query::View;

pub(super) async fn get(
    State(app): State<AppState>,
    Path(id): Path<String>,
    view: View,
) -> Result<Response, Problem> {
    let record = app
        .work(move |backend| {
            let mut record = backend.incident(&id)?;
            record.redecide(view.settings);
            Ok(record)
        })
        .await?;
    Ok(object(&record))
}

pub(super) async fn delete(
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    app.work(move |backend| Ok(backend.incidents.delete(&id)?))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// As the exports write it.
pub(super) fn object(record: &Triage) -> Response {
    row_object(None, None, record, None)
}

/// With what a language model said of it in a pass, if it was asked.
pub(super) fn row_object(
    row: Option<u64>,
    id: Option<&str>,
    record: &Triage,
    told: Option<Told<'_>>,
) -> Response {
    let object = Object::of(row, id, record);
    let json = match told {
        Some(told) => serde_json::to_vec(&object.told(told)),
        None => serde_json::to_vec(&object),
    };
    match json {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(error) => {
            tracing::error!(%error, "a record could not be written");
            Problem::internal().into_response()
        }
    }
}
