//! The record as stored: what answered, how long it took, the whole JSON.

use leptos::prelude::*;
use triage::{Source, Triage};

use crate::components::CopyButton;
use crate::format::micros;

#[component]
pub fn Technical(#[prop(into)] record: Signal<Triage>) -> impl IntoView {
    let json =
        Memo::new(move |_| serde_json::to_string_pretty(&*record.read()).unwrap_or_default());
    view! {
        <section class="panel">
            <h2 class="panel-title">"What answered"</h2>
            {move || facts(&record.read())}
        </section>
        <section class="panel">
            <h2 class="panel-title">"Cleaned text"</h2>
            <p class="quiet">
                "What the classifier reads: folded, with placeholders for addresses and other entities."
            </p>
            <pre class="code" tabindex="0">
                {move || record.read().cleaned.clone()}
            </pre>
        </section>
        <section class="panel">
            <div class="panel-head">
                <h2 class="panel-title">"Record"</h2>
                <CopyButton text=json what="the record as JSON" words=true />
            </div>
            <pre class="code code-tall" tabindex="0" aria-label="The record as JSON" role="region">
                {json}
            </pre>
        </section>
    }
}

fn facts(record: &Triage) -> impl IntoView + use<> {
    let source = match &record.input.source {
        Source::Page => "this page".to_owned(),
        Source::Api => "the API".to_owned(),
        Source::CommandLine => "the command line".to_owned(),
        Source::Batch { batch, row } => format!("batch {batch}, row {row}"),
    };
    let time = record
        .micros
        .map_or_else(|| "not measured".to_owned(), micros);
    let facts = [
        ("Model", record.model.clone()),
        ("ATT&CK version", record.attack_version.clone()),
        ("Time for the whole pass", time),
        ("Came from", source),
        ("Schema", record.schema.to_string()),
        ("SHA-256 of the text", record.input.sha256.clone()),
    ];
    let rows = facts
        .map(|(name, value)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>
                        <code>{value}</code>
                    </dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="facts">{rows}</dl> }
}
