//! `/healthz`: the process answers. `/readyz`: it also reaches its store and is not stopping.

use axum::extract::State;
use axum::http::StatusCode;

use crate::AppState;
use crate::problem::Problem;

pub(super) async fn alive() -> &'static str {
    "ok\n"
}

pub(super) async fn ready(State(app): State<AppState>) -> Result<&'static str, Problem> {
    if *app.stopping.borrow() {
        return Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "stopping",
            "Stopping",
            "The server is about to stop.",
        ));
    }
    app.work(|backend| Ok(backend.incidents.count()?)).await?;
    Ok("ready\n")
}
