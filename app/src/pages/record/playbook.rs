//! What to do next: steps to tick, whom to call, what to tell whom.

use leptos::prelude::*;
use taxonomy::Step;
use triage::Triage;

use crate::browser;
use crate::components::{CopyButton, PriorityMark};
use crate::format::minutes;

#[component]
pub fn Steps(#[prop(into)] record: Signal<Triage>) -> impl IntoView {
    move || steps(&record.read())
}

fn steps(record: &Triage) -> impl IntoView + use<> {
    let Some(label) = record.decision.label else {
        return view! {
            <section class="panel">
                <h2 class="panel-title">"No playbook yet"</h2>
                <p>
                    "The verdict is uncertain, so no plan is proposed. Read the incident, decide by hand, or lower the threshold."
                </p>
                {next_actions(record)}
            </section>
        }
        .into_any();
    };
    let playbook = label.playbook();
    let done = RwSignal::new(0_u64);
    let name = StoredValue::new(format!("steps-{}-{}", record.id, label.id()));
    // Ticks are this browser's own note, read once the page is its.
    Effect::new(move |_| {
        if let Some(kept) = browser::kept(&name.get_value()) {
            done.set(u64::from_str_radix(&kept, 16).unwrap_or(0));
        }
    });
    let list = playbook
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| tick(at, step, done, name))
        .collect_view();
    let total = playbook.steps.len();
    let messages = [
        ("Technical", playbook.technical_message),
        ("Executive", playbook.executive_message),
        ("Legal", playbook.legal_message),
    ]
    .map(|(reader, message)| {
        view! {
            <div class="message">
                <h3>{reader}</h3>
                <p>{message}</p>
                <CopyButton
                    text=message.to_owned()
                    what=format!("the {} message", reader.to_lowercase())
                    words=true
                />
            </div>
        }
    })
    .collect_view();
    view! {
        <section class="panel">
            <h2 class="panel-title">{playbook.title}</h2>
            <p class="playbook-head">
                <PriorityMark priority=record.risk.priority />
                <span>{record.risk.priority_rule.clone()}</span>
            </p>
            <p>
                {format!("First response within {}.", minutes(playbook.respond_within_minutes))}
            </p>
            {next_actions(record)}
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
            <p>{playbook.escalation}</p>
        </section>
        <section class="panel">
            <h2 class="panel-title">"What to tell whom"</h2>
            <div class="messages">{messages}</div>
        </section>
    }
    .into_any()
}

fn tick(
    at: usize,
    step: &'static Step,
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

fn next_actions(record: &Triage) -> impl IntoView + use<> {
    (!record.next_actions.is_empty()).then(|| {
        let items = record
            .next_actions
            .iter()
            .map(|action| view! { <li>{action.clone()}</li> })
            .collect_view();
        view! {
            <h3>"For this incident"</h3>
            <ul class="bullets">{items}</ul>
        }
    })
}
