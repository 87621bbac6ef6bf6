//! `/incidents/{id}/language-opinion` and its twin under `/api/v1`: asks the language model about an
//! incident, all at once or as a stream one can follow; `/language/test` and its twin: tries the model
//! out.
//!
//! What is stored of the record's decision does not move; how far an answer counts is applied when the
//! record is looked at. A stream is asked for with POST, because asking sends or starts something; closing
//! it stops the model.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;

use app::language_model::{News, Tested};
use app::samples::SAMPLES;
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::response::Redirect;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, stream};
use opinion::Answer;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;

use super::body;
use crate::AppState;
use crate::problem::Problem;
use crate::questions::{Question, Test};

/// Bytes of a body; none says anything.
const LIMIT: usize = 1024;

/// Leads to the page with all opinions.
pub(super) async fn form(
    State(app): State<AppState>,
    Path(id): Path<String>,
    query: RawQuery,
    request: Body,
) -> Result<Redirect, Problem> {
    let address = format!("/opinions/{id}");
    let _ = create(State(app), Path(id), query, request).await?;
    Ok(Redirect::to(&address))
}

pub(super) async fn create(
    State(app): State<AppState>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    request: Body,
) -> Result<Json<Answer>, Problem> {
    body::read(request, LIMIT, LIMIT).await?;
    let question = Question::about(&app, id, meant(query)?).await?;
    question.answer(|_| ()).await.map(Json)
}

/// The latest answer.
pub(super) async fn get(
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> Result<Json<Answer>, Problem> {
    let mut answers = app
        .work(move |backend| Ok(backend.incidents.answers(&id)?))
        .await?;
    let latest = answers.pop().ok_or_else(Problem::not_found)?;
    Ok(Json(latest.answer))
}

/// `news` whenever there is some, then one `answer` or `problem`.
pub(super) async fn events(
    State(app): State<AppState>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    request: Body,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    body::read(request, LIMIT, LIMIT).await?;
    let question = Question::about(&app, id, meant(query)?).await?;
    Ok(follow::<Answer>("answer", |tell| {
        Box::pin(question.answer(tell))
    }))
}

/// The choice of language model that whoever asks has seen, `choice=3`, if they say.
fn meant(query: Option<String>) -> Result<Option<u64>, Problem> {
    let query = query.unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let Some((_, choice)) = pairs.find(|(name, _)| name == "choice") else {
        return Ok(None);
    };
    let number = choice.parse().map(Some);
    number.map_err(|_| Problem::bad_request("“choice” must be a number."))
}

/// Leads back to the page that shows how it went.
pub(super) async fn test(State(app): State<AppState>, request: Body) -> Result<Redirect, Problem> {
    body::read(request, LIMIT, LIMIT).await?;
    Test::place(&app)?.run(SAMPLES[0].text, |_| ()).await?;
    Ok(Redirect::to("/language#test"))
}

/// `news` whenever there is some, then one `tested` or `problem`.
pub(super) async fn test_events(
    State(app): State<AppState>,
    request: Body,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    body::read(request, LIMIT, LIMIT).await?;
    let test = Test::place(&app)?;
    Ok(follow::<Tested>("tested", |tell| {
        Box::pin(test.run(SAMPLES[0].text, tell))
    }))
}

type Outcome<T> = Pin<Box<dyn Future<Output = Result<T, Problem>> + Send>>;
type Tell = Box<dyn FnMut(News) + Send>;

/// What is under way and what is known of it.
struct Followed<T> {
    news: watch::Receiver<News>,
    outcome: Outcome<T>,
}

fn follow<T: Serialize + Send + 'static>(
    name: &'static str,
    begin: impl FnOnce(Tell) -> Outcome<T>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    // The latest news is all that anybody needs, however slowly they read.
    let (tell, mut news) = watch::channel(News::Waiting);
    news.mark_changed();
    let tell = Box::new(move |news| {
        tell.send_replace(news);
    });
    let followed = Followed {
        news,
        outcome: begin(tell),
    };
    let events = stream::unfold(Some(followed), move |followed| async move {
        let mut followed = followed?;
        let (event, left) = tokio::select! {
            biased;
            Ok(()) = followed.news.changed() => {
                let news = followed.news.borrow_and_update().clone();
                (event("news", &news), Some(followed))
            }
            done = &mut followed.outcome => (match done {
                Ok(outcome) => event(name, &outcome),
                Err(problem) => event("problem", &Value::from(problem)),
            }, None),
        };
        Some((Ok(event), left))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

fn event(name: &str, data: &impl Serialize) -> Event {
    // Strings and numbers: there is nothing in it that can fail.
    let event = Event::default().event(name);
    event.json_data(data).unwrap_or_default()
}
