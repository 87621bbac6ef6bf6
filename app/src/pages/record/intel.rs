//! What to look up: entities, techniques with their evidence, the place in the kill chain.

use leptos::prelude::*;
use text::EntityKind;
use triage::{TechniqueSource, Triage};

use super::visuals::kill_chain;
use crate::components::{EntityTable, EvidenceText, Layer, TechniqueList, entity_kind};

/// Highlights of entities and of technique evidence.
pub fn intel_layers(record: &Triage) -> Vec<Layer> {
    let entities = record.entities.iter().flat_map(|entity| {
        let title = entity_kind(entity);
        entity.spans.iter().map(move |span| Layer {
            span: *span,
            class: "entity-mark",
            title: title.clone(),
        })
    });
    let techniques = record
        .techniques
        .iter()
        .filter(|hit| hit.source == TechniqueSource::Text)
        .flat_map(|hit| {
            hit.spans.iter().map(move |span| Layer {
                span: *span,
                class: "technique-mark",
                title: format!("{} {}", hit.id, hit.name),
            })
        });
    entities.chain(techniques).collect()
}

#[component]
pub fn Intel(#[prop(into)] record: Signal<Triage>) -> impl IntoView {
    let text = Memo::new(move |_| record.read().input.text.clone());
    let layers = Memo::new(move |_| intel_layers(&record.read()));
    view! {
        <section class="panel">
            <h2 class="panel-title">"In the text"</h2>
            <EvidenceText text=text layers=layers name="The incident, with entities and techniques" />
            <ul class="legend" aria-label="Legend">
                <li>
                    <mark class="entity-mark">"entity"</mark>
                </li>
                <li>
                    <mark class="technique-mark">"evidence of a technique"</mark>
                </li>
            </ul>
        </section>
        <section class="panel">
            <h2 class="panel-title">"Entities"</h2>
            {move || view! { <EntityTable entities=record.read().entities.clone() /> }}
        </section>
        <section class="panel">
            <h2 class="panel-title">{format!("ATT&CK techniques, v{}", taxonomy::ATTACK_VERSION)}</h2>
            {move || {
                let record = record.read();
                view! {
                    <TechniqueList
                        techniques=record.techniques.clone()
                        text=record.input.text.clone()
                    />
                }
            }}
            {move || named(&record.read())}
        </section>
        <section class="panel">
            <h2 class="panel-title">"Kill chain"</h2>
            {move || kill_chain(&record.read())}
        </section>
    }
}

/// Vulnerabilities the text names, said apart: they are neither technique nor host.
fn named(record: &Triage) -> impl IntoView + use<> {
    let cves: Vec<_> = record
        .entities
        .iter()
        .filter(|entity| entity.kind == EntityKind::Cve)
        .map(|entity| entity.value.clone())
        .collect();
    (!cves.is_empty()).then(|| {
        view! {
            <p>
                <strong>"Vulnerabilities named: "</strong>
                {cves.join(", ")}
            </p>
        }
    })
}
