//! Asks the language model: by a form where there is no script, else followed word by word until it
//! ends or is stopped.

use leptos::prelude::*;

use crate::following::{Course, Following, Stop};
use crate::language_model::{self, Named, Opinions, Question};
use crate::{api, browser};

/// Milliseconds after which the server has noticed that nobody listens any more.
const NOTICED: u64 = 300;

#[component]
pub fn Ask(data: RwSignal<Opinions>) -> impl IntoView {
    let Some(named) = data.with_untracked(|data| data.named.clone()) else {
        return view! { <Nobody /> }.into_any();
    };
    let id = data.with_untracked(|data| data.record.id.clone());
    let sent = data.with_untracked(|data| data.sent.clone());
    let path = format!("/incidents/{id}/language-opinion");
    // Nobody is asked but the model that this page names.
    let meant = format!("?choice={}", named.choice);
    let events = format!("/api/v1{path}/events{meant}");
    let action = path + &meant;
    let id = StoredValue::new(id);
    let following = Following::new();
    let course = following.course;
    // What the server has by now; without a new answer the question ends like that.
    let look = move |otherwise: Course| async move {
        let told = language_model::ask(Question::Opinions(id.get_value())).await;
        let next = match api::read::<Option<Opinions>>(told) {
            Ok(Some(next)) => {
                let known = data.with_untracked(|data| data.answers.len());
                let more = next.answers.len() > known;
                data.try_set(next);
                if more { Course::Idle } else { otherwise }
            }
            Ok(None) => Course::Failed("The incident was deleted meanwhile.".to_owned()),
            Err(error) => Course::Failed(error.to_string()),
        };
        course.try_set(next);
    };
    let ask = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let ended = move || leptos::task::spawn_local(look(Course::Idle));
        following.begin(events.clone(), |_, _| (), ended);
    };
    let stop = move |()| {
        following.leave(Course::Stopping);
        leptos::task::spawn_local(async move {
            browser::sleep(NOTICED).await;
            look(Course::Stopped("Stopped. Nothing was kept.")).await;
        });
    };
    let busy = Memo::new(move |_| following.under.get() || *course.read() == Course::Stopping);
    let begun = Memo::new(move |_| !data.read().answers.is_empty());
    view! {
        <section class="panel ask" aria-labelledby="ask-title">
            <h2 id="ask-title" class="panel-title">
                "Ask the language model"
            </h2>
            <p>{where_it_goes(&named)}</p>
            {sent
                .map(|sent| {
                    view! {
                        <details>
                            <summary>"Exactly what is sent"</summary>
                            <pre class="code" tabindex="0" role="region" aria-label="What is sent">
                                {sent}
                            </pre>
                        </details>
                    }
                })}
            <form method="post" action=action on:submit=ask>
                <button class="button button-primary" disabled=busy>
                    {move || if begun.get() { "Ask again" } else { "Ask" }}
                </button>
                <Stop following on_stop=stop />
            </form>
            <p role="status">{move || course.read().words()}</p>
            {move || {
                course
                    .read()
                    .rationale()
                    .map(|words| view! { <blockquote class="rationale rationale-raw">{words}</blockquote> })
            }}
        </section>
    }
    .into_any()
}

/// Where the text goes when one asks.
pub fn where_it_goes(named: &Named) -> String {
    if named.local {
        return format!(
            "The model in {} runs on this machine. Nothing is sent anywhere.",
            named.place
        );
    }
    let model = named.model.as_deref().unwrap_or_default();
    let names = if named.redact {
        "Accounts, machines and addresses are replaced by placeholders before; names of people in plain words stay."
    } else {
        "It is sent as it stands."
    };
    format!("The text goes to {}, model {model}. {names}", named.place)
}

#[component]
fn Nobody() -> impl IntoView {
    view! {
        <section class="panel">
            <h2 class="panel-title">"Ask a language model"</h2>
            <p>"There is no language model here. " <a href="/language">"Choose one"</a> "."</p>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_where_a_text_goes() {
        let check = |local: bool, redact: bool, words: &[&str]| {
            let said = where_it_goes(&Named {
                choice: 1,
                local,
                place: "there".to_owned(),
                model: (!local).then(|| "m-1".to_owned()),
                redact,
            });
            for word in words {
                assert!(said.contains(word), "{said}");
            }
        };
        check(true, false, &["there", "Nothing is sent"]);
        check(false, false, &["goes to there", "m-1", "as it stands"]);
        check(false, true, &["goes to there", "placeholders"]);
    }
}
