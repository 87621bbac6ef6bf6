//! A language model asked about many texts, the worst first, within a time, until it is done or
//! `triage::policy` says that it ends.
//!
//! Holds the answers of a run. Knows nothing of files, rows or decisions.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use export::Answer;
use remote::Cancel;
use triage::policy::{Course, Outcome};

use super::endpoint::Endpoint;
use super::local::Local;
use super::{Language, Unanswered};

/// Requests prepared at a time, for each that is on the wire: few enough for the memory, and so many
/// that the wait for the last of them is no matter.
const PREPARED: usize = 16;

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
    pub course: Course,
    pub took: Duration,
    /// Until the last answer was there: what the answers cost.
    pub cost: Duration,
}

impl Language {
    /// Asks about each text, in order as far as one begins before the other. `on_done` is told after
    /// each how many have ended.
    pub fn pass(&self, texts: &[Arc<str>], bounds: Bounds, on_done: &mut dyn FnMut(usize)) -> Pass {
        let mut pass = Pass {
            course: Course::within(bounds.time),
            ..Pass::default()
        };
        // Loading is done once, whatever is asked: it is no cost of an answer.
        if let Self::Local(local) = self
            && !texts.is_empty()
            && let Err(error) = local.start()
        {
            pass.note(0, texts, Err(error.into()), Instant::now());
            return pass;
        }
        let begun = Instant::now();
        let mut ended = 0;
        let mut note = |pass: &mut Pass, place, answer| {
            pass.note(place, texts, answer, begun);
            ended += 1;
            on_done(ended);
        };
        match self {
            Self::Local(local) => pass.by(local, texts, begun, bounds, &mut note),
            Self::Endpoint(endpoint) => pass.at(endpoint, texts, begun, bounds, &mut note),
        }
        pass.took = begun.elapsed();
        pass
    }
}

/// Counts in what the text in that place was answered.
type Note<'a> = dyn FnMut(&mut Pass, usize, Result<Answer, Unanswered>) + 'a;

impl Pass {
    /// One after the other, in one process.
    fn by(
        &mut self,
        local: &Local,
        texts: &[Arc<str>],
        begun: Instant,
        bounds: Bounds,
        note: &mut Note<'_>,
    ) {
        let deadline = bounds.time.and_then(|time| begun.checked_add(time));
        for (place, text) in texts.iter().enumerate() {
            if !self.course.goes_on(begun.elapsed()) {
                return;
            }
            let answer = local.ask(text, deadline);
            note(self, place, answer.map_err(Into::into));
        }
    }

    /// Several at once. What is on the wire or in the queue when the pass ends is given up, unless its
    /// answer comes first.
    fn at(
        &mut self,
        endpoint: &Endpoint,
        texts: &[Arc<str>],
        begun: Instant,
        bounds: Bounds,
        note: &mut Note<'_>,
    ) {
        let at_once = bounds.at_once.max(1);
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
            let mut first = 0;
            for wave in texts.chunks(at_once.saturating_mul(PREPARED)) {
                if !self.course.goes_on(begun.elapsed()) {
                    break;
                }
                let wave: Vec<&str> = wave.iter().map(|text| &**text).collect();
                let mut tell = |place: usize, answer: Result<Answer, _>| {
                    note(self, first + place, answer.map_err(Into::into));
                    if self.course.end().is_some() {
                        cancel.cancel();
                    }
                };
                endpoint.ask_all(&wave, at_once, &mut tell, &cancel);
                first += wave.len();
            }
            drop(over);
        });
    }

    fn note(
        &mut self,
        place: usize,
        texts: &[Arc<str>],
        answer: Result<Answer, Unanswered>,
        begun: Instant,
    ) {
        let outcome = match answer {
            Ok(answer) => {
                self.answers.insert(Arc::clone(&texts[place]), answer);
                self.cost = begun.elapsed();
                Outcome::Answered
            }
            Err(why) => {
                let outcome = why.outcome();
                if outcome != Outcome::Stopped {
                    self.failed.push((place, why.to_string()));
                }
                outcome
            }
        };
        self.course.note(outcome);
    }
}
