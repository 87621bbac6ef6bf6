//! From what the judges say to the record, and to the record under other settings.

use classifier::Scores;
use sha2::{Digest, Sha256};
use taxonomy::{ATTACK_VERSION, Label};
use text::{Document, Entity};

use crate::facts::Facts;
use crate::{
    Decision, Evidence, Input, Opinion, Settings, Source, TechniqueHit, TechniqueSource, Triage,
    actions, risk, techniques,
};

/// What the classifier gives for one text.
#[derive(Debug, Clone)]
pub struct Analysis {
    pub document: Document,
    pub entities: Vec<Entity>,
    pub scores: Scores,
    /// For the base label, strongest first.
    pub evidence: Vec<Evidence>,
    pub bias: f32,
    pub out_of_domain_bound: f32,
    pub model_id: String,
}

impl Input {
    /// A text with its hash and without a time.
    pub fn new(text: impl Into<String>, source: Source) -> Self {
        let text = text.into();
        Self {
            sha256: sha256(text.as_bytes()),
            text,
            source,
            received_at: None,
        }
    }
}

/// SHA-256 as lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// The record of one text.
pub fn assemble(input: Input, analysis: Analysis, settings: &Settings) -> Triage {
    let scores = analysis.scores;
    let base = scores.base();
    let decision = settings.decide(&scores, analysis.out_of_domain_bound);
    let (shown, facts) = techniques::shown_with_facts(&input.text, &analysis.document);
    let opinion = Opinion {
        by: "classifier".into(),
        // Its best guess, whatever the threshold: thresholds are the decision's.
        label: (scores.out_of_domain <= analysis.out_of_domain_bound).then_some(base),
        confidence: Some(scores.max()),
        model: analysis.model_id.clone(),
        scores: Some(scores),
        micros: None,
    };
    let id = input.sha256.chars().take(16).collect();
    let next_actions = actions::next_actions(&decision, &analysis.entities);
    Triage {
        schema: Triage::SCHEMA,
        id,
        input,
        cleaned: analysis.document.cleaned,
        entities: analysis.entities,
        margin: scores.margin(),
        entropy: scores.entropy(),
        scores,
        base,
        out_of_domain_bound: analysis.out_of_domain_bound,
        settings: *settings,
        decision,
        opinions: vec![opinion],
        evidence: analysis.evidence,
        bias: analysis.bias,
        techniques: with_suggested(shown, &decision, &scores),
        kill_chain: kill_chain(&decision),
        risk: risk::full(&facts, &scores, &decision),
        next_actions,
        micros: None,
        model: analysis.model_id,
        attack_version: ATTACK_VERSION.into(),
        outlook: None,
    }
}

fn with_suggested(
    mut shown: Vec<TechniqueHit>,
    decision: &Decision,
    scores: &Scores,
) -> Vec<TechniqueHit> {
    if let Some(label) = decision.label {
        let probability = scores.probabilities[label.index()];
        let suggested = techniques::suggested(label, probability, &shown);
        shown.extend(suggested);
    }
    shown
}

fn kill_chain(decision: &Decision) -> Option<taxonomy::KillChainPhase> {
    decision
        .label
        .and_then(|label: Label| label.info().kill_chain)
}

impl Triage {
    /// Decides again under other settings, from the stored scores: no model runs. Everything that
    /// hangs on the decision follows; opinions, evidence and what the text shows stay.
    pub fn redecide(&mut self, settings: Settings) {
        self.settings = settings;
        self.adopt(settings.decide(&self.scores, self.out_of_domain_bound));
    }

    /// Takes a decision as given, such as another judge's, and brings techniques, risk and
    /// actions in line with it.
    pub fn adopt(&mut self, decision: Decision) {
        self.decision = decision;
        let document = Document::new(&self.input.text);
        let facts = Facts::gather(&self.input.text, &document);
        let mut shown = std::mem::take(&mut self.techniques);
        shown.retain(|hit| hit.source == TechniqueSource::Text);
        self.techniques = with_suggested(shown, &decision, &self.scores);
        self.kill_chain = kill_chain(&decision);
        self.risk = risk::full(&facts, &self.scores, &decision);
        self.next_actions = actions::next_actions(&decision, &self.entities);
    }

    /// A copy under other settings; see [`Self::redecide`].
    #[must_use]
    pub fn with_settings(&self, settings: Settings) -> Self {
        let mut other = self.clone();
        other.redecide(settings);
        other
    }
}
