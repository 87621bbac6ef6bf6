//! A judged answer as it is kept and told. Never judges: [`crate::judge`] does.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use taxonomy::Label;

use crate::{Check, Judged, UNCERTAIN};

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
    /// How likely the model thought each answer, the likeliest first; of a model on this machine. Not
    /// calibrated: how often 0.9 is right differs from model to model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scores: Option<Vec<Likely>>,
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
