//! One answer of a language model in full: label, words, techniques, and the checks it had to pass.

use leptos::prelude::*;
use opinion::{Answer, Check, CheckName, Likely, Temperature};

use crate::components::{LabelBadge, label_name};
use crate::format::{counted, micros, probability, time};

/// Why a check is made, for who sees it fail.
const fn meaning(name: CheckName) -> &'static str {
    match name {
        CheckName::Schema => "What is not of the form asked for is not read further.",
        CheckName::Label => "There are ten labels, and uncertain.",
        CheckName::Techniques => "A technique that does not exist was made up.",
        CheckName::Indicators => {
            "An address or a name that the text does not hold was made up, so the words are not shown."
        }
        CheckName::Vocabulary => "Nothing in the text speaks for this label.",
        CheckName::Leak => {
            "Words of our own instructions say nothing about the incident, so they are not shown."
        }
    }
}

#[component]
pub fn Said(answer: Answer) -> impl IntoView {
    let (failed, passed): (Vec<_>, Vec<_>) = answer
        .checks
        .iter()
        .cloned()
        .partition(|check| !check.passed);
    let believed = failed.is_empty();
    let notes = notes(&answer);
    let none = no_reasons(&answer);
    let rationale = match answer.rationale {
        Some(words) => view! { <blockquote class="rationale">{words}</blockquote> }.into_any(),
        None => view! { <p class="quiet">{none}</p> }.into_any(),
    };
    let techniques = answer.mitre_ids.into_iter().map(|id| {
        view! {
            <li class="chip">
                <code>{id}</code>
            </li>
        }
    });
    let techniques = techniques.collect_view();
    view! {
        <section class="panel" id="language" aria-labelledby="said-title">
            <div class="panel-head">
                <h2 id="said-title" class="panel-title">
                    "What the language model says"
                </h2>
                <LabelBadge label=answer.label />
            </div>
            {(!believed)
                .then(|| {
                    view! {
                        <div class="notice">
                            <p>"What it said did not pass every check, so it counts as uncertain."</p>
                            <ul class="bullets">{failed.into_iter().map(failure).collect_view()}</ul>
                        </div>
                    }
                })}
            {rationale}
            <ul class="chips" aria-label="Techniques it names">
                {techniques}
            </ul>
            <p class="quiet">{notes}</p>
            {(!passed.is_empty())
                .then(|| {
                    view! {
                        <details>
                            <summary>
                                {counted(passed.len() as u64, "check passed", "checks passed")}
                            </summary>
                            <ul class="bullets">{passed.into_iter().map(success).collect_view()}</ul>
                        </details>
                    }
                })}
            {answer.scores.map(|scores| likelihoods(scores, answer.temperature))}
        </section>
    }
}

/// Why there are none of its words. Who was asked for words is held to their form first.
fn no_reasons(answer: &Answer) -> &'static str {
    let wrote = answer.checks.iter().any(|c| c.name == CheckName::Schema);
    if wrote {
        "It gave no reasons that may be shown."
    } else {
        "It was asked how likely each label is, and for no reasons."
    }
}

/// Who, how long, when, and what the model did not see.
fn notes(answer: &Answer) -> String {
    let took = micros(answer.milliseconds.saturating_mul(1000));
    let mut notes = format!("{} · {took}", answer.model);
    if let Some(at) = &answer.answered_at {
        notes.push_str(&format!(" · {}", time(at)));
    }
    notes.push('.');
    if answer.redacted {
        notes.push_str(" Accounts, machines and addresses were replaced before the text was sent.");
    }
    if answer.cut {
        notes.push_str(&format!(
            " The text was longer than the {} characters it was shown.",
            opinion::MAX_CHARS
        ));
    }
    notes
}

fn failure(check: Check) -> impl IntoView {
    view! {
        <li>
            <strong>{check.name.name()}</strong>
            ": "
            {check.detail}
            " "
            {meaning(check.name)}
        </li>
    }
}

fn success(check: Check) -> impl IntoView {
    view! { <li>{check.name.name()} ": " {check.detail}</li> }
}

fn likelihoods(scores: Vec<Likely>, temperature: Option<Temperature>) -> impl IntoView {
    let rows = scores.into_iter().map(|likely| {
        view! {
            <tr>
                <th scope="row">{label_name(likely.label)}</th>
                <td class="number">{probability(likely.probability)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <details>
            <summary>"How likely it thought each answer"</summary>
            <p class="quiet">{meant(temperature)}</p>
            <table class="table table-compact">
                <caption class="visually-hidden">"Likelihood of each answer"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Answer"</th>
                        <th scope="col" class="number">
                            "Likelihood"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
}

/// What the likelihoods are worth.
fn meant(temperature: Option<Temperature>) -> String {
    match temperature.map(f32::from) {
        None => "Read off the model, together 1. How often 0.90 is right, only a count on labelled texts \
                 can say."
            .to_owned(),
        Some(temperature) => format!(
            "Read off the model and brought to temperature {temperature}, which this server was told for \
             it; together 1."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use taxonomy::Label;

    fn answer(judged: opinion::Judged) -> Answer {
        Answer::new(judged, "m".to_owned(), Duration::from_millis(1_500))
    }

    #[test]
    fn who_was_not_asked_for_reasons_kept_none_back() {
        let check = |judged: opinion::Judged, words: &str| {
            let said = no_reasons(&answer(judged));
            assert!(said.contains(words), "{said}");
        };
        let text = "a phishing mail";
        let label = Some(Label::Phishing);
        check(opinion::judge_label(text, label), "for no reasons");
        check(opinion::judge_label(text, None), "for no reasons");
        check(opinion::judge(text, "no"), "that may be shown");
    }

    #[test]
    fn it_is_said_what_likelihoods_are_worth() {
        assert!(meant(None).contains("only a count on labelled texts"));
        assert!(meant(Temperature::new(1.8)).contains("temperature 1.8, which"));
    }

    #[test]
    fn what_the_model_did_not_see_is_noted() {
        let check = |redacted: bool, cut: bool, words: &[&str]| {
            let answer = Answer {
                cut,
                redacted,
                ..answer(opinion::judge("a text", "no"))
            };
            let notes = notes(&answer);
            assert!(notes.starts_with("m · 1.5 s."), "{notes}");
            for word in ["replaced", "8000"] {
                assert_eq!(notes.contains(word), words.contains(&word), "{notes}");
            }
        };
        check(false, false, &[]);
        check(true, false, &["replaced"]);
        check(true, true, &["replaced", "8000"]);
    }
}
