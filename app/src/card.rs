//! The model card as the about page reads it: measured when the model was trained, never typed by
//! hand. A card that lacks a number lacks a line.

use serde::{Deserialize, Serialize};
use taxonomy::Label;

/// How well a set of texts was judged. Shares are `0.0..=1.0`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    pub rows: u64,
    pub accuracy: f64,
    /// 95 % interval.
    pub accuracy_interval: (f64, f64),
    pub macro_f1: f64,
    pub log_loss: f64,
    pub ece: f64,
    pub accuracy_top_half: f64,
    pub per_label: Vec<PerLabel>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PerLabel {
    pub label: Label,
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
}

/// Texts by another author than the training texts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Scenarios {
    pub report: Report,
    pub out_of_scope: u64,
    pub out_of_scope_abstained: f64,
    pub in_scope_answered: f64,
    pub accuracy_of_answers: f64,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Card {
    pub model: String,
    pub sha256: String,
    pub bytes: u64,
    pub terms: u64,
    pub frames: u64,
    pub frames_out_of_scope: u64,
    pub out_of_domain_bound: f64,
    pub held_out_frames: Option<Report>,
    pub left_out_registers_all: Option<Report>,
    pub out_of_scope_auroc: Option<f64>,
    pub out_of_scope_turned_away: Option<f64>,
    pub scenarios: Option<Scenarios>,
}

impl Card {
    /// Reads a card; `None` if it is not one.
    #[cfg(any(feature = "ssr", test))]
    pub fn read(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_with_less_or_more_is_still_read() {
        assert_eq!(Card::read("{}"), Some(Card::default()));
        assert_eq!(Card::read("not a card"), None);
        let card = Card::read(
            r#"{"model": "m-1", "terms": 5, "ceiling": 0.9, "scenarios": null,
                "held_out_frames": {"rows": 10, "accuracy": 0.8, "accuracy_interval": [0.7, 0.9],
                "per_label": [{"label": "malware", "precision": 1.0, "recall": 0.5, "f1": 0.67, "support": 2}],
                "confusion": [[1]]}}"#,
        )
        .unwrap();
        assert_eq!((card.model.as_str(), card.terms), ("m-1", 5));
        let report = card.held_out_frames.unwrap();
        assert_eq!(report.accuracy_interval, (0.7, 0.9));
        assert_eq!(report.per_label[0].label, Label::Malware);
    }
}
