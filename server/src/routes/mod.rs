//! Which address is answered by what. One file a subject; nothing but routing here.

mod analyst;
mod assets;
mod batches;
mod body;
mod events;
mod export;
mod facts;
mod forms;
mod health;
mod incidents;
mod language;
mod passes;
mod preview;
mod settings;
mod similar;
mod triage;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post};
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::problem::Problem;
use crate::{AppState, pages, security};

/// A request that neither sends nor receives a stream is over by then.
const QUICK: Duration = Duration::from_secs(30);

/// The whole service.
pub fn router(state: AppState) -> Router {
    router_with(state, Router::new())
}

/// The whole service and routes beside it, behind the same layers: tests add what must not exist.
pub fn router_with(state: AppState, beside: Router<AppState>) -> Router {
    let quick = Router::new()
        .route("/api/v1/triage", post(triage::create))
        .route("/api/v1/preview", post(preview::create))
        .route(
            "/api/v1/batches/{id}",
            get(batches::status).delete(batches::delete),
        )
        .route("/api/v1/batches/{id}/rows", get(batches::rows))
        .route("/api/v1/batches/{id}/rows/{row}", get(batches::row))
        .route(
            "/api/v1/batches/{id}/rows/{row}/similar",
            get(similar::rows),
        )
        .route("/api/v1/batches/{id}/groups", get(similar::groups))
        .route("/api/v1/batches/{id}/summary", get(batches::summary))
        .route("/api/v1/batches/{id}/cancel", post(batches::cancel))
        .route(
            "/api/v1/incidents/{id}",
            get(incidents::get).delete(incidents::delete),
        )
        .route("/api/v1/incidents/{id}/similar", get(similar::incidents))
        .route("/api/v1/labels", get(facts::labels))
        .route("/api/v1/model", get(facts::model))
        .route("/model/{file}", get(assets::model))
        .route(
            "/api/v1/language",
            get(settings::get).post(settings::create),
        )
        .route("/language/settings", post(settings::form))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/incidents", post(forms::incident))
        .route(
            "/incidents/{id}/second-opinion",
            post(forms::second_opinion),
        )
        .route("/incidents/{id}/analyst-opinion", post(analyst::form))
        .route(
            "/api/v1/incidents/{id}/analyst-opinion",
            post(analyst::create),
        )
        .route("/incidents/{id}/delete", post(forms::delete_incident))
        .route("/incidents/{id}/restore", post(forms::restore_incident))
        .route("/batches/{id}/delete", post(forms::delete_batch))
        .route("/batches/{id}/restore", post(forms::restore_batch))
        .route("/batches/{id}/cancel", post(forms::cancel_batch))
        .route("/batches/{id}/rows/{row}/incident", post(forms::row))
        .merge(passes::routes());
    let quick = pages::add(quick, &state)
        // The largest text, written in JSON escapes; each handler that takes less says so itself.
        .layer(DefaultBodyLimit::max(body::json_limit(&state.config)))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            QUICK,
        ));

    // Bodies and answers of any length: uploads are counted as they flow, by their own handler.
    let streams = Router::new()
        .route("/api/v1/batches", get(batches::list).post(batches::create))
        .route("/api/v1/batches/{id}/events", get(events::stream))
        .route("/api/v1/batches/{id}/export.csv", get(export::csv))
        .route("/api/v1/batches/{id}/export.json", get(export::json))
        .route("/api/v1/batches/{id}/export.jsonl", get(export::json_lines))
        .route("/batches", post(forms::batch))
        // A language model takes its time, and has limits of its own.
        .route("/incidents/{id}/language-opinion", post(language::form))
        .route(
            "/api/v1/incidents/{id}/language-opinion",
            get(language::get).post(language::create),
        )
        .route(
            "/api/v1/incidents/{id}/language-opinion/events",
            post(language::events),
        )
        .route("/language/test", post(language::test))
        .route("/api/v1/language/test/events", post(language::test_events))
        .layer(DefaultBodyLimit::disable());

    let routes = quick
        .merge(streams)
        .merge(beside)
        .fallback(assets::file_or_page)
        .method_not_allowed_fallback(async || {
            Problem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "Not that way",
                "This address does not take this kind of request.",
            )
        })
        .layer(CompressionLayer::new())
        .with_state(state.clone());
    security::layers(routes, &state)
}
