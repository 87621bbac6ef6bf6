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
    /// If there is none, why.
    pub judge: Result<Arc<dyn Judge>, Arc<str>>,
    /// Of a pass that begins by itself; without one, none does.
    pub budget: Option<Budget>,
    line: Mutex<Line>,
}

#[derive(Default)]
pub(super) struct Line {
    pub waiting: VecDeque<Job>,
    /// Those whose batch is at an earlier pass.
    held: Vec<Job>,
    pub at_work: bool,
}

impl Lane {
    pub(super) fn new(
        stage: Stage,
        judge: Result<Arc<dyn Judge>, Arc<str>>,
        budget: Option<Budget>,
    ) -> Self {
        Self {
            stage,
            judge,
            budget,
            line: Mutex::default(),
        }
    }

    pub(super) fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a batch is told of the pass before its first row.
    pub(super) fn outlook(&self) -> Pass {
        let (state, reason) = match (&self.judge, self.budget) {
            (Err(why), _) => (State::Off, Some(why.to_string())),
            (Ok(_), None) => (State::Off, None),
            (Ok(_), Some(_)) => (State::Waiting, None),
        };
        Pass {
            state,
            reason,
            judge: self.judge.as_ref().ok().map(|judge| judge.id().to_owned()),
            ..Pass::default()
        }
    }
}

impl Line {
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
