//! The second opinion on a run's texts: opened when first needed, asked within its budget, and left
//! out with one line of reason when it cannot answer.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use classifier::Scores;
use semantic::Semantic;
use triage::policy::Ask;
use triage::{Engine, SecondOpinion, Triage};

use crate::args::Args;
use crate::end::say;

pub struct Second {
    ask: Ask,
    /// The classifier's.
    bound: f32,
    quiet: bool,
    budget: Option<Duration>,
    judge: OnceLock<Option<Semantic>>,
    spent: AtomicU64,
    /// Texts asked about, and texts that were wanted.
    pub asked: AtomicU64,
    pub wanted: AtomicU64,
    failed: AtomicBool,
}

impl Second {
    pub fn new(args: &Args, engine: &Engine) -> Self {
        let seconds = args.second_opinion_budget;
        Self {
            ask: args.second_opinion.into(),
            bound: engine.out_of_domain_bound(),
            quiet: args.quiet,
            budget: (seconds > 0).then(|| Duration::from_secs(seconds)),
            judge: OnceLock::new(),
            spent: AtomicU64::new(0),
            asked: AtomicU64::new(0),
            wanted: AtomicU64::new(0),
            failed: AtomicBool::new(false),
        }
    }

    /// Whether anything may be asked at all.
    pub fn is_on(&self) -> bool {
        self.ask != Ask::Nothing
    }

    /// An opinion for each text that is wanted and within the budget, `None` for the others.
    pub fn opinions(&self, texts: &[(&str, Scores)]) -> Vec<Option<SecondOpinion>> {
        let mut out = vec![None; texts.len()];
        let wanted: Vec<usize> = (0..texts.len())
            .filter(|i| self.ask.wants(&texts[*i].1, self.bound))
            .collect();
        self.wanted
            .fetch_add(wanted.len() as u64, Ordering::Relaxed);
        if wanted.is_empty() || self.failed.load(Ordering::Relaxed) {
            return out;
        }
        let Some(judge) = self.judge() else {
            return out;
        };
        // In small parts, so that the budget ends the run about when it says.
        for part in wanted.chunks(32) {
            let spent = Duration::from_micros(self.spent.load(Ordering::Relaxed));
            if self.budget.is_some_and(|budget| spent > budget) {
                break;
            }
            let questions: Vec<_> = part.iter().map(|i| texts[*i]).collect();
            let started = Instant::now();
            match judge.ask(&questions) {
                Ok(answers) => {
                    for (i, answer) in part.iter().zip(answers) {
                        out[*i] = Some(answer.opinion);
                    }
                    self.asked.fetch_add(part.len() as u64, Ordering::Relaxed);
                    let took = started.elapsed().as_micros() as u64;
                    self.spent.fetch_add(took, Ordering::Relaxed);
                }
                Err(error) => {
                    self.give_up(&error);
                    break;
                }
            }
        }
        out
    }

    /// Adds the opinion to one record, where it is wanted.
    pub fn add_to(&self, engine: &Engine, record: &mut Triage) {
        let opinion = self
            .opinions(&[(record.input.text.as_str(), record.scores)])
            .pop();
        if let Some(opinion) = opinion.flatten() {
            engine.second_opinion(record, opinion);
        }
    }

    fn judge(&self) -> Option<&Semantic> {
        self.judge
            .get_or_init(|| {
                Semantic::open(&semantic::find(), self.bound)
                    .map_err(|error| self.give_up(&error))
                    .ok()
            })
            .as_ref()
    }

    fn give_up(&self, error: &dyn std::fmt::Display) {
        if !self.failed.swap(true, Ordering::Relaxed) && !self.quiet {
            say(format_args!(
                "no second opinion: {error}; the classifier answers alone"
            ));
        }
    }
}
