//! The verdict: label, confidence against the threshold, urgency, risk, techniques. The same card
//! while typing and on the record.

use leptos::prelude::*;
use taxonomy::Label;
use triage::{Decision, Triage, UncertainReason};

use super::{ConfidenceBar, LabelBadge, PriorityMark, SeverityMark};
use crate::format::probability;

/// One sentence for people who hear the page.
pub fn spoken(record: &Triage) -> String {
    match record.decision.label {
        Some(label) => format!(
            "{}, confidence {}.",
            label.name(),
            probability(record.scores.max())
        ),
        None => format!(
            "Uncertain. {}",
            record.decision.reason.map_or("", UncertainReason::words)
        ),
    }
}

#[component]
pub fn VerdictCard(#[prop(into)] record: Signal<Triage>) -> impl IntoView {
    let confidence = Signal::derive(move || record.read().scores.max());
    let threshold = Signal::derive(move || Some(record.read().settings.threshold));
    let unsure = Signal::derive(move || record.read().decision.label.is_none());
    view! {
        <div class="verdict" class:verdict-unsure=unsure>
            {move || head(&record.read())}
            <ConfidenceBar value=confidence threshold=threshold unsure=unsure />
            <p class="verdict-scale quiet">
                <span>"0"</span>
                <span>{move || format!("threshold {:.2}", record.read().settings.threshold)}</span>
                <span>"1"</span>
            </p>
            {move || reason(&record.read())}
            {move || facts(&record.read())}
        </div>
    }
}

fn head(record: &Triage) -> impl IntoView + use<> {
    let Decision { label, .. } = record.decision;
    let confidence = probability(record.scores.max());
    view! {
        <p class="verdict-head">
            <LabelBadge label=label />
            <span class="verdict-number" title="Calibrated probability of the likeliest label">
                {confidence}
            </span>
        </p>
    }
}

/// For an answer, how far the runner-up is; for none, why, and what it would have been.
fn reason(record: &Triage) -> impl IntoView + use<> {
    let [(first, p), (second, q), ..] = record.scores.ranked();
    match record.decision.reason {
        None => view! {
            <p class="quiet">
                {format!("Runner-up: {}, {}.", second.name(), probability(q))}
            </p>
        }
        .into_any(),
        Some(reason) => {
            let likely = match reason {
                UncertainReason::OutOfDomain => {
                    "The model was made for incident reports and abstains on other text.".to_owned()
                }
                _ => format!(
                    "Likeliest: {}, {}; then {}, {}.",
                    first.name(),
                    probability(p),
                    second.name(),
                    probability(q)
                ),
            };
            view! {
                <div class="verdict-reason">
                    <p>
                        <strong>{reason.words()}</strong>
                    </p>
                    <p>{likely}</p>
                </div>
            }
            .into_any()
        }
    }
}

fn facts(record: &Triage) -> impl IntoView + use<> {
    let risk = &record.risk;
    let queue = record
        .decision
        .label
        .map_or("Triage desk, by hand", |label: Label| label.info().queue);
    let techniques: Vec<_> = record
        .techniques
        .iter()
        .filter(|hit| hit.source == triage::TechniqueSource::Text)
        .take(6)
        .map(|hit| (hit.id.clone(), hit.name.clone()))
        .collect();
    let phase = record.kill_chain.map(|phase| phase.name());
    view! {
        <dl class="verdict-facts">
            <div>
                <dt>"Priority"</dt>
                <dd>
                    <PriorityMark priority=risk.priority />
                </dd>
            </div>
            <div>
                <dt>"Risk"</dt>
                <dd class="verdict-risk">
                    <strong>{risk.score}</strong>
                    <span class="quiet">"of 100"</span>
                </dd>
            </div>
            <div>
                <dt>"Severity"</dt>
                <dd>
                    <SeverityMark severity=risk.severity />
                </dd>
            </div>
            <div>
                <dt>"Queue"</dt>
                <dd>{queue}</dd>
            </div>
            {phase
                .map(|phase| {
                    view! {
                        <div>
                            <dt>"Phase"</dt>
                            <dd>{phase}</dd>
                        </div>
                    }
                })}
            <div class="verdict-techniques">
                <dt>"ATT&CK"</dt>
                <dd>
                    {if techniques.is_empty() {
                        view! { <span class="quiet">"none shown by the text"</span> }.into_any()
                    } else {
                        techniques
                            .into_iter()
                            .map(|(id, name)| {
                                view! {
                                    <span class="chip" title=name>
                                        {id}
                                    </span>
                                }
                            })
                            .collect_view()
                            .into_any()
                    }}
                </dd>
            </div>
        </dl>
    }
}
