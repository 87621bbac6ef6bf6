//! A record as one flat-topped object: the field names scripts of the original know, and then the
//! rest of the record under its own names.

use classifier::Scores;
use opinion::Answer;
use serde::Serialize;
use taxonomy::{KillChainPhase, Label};
use text::Entity;
use triage::{Evidence, Opinion, Risk, Source, TechniqueHit, Triage, UncertainReason};

use crate::{SCHEMA, Told, Weighed};

/// Above this probability an answer counts as little uncertain.
const SURE: f32 = 0.80;

/// One row of a JSON or JSON-lines file. Fields are only added.
#[derive(Debug, Serialize)]
pub struct Object<'a> {
    /// 1-based data row of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    /// The row's own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    raw_text: &'a str,
    cleaned: &'a str,
    base_label: Label,
    /// A label or `uncertain`.
    final_label: &'static str,
    max_prob: f32,
    threshold: f32,
    /// `high` where the answer is `uncertain`, `low` from 0.80 on, `medium` between.
    uncertainty_level: &'static str,
    /// The most probable first, as many as the settings ask for.
    probs_sorted: Vec<Probability>,
    final_label_mitre_techniques: &'static [&'static str],
    reason: Option<UncertainReason>,
    mode: &'static str,
    margin: f32,
    entropy: f32,
    out_of_domain: f32,
    scores: &'a Scores,
    risk: &'a Risk,
    techniques: &'a [TechniqueHit],
    kill_chain: Option<KillChainPhase>,
    entities: &'a [Entity],
    evidence: &'a [Evidence],
    bias: f32,
    opinions: &'a [Opinion],
    next_actions: &'a [String],
    /// Address of the record: the first 16 digits of `sha256`.
    incident: &'a str,
    sha256: &'a str,
    source: &'a Source,
    #[serde(skip_serializing_if = "Option::is_none")]
    received_at: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    micros: Option<u64>,
    attack_version: &'a str,
    model: &'a str,
    schema: u32,
}

/// An object with what a language model said of the text.
#[derive(Debug, Serialize)]
pub struct ToldObject<'a> {
    #[serde(flatten)]
    record: Object<'a>,
    llm_second_opinion: &'a Answer,
    #[serde(flatten)]
    weighed: Option<Weighed>,
}

/// One label of `probs_sorted`.
#[derive(Debug, Clone, Serialize)]
pub struct Probability {
    class: Label,
    probability: f32,
    mitre_techniques: &'static [&'static str],
}

impl<'a> Object<'a> {
    pub fn of(row: Option<u64>, id: Option<&'a str>, record: &'a Triage) -> Self {
        let max_prob = record.scores.max();
        let settings = &record.settings;
        Self {
            row,
            id,
            raw_text: &record.input.text,
            cleaned: &record.cleaned,
            base_label: record.base,
            final_label: record.decision.id(),
            max_prob,
            threshold: settings.threshold,
            uncertainty_level: match record.decision.label {
                None => "high",
                Some(_) if max_prob < SURE => "medium",
                Some(_) => "low",
            },
            probs_sorted: record
                .scores
                .ranked()
                .into_iter()
                .take(usize::from(settings.max_classes))
                .map(|(class, probability)| Probability {
                    class,
                    probability,
                    mitre_techniques: class.info().techniques,
                })
                .collect(),
            final_label_mitre_techniques: record
                .decision
                .label
                .map_or(&[], |label| label.info().techniques),
            reason: record.decision.reason,
            mode: settings.mode.id(),
            margin: record.margin,
            entropy: record.entropy,
            out_of_domain: record.scores.out_of_domain,
            scores: &record.scores,
            risk: &record.risk,
            techniques: &record.techniques,
            kill_chain: record.kill_chain,
            entities: &record.entities,
            evidence: &record.evidence,
            bias: record.bias,
            opinions: &record.opinions,
            next_actions: &record.next_actions,
            incident: &record.id,
            sha256: &record.input.sha256,
            source: &record.input.source,
            received_at: record.input.received_at.as_deref(),
            micros: record.micros,
            attack_version: &record.attack_version,
            model: &record.model,
            schema: SCHEMA,
        }
    }

    /// With what a language model said of the text.
    pub const fn told(self, told: Told<'a>) -> ToldObject<'a> {
        ToldObject {
            record: self,
            llm_second_opinion: told.answer,
            weighed: told.weighed,
        }
    }
}
