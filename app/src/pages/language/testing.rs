//! Trying the language model out: by a form where there is no script, else followed until it ends or is
//! stopped.

use leptos::prelude::*;

use crate::following::{Course, Following, Stop};
use crate::format::time;
use crate::language_model::Tested;

#[component]
pub fn Testing(local: bool, last: Option<Tested>) -> impl IntoView {
    let last = RwSignal::new(last);
    let following = Following::new();
    let course = following.course;
    let hear = move |name: &str, data: &str| {
        if name == "tested"
            && let Ok(tested) = serde_json::from_str(data)
        {
            last.try_set(Some(tested));
            course.try_set(Course::Idle);
        }
    };
    let end = move || {
        let why = "It broke off before there was a result.";
        course.try_set(Course::Failed(why.to_owned()));
    };
    let test = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        following.begin("/api/v1/language/test/events".to_owned(), hear, end);
    };
    let stop = move |()| following.leave(Course::Stopped("Stopped."));
    view! {
        <section class="panel ask" id="test">
            <h2>"Does it work?"</h2>
            <p>
                {if local {
                    "The test loads the model, which may take a while the first time, and lets go of it after five idle minutes."
                } else {
                    "The test asks the endpoint which models it has, and for one word in answer to \u{201c}Say yes.\u{201d} No incident is sent."
                }}
            </p>
            <form method="post" action="/language/test" on:submit=test>
                <button class="button" disabled=following.under>
                    "Test it now"
                </button>
                <Stop following on_stop=stop />
            </form>
            <p role="status">{move || course.read().words()}</p>
            {move || last.get().map(tested)}
        </section>
    }
}

fn tested(tested: Tested) -> impl IntoView {
    let at = time(&tested.at);
    match tested.result {
        Ok(facts) => {
            let rows = facts.into_iter().map(|(name, value)| {
                view! {
                    <div>
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                    </div>
                }
            });
            let rows = rows.collect_view();
            let prompt = tested.prompt.map(|prompt| {
                view! {
                    <details>
                        <summary>"What it would be given for the first sample"</summary>
                        <pre class="code" tabindex="0" role="region" aria-label="The prompt">
                            {prompt}
                        </pre>
                    </details>
                }
            });
            view! {
                <p>{format!("It worked, {at}.")}</p>
                <dl class="facts">{rows}</dl>
                {prompt}
            }
            .into_any()
        }
        Err(why) => {
            view! { <p class="notice">{format!("It did not work, {at}: {why}.")}</p> }.into_any()
        }
    }
}
