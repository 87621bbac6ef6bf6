//! How sure a model is told to be: its likelihoods, brought to what they were worth on labelled texts.
//!
//! Never finds the temperature, and never moves an answer: what was likeliest stays so.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::Answer;

/// What a model's likelihoods are divided by as logarithms: above 1 it is less sure than it said, below 1
/// surer. `0.1..=10.0`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "f32", into = "f32")]
pub struct Temperature(f32);

impl Temperature {
    /// Beyond, a model is either sure of everything or of nothing.
    pub const RANGE: RangeInclusive<f32> = 0.1..=10.0;

    /// `None` out of range.
    pub fn new(temperature: f32) -> Option<Self> {
        Self::RANGE
            .contains(&temperature)
            .then_some(Self(temperature))
    }
}

impl From<Temperature> for f32 {
    fn from(temperature: Temperature) -> Self {
        temperature.0
    }
}

impl TryFrom<f32> for Temperature {
    type Error = &'static str;

    fn try_from(temperature: f32) -> Result<Self, Self::Error> {
        Self::new(temperature).ok_or("a temperature is a number between 0.1 and 10")
    }
}

impl Answer {
    /// Brings the likelihoods that the model told to a temperature, once, and notes it. Of a model that
    /// told none there is nothing to bring.
    pub fn temper(&mut self, temperature: Temperature) {
        let Some(scores) = self.scores.as_mut().filter(|_| self.temperature.is_none()) else {
            return;
        };
        let power = f64::from(temperature.0).recip();
        // What is no probability counts for nothing.
        let tempered = |p: f32| f64::from(p.clamp(0.0, 1.0).max(0.0)).powf(power);
        let all: f64 = scores.iter().map(|one| tempered(one.probability)).sum();
        if all > 0.0 {
            for one in scores {
                one.probability = (tempered(one.probability) / all) as f32;
            }
            self.temperature = Some(temperature);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use taxonomy::Label;

    use super::*;
    use crate::{Likely, judge_label};

    fn answer(probabilities: &[f32]) -> Answer {
        let scores = Label::ALL.into_iter().map(Some).chain([None]);
        let scores = scores
            .zip(probabilities)
            .map(|(label, &probability)| Likely { label, probability });
        Answer {
            scores: Some(scores.collect()),
            ..Answer::new(judge_label("", None), "m".to_owned(), Duration::ZERO)
        }
    }

    fn told(answer: &Answer) -> Vec<f32> {
        let scores = answer.scores.iter().flatten();
        scores.map(|one| one.probability).collect()
    }

    #[test]
    fn likelihoods_are_brought_to_a_temperature() {
        let check = |before: &[f32], temperature: f32, after: &[f32]| {
            let mut answer = answer(before);
            answer.temper(Temperature::new(temperature).expect("in range"));
            let found = told(&answer);
            let near = found.iter().zip(after).all(|(a, b)| (a - b).abs() < 1e-4);
            assert!(near && found.len() == after.len(), "{before:?}: {found:?}");
        };
        check(&[0.6, 0.4], 1.0, &[0.6, 0.4]);
        check(&[0.9, 0.1], 2.0, &[0.75, 0.25]);
        check(&[0.75, 0.25], 0.5, &[0.9, 0.1]);
        check(&[0.6, 0.4], 0.1, &[0.982_95, 0.017_05]);
        check(&[1.0, 0.0], 10.0, &[1.0, 0.0]);
        check(&[1.0, 1e-30], 10.0, &[0.999, 0.001]);
        check(&[f32::INFINITY, f32::NAN], 2.0, &[1.0, 0.0]);
        check(&[0.0, 0.0], 2.0, &[0.0, 0.0]);
        check(&[], 2.0, &[]);
    }

    #[test]
    fn it_is_done_once_and_noted() {
        let temperature = Temperature::new(2.0).expect("in range");
        let mut once = answer(&[0.9, 0.1]);
        once.temper(temperature);
        assert_eq!(once.temperature, Some(temperature));
        let mut twice = once.clone();
        twice.temper(temperature);
        assert_eq!(twice, once);
        let mut vote = Answer {
            scores: None,
            ..answer(&[])
        };
        vote.temper(temperature);
        assert_eq!((vote.temperature, vote.scores), (None, None));
    }

    #[test]
    fn a_temperature_is_in_range() {
        let check = |json: &str, wanted: Option<f32>| {
            let found = serde_json::from_str::<Temperature>(json).ok();
            assert_eq!(found.map(f32::from), wanted, "{json}");
            let number = json.parse().ok().and_then(Temperature::new);
            assert_eq!(number, found, "{json}");
        };
        check("1.8", Some(1.8));
        check("0.1", Some(0.1));
        check("10", Some(10.0));
        check("0.09", None);
        check("10.1", None);
        check("-1", None);
        check("NaN", None);
        check("\"hot\"", None);
    }

    proptest! {
        #[test]
        fn what_was_likeliest_stays_so(
            probabilities in prop::collection::vec(0.0_f32..1.0, 1..12),
            temperature in 0.1_f32..10.0,
        ) {
            let mut sorted = probabilities;
            sorted.sort_by(|a, b| b.total_cmp(a));
            let mut answer = answer(&sorted);
            answer.temper(Temperature::new(temperature).expect("in range"));
            let found = told(&answer);
            prop_assert!(found.is_sorted_by(|a, b| a >= b), "{found:?}");
            let sum: f32 = found.iter().sum();
            prop_assert!(sum == 0.0 || (sum - 1.0).abs() < 1e-4, "{sum}");
        }
    }
}
