//! Trying the language model out: by a form where there is no script, else followed until it ends or is
//! stopped.

use leptos::prelude::*;

use crate::browser;
use crate::format::time;
use crate::language_model::{News, Tested};

/// How far the test is.
#[derive(Debug, Clone, PartialEq)]
enum Course {
    Idle,
    Under(News),
    Stopped,
    Failed(String),
}

impl Course {
    fn words(&self) -> String {
        match self {
            Self::Idle => String::new(),
            Self::Under(news) => news.words(),
            Self::Stopped => "Stopped.".to_owned(),
            Self::Failed(why) => why.clone(),
        }
    }
}

#[component]
pub fn Testing(local: bool, last: Option<Tested>) -> impl IntoView {
    let last = RwSignal::new(last);
    let course = RwSignal::new(Course::Idle);
    let stream = StoredValue::new(None::<browser::Listening>);
    let hear = move |name: &str, data: &str| match name {
        "news" => {
            if let Ok(news) = serde_json::from_str(data) {
                course.try_set(Course::Under(news));
            }
        }
        "tested" => {
            if let Ok(tested) = serde_json::from_str(data) {
                last.try_set(Some(tested));
                course.try_set(Course::Idle);
            }
        }
        "problem" => {
            course.try_set(Course::Failed(browser::problem(data, 503)));
        }
        _ => {}
    };
    let end = move |done: Result<(), String>| {
        let under = matches!(course.try_get_untracked(), Some(Course::Under(_)));
        let broken = under.then(|| "It broke off before there was a result.".to_owned());
        if let Some(why) = done.err().or(broken) {
            course.try_set(Course::Failed(why));
        }
    };
    let test = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        course.set(Course::Under(News::Waiting));
        let events = "/api/v1/language/test/events".to_owned();
        stream.set_value(browser::listen(events, hear, end));
    };
    let stop = move |_| {
        stream.set_value(None);
        course.set(Course::Stopped);
    };
    on_cleanup(move || {
        stream.try_update_value(|stream| *stream = None);
    });
    let under = Memo::new(move |_| matches!(&*course.read(), Course::Under(_)));
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
                <button class="button" disabled=under>
                    "Test it now"
                </button>
                {move || {
                    under
                        .get()
                        .then(|| {
                            view! {
                                <button type="button" class="button" on:click=stop>
                                    "Stop"
                                </button>
                            }
                        })
                }}
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
