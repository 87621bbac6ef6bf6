//! What a language model said of a row, as every file and response tells it.

use std::time::Duration;

use opinion::{Check, Judged, UNCERTAIN};
use serde::{Serialize, Serializer};
use taxonomy::Label;
use triage::Opinion;

use crate::cell;

/// The columns of a CSV that stand behind the others where a language model was asked; empty in rows
/// that it was not asked about. The last are the names of the checks that failed, separated by blanks.
pub const ANSWER_COLUMNS: [&str; 5] = [
    "llm_second_opinion_label",
    "llm_second_opinion_mitre_ids",
    "llm_second_opinion_rationale",
    "llm_second_opinion_model",
    "llm_second_opinion_failed_checks",
];

/// What was said, and what of it was believed: `llm_second_opinion` in JSON.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// A label or `uncertain`.
    pub label: &'static str,
    pub mitre_ids: Vec<String>,
    /// The model's own words, or none.
    pub rationale: Option<String>,
    pub model: String,
    /// Each check of the answer, in order; where one failed the label is `uncertain`.
    pub checks: Vec<Check>,
    /// How likely the model thought each answer, the likeliest first; of a model on this machine. Not
    /// calibrated: nobody has counted how often 0.9 is right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scores: Option<Vec<Likely>>,
    /// Whether the text was longer than the model is shown.
    pub cut: bool,
    /// Whether accounts, machines and addresses were replaced before the text was sent.
    pub redacted: bool,
    #[serde(rename = "milliseconds", serialize_with = "milliseconds")]
    pub took: Duration,
}

/// One of the answers a model may give.
#[derive(Debug, Clone, Serialize)]
pub struct Likely {
    /// A label or `uncertain`.
    pub label: &'static str,
    /// Of all of them, together 1.
    pub probability: f32,
}

impl Answer {
    /// Of a whole text that was sent as it is, by a model that told no probabilities.
    pub fn new(judged: Judged, model: String, took: Duration) -> Self {
        Self {
            label: judged.label.map_or(UNCERTAIN, Label::id),
            mitre_ids: judged.techniques,
            rationale: judged.rationale,
            model,
            checks: judged.checks,
            scores: None,
            cut: false,
            redacted: false,
            took,
        }
    }

    /// As it is appended to a record's opinions. Without confidence: no probability of a language
    /// model was ever held against the truth.
    pub fn opinion(&self) -> Opinion {
        Opinion {
            by: "llm".to_owned(),
            label: self.label.parse().ok(),
            confidence: None,
            model: self.model.clone(),
            scores: None,
            micros: u64::try_from(self.took.as_micros()).ok(),
        }
    }

    /// The names of the checks that failed.
    pub fn failed(&self) -> impl Iterator<Item = &'static str> {
        let failed = self.checks.iter().filter(|check| !check.passed);
        failed.map(|check| check.name.id())
    }

    /// The cells of [`ANSWER_COLUMNS`], each with a comma before it.
    pub(crate) fn cells(answer: Option<&Self>, out: &mut Vec<u8>) {
        let Some(answer) = answer else {
            out.extend_from_slice(b",,,,,");
            return;
        };
        let failed: Vec<&str> = answer.failed().collect();
        for text in [
            answer.label,
            &answer.mitre_ids.join(" "),
            answer.rationale.as_deref().unwrap_or_default(),
            &answer.model,
            &failed.join(" "),
        ] {
            out.push(b',');
            cell::push(out, text);
        }
    }
}

fn milliseconds<S: Serializer>(took: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(took.as_millis()).unwrap_or(u64::MAX))
}
