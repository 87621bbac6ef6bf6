//! `/incidents/{id}/language-opinion` and its twin under `/api/v1`: asks the language model about an
//! incident, all at once or as a stream one can follow; `/language/test`: tries the model out.
//!
//! The record's decision does not move. A stream is asked for with POST, because asking sends or starts
//! something; closing it stops the model.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;

use app::language_model::News;
use app::samples::SAMPLES;
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, stream};
use opinion::Answer;
use serde_json::Value;
use tokio::sync::watch;

use super::body;
use crate::AppState;
use crate::problem::Problem;
use crate::questions::{self, Question};

/// Bytes of a body; none says anything.
const LIMIT: usize = 1024;

/// Leads to the page with all opinions.
pub(super) async fn form(
    State(app): State<AppState>,
    Path(id): Path<String>,
    request: Body,
) -> Result<Redirect, Problem> {
    let address = format!("/opinions/{id}");
    let _ = create(State(app), Path(id), request).await?;
    Ok(Redirect::to(&address))
}

pub(super) async fn create(
    State(app): State<AppState>,
    Path(id): Path<String>,
    request: Body,
) -> Result<Json<Answer>, Problem> {
    body::read(request, LIMIT, LIMIT).await?;
    let question = Question::about(&app, id).await?;
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
    answers.pop().map(Json).ok_or_else(Problem::not_found)
}

/// A question and what is known of it.
struct Followed {
    news: watch::Receiver<News>,
    answer: Pin<Box<dyn Future<Output = Result<Answer, Problem>> + Send>>,
}

/// `news` whenever there is some, then one `answer` or `problem`.
pub(super) async fn events(
    State(app): State<AppState>,
    Path(id): Path<String>,
    request: Body,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    body::read(request, LIMIT, LIMIT).await?;
    let question = Question::about(&app, id).await?;
    // The latest news is all that anybody needs, however slowly they read.
    let (tell, mut news) = watch::channel(News::Waiting);
    news.mark_changed();
    let followed = Followed {
        news,
        answer: Box::pin(question.answer(move |news| {
            tell.send_replace(news);
        })),
    };
    let events = stream::unfold(Some(followed), |followed| async move {
        let mut followed = followed?;
        let (event, left) = tokio::select! {
            biased;
            Ok(()) = followed.news.changed() => {
                let news = followed.news.borrow_and_update().clone();
                (event("news", &news), Some(followed))
            }
            done = &mut followed.answer => (match done {
                Ok(answer) => event("answer", &answer),
                Err(problem) => event("problem", &Value::from(problem)),
            }, None),
        };
        Some((Ok(event), left))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

fn event(name: &str, data: &impl serde::Serialize) -> Event {
    // Strings and numbers: there is nothing in it that can fail.
    let event = Event::default().event(name);
    event.json_data(data).unwrap_or_default()
}

/// Leads back to the page that shows how it went.
pub(super) async fn test(State(app): State<AppState>, request: Body) -> Result<Redirect, Problem> {
    body::read(request, LIMIT, LIMIT).await?;
    questions::test(&app, SAMPLES[0].text).await?;
    Ok(Redirect::to("/language#test"))
}
