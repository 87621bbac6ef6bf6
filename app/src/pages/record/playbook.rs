//! What to do next: steps to tick, whom to call, what to tell whom.

use leptos::prelude::*;
use triage::{FilledStep, Plan, Triage};

use crate::browser;
use crate::components::{CopyButton, PriorityMark};
use crate::format::minutes;

#[component]
pub fn Steps(#[prop(into)] record: Signal<Triage>) -> impl IntoView {
    move || steps(&record.read())
}

fn steps(record: &Triage) -> impl IntoView + use<> {
    let plan = record
        .outlook
        .as_ref()
        .map_or_else(Plan::default, |outlook| outlook.plan.clone());
    let done = RwSignal::new(0_u64);
    let name = StoredValue::new(format!("steps-{}-{}", record.id, record.decision.id()));
    // Ticks are this browser's own note, read once the page is its.
    Effect::new(move |_| {
        if let Some(kept) = browser::kept(&name.get_value()) {
            done.set(u64::from_str_radix(&kept, 16).unwrap_or(0));
        }
    });
    let steps = plan.steps;
    let total = steps.len();
    let list = steps
        .into_iter()
        .enumerate()
        .map(|(at, step)| tick(at, step, done, name))
        .collect_view();
    let messages = plan.messages;
    let messages = [
        ("Technical", messages.technical),
        ("Executive", messages.executive),
        ("Legal", messages.legal),
    ]
    .map(|(reader, message)| {
        view! {
            <div class="message">
                <h3>{reader}</h3>
                <p>{message.clone()}</p>
                <CopyButton
                    text=message
                    what=format!("the {} message", reader.to_lowercase())
                    words=true
                />
            </div>
        }
    })
    .collect_view();
    view! {
        <section class="panel">
            <h2 class="panel-title">{plan.title}</h2>
            <p class="playbook-head">
                <PriorityMark priority=record.risk.priority />
                <span>{record.risk.priority_rule.clone()}</span>
            </p>
            <p>
                {format!("First response within {}.", minutes(plan.respond_within_minutes))}
            </p>
        </section>
        <section class="panel">
            <h2 class="panel-title">"Steps"</h2>
            <p class="quiet script-only" role="status">
                {move || {
                    format!(
                        "{} of {total} done. Ticks are kept in this browser only.",
                        done.get().count_ones(),
                    )
                }}
            </p>
            <ol class="steps">{list}</ol>
        </section>
        <section class="panel">
            <h2 class="panel-title">"Escalation"</h2>
            <p>{plan.escalation}</p>
        </section>
        <section class="panel">
            <h2 class="panel-title">"What to tell whom"</h2>
            <div class="messages">{messages}</div>
        </section>
    }
}

fn tick(
    at: usize,
    step: FilledStep,
    done: RwSignal<u64>,
    name: StoredValue<String>,
) -> impl IntoView {
    let bit = 1_u64 << (at % 64);
    let id = format!("step-{at}");
    view! {
        <li class="step">
            <input
                type="checkbox"
                id=id.clone()
                class="script-only"
                prop:checked=move || done.get() & bit != 0
                on:change=move |_| {
                    done.update(|done| *done ^= bit);
                    let now = done.get_untracked();
                    browser::keep(
                        &name.get_value(),
                        &if now == 0 { String::new() } else { format!("{now:x}") },
                    );
                }
            />
            <label for=id class:step-done=move || done.get() & bit != 0>
                <strong>{step.action}</strong>
                <span>{step.detail}</span>
            </label>
        </li>
    }
}
