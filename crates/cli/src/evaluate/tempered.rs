//! How far a language model means what it says of its own doubt: the temperature at which its likelihoods
//! surprise least, found on labelled texts.

use lab::halves::{Chosen, surprise};
use lab::metrics::{Judged, report};
use opinion::{Answer, Temperature};
use serde::Serialize;
use taxonomy::Label;

/// A believed answer with likelihoods of its own, on an incident.
#[derive(Clone, Copy)]
pub struct Own<'a> {
    pub answer: &'a Answer,
    pub truth: Label,
    pub half: bool,
}

/// Its likelihoods, each answer's at the temperature that the other half chose.
#[derive(Debug, Serialize)]
pub struct Tempered {
    pub log_loss: f64,
    pub calibration_error: f64,
    /// With the least log-loss on all of these answers.
    pub fitted_temperature: f32,
    /// By how many nats it lowers the mean log-loss across halves, and the standard error.
    pub gain: f64,
    pub gain_error: Option<f64>,
    /// To use: the fitted one if what it gains is beyond chance, or else none.
    pub temperature: Option<Temperature>,
}

impl Tempered {
    /// `None` without answers.
    pub fn of(own: &[Own<'_>]) -> Option<Self> {
        let loss = |own: &Own<'_>, temperature| surprise(own.at(temperature)[own.truth.index()]);
        let chosen = Chosen::of(&temperatures(), own, |own| own.half, loss);
        let across = own.iter().map(|own| Judged {
            probabilities: own.at(chosen.across(own.half)),
            truth: own.truth,
        });
        let report = report(&across.collect::<Vec<_>>());
        (!own.is_empty()).then(|| Self {
            log_loss: report.log_loss,
            calibration_error: report.ece,
            fitted_temperature: chosen.best,
            gain: chosen.gain,
            gain_error: chosen.error,
            temperature: Temperature::new(chosen.best).filter(|_| chosen.is_beyond_chance()),
        })
    }
}

impl Own<'_> {
    /// Probabilities of the labels.
    fn at(&self, temperature: f32) -> [f32; Label::COUNT] {
        let mut answer = self.answer.clone();
        if let Some(temperature) = Temperature::new(temperature) {
            answer.temper(temperature);
        }
        let even = [1.0 / Label::COUNT as f32; Label::COUNT];
        answer
            .log_likelihoods()
            .map_or(even, |told| told.map(f32::exp))
    }
}

/// 1, which changes nothing, then all there are, each a fiftieth above the one before, in hundredths.
fn temperatures() -> Vec<f32> {
    let (low, high) = (*Temperature::RANGE.start(), *Temperature::RANGE.end());
    let steps = std::iter::successors(Some(low), |t| Some(t * 1.02));
    let steps = steps.take_while(|t| *t < high).chain([high]);
    let hundredths = steps.map(|t| (t * 100.0).round() / 100.0);
    std::iter::once(1.0).chain(hundredths).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use opinion::{Likely, judge_label};

    use super::*;

    /// `right` of `answers` are, each of them this sure of the same label.
    fn found(right: usize, answers: usize, sure: f32) -> Option<Tempered> {
        let (said, other) = (Label::ALL[0], Label::ALL[1]);
        let likely = [(Some(said), sure), (Some(other), 1.0 - sure)];
        let scores = likely.map(|(label, probability)| Likely { label, probability });
        let judged = judge_label(&said.id().replace('_', " "), Some(said));
        let answer = Answer {
            scores: Some(scores.into()),
            ..Answer::new(judged, "m".to_owned(), Duration::ZERO)
        };
        let own = |i: usize| Own {
            answer: &answer,
            truth: if i / 2 < right / 2 { said } else { other },
            half: i.is_multiple_of(2),
        };
        Tempered::of(&(0..answers).map(own).collect::<Vec<_>>())
    }

    #[test]
    fn a_known_temperature_is_found() {
        let check = |right: usize, sure: f32, temperature: f32, advised: bool| {
            let found = found(right, 400, sure).expect("answers");
            let case = format!("{right} {sure}: {found:?}");
            assert!(
                (found.fitted_temperature / temperature).ln().abs() < 0.02,
                "{case}"
            );
            assert_eq!(found.temperature.is_some(), advised, "{case}");
            // Sure of so many, right in so many.
            assert!(found.calibration_error < 0.01, "{case}");
        };
        // Odds of 81 with odds of 9, 3 and 1.5; odds of 3 with odds of 9.
        check(360, 81.0 / 82.0, 2.0, true);
        check(300, 81.0 / 82.0, 4.0, true);
        check(240, 81.0 / 82.0, 10.0, true);
        check(360, 0.75, 0.5, true);
        // It means what it says, or nearly.
        check(360, 0.9, 1.0, false);
        check(362, 0.9, 0.98, false);
    }

    #[test]
    fn of_few_nothing_is_advised() {
        assert!(found(0, 0, 0.9).is_none());
        let few = found(10, 20, 0.9).expect("answers");
        assert_eq!((few.temperature, few.gain_error), (None, None));
        assert!(few.fitted_temperature > 9.0);
    }

    #[test]
    fn every_candidate_is_a_temperature() {
        let all = temperatures();
        assert_eq!((all[0], all[1], all[all.len() - 1]), (1.0, 0.1, 10.0));
        assert!(all.iter().all(|t| Temperature::new(*t).is_some()));
    }
}
