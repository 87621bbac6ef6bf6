//! `POST /api/v1/batches/{id}/second-pass`: begins, goes on with, or stops asking about a batch's rows a
//! second time. Its state is part of the batch's status.
//!
//! JSON `{"action": "start" | "stop", "rows"?, "seconds"?}`; without a bound the server's own are
//! meant, 0 is none.

use ::triage::batch::Status;
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use serde::Deserialize;

use super::body;
use crate::AppState;
use crate::passes::{Budget, Refusal};
use crate::problem::Problem;

/// Bytes of a wish.
const LIMIT: usize = 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    action: Action,
    rows: Option<usize>,
    seconds: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Action {
    Start,
    Stop,
}

pub(super) async fn act(
    State(app): State<AppState>,
    Path(id): Path<String>,
    request: Body,
) -> Result<Json<Status>, Problem> {
    let bytes = body::read(request, LIMIT, LIMIT).await?;
    let wish = serde_json::from_slice(&bytes)
        .map_err(|error| Problem::bad_request(format!("The JSON cannot be read: {error}.")))?;
    grant(&app, id, wish).await.map(Json)
}

/// `POST /batches/{id}/second-pass` with `action`. Leads back to the batch's page under the query it was
/// sent with.
pub(super) async fn form(
    State(app): State<AppState>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    request: Body,
) -> Result<Redirect, Problem> {
    let form = body::read(request, LIMIT, LIMIT).await?;
    let start = match &*form {
        b"action=start" => true,
        b"action=stop" => false,
        _ => return Err(Problem::bad_request("“action” must be start or stop.")),
    };
    let wish = Wish {
        action: if start { Action::Start } else { Action::Stop },
        rows: None,
        seconds: None,
    };
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    let address = format!("/batches/{id}{query}");
    grant(&app, id, wish).await?;
    Ok(Redirect::to(&address))
}

async fn grant(app: &AppState, id: String, wish: Wish) -> Result<Status, Problem> {
    let budget = Budget::new(
        wish.rows.unwrap_or(app.config.second_pass_rows),
        wish.seconds.unwrap_or(app.config.second_pass_seconds),
    );
    let passes = app.passes.clone();
    app.work(move |_| match wish.action {
        Action::Start => Ok(passes.start(&id, budget)?),
        Action::Stop => Ok(passes.stop(&id)?),
    })
    .await
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NoJudge(why) => {
                Self::unavailable(format!("There is no second opinion: {why}."))
            }
            Refusal::StillReading => Self::new(
                StatusCode::CONFLICT,
                "still-reading",
                "The file is still being read",
                "The second pass begins when the first has ended.",
            ),
            Refusal::Store(error) => error.into(),
        }
    }
}
