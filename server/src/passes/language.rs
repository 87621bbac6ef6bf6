//! The language model as the judge of the third pass: a person's question goes first, and what nobody
//! waits for any more is given up.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use app::provider::{On, Provider};
use classifier::Scores;
use language::{Cancel, Language, LanguageError};
use opinion::Answer;
use store::Said;
use triage::policy::{Outcome, pool};

use super::judge::{Judge, Miss, Opinion, Patience, Replies, Size};
use crate::provider::counted;
use crate::questions::{NOBODY, Questions};

/// How often it is asked whether somebody still waits.
const LOOK_UP: Duration = Duration::from_millis(100);

pub(super) struct LanguageJudge {
    on: Arc<On>,
    provider: Provider,
    name: String,
    /// Requests to an endpoint at the same time.
    at_once: usize,
    questions: Questions,
}

impl LanguageJudge {
    /// `None` where there is no language model.
    pub(super) fn new(
        on: Arc<On>,
        provider: Provider,
        at_once: usize,
        questions: Questions,
    ) -> Option<Self> {
        let name = match on.language.as_ref()? {
            Language::Local(local) => {
                let file = local.file().file_name().unwrap_or_default();
                file.to_string_lossy().into_owned()
            }
            Language::Endpoint(endpoint) => endpoint.model().to_owned(),
        };
        Some(Self {
            on,
            provider,
            name,
            at_once: at_once.max(1),
            questions,
        })
    }

    fn opinion(&self, before: Scores, answer: Answer, share: Duration) -> Opinion {
        let counted = counted(&self.on, answer);
        let pooled = match counted.counts() {
            Some((likely, weight)) => pool(&before, &likely, weight),
            None => before,
        };
        Opinion {
            pooled,
            said: Said::Answer(Arc::new(counted)),
            micros: u64::try_from(share.as_micros()).unwrap_or(u64::MAX),
        }
    }

    /// Loads what has to be loaded and asks, while the texts are wanted and for `time` at most, counted from
    /// the loaded model on.
    fn ask_within(
        &self,
        language: &Language,
        texts: &[&str],
        time: Duration,
        wanted: &(dyn Fn() -> bool + Sync),
    ) -> Result<(Vec<Ended>, Duration), LanguageError> {
        let cancel = Cancel::new();
        // Loading is done once, whatever is asked: it is no cost of an answer.
        let loaded = OnceLock::<Instant>::new();
        let over = |loaded: &Instant| loaded.elapsed() >= time;
        std::thread::scope(|scope| {
            let (_done, clock) = channel::<()>();
            scope.spawn({
                let (cancel, loaded) = (cancel.clone(), &loaded);
                move || {
                    while clock.recv_timeout(LOOK_UP) == Err(RecvTimeoutError::Timeout) {
                        if loaded.get().is_some_and(over) || !wanted() {
                            cancel.cancel();
                        }
                    }
                }
            });
            language.load(&mut |_| (), &cancel)?;
            let begun = *loaded.get_or_init(Instant::now);
            let mut ended = Vec::with_capacity(texts.len());
            let mut tell = |place, answer| ended.push((place, answer));
            language.score_all(texts, self.at_once, &mut tell, &cancel);
            Ok((ended, begun.elapsed()))
        })
    }
}

/// A text's place and what became of it.
type Ended = (usize, Result<Answer, LanguageError>);

impl Judge for LanguageJudge {
    fn id(&self) -> &str {
        &self.name
    }

    fn question(&self) -> Size {
        let language = self.on.language.as_ref();
        Size {
            texts: language.map_or(1, |language| language.together(self.at_once)),
            characters: usize::MAX,
            read: opinion::MAX_CHARS,
        }
    }

    fn ask(&self, texts: &[(&str, Scores)], patience: &Patience<'_>) -> Replies {
        let Some(language) = &self.on.language else {
            return Replies::broken(NOBODY);
        };
        // A model that was switched off is not asked, even if the pass has been begun again with another.
        let wanted = || self.provider.is_on(&self.on) && (patience.wanted)();
        let Some(_turn) = self.questions.patiently(&wanted) else {
            return Replies::default();
        };
        let only: Vec<&str> = texts.iter().map(|(text, _)| *text).collect();
        let (ended, took) = match self.ask_within(language, &only, patience.time, &wanted) {
            Ok(done) => done,
            Err(error) if error.is_stopped() => return Replies::default(),
            Err(error) => return Replies::broken(error),
        };
        let share = took / u32::try_from(texts.len()).unwrap_or(u32::MAX).max(1);
        let told = |(place, answer): Ended| {
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
