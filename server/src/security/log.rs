//! One line a request: method, path, status, time. Never the query, a header or a body: a filter
//! or a text may name a person.

use std::time::Instant;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

pub(crate) async fn request(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let duration_ms = started.elapsed().as_secs_f64() * 1000.0;
    if response.status().is_server_error() {
        tracing::warn!(%method, path, status, duration_ms, "answered");
    } else {
        tracing::debug!(%method, path, status, duration_ms, "answered");
    }
    response
}
