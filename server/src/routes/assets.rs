//! Files of the page, the model for the browser, and what is asked for and not there.

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::problem::Problem;
use crate::{AppState, pages};

/// A name with a hash of its content never changes its content.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// A file of the site, else the page that says there is nothing here.
pub(super) async fn file_or_page(State(app): State<AppState>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads || path.starts_with("/api/") {
        return Problem::not_found().into_response();
    }
    let mut asked = Request::new(Body::empty());
    *asked.method_mut() = request.method().clone();
    *asked.uri_mut() = request.uri().clone();
    asked.headers_mut().clone_from(request.headers());
    if let Some(file) = file(&app, asked).await {
        return file;
    }
    if path.starts_with("/pkg/") {
        return Problem::not_found().into_response();
    }
    let mut page = pages::render(&app, request).await;
    *page.status_mut() = StatusCode::NOT_FOUND;
    page
}

/// Brotli or gzip twins beside the file are preferred, as the client accepts.
async fn file(app: &AppState, request: Request) -> Option<Response> {
    let path = request.uri().path().to_owned();
    if path.ends_with('/') || path == "/hash.txt" {
        return None;
    }
    let files = ServeDir::new(&*app.leptos.site_root)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    let mut response = files.oneshot(request).await.ok()?.into_response();
    if matches!(
        response.status(),
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED
    ) {
        return None;
    }
    let hashed = app.leptos.hash_files && path.starts_with("/pkg/");
    let keep = if hashed { FOREVER } else { AN_HOUR };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, keep);
    // Which twin was sent depends on what the client accepts.
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Some(response)
}

/// `/model/<first digits of its sum>.bin`: the model the pages run in the browser.
pub(super) async fn model(
    State(app): State<AppState>,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    if *app.backend.model_url != format!("/model/{file}") {
        return Err(Problem::not_found());
    }
    let bytes = app.model.clone();
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        ),
        (header::CACHE_CONTROL, FOREVER),
    ];
    Ok((headers, Body::from(bytes)).into_response())
}
