//! `/api/v1/labels` and `/api/v1/model`: what the answers are made of.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use taxonomy::{ATTACK_VERSION, Label};

use crate::AppState;

/// The table of labels.
pub(super) async fn labels() -> Json<Value> {
    let labels: Vec<Value> = Label::ALL
        .into_iter()
        .map(|label| {
            let info = label.info();
            json!({
                "id": info.id,
                "name": info.name,
                "meaning": info.meaning,
                "severity": info.severity,
                "priority": info.priority,
                "queue": info.queue,
                "mitre_techniques": info.techniques,
                "kill_chain": info.kill_chain,
                "tactics": info.tactics,
            })
        })
        .collect();
    Json(json!({ "labels": labels, "attack_version": ATTACK_VERSION }))
}

pub(super) async fn model(State(app): State<AppState>) -> Json<Value> {
    let engine = &app.backend.engine;
    Json(json!({
        "id": engine.model_id(),
        "sha256": engine.model().sha256(),
        "bytes": app.backend.model_bytes,
        "address": &*app.backend.model_url,
        "out_of_domain_bound": engine.out_of_domain_bound(),
        "second_opinion": app.backend.second.as_ref().ok().map(|second| second.id()),
        "language_model": app.backend.language.now().named(),
        "labels": Label::ALL,
        "attack_version": ATTACK_VERSION,
        "schema": ::triage::Triage::SCHEMA,
    }))
}
