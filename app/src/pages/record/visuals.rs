//! The record in pictures: risk by its parts, techniques by tactic, the text in numbers.

use leptos::prelude::*;
use taxonomy::KillChainPhase;
use triage::{TechniqueSource, Triage};

use crate::charts::{Drawing, Part, Width, waterfall};
use crate::components::{ChartFrame, Twin};
use crate::format::{count, signed};

#[component]
pub fn Visuals(#[prop(into)] record: Signal<Triage>) -> impl IntoView {
    let twin = Signal::derive(move || {
        let risk = &record.read().risk;
        Twin {
            head: ["Part", "Points", "Why"].map(str::to_owned).into(),
            rows: risk
                .parts
                .iter()
                .map(|part| {
                    vec![
                        part.name.clone(),
                        signed(f64::from(part.points), 1),
                        part.why.clone(),
                    ]
                })
                .chain([vec![
                    "risk".to_owned(),
                    risk.score.to_string(),
                    "the sum, held between 0 and 100".to_owned(),
                ]])
                .collect(),
        }
    });
    view! {
        <section class="panel">
            <ChartFrame
                title="Risk, part by part"
                description="Points from 0 to 100. Each part starts where the one above it ended."
                twin=twin
            >
                {move || {
                    let record = record.read();
                    let parts: Vec<_> = record
                        .risk
                        .parts
                        .iter()
                        .map(|part| Part {
                            name: part.name.clone(),
                            points: f64::from(part.points),
                        })
                        .collect();
                    Width::ALL
                        .map(|width| {
                            let (marks, height) = waterfall(
                                &parts,
                                f64::from(record.risk.score),
                                100.0,
                                width,
                            );
                            view! { <Drawing marks=marks height=height width=width /> }
                        })
                        .collect_view()
                }}
            </ChartFrame>
        </section>
        <section class="panel">
            <h2 class="panel-title">"Techniques by tactic"</h2>
            {move || tactic_map(&record.read())}
        </section>
        <section class="panel">
            <h2 class="panel-title">"Kill chain"</h2>
            {move || kill_chain(&record.read())}
        </section>
        <section class="panel">
            <h2 class="panel-title">"The text in numbers"</h2>
            {move || numbers(&record.read())}
        </section>
    }
}

/// A tactic with its techniques: id, name, and whether the text shows it.
type Column = (taxonomy::Tactic, Vec<(String, String, bool)>);

/// A column a tactic that has a technique; ids in it, those from the text first.
fn tactic_map(record: &Triage) -> impl IntoView + use<> {
    let mut columns: Vec<Column> = Vec::new();
    for hit in &record.techniques {
        for tactic in &hit.tactics {
            let entry = (
                hit.id.clone(),
                hit.name.clone(),
                hit.source == TechniqueSource::Text,
            );
            match columns.iter_mut().find(|(known, _)| known == tactic) {
                Some((_, list)) => list.push(entry),
                None => columns.push((*tactic, vec![entry])),
            }
        }
    }
    if columns.is_empty() {
        return view! { <p class="quiet">"No technique is listed for this incident."</p> }
            .into_any();
    }
    columns.sort_by_key(|(tactic, _)| *tactic);
    let columns = columns
        .into_iter()
        .map(|(tactic, mut list)| {
            list.sort_by_key(|(_, _, shown)| !shown);
            let items = list
                .into_iter()
                .map(|(id, name, shown)| {
                    view! {
                        <li class="tactic-cell" class:tactic-cell-implied=!shown>
                            <code>{id}</code>
                            <span>{name}</span>
                        </li>
                    }
                })
                .collect_view();
            view! {
                <div class="tactic">
                    <h3>{tactic.name()}</h3>
                    <ul>{items}</ul>
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="tactics">{columns}</div>
        <p class="quiet">"Solid: shown by the text. Dashed: suggested by the label alone."</p>
    }
    .into_any()
}

pub fn kill_chain(record: &Triage) -> impl IntoView + use<> {
    let here = record.kill_chain;
    let steps = KillChainPhase::ALL
        .map(|phase| {
            let current = (here == Some(phase)).then_some("step");
            view! { <li aria-current=current>{phase.name()}</li> }
        })
        .collect_view();
    view! {
        <ol class="kill-chain">{steps}</ol>
        <p class="quiet">
            {match here {
                Some(phase) => format!("An event of this kind usually belongs to {}.", phase.name().to_lowercase()),
                None => "An event of this kind is no part of an intrusion.".to_owned(),
            }}
        </p>
    }
}

fn numbers(record: &Triage) -> impl IntoView + use<> {
    let text = &record.input.text;
    let facts: Vec<(&str, String)> = vec![
        ("Characters", count(text.chars().count() as u64)),
        ("Words", count(text.split_whitespace().count() as u64)),
        ("Lines", count(text.lines().count() as u64)),
        ("Entities", count(record.entities.len() as u64)),
        ("Terms that counted", count(record.evidence.len() as u64)),
        ("Margin to the runner-up", format!("{:.2}", record.margin)),
        (
            "Entropy, of at most 3.32 bits",
            format!("{:.2} bits", record.entropy),
        ),
        (
            "Out of domain, bound",
            format!(
                "{:.2}, {:.2}",
                record.scores.out_of_domain, record.out_of_domain_bound
            ),
        ),
        (
            "Likelihood of a false positive",
            format!("{:.2}", record.risk.false_positive),
        ),
    ];
    let rows = facts
        .into_iter()
        .map(|(name, value)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="facts">{rows}</dl> }
}
