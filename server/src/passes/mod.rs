//! The second pass over files: the rows that the classifier is unsure of are asked about again, behind
//! the reader's back and in nobody's way.
//!
//! One thread at most, there only while there is work, and one batch at a time; batches that wait take
//! turns, so that a long one holds up nobody's short one. Every answer is in the store as soon as it is
//! there: whatever ends a pass (a person, the budget, a dead model, the end of the process) costs none.
//! Decides nothing: which rows, in which order, is `triage::policy`'s, what follows is the store's.

mod job;
mod judge;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use app::backend::Backend;
use store::{Batches, PassEnd, Step, StoreError};
use tokio::sync::watch;
use triage::Engine;
use triage::batch::{State, Status};
use triage::passes::{SecondPass, State as Pass};

pub(crate) use job::Budget;
use job::{Desk, Job, Turn};
use judge::SecondJudge;

use crate::Config;

/// How long a batch has the judge for itself while others wait.
const TURN: Duration = Duration::from_secs(2);

/// Cheap to clone; one for the whole process.
#[derive(Clone)]
pub(crate) struct Passes(Arc<Inner>);

struct Inner {
    engine: Arc<Engine>,
    batches: Arc<dyn Batches>,
    /// If there is none, why.
    judge: Result<Arc<dyn SecondJudge>, Arc<str>>,
    /// Of a pass that begins by itself; without one, none does.
    budget: Option<Budget>,
    turn: Duration,
    stopping: watch::Receiver<bool>,
    line: Mutex<Line>,
}

/// Held over a change of the line and of the store together, so that both tell the same.
#[derive(Default)]
struct Line {
    waiting: VecDeque<Job>,
    at_work: bool,
}

/// Why no pass begins.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// There is no judge, in words.
    NoJudge(String),
    /// The file is still being read.
    StillReading,
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Passes {
    pub(crate) fn new(backend: &Backend, config: &Config, stopping: watch::Receiver<bool>) -> Self {
        let judge = backend.second.clone();
        Self(Arc::new(Inner {
            engine: Arc::clone(&backend.engine),
            batches: Arc::clone(&backend.batches),
            judge: judge.map(|judge| judge as Arc<dyn SecondJudge>),
            budget: config
                .second_pass
                .then(|| Budget::new(config.second_pass_rows, config.second_pass_seconds)),
            turn: TURN,
            stopping,
            line: Mutex::default(),
        }))
    }

    /// What a batch is told of its second pass before its first row.
    pub(crate) fn outlook(&self) -> SecondPass {
        let (state, reason) = match (&self.0.judge, self.0.budget) {
            (Err(why), _) => (Pass::Off, Some(why.to_string())),
            (Ok(_), None) => (Pass::Off, None),
            (Ok(_), Some(_)) => (Pass::Waiting, None),
        };
        SecondPass {
            state,
            reason,
            judge: self
                .0
                .judge
                .as_ref()
                .ok()
                .map(|judge| judge.id().to_owned()),
            ..SecondPass::default()
        }
    }

    /// After the first pass of a batch: its second, if one is to begin by itself.
    pub(crate) fn follow(&self, first: &Status) {
        if let Some(budget) = self.0.budget
            && first.state == State::Finished
            && first.second_pass.state == Pass::Waiting
        {
            self.enqueue(&mut self.line(), Job::new(first.id.clone(), budget));
        }
    }

    /// Asks about rows of a batch that nobody asked about yet. A pass that waits or runs goes on as it is.
    pub(crate) fn start(&self, id: &str, budget: Budget) -> Result<Status, Refusal> {
        let status = self.0.batches.status(id)?;
        if let Err(why) = &self.0.judge {
            return Err(Refusal::NoJudge(why.to_string()));
        }
        if status.state == State::Running {
            return Err(Refusal::StillReading);
        }
        let mut line = self.line();
        match self.0.batches.advance(id, Step::Queue) {
            Ok(status) => {
                self.enqueue(&mut line, Job::new(id.to_owned(), budget));
                Ok(status)
            }
            Err(StoreError::Closed) => Ok(self.0.batches.status(id)?),
            Err(error) => Err(error.into()),
        }
    }

    /// What was found until now stays.
    pub(crate) fn stop(&self, id: &str) -> Result<Status, StoreError> {
        let mut line = self.line();
        line.waiting.retain(|job| job.id != id);
        self.0.batches.advance(id, Step::End(PassEnd::Stopped))
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.0.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enqueue(&self, line: &mut Line, job: Job) {
        line.waiting.retain(|other| other.id != job.id);
        line.waiting.push_back(job);
        if !line.at_work {
            line.at_work = true;
            let passes = self.clone();
            std::thread::spawn(move || passes.work());
        }
    }

    /// Until nobody waits.
    fn work(&self) {
        while let Some(mut job) = self.next() {
            let turn = catch_unwind(AssertUnwindSafe(|| self.turn(&mut job)));
            let mut line = self.line();
            let batches = &self.0.batches;
            let end = match turn {
                Ok(Turn::Gone) => continue,
                Ok(Turn::Ended(end)) => end,
                Ok(Turn::Yielded) => {
                    if batches.advance(&job.id, Step::Yield).is_ok() {
                        line.waiting.push_back(job);
                    }
                    continue;
                }
                Err(_) => {
                    tracing::error!(batch = job.id, "the second pass panicked");
                    PassEnd::Failed("an error of ours; it was logged".to_owned())
                }
            };
            if let PassEnd::Failed(why) = &end {
                tracing::warn!(batch = job.id, %why, "the second pass failed");
            }
            // Deleted meanwhile: then nobody needs to know.
            let _ = batches.advance(&job.id, Step::End(end));
        }
    }

    /// The batch whose turn it is; those stopped or deleted are passed over.
    fn next(&self) -> Option<Job> {
        let mut line = self.line();
        while let Some(job) = line.waiting.pop_front() {
            if self.0.batches.advance(&job.id, Step::Begin).is_ok() {
                return Some(job);
            }
        }
        line.at_work = false;
        None
    }

    fn turn(&self, job: &mut Job) -> Turn {
        let judge = match &self.0.judge {
            Ok(judge) => judge,
            Err(why) => return Turn::Ended(PassEnd::Failed(why.to_string())),
        };
        job.turn(&Desk {
            engine: &self.0.engine,
            batches: &*self.0.batches,
            judge: &**judge,
            stopping: &|| *self.0.stopping.borrow(),
            others_wait: &|| !self.line().waiting.is_empty(),
            turn: self.0.turn,
        })
    }
}
