//! A language model held against the truth: what its own likelihoods are worth, and how far they should
//! count beside the other judges.
//!
//! It is asked about the rows of the file as it would be in bulk: those that are wanted, the worst first,
//! within the budget. Moves nothing of the evaluation above it.

use std::collections::HashSet;
use std::sync::Arc;

use classifier::Scores;
use lab::metrics::{Judged, report};
use lab::scenarios::Case;
use lab::weight::{Asked, Worth};
use serde::Serialize;
use sha2::{Digest, Sha256};
use triage::Engine;
use triage::policy::Worst;

use super::counted::Counted;
use super::tempered::{Own, Tempered};
use crate::args::Args;
use crate::bulk::third;
use crate::end::{Done, Failure};
use crate::language::Pass;
use ::language::Language;

/// What is asked about.
pub struct Chosen {
    rows: u64,
    wanted: u64,
    /// Numbers of rows with their texts.
    worst: Vec<(u64, Arc<str>)>,
}

/// The rows that are wanted, the worst first, as many texts as the budget has.
pub fn choose(args: &Args, engine: &Engine, cases: &[Case], scores: &[Scores]) -> Chosen {
    let ask = third::ask(args);
    let mut worst = Worst::new(third::most(args));
    let mut wanted = 0;
    for ((row, case), scores) in (1..).zip(cases).zip(scores) {
        if ask.wants(scores, engine.out_of_domain_bound()) {
            wanted += 1;
            worst.offer(row, scores, Arc::from(case.text.as_str()));
        }
    }
    Chosen {
        rows: cases.len() as u64,
        wanted,
        worst: worst.into_rows().collect(),
    }
}

impl Chosen {
    /// Says how many there are and shows the first question.
    ///
    /// # Errors
    /// As of one text.
    pub fn show(&self, language: &Language) -> Result<Done, Failure> {
        third::show(language, self.rows, self.wanted, &self.worst)
    }

    /// Asks, and says what got no answer.
    pub fn ask(&self, args: &Args, language: &Language) -> Pass {
        third::run(args, language, &self.worst)
    }
}

/// Shares are `0.0..=1.0`; `None` where there is nothing to take a share of.
#[derive(Debug, Serialize)]
pub struct Heard {
    /// As it names itself; `None` if it said nothing.
    pub model: Option<String>,
    /// Rows about which it was wanted.
    pub wanted: u64,
    /// Of them, rows with an answer.
    pub told: usize,
    /// Different texts of these. All that follows counts them, each once by its first row.
    pub texts: usize,
    /// Of the texts, incidents.
    pub incidents: usize,
    /// Of the texts.
    pub believed: usize,
    pub uncertain: usize,
    /// A check failed, or its label is not the one that it found likeliest.
    pub not_believed: usize,
    /// Of those believed, the answers that told a label and no likelihoods, of an endpoint that offers
    /// none: each is one vote.
    pub votes: usize,
    /// Of its own, on believed incidents, with its likeliest label as the answer.
    pub accuracy: Option<f64>,
    pub log_loss: Option<f64>,
    pub calibration_error: Option<f64>,
    /// The same of its likelihoods, at a temperature; `None` where it told none.
    pub tempered: Option<Tempered>,
    /// The other judges on these texts, and the same with its opinion at the temperature to use, weighed
    /// as the other half of the texts says.
    pub without: Decided,
    pub with: Decided,
    /// With the least log-loss on all of these texts.
    pub fitted_weight: f32,
    /// By how many nats its opinion lowers the mean log-loss across halves, and the standard error. The
    /// weight is the other half's; the temperature it is told at is of all answers, and changes little
    /// here, since what counts is one divided by the other.
    pub gain: f64,
    pub gain_error: Option<f64>,
    /// To use: the fitted one if what it gains is beyond chance, or else 0.
    pub weight: f32,
}

/// [`Counted`], in short.
#[derive(Debug, Serialize)]
pub struct Decided {
    pub accuracy: Option<f64>,
    pub log_loss: Option<f64>,
    pub calibration_error: Option<f64>,
    pub answered: Option<f64>,
    pub accuracy_of_answers: Option<f64>,
    pub out_of_scope_abstained: Option<f64>,
}

impl Heard {
    pub fn of(
        args: &Args,
        engine: &Engine,
        cases: &[Case],
        scores: &[Scores],
        chosen: &Chosen,
        pass: &Pass,
    ) -> Self {
        let half = |case: &Case| Sha256::digest(case.text.as_bytes())[0] % 2 == 1;
        let answers = cases.iter().zip(scores);
        let mut answers = answers
            .filter_map(|(case, scores)| {
                let answer = pass.answers.get(case.text.as_str())?;
                Some((case, scores, answer))
            })
            .collect::<Vec<_>>();
        let told = answers.len();
        // One text is one observation, however often it stands in a queue.
        let mut seen = HashSet::new();
        answers.retain(|(case, ..)| seen.insert(case.text.as_str()));
        let own = answers.iter().filter_map(|(case, _, answer)| {
            answer.scores.as_ref().and(answer.log_likelihoods())?;
            Some(Own {
                answer,
                truth: case.label?,
                half: half(case),
            })
        });
        let tempered = Tempered::of(&own.collect::<Vec<_>>());
        let temperature = tempered.as_ref().and_then(|found| found.temperature);
        let mut asked = Vec::new();
        let (mut own, mut uncertain, mut votes) = (Vec::new(), 0, 0);
        for (case, scores, answer) in answers {
            let told = answer.log_likelihoods();
            uncertain += usize::from(answer.label.is_none() && answer.failed().next().is_none());
            votes += usize::from(told.is_some() && answer.scores.is_none());
            if let (Some(told), Some(truth)) = (told, case.label) {
                own.push(Judged {
                    probabilities: told.map(f32::exp),
                    truth,
                });
            }
            let mut answer = answer.clone();
            if let Some(temperature) = temperature {
                answer.temper(temperature);
            }
            asked.push(Asked {
                before: *scores,
                told: answer.log_likelihoods(),
                truth: case.label,
                half: half(case),
            });
        }
        let worth = Worth::of(&asked);
        let beside = |scores: &mut dyn Iterator<Item = Scores>| {
            let told = asked.iter().map(|one| one.truth).zip(scores);
            Decided::of(&Counted::of(
                told,
                &args.settings(),
                engine.out_of_domain_bound(),
            ))
        };
        let believed = asked.iter().filter(|one| one.told.is_some()).count();
        let alone = (!own.is_empty()).then(|| report(&own));
        Self {
            model: pass
                .answers
                .values()
                .next()
                .map(|answer| answer.model.clone()),
            wanted: chosen.wanted,
            told,
            texts: asked.len(),
            incidents: asked.iter().filter(|one| one.truth.is_some()).count(),
            believed,
            uncertain,
            not_believed: asked.len() - believed - uncertain,
            votes,
            accuracy: alone.as_ref().map(|report| report.accuracy),
            log_loss: alone.as_ref().map(|report| report.log_loss),
            calibration_error: alone.as_ref().map(|report| report.ece),
            tempered,
            without: beside(&mut asked.iter().map(|one| one.before)),
            with: beside(&mut worth.across.iter().copied()),
            fitted_weight: worth.weight.best,
            gain: worth.weight.gain,
            gain_error: worth.weight.error,
            weight: worth.advised(),
        }
    }
}

impl Decided {
    fn of(counted: &Counted) -> Self {
        let report = &counted.report;
        let of_incidents = |number| (report.rows > 0).then_some(number);
        Self {
            accuracy: of_incidents(report.accuracy),
            log_loss: of_incidents(report.log_loss),
            calibration_error: of_incidents(report.ece),
            answered: counted.answered,
            accuracy_of_answers: counted.accuracy_of_answers,
            out_of_scope_abstained: counted.out_of_scope_abstained,
        }
    }
}
