//! A language model asked about many texts, the worst first, within a time, until it is done or
//! `triage::policy` says that it ends.
//!
//! Holds the answers of a run. Knows nothing of files, rows or decisions.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use ::language::{Cancel, Language, LanguageError};
use opinion::Answer;
use triage::policy::{Course, End, Outcome};

/// What a pass may take.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// From the loaded model on; `None` for none.
    pub time: Option<Duration>,
    /// Requests to an endpoint at the same time.
    pub at_once: usize,
}

/// What a pass brought.
#[derive(Debug, Default)]
pub struct Pass {
    /// By text.
    pub answers: HashMap<Arc<str>, Answer>,
    /// Place of each text without an answer, and why there is none.
    pub failed: Vec<(usize, String)>,
    /// Why it ended before its time, if it did: of the text whose failure ended it.
    pub broken: Option<String>,
    pub course: Course,
    pub took: Duration,
    /// Until the last answer was there: what the answers cost.
    pub cost: Duration,
}

/// How far a pass is.
#[derive(Debug, Clone, Copy)]
pub enum News {
    /// How much of the model is in memory, in percent.
    Loading(u8),
    /// So many texts have ended.
    Ended(usize),
}

/// Asks about each text, in order as far as one begins before the other. `on_news` is told after
/// each how many have ended. What is under way when the pass ends is given up, unless its answer comes
/// first.
pub fn pass(
    language: &Language,
    texts: &[Arc<str>],
    bounds: Bounds,
    on_news: &mut (dyn FnMut(News) + Send),
) -> Pass {
    let mut pass = Pass {
        course: Course::within(bounds.time),
        ..Pass::default()
    };
    // Loading is done once, whatever is asked: it is no cost of an answer.
    if !texts.is_empty()
        && let Err(error) = language.load(
            &mut |percent| on_news(News::Loading(percent)),
            &Cancel::new(),
        )
    {
        pass.note(0, texts, Err(error), Instant::now());
        return pass;
    }
    let begun = Instant::now();
    let cancel = Cancel::new();
    std::thread::scope(|scope| {
        let (over, clock) = channel::<()>();
        if let Some(time) = bounds.time {
            let cancel = cancel.clone();
            scope.spawn(move || {
                if clock.recv_timeout(time) == Err(RecvTimeoutError::Timeout) {
                    cancel.cancel();
                }
            });
        }
        let mut ended = 0;
        let mut tell = |place: usize, answer| {
            pass.note(place, texts, answer, begun);
            ended += 1;
            on_news(News::Ended(ended));
            if !pass.course.goes_on(begun.elapsed()) {
                cancel.cancel();
            }
        };
        let all: Vec<&str> = texts.iter().map(|text| &**text).collect();
        language.score_all(&all, bounds.at_once.max(1), &mut tell, &cancel);
        drop(over);
    });
    pass.took = begun.elapsed();
    pass
}

impl Pass {
    fn note(
        &mut self,
        place: usize,
        texts: &[Arc<str>],
        answer: Result<Answer, LanguageError>,
        begun: Instant,
    ) {
        let outcome = match answer {
            Ok(answer) => {
                self.answers.insert(Arc::clone(&texts[place]), answer);
                self.cost = begun.elapsed();
                Outcome::Answered
            }
            Err(why) => {
                let outcome = Outcome::missing(why.is_stopped(), why.is_of_the_text());
                if outcome != Outcome::Stopped {
                    self.failed.push((place, why.to_string()));
                }
                outcome
            }
        };
        self.course.note(outcome);
        if self.course.end() == Some(End::Broken) && self.broken.is_none() {
            self.broken = self.failed.last().map(|(_, why)| why.clone());
        }
    }
}
