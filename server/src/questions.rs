//! A language model is asked about an incident, because a person asked: one question at a time, a few
//! that wait, and the answer is in the store.
//!
//! Never asks by itself and never decides: what an answer counts for is `Backend::incident`'s. Whoever
//! goes away stops their question. A pass over a file takes its turn here too, behind all who wait.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use app::backend::Backend;
use app::defanged::defanged;
use app::language_model::{News, Tested};
use language::{Cancel, Language, LanguageError};
use opinion::Answer;
use store::StoreError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::AppState;
use crate::problem::Problem;

/// What is said where there is no language model.
pub(crate) const NOBODY: &str = "There is no language model here. It is off until the server is \
    started with --llm-model or --llm-endpoint.";

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
    language: Arc<Language>,
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
    /// # Errors
    /// There is no language model, no such incident, no room for another answer or no place.
    pub(crate) async fn about(app: &AppState, id: String) -> Result<Self, Problem> {
        let limit = app.config.store.answers;
        let place = Place::take(app)?;
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
            .work(move |language, backend, cancel| {
                tell(News::Asking);
                let mut on_words = |words: &str| {
                    let rationale = defanged(words);
                    tell(News::Writing { rationale });
                    ControlFlow::Continue(())
                };
                let answer = language.ask(&text, &mut on_words, cancel);
                let mut answer = answer.map_err(no_answer)?;
                // Who has left is not to find an answer later.
                if cancel.is_cancelled() {
                    let why = "The question was stopped. Nothing was changed.";
                    return Err(Problem::unavailable(why));
                }
                answer.answered_at = Some(store::clock::now());
                backend.incidents.add_answer(&id, &answer)?;
                Ok(answer)
            })
            .await
    }
}

/// Tries the language model out and keeps how that went, for the settings page.
///
/// # Errors
/// There is none, or no place. That it does not work is a result.
pub(crate) async fn test(app: &AppState, sample: &'static str) -> Result<(), Problem> {
    let work = |language: &Language, backend: &Backend, cancel: &Cancel| {
        let (result, prompt) = match language.test(sample, &mut |_| (), cancel) {
            Ok(works) => {
                let facts = works.facts.into_iter();
                let facts = facts.map(|(name, value)| (name.to_owned(), value));
                (Ok(facts.collect()), works.prompt)
            }
            Err(error) if error.is_stopped() => return Ok(()),
            Err(error) => (Err(error.to_string()), None),
        };
        let mut tested = backend
            .tested
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *tested = Some(Tested {
            at: store::clock::now(),
            result,
            prompt,
        });
        Ok(())
    };
    Place::take(app)?.work(work).await
}

impl Place {
    fn take(app: &AppState) -> Result<Self, Problem> {
        let Some(language) = app.backend.language.clone() else {
            return Err(Problem::unavailable(NOBODY));
        };
        match Arc::clone(&app.questions.places).try_acquire_owned() {
            Ok(held) => Ok(Self {
                app: app.clone(),
                language,
                _held: held,
            }),
            Err(_) => Err(Problem::unavailable(format!(
                "The language model is busy, and {WAITING} more questions wait. Ask again in a while."
            ))
            .retry_after(10)),
        }
    }

    /// Works in its turn on a thread that may take its time. Both are given back when the work is done,
    /// which is soon after it was stopped.
    async fn work<T: Send + 'static>(
        self,
        work: impl FnOnce(&Language, &Backend, &Cancel) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let cancel = Cancel::new();
        let _stop = StopWhenGone(cancel.clone());
        let app = self.app.clone();
        let mut stopping = app.stopping.clone();
        let ended = async {
            let turn = Arc::clone(&app.questions.turn).acquire_owned().await;
            app.work(move |backend| {
                let done = work(&self.language, backend, &cancel);
                drop((turn, self));
                done
            })
            .await
        };
        tokio::select! {
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
