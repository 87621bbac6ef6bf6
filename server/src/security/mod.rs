//! What every request passes, whichever route it is for. Order, from outside in: panics become a
//! 500, errors become pages for people, headers are set, foreign names, foreign origins and too many
//! requests are turned away.

mod headers;
mod host;
mod log;
mod origin;
mod pages;
mod rate;

use std::any::Any;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;

pub(crate) use headers::PageNonce;
use rate::Bucket;

use crate::AppState;
use crate::problem::Problem;

/// Wraps all routes. The layer added last is the outermost.
pub(crate) fn layers(router: Router, state: &AppState) -> Router {
    let bucket = Bucket::new(state.config.rate);
    router
        .layer(from_fn_with_state(bucket, rate::limit))
        .layer(from_fn(origin::same_origin))
        .layer(from_fn_with_state(
            host::Names::of(&state.config),
            host::known,
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(pages::for_people))
        .layer(from_fn(headers::set))
        .layer(from_fn(log::request))
}

/// The panic's own words go to the log, never to the client: they may quote an incident, so only
/// their kind is logged too.
fn panicked(_cause: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Problem::internal().into_response()
}
