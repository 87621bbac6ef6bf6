//! Records and scores for tests, without a model.
#![allow(dead_code)]

use classifier::Scores;
use proptest::prelude::*;
use taxonomy::Label;
use text::Document;
use triage::{Analysis, Input, Settings, Source, Triage, assemble};

pub const BOUND: f32 = 0.8;

/// `probability` on `label`, the rest on `other`.
pub fn between(label: Label, probability: f32, other: Label) -> Scores {
    let mut probabilities = [0.0; Label::COUNT];
    probabilities[other.index()] += 1.0 - probability;
    probabilities[label.index()] += probability;
    Scores {
        probabilities,
        out_of_domain: 0.0,
        contested: false,
    }
}

/// `probability` on `label`, the rest spread evenly.
pub fn spread(label: Label, probability: f32) -> Scores {
    let mut probabilities = [(1.0 - probability) / 9.0; Label::COUNT];
    probabilities[label.index()] = probability;
    Scores {
        probabilities,
        out_of_domain: 0.0,
        contested: false,
    }
}

pub fn record(text: &str, scores: Scores, settings: &Settings) -> Triage {
    let document = Document::new(text);
    let analysis = Analysis {
        entities: document.entities(text),
        document,
        scores,
        evidence: Vec::new(),
        bias: 0.0,
        out_of_domain_bound: BOUND,
        model_id: "test".into(),
    };
    assemble(Input::new(text, Source::Page), analysis, settings)
}

pub fn any_scores() -> impl Strategy<Value = Scores> {
    let weights = prop::array::uniform10(prop_oneof![0.0_f32..0.1, 0.0_f32..1.0, 0.0_f32..20.0]);
    (weights, 0.0_f32..=1.0).prop_map(|(weights, out_of_domain)| {
        let sum: f32 = weights.iter().sum::<f32>().max(f32::MIN_POSITIVE);
        Scores {
            probabilities: weights.map(|weight| weight / sum),
            out_of_domain,
            contested: false,
        }
    })
}

/// Sentences that say something, in any number and order, and any other text.
pub fn any_text() -> impl Strategy<Value = String> {
    let sentences = prop::sample::select(vec![
        "Files were encrypted and a ransom note was left on SRV-FILE-03.",
        "vssadmin delete shadows was run by the domain admin.",
        "The host was isolated and nothing left the network.",
        "This was an authorised penetration test.",
        "It turned out to be a false positive.",
        "It is still spreading to other servers.",
        "The user clicked the link and entered her password.",
        "Customer records were uploaded to 203.0.113.77.",
        "The web shop is down.",
        "No ransom note was found.",
        "T1566.001, CVE-2024-3400, https://portal.example/login",
        "m.okafor@corp.example and t.lind@corp.example on LT-4471 and LT-4472",
        "Bitte den Drucker im Erdgeschoss pr\u{fc}fen.",
    ]);
    prop_oneof![
        prop::collection::vec(sentences, 0..8).prop_map(|parts| parts.join(" ")),
        ".{0,200}",
    ]
}
