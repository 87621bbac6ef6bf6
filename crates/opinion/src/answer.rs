//! A judged answer as it is kept and told. Never judges: [`crate::judge`] does.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use taxonomy::Label;

use crate::{Check, Judged, Temperature, UNCERTAIN, answers};

/// What a language model said of one text, and what of it was believed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// `None`, in JSON `uncertain`, where the model was or a check failed.
    #[serde(with = "label")]
    pub label: Option<Label>,
    pub mitre_ids: Vec<String>,
    /// The model's own words, or none.
    pub rationale: Option<String>,
    pub model: String,
    /// Each check of the answer, in order.
    pub checks: Vec<Check>,
    /// How likely the model thought each answer, the likeliest first; of a model on this machine, and of
    /// an endpoint that tells the probabilities of its tokens. As it told them, how often 0.9 is right
    /// differs from model to model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scores: Option<Vec<Likely>>,
    /// That the scores were brought to; `None` where they are as the model told them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<Temperature>,
    /// Whether the text was longer than the model is shown.
    pub cut: bool,
    /// Whether accounts, machines and addresses were replaced before the text was sent.
    pub redacted: bool,
    pub milliseconds: u64,
    /// UTC, RFC 3339, set by whoever has a clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<String>,
}

/// One of the answers a model may give.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Likely {
    #[serde(with = "label")]
    pub label: Option<Label>,
    /// Of all of them, together 1.
    pub probability: f32,
}

impl Likely {
    /// Each answer with its share of the whole, the likeliest first, from their weights in the order of
    /// [`answers`]; `None` where nothing weighs anything, or what weighs is no number.
    pub fn ranked(weights: &[f64]) -> Option<Vec<Self>> {
        let all: f64 = weights.iter().sum();
        if !(all.is_finite() && all > 0.0) {
            return None;
        }
        let mut ranked: Vec<Self> = answers()
            .zip(weights)
            .map(|(id, weight)| Self {
                // What is no label is `uncertain`.
                label: id.parse().ok(),
                probability: (weight / all) as f32,
            })
            .collect();
        ranked.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        Some(ranked)
    }
}

impl Answer {
    /// About a whole text that was sent as it is, by a model that told no probabilities.
    pub fn new(judged: Judged, model: String, took: Duration) -> Self {
        Self {
            label: judged.label,
            mitre_ids: judged.techniques,
            rationale: judged.rationale,
            model,
            checks: judged.checks,
            scores: None,
            temperature: None,
            cut: false,
            redacted: false,
            milliseconds: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            answered_at: None,
        }
    }

    /// A label or `uncertain`.
    pub fn id(&self) -> &'static str {
        self.label.map_or(UNCERTAIN, Label::id)
    }

    /// The checks that failed.
    pub fn failed(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| !check.passed)
    }
}

/// A label or `uncertain`.
mod label {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};
    use taxonomy::Label;

    use crate::UNCERTAIN;

    #[allow(clippy::ref_option, reason = "serde passes it so")]
    pub fn serialize<S: Serializer>(label: &Option<Label>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(label.map_or(UNCERTAIN, Label::id))
    }

    pub fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Option<Label>, D::Error> {
        let id = String::deserialize(from)?;
        if id == UNCERTAIN {
            return Ok(None);
        }
        id.parse()
            .map(Some)
            .map_err(|_| D::Error::custom("there is no such label"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge;

    #[test]
    fn weights_become_shares_the_largest_first() {
        fn check(weights: &[f64], wanted: &[(&str, f32)]) {
            let ranked = Likely::ranked(weights).unwrap_or_default();
            let found = ranked.iter().map(|likely| {
                let id = likely.label.map_or(UNCERTAIN, Label::id);
                (id, likely.probability)
            });
            assert_eq!(found.collect::<Vec<_>>(), wanted, "{weights:?}");
        }
        check(&[], &[]);
        check(&[0.0, 0.0], &[]);
        check(&[f64::NAN, 1.0], &[]);
        check(&[f64::INFINITY, 1.0], &[]);
        check(&[1.0, 3.0], &[("malware", 0.75), ("phishing", 0.25)]);
        check(&[1e-300, 1e-300], &[("phishing", 0.5), ("malware", 0.5)]);
        let mut all = [0.0; crate::ANSWERS];
        all[crate::ANSWERS - 1] = 2.0;
        let ranked = Likely::ranked(&all).unwrap();
        assert_eq!(ranked.len(), crate::ANSWERS);
        assert_eq!((ranked[0].label, ranked[0].probability), (None, 1.0));
    }

    #[test]
    fn an_answer_is_read_as_it_was_written() {
        let check = |said: &str, label: &str| {
            let judged = judge("a phishing mail", said);
            let answer = Answer {
                scores: Some(vec![Likely {
                    label: None,
                    probability: 0.5,
                }]),
                cut: true,
                ..Answer::new(judged, "m".to_owned(), Duration::from_millis(7))
            };
            assert_eq!(answer.id(), label, "{said}");
            let json = serde_json::to_value(&answer).unwrap();
            assert_eq!(json["label"], label, "{said}");
            assert_eq!(json["scores"][0]["label"], "uncertain");
            assert_eq!(json["milliseconds"], 7);
            assert!(json.get("answered_at").is_none());
            assert_eq!(serde_json::from_value::<Answer>(json).unwrap(), answer);
        };
        check(
            r#"{"label": "phishing", "mitre_ids": ["T1566"], "rationale": "A phishing mail."}"#,
            "phishing",
        );
        check("no", "uncertain");
        assert!(serde_json::from_str::<Likely>(r#"{"label": "x", "probability": 1}"#).is_err());
    }
}
