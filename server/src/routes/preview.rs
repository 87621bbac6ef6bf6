//! `POST /api/v1/preview`: the first bytes of a file, for the column picker. Nothing is kept.

use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use ingest::{Layout, Options};

use super::body;
use crate::AppState;
use crate::problem::Problem;

/// `?filename=`, `?column=`, and `?complete=true` if the body is all of the file. A body beyond the
/// head is refused: send the first 64 KB.
pub(super) async fn create(
    State(app): State<AppState>,
    request: Request<Body>,
) -> Result<Json<Layout>, Problem> {
    let mut options = Options {
        limits: ingest::Limits {
            text: app.config.max_text,
            ..ingest::Limits::default()
        },
        ..Options::default()
    };
    let mut whole = false;
    for (name, value) in
        form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes())
    {
        match name.as_ref() {
            "filename" => options.file_name = Some(value.into_owned()),
            "column" => options.column = Some(value.into_owned()),
            "complete" => whole = value == "true",
            _ => {}
        }
    }
    let head = body::read(request.into_body(), ingest::HEAD, ingest::HEAD).await?;
    match ingest::preview(&head, whole, &options) {
        Ok(layout) => Ok(Json(layout)),
        Err(error) => {
            let problem = Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                error.id(),
                "The file cannot be read",
                error.to_string(),
            );
            Err(match error.columns() {
                Some(columns) => problem.with("columns", columns.to_vec()),
                None => problem,
            })
        }
    }
}
