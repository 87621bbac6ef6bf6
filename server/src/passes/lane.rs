//! The batches that wait for one judge. Held over a change of the line and of the store together, so
//! that both tell the same.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use triage::passes::{Pass, Stage, State};

use super::job::{Budget, Job};
use super::judge::Judge;

/// One pass of all batches.
pub(super) struct Lane {
    pub stage: Stage,
    line: Mutex<Line>,
}

/// Who is asked in a pass.
#[derive(Clone)]
pub(super) struct Appointed {
    /// If there is none, why.
    pub judge: Result<Arc<dyn Judge>, Arc<str>>,
    /// Of a pass that begins by itself; without one, none does.
    pub budget: Option<Budget>,
}

pub(super) struct Line {
    pub who: Appointed,
    pub waiting: VecDeque<Job>,
    /// Those whose batch is at an earlier pass.
    held: Vec<Job>,
    pub at_work: bool,
}

impl Lane {
    pub(super) fn new(stage: Stage, who: Appointed) -> Self {
        let line = Line {
            who,
            waiting: VecDeque::new(),
            held: Vec::new(),
            at_work: false,
        };
        Self {
            stage,
            line: Mutex::new(line),
        }
    }

    pub(super) fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a batch is told of the pass before its first row.
    pub(super) fn outlook(&self) -> Pass {
        let Appointed { judge, budget } = self.line().who.clone();
        let (state, reason) = match (&judge, budget) {
            (Err(why), _) => (State::Off, Some(why.to_string())),
            (Ok(_), None) => (State::Off, None),
            (Ok(_), Some(_)) => (State::Waiting, None),
        };
        Pass {
            state,
            reason,
            judge: judge.ok().map(|judge| judge.id().to_owned()),
            ..Pass::default()
        }
    }
}

impl Line {
    /// Puts another judge in place; nobody waits for it yet.
    pub(super) fn appoint(&mut self, who: Appointed) {
        self.who = who;
        self.waiting.clear();
        self.held.clear();
    }

    /// At the end of the line, in place of what waited for the same batch.
    pub(super) fn join(&mut self, job: Job) {
        self.leave(&job.id);
        self.waiting.push_back(job);
    }

    /// Aside until [`Self::release`].
    pub(super) fn hold(&mut self, job: Job) {
        self.leave(&job.id);
        self.held.push(job);
    }

    pub(super) fn leave(&mut self, id: &str) {
        self.waiting.retain(|job| job.id != id);
        self.held.retain(|job| job.id != id);
    }

    /// Puts a batch that was held at the end of the line; whether there was one.
    pub(super) fn release(&mut self, id: &str) -> bool {
        let at = self.held.iter().position(|job| job.id == id);
        let job = at.map(|at| self.held.swap_remove(at));
        let found = job.is_some();
        self.waiting.extend(job);
        found
    }
}
