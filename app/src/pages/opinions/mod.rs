//! All opinions on one incident side by side, and asking a language model for its own.
//!
//! Decides nothing: how far a language model counts is the operator's to say and the engine's to do.

mod answer;
mod asking;
mod own;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use triage::{Opinion, Triage};

pub use self::answer::Said;
use self::asking::Ask;
pub use self::asking::where_it_goes;
use self::own::Own;
use crate::api;
use crate::components::{ErrorState, LabelBadge, Missing, Skeleton, TopBar, label_name};
use crate::format::{micros, probability};
use crate::language_model::{self, Opinions as Data, Question};

#[component]
pub fn Opinions() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let data = language_model::resource(move || Question::Opinions(id.get()));
    view! {
        <TopBar
            title=Signal::derive(move || {
                format!("Opinions on {}", id.read().get(..8).unwrap_or_default())
            })
            back=Signal::derive(move || Some((format!("/incidents/{}", id.get()), "Incident")))
        />
        <main id="content" class="page page-prose" tabindex="-1">
            <Suspense fallback=Skeleton>
                {move || Suspend::new(async move {
                    match api::read::<Option<Data>>(data.await) {
                        Ok(Some(data)) => view! { <Beside first=data /> }.into_any(),
                        Ok(None) => {
                            view! {
                                <Missing
                                    what="There is no incident at this address"
                                    why="It may have been deleted or have expired. What was said of it is gone with it."
                                />
                            }
                                .into_any()
                        }
                        Err(error) => {
                            view! {
                                <ErrorState
                                    what="The opinions could not be read"
                                    why=error.to_string()
                                />
                            }
                                .into_any()
                        }
                    }
                })}
            </Suspense>
        </main>
    }
}

#[component]
fn Beside(first: Data) -> impl IntoView {
    let (id, text) = (first.record.id.clone(), first.record.input.text.clone());
    let data = RwSignal::new(first);
    view! {
        <section class="panel">
            <h2 class="panel-title">"The incident"</h2>
            <pre class="code" tabindex="0" role="region" aria-label="The incident">
                {text}
            </pre>
        </section>
        <section class="panel">
            <h2 class="panel-title">"Side by side"</h2>
            <ul class="opinions">
                {move || data.read().record.opinions.iter().map(opinion).collect_view()}
            </ul>
            <p class="quiet">{move || compared(&data.read().record, data.read().weight)}</p>
        </section>
        {move || {
            let answers = data.read().answers.clone();
            answers.into_iter().rev().take(1).map(|answer| view! { <Said answer=answer /> }).collect_view()
        }}
        <Ask data=data />
        <Own id=id />
    }
}

fn opinion(opinion: &Opinion) -> impl IntoView + use<> {
    view! {
        <li>
            <strong>{who(&opinion.by).to_owned()}</strong>
            <LabelBadge label=opinion.label />
            <span class="number">{opinion.confidence.map(probability)}</span>
            <span class="quiet">
                {opinion.model.clone()}
                {opinion.micros.map(|time| format!(" · {}", micros(time)))}
            </span>
        </li>
    }
}

fn who(by: &str) -> &str {
    match by {
        "semantic" => "sentence model",
        "llm" => "language model",
        other => other,
    }
}

/// Whether the judges agree, each by its latest opinion, and what that changes.
fn compared(record: &Triage, weight: f32) -> String {
    let mut latest: Vec<&Opinion> = Vec::new();
    for opinion in &record.opinions {
        match latest.iter_mut().find(|known| known.by == opinion.by) {
            Some(known) => *known = opinion,
            None => latest.push(opinion),
        }
    }
    let labels = latest.iter().map(|opinion| opinion.label);
    let same = latest
        .first()
        .filter(|first| labels.clone().all(|label| label == first.label));
    let said = match (same, latest.len()) {
        (Some(_), 1) => "Nobody else was asked.".to_owned(),
        (Some(first), 2) => format!("They agree: {}.", label_name(first.label)),
        (Some(first), n) => format!("All {n} agree: {}.", label_name(first.label)),
        (None, _) => {
            let each: Vec<_> = latest
                .iter()
                .map(|opinion| match opinion.label {
                    Some(label) => format!("the {} says {}", who(&opinion.by), label.name()),
                    None => format!("the {} is uncertain", who(&opinion.by)),
                })
                .collect();
            format!("They disagree: {}.", each.join(", "))
        }
    };
    let counts = if weight > 0.0 {
        format!("a language model that is believed counts in it with weight {weight}")
    } else {
        "a language model does not move it, because nobody has said how far it counts".to_owned()
    };
    format!(
        "{said} The decision is {}; {counts}.",
        label_name(record.decision.label)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use taxonomy::Label;

    #[test]
    fn judges_are_compared_by_their_latest_words() {
        let engine = triage::Engine::new(
            classifier::Model::from_bytes(include_bytes!("../../../../models/classifier.bin"))
                .expect("the shipped model"),
        );
        let settings = triage::Settings::default();
        let check = |said: &[(&str, Option<Label>)], expected: &str| {
            let mut record = engine.triage("a text", &settings, triage::Source::Page);
            record.opinions = said
                .iter()
                .map(|&(by, label)| Opinion {
                    by: by.to_owned(),
                    label,
                    confidence: None,
                    model: String::new(),
                    scores: None,
                    micros: None,
                })
                .collect();
            for (weight, counts) in [(0.0, "does not move it"), (0.5, "with weight 0.5")] {
                let words = compared(&record, weight);
                assert!(words.starts_with(expected), "{words}");
                assert!(words.contains(counts), "{words}");
            }
        };
        let (mail, code) = (Some(Label::Phishing), Some(Label::Malware));
        check(&[("classifier", mail)], "Nobody else was asked.");
        check(
            &[("classifier", mail), ("llm", mail)],
            "They agree: Phishing.",
        );
        check(
            &[("classifier", mail), ("semantic", mail), ("llm", mail)],
            "All 3 agree: Phishing.",
        );
        check(
            &[("classifier", mail), ("semantic", code), ("llm", None)],
            "They disagree: the classifier says Phishing, the sentence model says Malware, the language model is uncertain.",
        );
        check(
            &[("classifier", mail), ("llm", code), ("llm", mail)],
            "They agree: Phishing.",
        );
    }
}
