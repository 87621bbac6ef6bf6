//! One type is the answer to "what about this text?"; every page, row, export and API response
//! is a view of it.

use classifier::Scores;
use serde::{Deserialize, Serialize};
use taxonomy::{KillChainPhase, Label, Priority, Severity, Tactic};
use text::{Entity, Span};

use crate::{Decision, Outlook, Settings};

/// Where a text came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Source {
    Page,
    Api,
    CommandLine,
    /// `row` is the 1-based data row of the uploaded file.
    Batch {
        batch: String,
        row: u64,
    },
}

/// The text as it came, never altered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    pub text: String,
    /// SHA-256 of the text's bytes, lower-case hex.
    pub sha256: String,
    pub source: Source,
    /// UTC, RFC 3339, set at the edge: the core has no clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<String>,
}

/// One judge's answer. Opinions are appended, never overwritten.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opinion {
    /// `classifier`, `semantic`, `llm` or `analyst`.
    pub by: String,
    /// `None` where the judge is unsure.
    pub label: Option<Label>,
    /// `0.0..=1.0`; `None` for a person.
    pub confidence: Option<f32>,
    /// Model id, or the person's name.
    pub model: String,
    /// All that a model says of the text; `None` for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scores: Option<Scores>,
    /// Measured; `None` where nothing was timed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub micros: Option<u64>,
}

/// Who gave the opinions of a language model, and of a person.
pub const LANGUAGE_MODEL: &str = "llm";
pub const ANALYST: &str = "analyst";

impl Opinion {
    /// Without confidence: a language model's own probabilities are not calibrated.
    pub fn of_language_model(label: Option<Label>, model: &str, milliseconds: u64) -> Self {
        Self {
            by: LANGUAGE_MODEL.to_owned(),
            label,
            confidence: None,
            model: model.to_owned(),
            scores: None,
            micros: Some(milliseconds.saturating_mul(1000)),
        }
    }

    /// `None` where the person is unsure as well; `name` as they gave it, or empty.
    pub fn of_analyst(label: Option<Label>, name: &str) -> Self {
        Self {
            by: ANALYST.to_owned(),
            label,
            confidence: None,
            model: name.to_owned(),
            scores: None,
            micros: None,
        }
    }

    /// Whether it came after the record was made: somebody was asked about the incident.
    pub fn is_later(&self) -> bool {
        self.by == LANGUAGE_MODEL || self.by == ANALYST
    }
}

/// A term's push for or against the base label. All terms' contributions and `bias` add up to
/// the label's raw score (logit).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The term as the model knows it.
    pub term: String,
    /// In logits of the base label; positive speaks for it.
    pub contribution: f32,
    /// Where it stands in the original text.
    pub spans: Vec<Span>,
}

/// How a technique came to be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TechniqueSource {
    /// A phrase in the text is evidence for it.
    Text,
    /// Only the label suggests it.
    Label,
}

/// A technique with the reason it is listed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TechniqueHit {
    pub id: String,
    pub name: String,
    pub tactics: Vec<Tactic>,
    pub source: TechniqueSource,
    /// `0.0..=1.0`.
    pub confidence: f32,
    /// Where the evidence stands; empty when the label alone suggests it.
    pub spans: Vec<Span>,
}

/// One addend of the risk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskPart {
    /// `severity`, `confidence`, `techniques`, `entities`, `exposure`, `impact`, `mitigation`.
    /// The first is always there, the second where something is decided, others where not 0.
    pub name: String,
    /// Signed; all parts add up to the score before it is clamped to `0..=100`.
    pub points: f32,
    /// A sentence: what in the text or the verdict gave the points.
    pub why: String,
}

/// How risky, with its parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Risk {
    /// `0..=100`.
    pub score: u8,
    pub parts: Vec<RiskPart>,
    pub severity: Severity,
    pub priority: Priority,
    /// The rule that set the priority, as a sentence.
    pub priority_rule: String,
    /// How likely this is a false positive, `0.0..=1.0`.
    pub false_positive: f32,
    pub false_positive_reasons: Vec<String>,
}

/// The record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Triage {
    /// Of this format; see [`Triage::SCHEMA`].
    pub schema: u32,
    /// First 16 hex digits of the text's SHA-256: the same text has the same address.
    pub id: String,
    pub input: Input,
    pub cleaned: String,
    pub entities: Vec<Entity>,
    /// What the decision is made on: the classifier's scores, or those of all judges asked, pooled.
    /// Each judge's own stand in its opinion.
    pub scores: Scores,
    pub base: Label,
    pub margin: f32,
    /// In bits.
    pub entropy: f32,
    /// The bound the model's out-of-domain score is held against.
    pub out_of_domain_bound: f32,
    pub settings: Settings,
    pub decision: Decision,
    pub opinions: Vec<Opinion>,
    /// Strongest first; adds up, with `bias`, to the classifier's logit of the base label.
    pub evidence: Vec<Evidence>,
    pub bias: f32,
    pub techniques: Vec<TechniqueHit>,
    pub kill_chain: Option<KillChainPhase>,
    pub risk: Risk,
    /// Next actions, filled with this incident's entities.
    pub next_actions: Vec<String>,
    /// Measured time of the whole pass, in microseconds; set at the edge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub micros: Option<u64>,
    pub model: String,
    pub attack_version: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlook: Option<Box<Outlook>>,
}

impl Triage {
    pub const SCHEMA: u32 = 1;
}
