//! Why: the text with the terms that pushed, all ten probabilities, every opinion.

use leptos::prelude::*;
use triage::{Evidence, Opinion, Source, Triage};

use super::super::triage::Probabilities;
use crate::components::{EvidenceText, LabelBadge, Layer};
use crate::format::{micros, probability, signed};

/// Terms shown before "all".
const FIRST: usize = 10;

/// Highlights of the terms that pushed, stronger for stronger pushes.
pub fn why_layers(record: &Triage) -> Vec<Layer> {
    let strongest = record
        .evidence
        .iter()
        .map(|term| term.contribution.abs())
        .fold(0.0_f32, f32::max);
    record
        .evidence
        .iter()
        .filter(|term| term.contribution.abs() >= strongest * 0.08)
        .flat_map(|term| {
            let strong = term.contribution.abs() >= strongest * 0.45;
            let class = match (term.contribution >= 0.0, strong) {
                (true, true) => "why why-for why-strong",
                (true, false) => "why why-for",
                (false, true) => "why why-against why-strong",
                (false, false) => "why why-against",
            };
            let title = format!("{} {}", term.term, signed(f64::from(term.contribution), 2));
            term.spans.iter().map(move |span| Layer {
                span: *span,
                class,
                title: title.clone(),
            })
        })
        .collect()
}

#[component]
pub fn Analysis(#[prop(into)] record: Signal<Triage>) -> impl IntoView {
    let text = Memo::new(move |_| record.read().input.text.clone());
    let layers = Memo::new(move |_| why_layers(&record.read()));
    view! {
        <section class="panel">
            <h2 class="panel-title">"Why"</h2>
            <EvidenceText text=text layers=layers name="The incident, with the terms that counted" />
            <ul class="legend" aria-label="Legend">
                <li>
                    <mark class="why why-for why-strong">"for"</mark>
                    {move || format!(" {}", record.read().base.name())}
                </li>
                <li>
                    <mark class="why why-against why-strong">"against"</mark>
                    " it"
                </li>
                <li class="quiet">"Paler: weaker. Unmarked words did not count."</li>
            </ul>
            {move || terms(&record.read())}
        </section>
            <section class="panel">
                <h2 class="panel-title">"How sure"</h2>
                <Probabilities record=record all=true />
            </section>
            <section class="panel">
                <h2 class="panel-title">"Opinions"</h2>
                <ul class="opinions">
                    {move || record.read().opinions.iter().map(opinion).collect_view()}
                </ul>
                {move || together(&record.read())}
            {move || in_full(&record.read())}
            </section>
    }
}

/// What several opinions amount to, or the way to another one.
fn together(record: &Triage) -> impl IntoView + use<> {
    let machines = record
        .opinions
        .iter()
        .filter(|o| o.scores.is_some())
        .count();
    if machines > 1 {
        // A language model counts only where somebody gave it a weight.
        let more = record.opinions.len() > machines;
        let words = match (record.scores.contested, more) {
            (true, false) => "They differ. The decision rests on both, pooled: ",
            (true, true) => "They differ. The decision rests on those that count, pooled: ",
            (false, false) => "They agree. The decision rests on both, pooled: ",
            (false, true) => "They agree. The decision rests on those that count, pooled: ",
        };
        let base = record.base.name();
        return view! {
            <p class="quiet">{words} {base} " " {probability(record.scores.max())} "."</p>
        }
        .into_any();
    }
    // A row of a batch is decided with its batch.
    if !matches!(record.input.source, Source::Page | Source::Api) {
        return ().into_any();
    }
    view! {
        <form method="post" action=format!("/incidents/{}/second-opinion", record.id)>
            <input type="hidden" name="mode" value=record.settings.mode.id() />
            <input type="hidden" name="threshold" value=record.settings.threshold.to_string() />
            <button class="button" type="submit">
                "Ask for a second opinion"
            </button>
            <p class="quiet">
                {if record.decision.label.is_some() {
                    "This is the classifier's answer alone."
                } else {
                    "The classifier is unsure, and nobody else was asked."
                }}
                " A sentence model on this machine can be asked as well."
            </p>
        </form>
    }
    .into_any()
}

/// Where a language model can be asked, which the program's other half shows. Rows of a batch have no
/// such page.
fn in_full(record: &Triage) -> impl IntoView + use<> {
    let single = matches!(record.input.source, Source::Page | Source::Api);
    single.then(|| {
        view! {
            <p>
                <a href=format!("/opinions/{}", record.id) rel="external">
                    "Ask a language model"
                </a>
            </p>
        }
    })
}

fn opinion(opinion: &Opinion) -> impl IntoView + use<> {
    view! {
        <li>
            <strong>{opinion.by.clone()}</strong>
            <LabelBadge label=opinion.label />
            <span class="number">{opinion.confidence.map(probability)}</span>
            <span class="quiet">
                {opinion.model.clone()}
                {opinion.micros.map(|time| format!(" · {}", micros(time)))}
            </span>
        </li>
    }
}

/// The signed contributions as a table: they and the bias add up to the score.
fn terms(record: &Triage) -> impl IntoView + use<> {
    let sum: f32 = record.evidence.iter().map(|term| term.contribution).sum();
    let strongest = record
        .evidence
        .iter()
        .map(|term| term.contribution.abs())
        .fold(0.0_f32, f32::max);
    if record.evidence.is_empty() {
        return view! {
            <p class="quiet">"No word of the text is known to the model, so none counted."</p>
        }
        .into_any();
    }
    let table = move |terms: &[Evidence], caption: &'static str| {
        let rows = terms.iter().map(|term| row(term, strongest)).collect_view();
        view! {
            <table class="table table-compact table-terms">
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Term"</th>
                        <th scope="col" class="number">
                            "Push"
                        </th>
                        <th scope="col">
                            <span class="visually-hidden">"As a length"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
    };
    let (first, rest) = record.evidence.split_at(record.evidence.len().min(FIRST));
    let rest = (!rest.is_empty()).then(|| {
        view! {
            <details>
                <summary>{format!("{} weaker terms", rest.len())}</summary>
                {table(rest, "Weaker terms")}
            </details>
        }
    });
    view! {
        {table(first, "The terms that pushed most")}
        {rest}
        <p class="quiet sum">
            <code>"<host>"</code>
            " stands for any host name, and so on for other entities; "
            <code>"ranso*"</code>
            " for words that begin so."
        </p>
        <p class="quiet sum">
            {format!(
                "All terms {}, bias {}: score {} for {}.",
                signed(f64::from(sum), 2),
                signed(f64::from(record.bias), 2),
                signed(f64::from(sum + record.bias), 2),
                record.base.name(),
            )}
        </p>
    }
    .into_any()
}

fn row(term: &Evidence, strongest: f32) -> impl IntoView + use<> {
    let share = if strongest > 0.0 {
        term.contribution.abs() / strongest * 50.0
    } else {
        0.0
    };
    let (x, class) = if term.contribution >= 0.0 {
        (50.0, "mark-for")
    } else {
        (50.0 - share, "mark-against")
    };
    view! {
        <tr>
            <th scope="row">
                <code>{term.term.clone()}</code>
            </th>
            <td class="number">{signed(f64::from(term.contribution), 2)}</td>
            <td class="cell-push">
                <svg width="100%" height="12" aria-hidden="true">
                    <line class="mark-axis mark-stroked" x1="50%" x2="50%" y1="0" y2="12" />
                    <rect
                        class=class
                        x=format!("{x:.2}%")
                        y="2"
                        width=format!("{share:.2}%")
                        height="8"
                    />
                </svg>
            </td>
        </tr>
    }
}
