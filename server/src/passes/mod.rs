//! The passes after the first: the rows that the judges before are unsure of are asked about again,
//! behind the reader's back and in nobody's way. The second asks the sentence model; the third asks a
//! language model, and begins when a person starts it, or by itself if the operator said so.
//!
//! One thread a judge at most, there only while there is work, and one batch at a time; batches that
//! wait take turns, so that a long one holds up nobody's short one. A batch's third pass waits for the
//! end of its second. Every answer is in the store as soon as it is there: whatever ends a pass (a
//! person, the budget, a dead model, the end of the process) costs none.
//! Decides nothing: which rows, in which order, is `triage::policy`'s, what follows is the store's.

mod job;
mod judge;
mod lane;
mod language;
#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use app::backend::Backend;
use app::provider::{Choice, Provider};
use store::{Batches, PassEnd, Step, StoreError};
use tokio::sync::watch;
use triage::Engine;
use triage::batch::{State, Status};
use triage::passes::{Pass, Stage, State as Life};

pub(crate) use job::Budget;
use job::{Desk, Job, Turn};
use judge::Judge;
use lane::{Appointed, Lane, Line};
use language::LanguageJudge;

use crate::Config;
use crate::questions::{NOBODY, Questions};

/// How long a batch has a judge for itself while others wait.
const TURN: Duration = Duration::from_secs(2);

/// Why a third pass has ended whose judge is not there any more.
const GONE: &str = "the language model was switched off or exchanged";

/// Cheap to clone; one for the whole process.
#[derive(Clone)]
pub(crate) struct Passes(Arc<Inner>);

struct Inner {
    engine: Arc<Engine>,
    batches: Arc<dyn Batches>,
    second: Lane,
    /// Its line is locked after that of the second, never before.
    third: Lane,
    turn: Duration,
    stopping: watch::Receiver<bool>,
}

/// Why no pass begins.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// There is no judge, in words.
    NoJudge(Stage, String),
    /// The file is still being read.
    StillReading,
    /// The third pass is under way, which rests on what the second said before it.
    ThirdIsLive,
    /// Another judge is on than the one that was meant.
    Exchanged,
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Passes {
    pub(crate) fn new(
        backend: &Backend,
        config: &Config,
        questions: &Questions,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let (rows, seconds) = (config.second_pass_rows, config.second_pass_seconds);
        let second = Appointed {
            judge: backend.second.clone().map(|judge| judge as Arc<dyn Judge>),
            budget: config.second_pass.then(|| Budget::new(rows, seconds)),
        };
        let third = language_model(&backend.language, config, questions);
        Self(Arc::new(Inner {
            engine: Arc::clone(&backend.engine),
            batches: Arc::clone(&backend.batches),
            second: Lane::new(Stage::Second, second),
            third: Lane::new(Stage::Third, third),
            turn: TURN,
            stopping,
        }))
    }

    /// Puts another language model in place of the one that is on, for everybody. Third passes that wait or
    /// run are withdrawn; what was said stays.
    pub(crate) fn choose(
        &self,
        choice: Choice,
        provider: &Provider,
        config: &Config,
        questions: &Questions,
    ) -> Result<(), StoreError> {
        self.exchange(|| {
            provider.choose(choice);
            language_model(provider, config, questions)
        })
    }

    /// Nobody begins a third pass between the one judge and the other.
    fn exchange(&self, appoint: impl FnOnce() -> Appointed) -> Result<(), StoreError> {
        let lane = &self.0.third;
        let mut line = lane.line();
        let who = appoint();
        line.appoint(who.clone());
        let judge = who.judge.as_ref();
        let judge = judge.map(|judge| judge.id()).map_err(|why| &**why);
        self.0.batches.appoint(lane.stage, judge, GONE)
    }

    /// What a batch is told of a pass before its first row.
    pub(crate) fn outlook(&self, stage: Stage) -> Pass {
        self.lane(stage).outlook()
    }

    /// After the first pass of a batch: those that are to begin by themselves.
    pub(crate) fn follow(&self, first: &Status) {
        if first.state != State::Finished {
            return;
        }
        for stage in Stage::ALL {
            if first.pass(stage).state != Life::Waiting {
                continue;
            }
            let lane = self.lane(stage);
            let mut line = lane.line();
            match line.who.budget {
                Some(budget) => {
                    let job = Job::new(first.id.clone(), stage, budget);
                    self.enqueue(lane, &mut line, job);
                }
                // It was to begin by itself when the file began to arrive.
                None => {
                    let end = Step::End(PassEnd::Withdrawn(GONE.to_owned()));
                    let _ = self.0.batches.advance(&first.id, stage, end);
                }
            }
        }
    }

    /// Asks about rows of a batch that nobody asked about yet. A pass that waits or runs goes on as it is.
    /// `is_meant`: whether the judge that is on is still the one that was meant.
    pub(crate) fn start(
        &self,
        id: &str,
        stage: Stage,
        budget: Budget,
        is_meant: impl FnOnce() -> bool,
    ) -> Result<Status, Refusal> {
        let lane = self.lane(stage);
        let mut line = lane.line();
        // Nobody begins the third while the second is begun; the other way round it waits.
        let _third = (stage == Stage::Second).then(|| self.0.third.line());
        let status = self.0.batches.status(id)?;
        if !is_meant() {
            return Err(Refusal::Exchanged);
        }
        if let Err(why) = &line.who.judge {
            return Err(Refusal::NoJudge(stage, why.to_string()));
        }
        if status.state == State::Running {
            return Err(Refusal::StillReading);
        }
        if stage == Stage::Second && status.third_pass.is_live() && !status.second_pass.is_live() {
            return Err(Refusal::ThirdIsLive);
        }
        match self.0.batches.advance(id, stage, Step::Queue) {
            Ok(status) => {
                self.enqueue(lane, &mut line, Job::new(id.to_owned(), stage, budget));
                Ok(status)
            }
            Err(StoreError::Closed) => Ok(self.0.batches.status(id)?),
            Err(error) => Err(error.into()),
        }
    }

    /// What was found until now stays.
    pub(crate) fn stop(&self, id: &str, stage: Stage) -> Result<Status, StoreError> {
        let lane = self.lane(stage);
        let mut line = lane.line();
        line.leave(id);
        let end = Step::End(PassEnd::Stopped);
        let status = self.0.batches.advance(id, stage, end)?;
        drop(line);
        self.over(lane, id);
        Ok(status)
    }

    fn lane(&self, stage: Stage) -> &Lane {
        match stage {
            Stage::Second => &self.0.second,
            Stage::Third => &self.0.third,
        }
    }

    fn enqueue(&self, lane: &Lane, line: &mut Line, job: Job) {
        let before = self.0.batches.status(&job.id);
        let before = before.is_ok_and(|status| status.second_pass.is_live());
        if lane.stage == Stage::Third && before {
            line.hold(job);
        } else {
            line.join(job);
            self.set_to_work(lane, line);
        }
    }

    /// A batch's pass has ended, or the batch is gone: what waited for that may begin.
    fn over(&self, lane: &Lane, id: &str) {
        if lane.stage != Stage::Second {
            return;
        }
        let (next, mut line) = (&self.0.third, self.0.third.line());
        // It may have been begun again meanwhile.
        let status = self.0.batches.status(id);
        let live = status.is_ok_and(|status| status.second_pass.is_live());
        if !live && line.release(id) {
            self.set_to_work(next, &mut line);
        }
    }

    fn set_to_work(&self, lane: &Lane, line: &mut Line) {
        if !line.at_work {
            line.at_work = true;
            let (passes, stage) = (self.clone(), lane.stage);
            std::thread::spawn(move || passes.work(passes.lane(stage)));
        }
    }

    /// Until nobody waits.
    fn work(&self, lane: &Lane) {
        while let Some(mut job) = self.next(lane) {
            let turn = catch_unwind(AssertUnwindSafe(|| self.turn(lane, &mut job)));
            let mut line = lane.line();
            let batches = &self.0.batches;
            let end = match turn {
                Ok(Turn::Gone) => None,
                Ok(Turn::Ended(end)) => Some(end),
                Ok(Turn::Yielded) => {
                    if batches.advance(&job.id, lane.stage, Step::Yield).is_ok() {
                        line.waiting.push_back(job);
                        continue;
                    }
                    None
                }
                Err(_) => {
                    tracing::error!(batch = job.id, stage = ?lane.stage, "a pass panicked");
                    Some(PassEnd::Failed(
                        "an error of ours; it was logged".to_owned(),
                    ))
                }
            };
            if let Some(PassEnd::Failed(_)) = &end {
                // Why is on the batch's page: what an endpoint says may quote a text.
                tracing::warn!(batch = job.id, stage = ?lane.stage, "a pass failed");
            }
            if let Some(end) = end {
                // Deleted meanwhile: then nobody needs to know.
                let _ = batches.advance(&job.id, lane.stage, Step::End(end));
            }
            drop(line);
            self.over(lane, &job.id);
        }
    }

    /// The batch whose turn it is; those stopped or deleted are passed over.
    fn next(&self, lane: &Lane) -> Option<Job> {
        let mut line = lane.line();
        while let Some(job) = line.waiting.pop_front() {
            let begun = self.0.batches.advance(&job.id, lane.stage, Step::Begin);
            if begun.is_ok() {
                return Some(job);
            }
            self.over(lane, &job.id);
        }
        line.at_work = false;
        None
    }

    fn turn(&self, lane: &Lane, job: &mut Job) -> Turn {
        // Who was exchanged meanwhile is not asked any more.
        let Ok(judge) = lane.line().who.judge.clone() else {
            return Turn::Gone;
        };
        job.turn(&Desk {
            engine: &self.0.engine,
            batches: &*self.0.batches,
            judge: &*judge,
            stopping: &|| *self.0.stopping.borrow(),
            others_wait: &|| !lane.line().waiting.is_empty(),
            turn: self.0.turn,
        })
    }
}

/// The judge of the third pass, as it is on.
fn language_model(provider: &Provider, config: &Config, questions: &Questions) -> Appointed {
    let on = provider.now();
    let rules = on.use_of_language;
    // 32 bits are more rows than a file has.
    let rows = usize::try_from(rules.rows).unwrap_or(usize::MAX);
    Appointed {
        budget: rules.by_itself.then(|| Budget::new(rows, rules.seconds)),
        judge: LanguageJudge::new(on, provider.clone(), config.llm_at_once, questions.clone())
            .map(|judge| Arc::new(judge) as Arc<dyn Judge>)
            .ok_or_else(|| NOBODY.into()),
    }
}
