//! The same answers natively and in WASM, held against one golden file.
//!
//! `tests/native.rs` computes [`Digest`]s natively and compares them with `golden.jsonl`;
//! `compare.mjs`, run by `cargo xtask test` in Node, does the same with this crate built for
//! WASM. Nothing of the product depends on this crate.
//!
//! Dependencies: `wasm-bindgen` is the door to Node; `serde_json` writes the golden lines; `csv`
//! (tests only) reads the texts.

use classifier::Model;
use serde::{Deserialize, Serialize};
use text::Document;
use triage::{Engine, Settings, Source};
use wasm_bindgen::prelude::wasm_bindgen;

/// What one text comes to: enough of the record that a difference anywhere shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    pub text: String,
    pub cleaned: String,
    pub entities: Vec<String>,
    pub decision: String,
    /// In the order of the label table.
    pub probabilities: Vec<f32>,
    pub out_of_domain: f32,
    pub techniques: Vec<String>,
    pub risk: u8,
    pub false_positive: f32,
    /// Strongest first.
    pub evidence: Vec<(String, f32)>,
}

/// An engine that answers with digests.
#[wasm_bindgen]
pub struct Judge(Engine);

#[wasm_bindgen]
impl Judge {
    /// Reads a model file; nothing if it is none.
    pub fn load(model: &[u8]) -> Option<Judge> {
        Some(Self(Engine::new(Model::from_bytes(model).ok()?)))
    }

    /// The digest of a text, as one JSON line.
    pub fn line(&self, text: &str) -> String {
        serde_json::to_string(&self.digest(text)).unwrap_or_default()
    }
}

impl Judge {
    pub fn digest(&self, text: &str) -> Digest {
        let record = self
            .0
            .triage(text, &Settings::default(), Source::CommandLine);
        Digest {
            text: text.to_owned(),
            cleaned: Document::new(text).cleaned,
            entities: record
                .entities
                .iter()
                .map(|e| format!("{:?} {} {:?}", e.kind, e.value, e.spans))
                .collect(),
            decision: record.decision.id().to_owned(),
            probabilities: record.scores.probabilities.to_vec(),
            out_of_domain: record.scores.out_of_domain,
            techniques: record.techniques.iter().map(|t| t.id.clone()).collect(),
            risk: record.risk.score,
            false_positive: record.risk.false_positive,
            evidence: record
                .evidence
                .iter()
                .take(5)
                .map(|e| (e.term.clone(), e.contribution))
                .collect(),
        }
    }
}
