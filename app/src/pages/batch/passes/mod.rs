//! The passes over a batch after the first: who was sure of how many rows, how far each pass is,
//! stopping and going on, and the batch as it would be without them.

mod second;
mod third;

use leptos::prelude::*;
use triage::batch::{State, Status, Summary};
use triage::passes::{Pass, Passes, Stage, State as Life, Touched};

use self::second::SecondPass;
use self::third::ThirdPass;
use crate::address::BatchView;
use crate::format::{count, counted, seconds};
use crate::language_model::Offered;

/// The address of the rows with which a pass did that.
type Filter = Callback<(Stage, Touched), String>;

/// What can be done with a pass.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Offer {
    Stop,
    Start,
    Continue,
}

fn offer(status: &Status, stage: Stage) -> Option<Offer> {
    let pass = status.pass(stage);
    // How much the third would be asked is known when the second has ended, and what it says rests on
    // that.
    let open = match stage {
        Stage::Third => status.second_pass.is_live(),
        Stage::Second => status.third_pass.is_live(),
    };
    if pass.is_live() {
        Some(Offer::Stop)
    } else if open
        || pass.judge.is_none()
        || status.left(stage) == 0
        || status.state == State::Running
    {
        None
    } else if pass.asked == 0 {
        Some(Offer::Start)
    } else {
        Some(Offer::Continue)
    }
}

const fn name(stage: Stage, offer: Offer) -> &'static str {
    match (stage, offer) {
        (Stage::Second, Offer::Stop) => "Stop",
        (Stage::Second, Offer::Start) => "Ask about them",
        (Stage::Second, Offer::Continue) => "Continue",
        (Stage::Third, Offer::Stop) => "Stop the language model",
        (Stage::Third, Offer::Start) => "Ask the language model",
        (Stage::Third, Offer::Continue) => "Ask about more",
    }
}

/// Starts and stops passes, by a plain form.
#[derive(Clone, Copy)]
struct Button {
    id: StoredValue<String>,
    view: Signal<BatchView>,
}

impl Button {
    /// Numbers change while a pass runs; what is clicked must not be drawn anew under the pointer.
    /// `bounds`: no more rows than these, and of no language model but the one of that number, where the
    /// page told so.
    fn of(
        self,
        status: Signal<Status>,
        stage: Stage,
        bounds: Signal<Option<(u64, u64)>>,
    ) -> impl IntoView + use<> {
        let offered = Memo::new(move |_| offer(&status.read(), stage));
        let action = move || {
            let pass = match stage {
                Stage::Second => "second-pass",
                Stage::Third => "third-pass",
            };
            let (id, view) = (self.id.get_value(), self.view.read().write());
            format!("/batches/{id}/{pass}{view}")
        };
        move || {
            offered.get().map(|offer| {
                let starts = offer != Offer::Stop;
                let bounds = move || {
                    let (rows, choice) = bounds.get().filter(|_| starts)?;
                    Some(view! {
                        <input type="hidden" name="rows" value=rows />
                        <input type="hidden" name="choice" value=choice />
                    })
                };
                view! {
                    <form method="post" action=action>
                        <input
                            type="hidden"
                            name="action"
                            value=if starts { "start" } else { "stop" }
                        />
                        {bounds}
                        <button class="button">{name(stage, offer)}</button>
                    </form>
                }
            })
        }
    }
}

/// How far a pass is that runs.
fn bar(status: Signal<Status>, stage: Stage) -> impl IntoView {
    let running = Memo::new(move |_| status.read().pass(stage).state == Life::Running);
    let of = move |number: fn(&Pass) -> u64| move || number(status.read().pass(stage)).to_string();
    move || {
        running.get().then(|| {
            view! {
                <progress
                    aria-label="Unsure rows asked about"
                    max=of(|pass| pass.wanted.max(1))
                    value=of(|pass| pass.asked)
                ></progress>
            }
        })
    }
}

/// What a pass cost and what it spared, as far as that was measured.
fn cost(pass: &Pass) -> Option<String> {
    let saved = pass.seconds_saved?;
    Some(format!(
        "{} used, {} saved against asking about every row.",
        seconds(pass.seconds),
        seconds(saved)
    ))
}

/// Who was asked about how many rows. What is certain and left is so after all of them.
fn shares(status: &Status) -> String {
    let (second, third) = (&status.second_pass, &status.third_pass);
    let certain = counted(third.certain, "row certain", "rows certain");
    let left = count(third.left());
    format!(
        "{certain}, {} asked of the sentence model, {} of the language model, {left} left.",
        count(second.asked),
        count(third.asked)
    )
}

#[component]
pub fn PassesPanel(
    status: Signal<Status>,
    /// Over all rows, under the settings of the view.
    #[prop(into)]
    whole: Signal<Summary>,
    /// The language model, if there is one.
    #[prop(into)]
    language: Signal<Option<Offered>>,
    #[prop(into)] view: Signal<BatchView>,
    #[prop(into)] href: Callback<BatchView, String>,
) -> impl IntoView {
    let button = Button {
        id: StoredValue::new(status.with_untracked(|status| status.id.clone())),
        view,
    };
    let filter = Callback::new(move |(stage, touched)| {
        let to = view.read().unfiltered().with(|view| match stage {
            Stage::Second => view.query.second = Some(touched),
            Stage::Third => view.query.third = Some(touched),
        });
        href.run(to)
    });
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
    let asked = Memo::new(move |_| {
        let status = status.read();
        [Stage::Second, Stage::Third].map(|stage| status.pass(stage).asked > 0)
    });
    let views = move || {
        let [second, third] = asked.get();
        (second || third).then(|| {
            let all = if second && third {
                "All opinions"
            } else {
                "Both opinions"
            };
            view! {
                <nav aria-label="Opinions that count">
                    <ul class="segments">
                        {through(Passes::All, all)}
                        {(second && third)
                            .then(|| through(Passes::Second, "Without the language model"))}
                        {through(Passes::First, "First opinion only")}
                    </ul>
                </nav>
            }
        })
    };
    view! {
        <section class="panel passes" aria-labelledby="passes-title">
            <div class="pass-head">
                <h2 id="passes-title" class="panel-title">
                    "Further opinions"
                </h2>
                <span class="quiet">{move || shares(&status.read())}</span>
                {views}
            </div>
            <SecondPass
                status=status
                changed=Signal::derive(move || whole.read().changed)
                filter=filter
                button=button
            />
            <ThirdPass
                status=status
                whole=whole
                language=language
                filter=filter
                button=button
            />
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn status(state: State, second: Pass, third: Pass) -> Status {
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
            second_pass: second,
            third_pass: third,
        }
    }

    pub(super) fn pass(state: Life) -> Pass {
        Pass {
            state,
            reason: Some("it died".into()),
            judge: Some("s-1".into()),
            certain: 1_200,
            wanted: 300,
            asked: 120,
            texts: 100,
            seconds: 2.0,
            seconds_saved: Some(27.6),
            ..Pass::default()
        }
    }

    #[test]
    fn each_pass_is_offered_what_can_be_done() {
        use Life::{Failed, Finished, Off, Running, Stopped, Waiting};
        let check = |life, second: Pass, third: Pass, expected: [Option<Offer>; 2]| {
            let status = status(life, second, third);
            let offers = Stage::ALL.map(|stage| offer(&status, stage));
            assert_eq!(offers, expected, "{status:?}");
        };
        let (go, on, stop) = (Offer::Start, Offer::Continue, Offer::Stop);
        let fresh = |state| Pass {
            asked: 0,
            ..pass(state)
        };
        let done = State::Finished;
        check(
            State::Running,
            fresh(Waiting),
            fresh(Off),
            [Some(stop), None],
        );
        check(
            State::Running,
            fresh(Off),
            fresh(Waiting),
            [None, Some(stop)],
        );
        check(done, pass(Running), fresh(Off), [Some(stop), None]);
        // 120 rows came through the second pass, and 300 of all are unsure after it.
        check(done, pass(Stopped), fresh(Off), [Some(on), Some(go)]);
        check(done, pass(Stopped), pass(Failed), [Some(on), None]);
        check(done, fresh(Off), pass(Stopped), [Some(go), Some(on)]);
        let asked_all = Pass {
            asked: 300,
            ..pass(Finished)
        };
        check(done, asked_all.clone(), pass(Stopped), [None, Some(on)]);
        check(done, asked_all.clone(), asked_all.clone(), [None, None]);
        let nobody = Pass {
            judge: None,
            ..fresh(Off)
        };
        check(done, asked_all, nobody, [None, None]);
    }

    #[test]
    fn all_rows_have_their_share() {
        let third = Pass {
            certain: 1_400,
            wanted: 100,
            asked: 40,
            ..Pass::default()
        };
        let second = pass(Life::Finished);
        assert_eq!(
            shares(&status(State::Finished, second, third)),
            "1,400 rows certain, 120 asked of the sentence model, 40 of the language model, 60 left."
        );
    }

    #[test]
    fn what_was_not_measured_is_not_told() {
        let check = |saved, expected: Option<&str>| {
            let pass = Pass {
                seconds_saved: saved,
                ..pass(Life::Running)
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
