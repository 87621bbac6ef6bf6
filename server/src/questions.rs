//! A language model is asked about an incident, because a person asked: one question at a time, a few
//! that wait, and the answer is in the store.
//!
//! Never asks by itself and never decides: what an answer counts for is `Backend::incident`'s. Whoever
//! goes away stops their question, and so does who switches the model off or puts another in its place. A
//! pass over a file takes its turn here too, behind all who wait.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use app::backend::Backend;
use app::language_model::{News, Tested};
use app::provider::On;
use axum::http::StatusCode;
use language::{Cancel, Language, LanguageError};
use opinion::{Answer, defanged};
use store::StoreError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::AppState;
use crate::problem::Problem;
use crate::provider::counted;

/// What is said where there is no language model.
pub(crate) const NOBODY: &str = "There is no language model here. It is off until one is chosen on \
    the page /language, or the server is started with --llm-model or --llm-endpoint.";

/// How often whoever is patient looks whether it is their turn.
const LOOK_UP: Duration = Duration::from_millis(20);

/// Questions that may wait behind the one that is asked.
const WAITING: usize = 4;

/// Cheap to clone; one for the whole process.
#[derive(Clone)]
pub(crate) struct Questions {
    places: Arc<Semaphore>,
    turn: Arc<Semaphore>,
}

impl Default for Questions {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(WAITING + 1)),
            turn: Arc::new(Semaphore::new(1)),
        }
    }
}

impl Questions {
    /// The turn of a pass over a file, once nobody else asks or wants to; `None` when it is not wanted any
    /// more. A person who comes meanwhile waits for one question of the pass at most.
    pub(crate) fn patiently(&self, wanted: &dyn Fn() -> bool) -> Option<OwnedSemaphorePermit> {
        loop {
            if !wanted() {
                return None;
            }
            // Who waits in line is given the turn before this finds it free.
            match Arc::clone(&self.turn).try_acquire_owned() {
                Ok(turn) => return Some(turn),
                Err(_) => std::thread::sleep(LOOK_UP),
            }
        }
    }
}

/// A place in the queue.
struct Place {
    app: AppState,
    on: Arc<On>,
    _held: OwnedSemaphorePermit,
}

/// A question about one incident that has a place in the queue.
pub(crate) struct Question {
    place: Place,
    id: String,
    text: String,
}

/// Stops a question when whoever asked it is gone.
struct StopWhenGone(Cancel);

impl Drop for StopWhenGone {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl Question {
    /// `meant`: the choice of language model that whoever asks has seen, if they say.
    ///
    /// # Errors
    /// There is no language model, or another; no such incident, no room for another answer or no place.
    pub(crate) async fn about(
        app: &AppState,
        id: String,
        meant: Option<u64>,
    ) -> Result<Self, Problem> {
        let limit = app.config.store.answers;
        let place = Place::take(app, meant)?;
        let (id, text) = app
            .work(move |backend| {
                if backend.incidents.answers(&id)?.len() >= limit {
                    let what = "answers about one incident";
                    let limit = limit as u64;
                    return Err(StoreError::Full { what, limit }.into());
                }
                let record = backend.incidents.get(&id)?;
                Ok((id, record.input.text))
            })
            .await?;
        Ok(Self { place, id, text })
    }

    /// Waits for its turn, asks, and keeps the answer. Dropped before the end, it stops.
    ///
    /// # Errors
    /// What kept the model from answering, or the incident was deleted meanwhile.
    pub(crate) async fn answer(
        self,
        mut tell: impl FnMut(News) + Send + 'static,
    ) -> Result<Answer, Problem> {
        let Self { place, id, text } = self;
        place
            .work(move |on, language, backend, cancel| {
                tell(News::Asking);
                let mut on_percent = |percent| tell(News::Loading { percent });
                language.load(&mut on_percent, cancel).map_err(no_answer)?;
                tell(News::Asking);
                let mut on_words = |words: &str| {
                    let rationale = defanged(words);
                    tell(News::Writing { rationale });
                    ControlFlow::Continue(())
                };
                let answer = language.ask(&text, &mut on_words, cancel);
                let answer = answer.map_err(no_answer)?;
                // Who has left is not to find an answer later.
                if cancel.is_cancelled() {
                    let why = "The question was stopped. Nothing was changed.";
                    return Err(Problem::unavailable(why));
                }
                let counted = counted(on, answer);
                backend.incidents.add_answer(&id, &counted)?;
                Ok(counted.answer)
            })
            .await
    }
}

/// Whether the language model that is on is the one that somebody meant, if they said which.
pub(crate) fn is_meant(on: &On, meant: Option<u64>) -> bool {
    match (meant, on.named()) {
        (Some(meant), Some(named)) => meant == named.choice,
        _ => true,
    }
}

/// What who meant another is told.
pub(crate) fn exchanged() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "exchanged",
        "Another language model is on",
        "It was exchanged since this page was drawn. Nobody was asked; look again at what would be sent \
         and where.",
    )
}

/// A place to try the language model out.
pub(crate) struct Test(Place);

impl Test {
    /// # Errors
    /// There is no language model, or no place.
    pub(crate) fn place(app: &AppState) -> Result<Self, Problem> {
        Place::take(app, None).map(Self)
    }

    /// Waits for its turn, tries the model out and keeps how that went, for the settings page. Dropped
    /// before the end, it stops.
    ///
    /// # Errors
    /// It was stopped. That the model does not work is a result.
    pub(crate) async fn run(
        self,
        sample: &'static str,
        mut tell: impl FnMut(News) + Send + 'static,
    ) -> Result<Tested, Problem> {
        let work = move |on: &On, language: &Language, _: &Backend, cancel: &Cancel| {
            tell(News::Asking);
            let mut on_percent = |percent| tell(News::Loading { percent });
            let (result, prompt) = match language.test(sample, &mut on_percent, cancel) {
                Ok(works) => {
                    let facts = works.facts.into_iter();
                    let facts = facts.map(|(name, value)| (name.to_owned(), value));
                    (Ok(facts.collect()), works.prompt)
                }
                Err(error) if error.is_stopped() => return Err(no_answer(error)),
                Err(error) => (Err(error.to_string()), None),
            };
            let tested = Tested {
                at: store::clock::now(),
                result,
                prompt,
            };
            on.note(tested.clone());
            Ok(tested)
        };
        self.0.work(work).await
    }
}

impl Place {
    fn take(app: &AppState, meant: Option<u64>) -> Result<Self, Problem> {
        let on = app.backend.language.now();
        if !is_meant(&on, meant) {
            return Err(exchanged());
        }
        if on.language.is_none() {
            return Err(Problem::unavailable(NOBODY));
        }
        match Arc::clone(&app.questions.places).try_acquire_owned() {
            Ok(held) => Ok(Self {
                app: app.clone(),
                on,
                _held: held,
            }),
            Err(_) => Err(Problem::unavailable(format!(
                "The language model is busy, and {WAITING} more questions wait. Ask again in a while."
            ))
            .retry_after(10)),
        }
    }

    /// Works in its turn on a thread that may take its time. Both are given back when the work is done,
    /// which is soon after it was stopped. What is on is asked only while it is on.
    async fn work<T: Send + 'static>(
        self,
        work: impl FnOnce(&On, &Language, &Backend, &Cancel) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let cancel = Cancel::new();
        let _stop = StopWhenGone(cancel.clone());
        let (app, on) = (self.app.clone(), Arc::clone(&self.on));
        let mut stopping = app.stopping.clone();
        let ended = async {
            let turn = Arc::clone(&app.questions.turn).acquire_owned().await;
            app.work(move |backend| {
                let done = match &self.on.language {
                    Some(language) => work(&self.on, language, backend, &cancel),
                    None => Err(Problem::unavailable(NOBODY)),
                };
                drop((turn, self));
                done
            })
            .await
        };
        tokio::select! {
            // Of a turn and of word that the model is off the word counts.
            biased;
            () = app.backend.language.exchanged(&on) => Err(Problem::unavailable(
                "The language model was switched off or exchanged meanwhile. Nothing was changed."
            )),
            done = ended => done,
            _ = stopping.wait_for(|stop| *stop) => {
                Err(Problem::unavailable("The server is about to stop. Nothing was changed."))
            }
        }
    }
}

fn no_answer(error: LanguageError) -> Problem {
    // What an endpoint says may quote the text.
    tracing::warn!(
        stopped = error.is_stopped(),
        "no opinion of the language model"
    );
    Problem::unavailable(format!(
        "The language model did not answer: {error}. Nothing was changed."
    ))
}
