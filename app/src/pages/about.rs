//! What the model is, how good it was measured to be, where it ends.

use leptos::prelude::*;
use taxonomy::Label;

use crate::api::{self, Question};
use crate::card::{Card, Report};
use crate::components::{ErrorState, LabelBadge, SeverityMark, Skeleton, TopBar};
use crate::format::{bytes, count};

#[component]
pub fn About() -> impl IntoView {
    let card = api::resource(|| Question::Card);
    view! {
        <TopBar title="About" />
        <main id="content" class="page page-prose" tabindex="-1">
            <section class="panel">
                <h2>"What this is"</h2>
                <p>
                    "AlertSage reads a free-text description of a security incident and says what kind of event it is, how sure that is, which ATT&CK techniques the text shows, how risky it is and what to do next. It supports decisions, for learning, research and demonstration. It does not make them: every verdict needs a person who reads the text."
                </p>
                <p>
                    "Texts are judged on this machine. Nothing is sent anywhere, unless an endpoint with a "
                    <a href="/language">"language model"</a> " was chosen, or named when it was started, and a person asks it, or whoever started it said that files be asked about by themselves."
                </p>
            </section>
            <Suspense fallback=Skeleton>
                {move || Suspend::new(async move {
                    match api::read::<Card>(card.await) {
                        Ok(card) => {
                            view! {
                                <Model card=card.clone() />
                                <Quality card=card />
                            }
                                .into_any()
                        }
                        Err(error) => {
                            view! {
                                <ErrorState
                                    what="The model's card could not be read"
                                    why=error.to_string()
                                />
                            }
                                .into_any()
                        }
                    }
                })}
            </Suspense>
            <Labels />
            <section class="panel" id="attack">
                <h2>"ATT&CK"</h2>
                <p>
                    {format!(
                        "Technique ids, names and tactics are those of MITRE ATT&CK, enterprise, version {}.",
                        taxonomy::ATTACK_VERSION,
                    )}
                </p>
                <p>
                    "© The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation. ATT&CK is a registered trademark of The MITRE Corporation."
                </p>
            </section>
        </main>
    }
}

#[component]
fn Model(card: Card) -> impl IntoView {
    let mut facts = vec![
        ("Name", card.model),
        ("Size", bytes(card.bytes)),
        (
            "Abstains above",
            format!("an out-of-domain score of {:.2}", card.out_of_domain_bound),
        ),
    ];
    if card.terms > 0 {
        facts.push(("Terms it knows", count(card.terms)));
    }
    if card.frames > 0 {
        facts.push((
            "Trained on",
            format!(
                "{} narrative frames of our own writing, {} of them no incident at all; no texts of others",
                count(card.frames),
                count(card.frames_out_of_scope)
            ),
        ));
    }
    if !card.sha256.is_empty() {
        facts.push(("SHA-256", card.sha256));
    }
    let facts = facts
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
    view! {
        <section class="panel">
            <h2>"The model"</h2>
            <p>
                "A multinomial logistic regression over the words and word pairs of a text, with calibrated probabilities. The same code runs on the server and in your browser."
            </p>
            <dl class="facts">{facts}</dl>
        </section>
    }
}

/// Every number is from the card.
#[component]
fn Quality(card: Card) -> impl IntoView {
    let scenarios = card.scenarios.clone();
    let sets: Vec<(&str, Report)> = [
        ("Stories it has not seen", card.held_out_frames.clone()),
        (
            "Ways of writing it has not seen",
            card.left_out_registers_all.clone(),
        ),
        (
            "Scenarios by another author",
            card.scenarios.map(|scenarios| scenarios.report),
        ),
    ]
    .into_iter()
    .filter_map(|(name, report)| Some((name, report?)))
    .collect();
    if sets.is_empty() {
        return view! {
            <section class="panel">
                <h2>"Quality"</h2>
                <p>"This model came without a card, so nothing measured can be said of it."</p>
            </section>
        }
        .into_any();
    }
    let rows = sets
        .iter()
        .map(|(name, report)| {
            let (low, high) = report.accuracy_interval;
            view! {
                <tr>
                    <th scope="row" class="cell-words">{*name}</th>
                    <td class="number">{count(report.rows)}</td>
                    <td class="number">
                        {format!("{:.3} ({low:.3}\u{2013}{high:.3})", report.accuracy)}
                    </td>
                    <td class="number">{format!("{:.3}", report.macro_f1)}</td>
                    <td class="number">{format!("{:.3}", report.ece)}</td>
                    <td class="number">{format!("{:.3}", report.accuracy_top_half)}</td>
                </tr>
            }
        })
        .collect_view();
    let labels = card.held_out_frames.map(|report| by_label(&report));
    let abstains = card.out_of_scope_auroc.map(|auroc| {
        let turned = card
            .out_of_scope_turned_away
            .map(|share| format!(", {:.0} % of them turned away", share * 100.0))
            .unwrap_or_default();
        view! { <p>{format!("Texts that are no incident: AUROC {auroc:.3}{turned}.")}</p> }
    });
    let answered = scenarios.map(|scenarios| {
        view! {
            <p>
                {format!(
                    "On the scenarios, at the default threshold: {:.0} % answered, {:.0} % of the answers right, {:.0} % of {} out-of-scope texts abstained.",
                    scenarios.in_scope_answered * 100.0,
                    scenarios.accuracy_of_answers * 100.0,
                    scenarios.out_of_scope_abstained * 100.0,
                    scenarios.out_of_scope,
                )}
            </p>
        }
    });
    view! {
        <section class="panel">
            <h2>"Quality, as measured"</h2>
            <p>
                "Measured when the model was trained. Texts of one story never stand in training and test at once."
            </p>
            <div class="scroll-x" role="region" aria-label="Quality" tabindex="0">
                <table class="table">
                    <caption class="visually-hidden">"Quality by set of texts"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Judged on"</th>
                            <th scope="col" class="number">
                                "Texts"
                            </th>
                            <th scope="col" class="number">
                                "Accuracy (95 %)"
                            </th>
                            <th scope="col" class="number">
                                "Macro-F1"
                            </th>
                            <th scope="col" class="number">
                                "Calibration error"
                            </th>
                            <th scope="col" class="number">
                                "Surest half"
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {abstains}
            {answered}
            {labels}
        </section>
        <section class="panel">
            <h2>"Limits"</h2>
            <ul class="bullets">
                <li>
                    "It has read only stories written for it. Yours differ; expect it to be less sure and more often wrong on them than on the tests above."
                </li>
                <li>
                    "It reads English and knows nothing of your organisation: who is on holiday, which scans are planned, what is normal."
                </li>
                <li>"It gives one label. An incident that is two things at once gets the likelier one, or none."</li>
                <li>
                    "An attacker who writes the text can move the label. Read the text, not only the verdict."
                </li>
            </ul>
        </section>
    }
    .into_any()
}

fn by_label(report: &Report) -> impl IntoView + use<> {
    let rows = report
        .per_label
        .iter()
        .map(|label| {
            view! {
                <tr>
                    <th scope="row">
                        <LabelBadge label=Some(label.label) />
                    </th>
                    <td class="number">{format!("{:.2}", label.precision)}</td>
                    <td class="number">{format!("{:.2}", label.recall)}</td>
                    <td class="number">{format!("{:.2}", label.f1)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <details>
            <summary>"By label, on stories it has not seen"</summary>
            <div class="scroll-x" role="region" aria-label="Quality by label" tabindex="0">
                <table class="table table-compact">
                    <caption class="visually-hidden">"Quality by label"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Label"</th>
                            <th scope="col" class="number">
                                "Precision"
                            </th>
                            <th scope="col" class="number">
                                "Recall"
                            </th>
                            <th scope="col" class="number">
                                "F1"
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

#[component]
fn Labels() -> impl IntoView {
    let rows = Label::ALL
        .map(|label| {
            let info = label.info();
            view! {
                <tr>
                    <th scope="row">
                        <LabelBadge label=Some(label) />
                    </th>
                    <td class="cell-words">{info.meaning}</td>
                    <td>
                        <SeverityMark severity=info.severity />
                    </td>
                    <td>{info.priority.id()}</td>
                    <td>{info.queue}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="panel">
            <h2>"Labels"</h2>
            <p>
                "One of ten, or uncertain: when no label reaches the threshold, when two are nearly equal, or when the text does not read like an incident."
            </p>
            <div class="scroll-x" role="region" aria-label="Labels" tabindex="0">
                <table class="table">
                    <caption class="visually-hidden">"The ten labels"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Label"</th>
                            <th scope="col">"Meaning"</th>
                            <th scope="col">"Severity"</th>
                            <th scope="col">"Priority"</th>
                            <th scope="col">"Queue"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}
