//! The second pass over a batch: how far it is, what it changed, stopping it and going on, and the
//! batch as it would be without it.

use leptos::prelude::*;
use triage::batch::{State, Status};
use triage::passes::{Passes, SecondPass, State as Pass, Touched};

use crate::address::BatchView;
use crate::format::{count, counted, seconds};

/// What can be done with the pass.
#[derive(Clone, Copy, PartialEq)]
enum Offer {
    Stop,
    Start,
    Continue,
}

fn offer(status: &Status) -> Option<Offer> {
    let pass = &status.second_pass;
    if pass.is_live() {
        Some(Offer::Stop)
    } else if pass.judge.is_none() || pass.left() == 0 || status.state == State::Running {
        None
    } else if pass.asked == 0 {
        Some(Offer::Start)
    } else {
        Some(Offer::Continue)
    }
}

/// Where the pass is, in a sentence.
fn words(status: &Status) -> String {
    let pass = &status.second_pass;
    let because = pass.reason.as_deref().unwrap_or_default();
    let unsure = counted(pass.wanted, "unsure row", "unsure rows");
    let asked = format!("{} of {unsure} asked twice", count(pass.asked));
    match pass.state {
        Pass::Off if pass.judge.is_none() => format!("No row is asked about twice: {because}."),
        Pass::Off => format!("{unsure}; none has been asked about twice."),
        Pass::Waiting if status.state == State::Running => {
            format!("Begins when every row is triaged: {unsure} so far.")
        }
        Pass::Waiting => format!("Waits for its turn: {asked}."),
        Pass::Running => format!("{asked}."),
        Pass::Finished if pass.wanted == 0 => {
            "The classifier is sure of every row, so none was asked about twice.".to_owned()
        }
        Pass::Finished => format!("Finished: {asked}."),
        Pass::Stopped => format!("Stopped: {asked}."),
        Pass::BudgetSpent => format!("The time or rows allowed are used up: {asked}."),
        Pass::Failed => format!("It failed: {because}. {asked}; what was found stands."),
    }
}

/// What it cost and what it spared, as far as that was measured.
fn cost(pass: &SecondPass) -> Option<String> {
    let saved = pass.seconds_saved?;
    Some(format!(
        "{} used, {} saved against asking about every row.",
        seconds(pass.seconds),
        seconds(saved)
    ))
}

#[component]
pub fn SecondPassPanel(
    status: Signal<Status>,
    /// Rows with another label by it, under the settings of the view.
    #[prop(into)]
    changed: Signal<u64>,
    #[prop(into)] view: Signal<BatchView>,
    #[prop(into)] href: Callback<BatchView, String>,
) -> impl IntoView {
    let id = status.with_untracked(|status| status.id.clone());
    // Numbers change while the pass runs; what is clicked must not be drawn anew under the pointer.
    let offered = Memo::new(move |_| offer(&status.read()));
    let begun = Memo::new(move |_| status.read().second_pass.asked > 0);
    let running = Memo::new(move |_| status.read().second_pass.state == Pass::Running);
    let action = move || format!("/batches/{id}/second-pass{}", view.read().write());
    let button = move |offer: Offer| {
        let (name, value) = match offer {
            Offer::Stop => ("Stop", "stop"),
            Offer::Start => ("Ask about them", "start"),
            Offer::Continue => ("Continue", "start"),
        };
        view! {
            <form method="post" action=action.clone()>
                <input type="hidden" name="action" value=value />
                <button class="button">{name}</button>
            </form>
        }
    };
    let filter = move |touched: Touched| {
        let to = view
            .read()
            .unfiltered()
            .with(|view| view.query.second = Some(touched));
        href.run(to)
    };
    let through = move |passes: Passes, name: &'static str| {
        view! {
            <li>
                <a
                    class="segment"
                    href=move || href.run(view.read().with(|view| view.query.passes = passes))
                    data-noscroll="true"
                    aria-current=move || (view.read().query.passes == passes).then_some("true")
                >
                    {name}
                </a>
            </li>
        }
    };
    let found = move || {
        view! {
            <div class="second-found">
                <ul class="chips" aria-label="Filter by the second opinion">
                    <li>
                        <a
                            class="chip chip-link"
                            href=move || filter(Touched::Changed)
                            data-noscroll="true"
                        >
                            {move || counted(changed.get(), "label changed", "labels changed")}
                        </a>
                    </li>
                    <li>
                        <a
                            class="chip chip-link"
                            href=move || filter(Touched::Asked)
                            data-noscroll="true"
                        >
                            {move || format!("{} asked twice", count(status.read().second_pass.asked))}
                        </a>
                    </li>
                </ul>
                <nav aria-label="Opinions that count">
                    <ul class="segments">
                        {through(Passes::All, "Both opinions")}
                        {through(Passes::First, "First opinion only")}
                    </ul>
                </nav>
            </div>
        }
    };
    view! {
        <section class="panel second-pass" aria-labelledby="second-title">
            <div class="second-head">
                <h2 id="second-title" class="panel-title">
                    "Second opinion"
                </h2>
                <span class="quiet">
                    {move || {
                        let certain = status.read().second_pass.certain;
                        counted(certain, "row certain", "rows certain")
                    }}
                </span>
                {move || offered.get().map(&button)}
            </div>
            {move || {
                running
                    .get()
                    .then(|| {
                        view! {
                            <progress
                                aria-label="Unsure rows asked about"
                                max=move || status.read().second_pass.wanted.max(1).to_string()
                                value=move || status.read().second_pass.asked.to_string()
                            ></progress>
                        }
                    })
            }}
            <p>
                <span role="status">{move || words(&status.read())}</span>
                {move || cost(&status.read().second_pass).map(|cost| format!(" {cost}"))}
            </p>
            {move || begun.get().then(found)}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(state: State, pass: SecondPass) -> Status {
        Status {
            id: "0".into(),
            file_name: "a.csv".into(),
            column: None,
            state,
            rows: 1_500,
            failed: 0,
            errors: Vec::new(),
            bytes_read: 1,
            bytes_total: None,
            seconds: 1.0,
            rows_per_second: 1_500.0,
            message: None,
            created_at: String::new(),
            second_pass: pass,
        }
    }

    fn pass(state: Pass) -> SecondPass {
        SecondPass {
            state,
            reason: Some("it died".into()),
            judge: Some("s-1".into()),
            certain: 1_200,
            wanted: 300,
            asked: 120,
            texts: 100,
            seconds: 2.0,
            seconds_saved: Some(27.6),
            ..SecondPass::default()
        }
    }

    #[test]
    fn each_state_has_its_words_and_its_button() {
        let check = |life, pass: SecondPass, expected: &str, button| {
            let status = status(life, pass);
            assert_eq!(words(&status), expected);
            assert!(offer(&status) == button, "{expected}");
        };
        let done = State::Finished;
        check(
            State::Running,
            pass(Pass::Waiting),
            "Begins when every row is triaged: 300 unsure rows so far.",
            Some(Offer::Stop),
        );
        check(
            done,
            pass(Pass::Waiting),
            "Waits for its turn: 120 of 300 unsure rows asked twice.",
            Some(Offer::Stop),
        );
        check(
            done,
            pass(Pass::Running),
            "120 of 300 unsure rows asked twice.",
            Some(Offer::Stop),
        );
        check(
            done,
            pass(Pass::Stopped),
            "Stopped: 120 of 300 unsure rows asked twice.",
            Some(Offer::Continue),
        );
        check(
            done,
            pass(Pass::Failed),
            "It failed: it died. 120 of 300 unsure rows asked twice; what was found stands.",
            Some(Offer::Continue),
        );
        check(
            done,
            SecondPass {
                asked: 0,
                ..pass(Pass::Off)
            },
            "300 unsure rows; none has been asked about twice.",
            Some(Offer::Start),
        );
        check(
            done,
            SecondPass {
                judge: None,
                ..pass(Pass::Off)
            },
            "No row is asked about twice: it died.",
            None,
        );
        check(
            done,
            SecondPass {
                asked: 300,
                ..pass(Pass::Finished)
            },
            "Finished: 300 of 300 unsure rows asked twice.",
            None,
        );
        check(
            done,
            SecondPass {
                wanted: 0,
                asked: 0,
                ..pass(Pass::Finished)
            },
            "The classifier is sure of every row, so none was asked about twice.",
            None,
        );
    }

    #[test]
    fn what_was_not_measured_is_not_told() {
        let check = |saved, expected: Option<&str>| {
            let pass = SecondPass {
                seconds_saved: saved,
                ..pass(Pass::Running)
            };
            assert_eq!(cost(&pass).as_deref(), expected);
        };
        check(None, None);
        check(
            Some(27.6),
            Some("2.0 s used, 28 s saved against asking about every row."),
        );
    }
}
