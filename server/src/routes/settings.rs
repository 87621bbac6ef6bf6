//! `POST /language/settings` and its twin `/api/v1/language`: chooses the language model. GET tells what
//! is on and what can be chosen.
//!
//! The API takes JSON `{"choice": "none" | "started" | "file" | "endpoint", "file"?, "address"?, "model"?,
//! "redact"?, "token"?, "token_from_environment"?}`, the form the same names. Choosing loads nothing and
//! sends nothing. A token is read into its own type and told nobody: errors quote nothing of what was sent.

use app::language_model::Named;
use app::who_may::Asker;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Redirect;
use language::Token;
use serde::Deserialize;
use serde_json::{Value, json};

use super::body;
use crate::AppState;
use crate::problem::{Problem, sentence};
use crate::provider::{Bearer, Wish, choose};

/// Bytes of a wish; tokens have some hundreds.
const LIMIT: usize = 16 * 1024;

/// As a form or a program says it; an empty field says nothing.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Said {
    choice: String,
    file: String,
    address: String,
    model: String,
    redact: bool,
    token: String,
    token_from_environment: bool,
}

/// Leads back to the page that shows what is on.
pub(super) async fn form(
    State(app): State<AppState>,
    headers: HeaderMap,
    request: Body,
) -> Result<Redirect, Problem> {
    let asker = may(&app, &headers)?;
    let form = body::read(request, LIMIT, LIMIT).await?;
    let (mut said, mut place) = (Said::default(), String::new());
    for (name, value) in form_urlencoded::parse(&form) {
        match &*name {
            "choice" => said.choice = value.into_owned(),
            "file" => said.file = value.into_owned(),
            // One of those with a name, before what was typed for another.
            "place" => place = value.into_owned(),
            "address" => said.address = value.into_owned(),
            "model" => said.model = value.into_owned(),
            "redact" => said.redact = value == "on",
            "token" => said.token = value.into_owned(),
            "token_from_environment" => said.token_from_environment = value == "on",
            _ => {}
        }
    }
    if !place.is_empty() {
        said.address = place;
    }
    put(&app, wish(said, asker)?).await?;
    Ok(Redirect::to("/language"))
}

/// What is on now.
pub(super) async fn create(
    State(app): State<AppState>,
    headers: HeaderMap,
    request: Body,
) -> Result<Json<Option<Named>>, Problem> {
    let asker = may(&app, &headers)?;
    let bytes = body::read(request, LIMIT, LIMIT).await?;
    // The reader's own words may quote what it read.
    let said = serde_json::from_slice(&bytes).map_err(|error| {
        Problem::bad_request(format!(
            "The JSON cannot be read at line {}, column {}.",
            error.line(),
            error.column()
        ))
    })?;
    put(&app, wish(said, asker)?).await?;
    Ok(Json(app.backend.language.now().named()))
}

/// The files only for who may choose among them.
pub(super) async fn get(
    State(app): State<AppState>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    app.work(move |backend| {
        let provider = &backend.language;
        let on = provider.now();
        let folders = provider.who_may.check(&headers).ok();
        let files = folders.map(|_| {
            let found = language::chat_models(provider.folders.iter().map(AsRef::as_ref));
            found.into_keys().collect::<Vec<_>>()
        });
        Ok(Json(json!({
            "language_model": on.named(),
            "is_started": on.started,
            "token": on.token,
            "started": provider.started,
            "files": files,
        })))
    })
    .await
}

/// # Errors
/// 403 with the reason.
fn may(app: &AppState, headers: &HeaderMap) -> Result<Asker, Problem> {
    let may = app.backend.language.who_may.check(headers);
    may.map_err(|why| Problem::new(StatusCode::FORBIDDEN, "not-here", "Refused", why))
}

fn wish(said: Said, asker: Asker) -> Result<Wish, Problem> {
    Ok(match said.choice.as_str() {
        "none" => Wish::Nobody,
        "started" => Wish::Started,
        "file" => Wish::File(said.file),
        "endpoint" => Wish::Endpoint {
            token: bearer(&said.token, said.token_from_environment, asker)?,
            place: said.address.trim().to_owned(),
            model: Some(said.model.trim().to_owned()).filter(|model| !model.is_empty()),
            redact: said.redact,
        },
        _ => {
            return Err(Problem::bad_request(
                "“choice” must be none, started, file or endpoint.",
            ));
        }
    })
}

fn bearer(given: &str, from_environment: bool, asker: Asker) -> Result<Bearer, Problem> {
    match (given.trim().is_empty(), from_environment) {
        (true, false) => Ok(Bearer::Nobody),
        (false, false) => Token::new(given)
            .map(Bearer::Given)
            .map_err(|error| unusable(&error.to_string())),
        (true, true) if asker == Asker::Here => Ok(Bearer::Environment),
        (true, true) => Err(unusable(
            "the token in the server's environment is sent where the person at that machine says",
        )),
        (false, true) => Err(unusable(
            "give a token or take that of the environment, not both",
        )),
    }
}

async fn put(app: &AppState, wish: Wish) -> Result<(), Problem> {
    let all = app.clone();
    app.work(move |_| choose(&all, wish).map_err(|why| unusable(&why)))
        .await
}

fn unusable(why: &str) -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "unusable-model",
        "This language model cannot be used",
        format!("{} What was on before is on still.", sentence(why)),
    )
}
