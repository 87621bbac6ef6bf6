//! `/api/v1/batches/{id}/second-pass` and `/third-pass`: begins, goes on with, or stops asking the
//! sentence model, or the language model, about a batch's rows. Their state is part of the batch's
//! status.
//!
//! POST takes JSON `{"action": "start" | "stop", "rows"?, "seconds"?, "choice"?}`; without a bound the
//! server's own are meant, 0 is none, and with a `choice` no other language model is asked than the one of
//! that number. DELETE stops.

use ::triage::batch::Status;
use ::triage::passes::Stage;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;

use super::body;
use crate::AppState;
use crate::passes::{Budget, Refusal};
use crate::problem::Problem;
use crate::questions::{exchanged, is_meant};

/// Bytes of a wish.
const LIMIT: usize = 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    action: Action,
    rows: Option<usize>,
    seconds: Option<u64>,
    choice: Option<u64>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Action {
    Start,
    Stop,
}

/// The same for each pass.
pub(super) fn routes() -> Router<AppState> {
    let passes = [(Stage::Second, "second-pass"), (Stage::Third, "third-pass")];
    let add = |routes: Router<AppState>, (stage, name): (Stage, &str)| {
        let act = move |State(app): State<AppState>, Path(id): Path<String>, body: Body| {
            act(app, id, stage, body)
        };
        let stop = move |State(app): State<AppState>, Path(id): Path<String>| async move {
            let wish = Wish {
                action: Action::Stop,
                rows: None,
                seconds: None,
                choice: None,
            };
            grant(&app, id, stage, wish).await.map(Json)
        };
        let form = move |State(app): State<AppState>,
                         Path(id): Path<String>,
                         RawQuery(query): RawQuery,
                         body: Body| form(app, id, stage, query, body);
        let address = format!("/batches/{{id}}/{name}");
        routes
            .route(&format!("/api/v1{address}"), post(act).delete(stop))
            .route(&address, post(form))
    };
    passes.into_iter().fold(Router::new(), add)
}

async fn act(
    app: AppState,
    id: String,
    stage: Stage,
    request: Body,
) -> Result<Json<Status>, Problem> {
    let bytes = body::read(request, LIMIT, LIMIT).await?;
    let wish = serde_json::from_slice(&bytes)
        .map_err(|error| Problem::bad_request(format!("The JSON cannot be read: {error}.")))?;
    grant(&app, id, stage, wish).await.map(Json)
}

/// With `action`, and `rows` and `choice` as the page said them. Leads back to the batch's page under the query it was sent with.
async fn form(
    app: AppState,
    id: String,
    stage: Stage,
    query: Option<String>,
    request: Body,
) -> Result<Redirect, Problem> {
    let form = body::read(request, LIMIT, LIMIT).await?;
    let (mut action, mut rows, mut choice) = (None, None, None);
    let number = |name: &str, value: &str| {
        let number = value.parse::<u64>();
        number.map_err(|_| Problem::bad_request(format!("“{name}” must be a number.")))
    };
    for (name, value) in form_urlencoded::parse(&form) {
        match (&*name, &*value) {
            ("action", "start") => action = Some(Action::Start),
            ("action", "stop") => action = Some(Action::Stop),
            ("rows", value) => rows = usize::try_from(number("rows", value)?).ok(),
            ("choice", value) => choice = Some(number("choice", value)?),
            _ => {}
        }
    }
    let action = action.ok_or_else(|| Problem::bad_request("“action” must be start or stop."))?;
    let wish = Wish {
        action,
        rows,
        seconds: None,
        choice,
    };
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    let address = format!("/batches/{id}{query}");
    grant(&app, id, stage, wish).await?;
    Ok(Redirect::to(&address))
}

async fn grant(app: &AppState, id: String, stage: Stage, wish: Wish) -> Result<Status, Problem> {
    let provider = app.backend.language.clone();
    let meant = move || stage == Stage::Second || is_meant(&provider.now(), wish.choice);
    let config = &app.config;
    let (rows, seconds) = match stage {
        Stage::Second => (config.second_pass_rows, config.second_pass_seconds),
        Stage::Third => (config.llm_pass_rows, config.llm_pass_seconds),
    };
    let budget = Budget::new(wish.rows.unwrap_or(rows), wish.seconds.unwrap_or(seconds));
    let passes = app.passes.clone();
    app.work(move |_| match wish.action {
        Action::Start => Ok(passes.start(&id, stage, budget, meant)?),
        Action::Stop => Ok(passes.stop(&id, stage)?),
    })
    .await
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NoJudge(Stage::Second, why) => {
                Self::unavailable(format!("There is no second opinion: {why}."))
            }
            Refusal::NoJudge(Stage::Third, why) => Self::unavailable(why),
            Refusal::StillReading => Self::new(
                StatusCode::CONFLICT,
                "still-reading",
                "The file is still being read",
                "The other passes begin when the first has ended.",
            ),
            Refusal::ThirdIsLive => Self::new(
                StatusCode::CONFLICT,
                "third-pass-under-way",
                "The language model is being asked",
                "Its answers rest on what was known before. Stop it, or wait for its end, and then ask \
                 the sentence model.",
            ),
            Refusal::Exchanged => exchanged(),
            Refusal::Store(error) => error.into(),
        }
    }
}
