//! The language model as the judge of the third pass: a person's question goes first, and what nobody
//! waits for any more is given up.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use classifier::Scores;
use language::{Cancel, Language, LanguageError};
use opinion::Answer;
use store::Said;
use triage::policy::{Outcome, pool};

use super::judge::{Judge, Miss, Opinion, Patience, Replies, Size};
use crate::questions::Questions;

/// How often it is asked whether somebody still waits.
const LOOK_UP: Duration = Duration::from_millis(100);

pub(super) struct LanguageJudge {
    language: Arc<Language>,
    name: String,
    /// Requests to an endpoint at the same time.
    at_once: usize,
    /// Of its likelihoods in what all say together; 0 moves nothing.
    weight: f32,
    questions: Questions,
}

impl LanguageJudge {
    pub(super) fn new(
        language: Arc<Language>,
        at_once: usize,
        weight: f32,
        questions: Questions,
    ) -> Self {
        let name = match &*language {
            Language::Local(local) => {
                let file = local.file().file_name().unwrap_or_default();
                file.to_string_lossy().into_owned()
            }
            Language::Endpoint(endpoint) => endpoint.model().to_owned(),
        };
        Self {
            language,
            name,
            at_once: at_once.max(1),
            weight,
            questions,
        }
    }

    fn opinion(&self, before: Scores, mut answer: Answer, share: Duration) -> Opinion {
        answer.answered_at = Some(store::clock::now());
        let likelihoods = answer.log_likelihoods();
        Opinion {
            pooled: likelihoods.map_or(before, |of| pool(&before, &of, self.weight)),
            said: Said::Answer(Arc::new(answer)),
            micros: u64::try_from(share.as_micros()).unwrap_or(u64::MAX),
        }
    }
}

impl Judge for LanguageJudge {
    fn id(&self) -> &str {
        &self.name
    }

    fn question(&self) -> Size {
        let texts = match &*self.language {
            // One after the other, and each may take seconds.
            Language::Local(_) => 1,
            Language::Endpoint(_) => self.at_once,
        };
        Size {
            texts,
            characters: usize::MAX,
            read: opinion::MAX_CHARS,
        }
    }

    fn ask(&self, texts: &[(&str, Scores)], patience: &Patience<'_>) -> Replies {
        let Some(_turn) = self.questions.patiently(patience.wanted) else {
            return Replies::default();
        };
        let cancel = Cancel::new();
        // Loading is done once, whatever is asked: it is no cost of an answer.
        if let Err(error) = self.language.load(&mut |_| (), &cancel) {
            return Replies::broken(error);
        }
        let begun = Instant::now();
        let only: Vec<&str> = texts.iter().map(|(text, _)| *text).collect();
        let mut ended = Vec::with_capacity(texts.len());
        std::thread::scope(|scope| {
            let (over, clock) = channel::<()>();
            scope.spawn({
                let cancel = cancel.clone();
                move || {
                    while clock.recv_timeout(LOOK_UP) == Err(RecvTimeoutError::Timeout) {
                        if begun.elapsed() >= patience.time || !(patience.wanted)() {
                            cancel.cancel();
                        }
                    }
                }
            });
            let mut tell = |place, answer| ended.push((place, answer));
            self.language
                .score_all(&only, self.at_once, &mut tell, &cancel);
            drop(over);
        });
        let took = begun.elapsed();
        let share = took / u32::try_from(texts.len()).unwrap_or(u32::MAX).max(1);
        let told = |(place, answer): (usize, Result<Answer, LanguageError>)| {
            let answer = match answer {
                Ok(answer) => Ok(self.opinion(texts[place].1, answer, share)),
                Err(why) => Err(Miss {
                    outcome: Outcome::missing(why.is_stopped(), why.is_of_the_text()),
                    why: why.to_string(),
                }),
            };
            (place, answer)
        };
        Replies {
            ended: ended.into_iter().map(told).collect(),
            took,
        }
    }
}
