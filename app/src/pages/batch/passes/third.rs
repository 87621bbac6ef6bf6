//! The language model over a batch: what would be sent and to whom before it is asked, how far it is,
//! what it said and what that changed.

use leptos::prelude::*;
use triage::batch::{RowError, State, Status, Summary};
use triage::passes::{Beside, Pass, Stage, State as Life, Touched};

use super::{Button, Filter, Offer, bar, cost, offer};
use crate::format::{count, counted, seconds};
use crate::language_model::{Named, Offered};

/// Where the pass is, in a sentence.
fn words(status: &Status) -> String {
    let pass = &status.third_pass;
    let because = pass.reason.as_deref().unwrap_or_default();
    let unsure = counted(pass.wanted, "row still unsure", "rows still unsure");
    let asked = format!("asked about {} of {unsure}", count(pass.asked));
    let failed = match pass.failed {
        0 => String::new(),
        texts => format!(" {} got no answer.", counted(texts, "text", "texts")),
    };
    let said = match pass.state {
        Life::Off if status.state == State::Running => format!("{unsure} so far."),
        Life::Off if pass.wanted == 0 => "No row is still unsure.".to_owned(),
        Life::Off => format!("{unsure}; it has been asked about none."),
        Life::Waiting if status.state == State::Running || status.second_pass.is_live() => {
            format!("Begins when the passes before it have ended: {asked}.")
        }
        Life::Waiting => format!("Waits for its turn: {asked}."),
        Life::Running => format!("Is being asked: {asked}."),
        Life::Finished if pass.wanted == 0 => {
            "No row is still unsure, so it was not asked.".to_owned()
        }
        Life::Finished => format!("Finished: {asked}."),
        Life::Stopped if pass.reason.is_some() => {
            format!("Stopped, because {because}: {asked}.")
        }
        Life::Stopped => format!("Stopped: {asked}."),
        Life::BudgetSpent => format!("The time or rows allowed are used up: {asked}."),
        Life::Failed => format!("It failed: {because}. It was {asked}; what was said stands."),
    };
    format!("{said}{failed}")
}

/// The first texts that got no answer, by the row each stands in first. What ended the pass is said already.
fn others(pass: &Pass) -> Vec<RowError> {
    let others = pass.errors.iter();
    let others = others.filter(|error| Some(&error.message) != pass.reason.as_ref());
    others.cloned().collect()
}

fn unanswered(id: &str, errors: Vec<RowError>) -> Option<impl IntoView + use<>> {
    let rows: Vec<_> = errors
        .into_iter()
        .map(|RowError { row, message }| {
            let href = format!("/batches/{id}/rows/{row}");
            view! {
                <li>
                    <a href=href>"Row " {count(row)}</a>
                    ": "
                    {message}
                </li>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <details>
                <summary>"Why some got no answer"</summary>
                <ul class="bullets">{rows}</ul>
            </details>
        }
    })
}

/// Rows that a press of the button asks about at most; the form says the same to the server.
fn at_most(language: &Offered, left: u64) -> u64 {
    match language.use_of_language.rows {
        0 => left,
        rows => left.min(rows),
    }
}

/// What the press of the button does, told before.
fn before(language: &Offered, rows: u64) -> String {
    let time = match language.use_of_language.seconds {
        0 => String::new(),
        limit => format!(", and for at most {}", seconds(limit as f64)),
    };
    let weight = if language.use_of_language.weight > 0.0 {
        format!(
            "What it says counts in the labels with weight {}.",
            language.use_of_language.weight
        )
    } else {
        "What it says is shown and counted, and moves no label.".to_owned()
    };
    let about = counted(rows, "different text", "different texts");
    let Named {
        local,
        place,
        model,
        redact,
        ..
    } = &language.named;
    if *local {
        return format!(
            "The model in {place} runs on this machine, and nothing is sent anywhere. It is asked \
             about at most {about}, the most doubtful first{time}. {weight}"
        );
    }
    let model = model.as_deref().unwrap_or_default();
    let names = if *redact {
        "with accounts, machines and addresses replaced by placeholders; names of people in plain \
         words stay"
    } else {
        "as they stand"
    };
    let requests = counted(rows, "request", "requests");
    format!(
        "At most {about}, the most doubtful first, go to {place}, model {model}, {names}: at most \
         {requests}, not counting repeats of those that fail{time}. {weight}"
    )
}

const fn name(beside: Beside) -> &'static str {
    match beside {
        Beside::Agreed => "agreed",
        Beside::Otherwise => "said otherwise",
        Beside::Uncertain => "uncertain",
        Beside::NotBelieved => "not believed",
    }
}

#[component]
pub fn ThirdPass(
    status: Signal<Status>,
    /// Over all rows, under the settings of the view.
    whole: Signal<Summary>,
    language: Signal<Option<Offered>>,
    filter: Filter,
    button: Button,
) -> impl IntoView {
    let begun = Memo::new(move |_| status.read().third_pass.asked > 0);
    let ahead = Memo::new(move |_| {
        let status = status.read();
        let offered = offer(&status, Stage::Third);
        let starts = matches!(offered, Some(Offer::Start | Offer::Continue));
        let language = language.get().filter(|_| starts)?;
        let rows = at_most(&language, status.left(Stage::Third));
        Some((language, rows))
    });
    let bounds = Signal::derive(move || {
        let (language, rows) = ahead.get()?;
        Some((rows, language.named.choice))
    });
    let chip = move |touched: Touched, words: Signal<String>| {
        view! {
            <li>
                <a
                    class="chip chip-link"
                    href=move || filter.run((Stage::Third, touched))
                    data-noscroll="true"
                >
                    {words}
                </a>
            </li>
        }
    };
    let found = move || {
        let said = Beside::ALL.map(|beside| {
            let words = move || {
                let rows = count(whole.read().third.of(beside));
                format!("{rows} {}", name(beside))
            };
            chip(Touched::of(beside), Signal::derive(words))
        });
        let changed = move || {
            let rows = whole.read().third_changed;
            counted(rows, "label changed by it", "labels changed by it")
        };
        view! {
            <ul class="chips" aria-label="Filter by what the language model said">
                {said.into_iter().collect_view()}
                {chip(Touched::Changed, Signal::derive(changed))}
            </ul>
        }
    };
    let told = move || {
        let (language, rows) = ahead.get()?;
        let words = before(&language, rows);
        let sent = language.sent.map(|sent| {
            view! {
                <details>
                    <summary>"Exactly what is sent first"</summary>
                    <pre class="code" tabindex="0" role="region" aria-label="What is sent">
                        {sent}
                    </pre>
                </details>
            }
        });
        Some(view! {
            <p class="quiet">{words}</p>
            {sent}
        })
    };
    // Drawn anew only when there are more: somebody may be reading it while the pass runs.
    let missed = Memo::new(move |_| others(&status.read().third_pass));
    let none = Memo::new(move |_| language.read().is_none());
    let nobody = move || {
        none.get().then(|| {
            view! {
                <p class="quiet">
                    "None is on, so nothing is asked of one. " <a href="/language">"Choose one"</a> "."
                </p>
            }
        })
    };
    let all = move || {
        (!none.get()).then(|| {
            view! {
                {bar(status, Stage::Third)}
                <p>
                    <span role="status">{move || words(&status.read())}</span>
                    {move || cost(&status.read().third_pass).map(|cost| format!(" {cost}"))}
                </p>
                {move || unanswered(&status.read_untracked().id, missed.get())}
                {told}
                {move || begun.get().then(found)}
            }
        })
    };
    view! {
        <div class="third-pass">
            <div class="pass-head">
                <h3>"Language model"</h3>
                {button.of(status, Stage::Third, bounds)}
            </div>
            {nobody}
            {all}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{pass, status};
    use super::*;
    use crate::language_model::UseOfLanguage;

    #[test]
    fn what_ended_a_pass_is_said_once() {
        let error = |row, message: &str| RowError {
            row,
            message: message.to_owned(),
        };
        let check = |reason: Option<&str>, rows: &[u64]| {
            let pass = Pass {
                reason: reason.map(str::to_owned),
                errors: vec![error(2, "too long"), error(5, "it died")],
                ..Pass::default()
            };
            let found: Vec<_> = others(&pass).iter().map(|error| error.row).collect();
            assert_eq!(found, rows, "{reason:?}");
        };
        check(None, &[2, 5]);
        check(Some("it died"), &[2]);
        check(
            Some("3 texts in succession got no answer, the last because it died"),
            &[2, 5],
        );
    }

    #[test]
    fn each_state_has_its_words() {
        let check = |life, second: Life, third: Pass, expected: &str| {
            let status = status(life, pass(second), third);
            assert_eq!(words(&status), expected);
        };
        let third = |state| Pass {
            wanted: 60,
            asked: 12,
            ..pass(state)
        };
        let fresh = |state| Pass {
            asked: 0,
            ..third(state)
        };
        let (done, over) = (State::Finished, Life::Finished);
        check(
            State::Running,
            Life::Waiting,
            fresh(Life::Off),
            "60 rows still unsure so far.",
        );
        check(
            done,
            over,
            fresh(Life::Off),
            "60 rows still unsure; it has been asked about none.",
        );
        check(
            done,
            Life::Running,
            fresh(Life::Waiting),
            "Begins when the passes before it have ended: asked about 0 of 60 rows still unsure.",
        );
        check(
            done,
            over,
            third(Life::Waiting),
            "Waits for its turn: asked about 12 of 60 rows still unsure.",
        );
        check(
            done,
            over,
            third(Life::Running),
            "Is being asked: asked about 12 of 60 rows still unsure.",
        );
        check(
            done,
            over,
            third(Life::Stopped),
            "Stopped, because it died: asked about 12 of 60 rows still unsure.",
        );
        check(
            done,
            over,
            Pass {
                reason: None,
                ..third(Life::Stopped)
            },
            "Stopped: asked about 12 of 60 rows still unsure.",
        );
        check(
            done,
            over,
            Pass {
                failed: 1,
                ..third(Life::Failed)
            },
            "It failed: it died. It was asked about 12 of 60 rows still unsure; what was said \
             stands. 1 text got no answer.",
        );
        check(
            done,
            over,
            Pass {
                wanted: 0,
                ..fresh(Life::Finished)
            },
            "No row is still unsure, so it was not asked.",
        );
    }

    #[test]
    fn what_a_press_does_is_said_before() {
        let check = |local, redact, bounds: (u64, u64), left, weight, expected: &[&str]| {
            let (rows, seconds) = bounds;
            let language = Offered {
                named: Named {
                    choice: 1,
                    local,
                    place: "http://there".to_owned(),
                    model: (!local).then(|| "m-1".to_owned()),
                    redact,
                },
                use_of_language: UseOfLanguage {
                    by_itself: false,
                    rows,
                    seconds,
                    weight,
                    temperature: None,
                },
                sent: None,
            };
            let said = before(&language, at_most(&language, left));
            for words in expected {
                assert!(said.contains(words), "{said}");
            }
        };
        check(
            false,
            false,
            (200, 600),
            1_000,
            0.0,
            &[
                "At most 200 different texts",
                "go to http://there, model m-1, as they stand",
                "at most 200 requests",
                "for at most 10 min 0 s",
                "moves no label",
            ],
        );
        check(
            false,
            true,
            (0, 0),
            1,
            1.5,
            &[
                "At most 1 different text,",
                "placeholders",
                "at most 1 request,",
                "counts in the labels with weight 1.5",
            ],
        );
        check(
            true,
            false,
            (200, 600),
            50,
            0.0,
            &[
                "http://there runs on this machine",
                "nothing is sent",
                "50 different texts",
            ],
        );
    }
}
