//! The sentence model over a batch: how far it is and what it changed.

use leptos::prelude::*;
use triage::batch::{State, Status};
use triage::passes::{Stage, State as Life, Touched};

use super::{Button, Filter, bar, cost};
use crate::format::{count, counted};

/// Where the pass is, in a sentence.
fn words(status: &Status) -> String {
    let pass = &status.second_pass;
    let because = pass.reason.as_deref().unwrap_or_default();
    let unsure = counted(pass.wanted, "unsure row", "unsure rows");
    let asked = format!("{} of {unsure} asked twice", count(pass.asked));
    match pass.state {
        Life::Off if pass.judge.is_none() => format!("No row is asked about twice: {because}."),
        Life::Off => format!("{unsure}; none has been asked about twice."),
        Life::Waiting if status.state == State::Running => {
            format!("Begins when every row is triaged: {unsure} so far.")
        }
        Life::Waiting => format!("Waits for its turn: {asked}."),
        Life::Running => format!("{asked}."),
        Life::Finished if pass.wanted == 0 => {
            "The classifier is sure of every row, so none was asked about twice.".to_owned()
        }
        Life::Finished => format!("Finished: {asked}."),
        Life::Stopped => format!("Stopped: {asked}."),
        Life::BudgetSpent => format!("The time or rows allowed are used up: {asked}."),
        Life::Failed => format!("It failed: {because}. {asked}; what was found stands."),
    }
}

#[component]
pub fn SecondPass(
    status: Signal<Status>,
    /// Rows with another label by it, under the settings of the view.
    #[prop(into)]
    changed: Signal<u64>,
    filter: Filter,
    button: Button,
) -> impl IntoView {
    // Numbers change while the pass runs; what is clicked must not be drawn anew under the pointer.
    let begun = Memo::new(move |_| status.read().second_pass.asked > 0);
    let found = move || {
        let href = move |touched| filter.run((Stage::Second, touched));
        view! {
            <ul class="chips" aria-label="Filter by the second opinion">
                <li>
                    <a
                        class="chip chip-link"
                        href=move || href(Touched::Changed)
                        data-noscroll="true"
                    >
                        {move || counted(changed.get(), "label changed", "labels changed")}
                    </a>
                </li>
                <li>
                    <a
                        class="chip chip-link"
                        href=move || href(Touched::Asked)
                        data-noscroll="true"
                    >
                        {move || format!("{} asked twice", count(status.read().second_pass.asked))}
                    </a>
                </li>
            </ul>
        }
    };
    view! {
        <div class="second-pass">
            <div class="pass-head">
                <h3>"Sentence model"</h3>
                {button.of(status, Stage::Second, Signal::derive(|| None))}
            </div>
            {bar(status, Stage::Second)}
            <p>
                <span role="status">{move || words(&status.read())}</span>
                {move || cost(&status.read().second_pass).map(|cost| format!(" {cost}"))}
            </p>
            {move || begun.get().then(found)}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{pass, status};
    use super::*;
    use triage::passes::Pass;

    #[test]
    fn each_state_has_its_words() {
        let check = |life, second: Pass, expected: &str| {
            let status = status(life, second, Pass::default());
            assert_eq!(words(&status), expected);
        };
        let done = State::Finished;
        check(
            State::Running,
            pass(Life::Waiting),
            "Begins when every row is triaged: 300 unsure rows so far.",
        );
        check(
            done,
            pass(Life::Waiting),
            "Waits for its turn: 120 of 300 unsure rows asked twice.",
        );
        check(
            done,
            pass(Life::Running),
            "120 of 300 unsure rows asked twice.",
        );
        check(
            done,
            pass(Life::Stopped),
            "Stopped: 120 of 300 unsure rows asked twice.",
        );
        check(
            done,
            pass(Life::Failed),
            "It failed: it died. 120 of 300 unsure rows asked twice; what was found stands.",
        );
        check(
            done,
            Pass {
                asked: 0,
                ..pass(Life::Off)
            },
            "300 unsure rows; none has been asked about twice.",
        );
        check(
            done,
            Pass {
                judge: None,
                ..pass(Life::Off)
            },
            "No row is asked about twice: it died.",
        );
        check(
            done,
            Pass {
                asked: 300,
                ..pass(Life::Finished)
            },
            "Finished: 300 of 300 unsure rows asked twice.",
        );
        check(
            done,
            Pass {
                wanted: 0,
                asked: 0,
                ..pass(Life::Finished)
            },
            "The classifier is sure of every row, so none was asked about twice.",
        );
    }
}
