//! The language model: which one is on, choosing another, what it would be asked, whether it works, how to
//! come by one.
//!
//! Looking and choosing start no model and send nothing; only the test and a question do.

mod adding;
mod choosing;
mod testing;

use leptos::prelude::*;

use self::adding::Adding;
use self::choosing::Choosing;
use self::testing::Testing;
use super::opinions::where_it_goes;
use crate::api;
use crate::components::{ErrorState, Skeleton, TopBar};
use crate::format::{counted, seconds};
use crate::language_model::{self, Question, Settings, TokenFrom, UseOfLanguage};

#[component]
pub fn Language() -> impl IntoView {
    let settings = language_model::resource(|| Question::Settings);
    view! {
        <TopBar title="Language model" back=Some(("/about".to_owned(), "About")) />
        <main id="content" class="page page-prose" tabindex="-1">
            <Suspense fallback=Skeleton>
                {move || Suspend::new(async move {
                    match api::read::<Settings>(settings.await) {
                        Ok(settings) => view! { <Now settings=settings /> }.into_any(),
                        Err(error) => {
                            view! {
                                <ErrorState
                                    what="The settings could not be read"
                                    why=error.to_string()
                                />
                            }
                                .into_any()
                        }
                    }
                })}
            </Suspense>
            <Adding />
        </main>
    }
}

#[component]
fn Now(settings: Settings) -> impl IntoView {
    let (named, token) = (settings.named, settings.token);
    let on = match &named {
        Some(named) => view! {
            <section class="panel">
                <h2>{if named.local { "A model on this machine" } else { "An endpoint" }}</h2>
                <p>{where_it_goes(named)}</p>
                {(!named.local).then(|| view! { <p>{whose_token(token)}</p> })}
                <p>{when_asked(&settings.use_of_language)}</p>
            </section>
        }
        .into_any(),
        None => view! {
            <section class="panel">
                <h2>"None is on"</h2>
                <p>
                    "Everything else works without one. With one, a person can ask it about an incident, or about the rows of a file that are still unsure. It is asked by itself, and its opinion counts in a decision, only if the server is started with it and so."
                </p>
            </section>
        }
        .into_any(),
    };
    let local = named.as_ref().map(|named| named.local);
    view! {
        {on}
        <Choosing named=named choices=settings.choices token=token />
        {local.map(|local| view! { <Testing local=local last=settings.tested /> })}
        {settings.sent.map(sent)}
        {local.map(|_| asked_about(settings.recent))}
    }
}

fn sent(sent: String) -> impl IntoView {
    view! {
        <section class="panel">
            <h2>"What is sent"</h2>
            <p>
                "Exactly this would go to the address above for the first sample. A token travels in a header of its own and is shown nowhere."
            </p>
            <pre class="code" tabindex="0" role="region" aria-label="What is sent">
                {sent}
            </pre>
        </section>
    }
}

/// Which token goes with it; never a character of one.
const fn whose_token(token: TokenFrom) -> &'static str {
    match token {
        TokenFrom::Nobody => "It is sent no token.",
        TokenFrom::Given => {
            "It is sent the token that was given with it, which is forgotten with this choice."
        }
        TokenFrom::Environment => "It is sent the token in ALERTSAGE_LLM_TOKEN.",
    }
}

/// When it is asked, and what its opinion counts for.
fn when_asked(use_of_language: &UseOfLanguage) -> String {
    let when = if use_of_language.by_itself {
        "It is asked when a person asks, and by itself about the rows of each file that are still unsure"
    } else {
        "It is asked when a person asks, about an incident or about the rows of a file that are still unsure, and at no other time"
    };
    let bounds = match (use_of_language.rows, use_of_language.seconds) {
        (0, 0) => String::new(),
        (rows, 0) => format!(", {} of a file at a time", counted(rows, "row", "rows")),
        (0, limit) => format!(", for {} a file at a time", seconds(limit as f64)),
        (rows, limit) => format!(
            ", {} and {} a file at a time",
            counted(rows, "row", "rows"),
            seconds(limit as f64)
        ),
    };
    let weight = if use_of_language.weight > 0.0 {
        format!(
            "Where it is believed its opinion counts in the decision, with weight {}.",
            use_of_language.weight
        )
    } else {
        "Its opinion moves no decision.".to_owned()
    };
    let told = use_of_language.temperature.map(f32::from);
    let told = told.map_or_else(String::new, |temperature| {
        format!(" How likely it thinks each answer is told at temperature {temperature}.")
    });
    format!("{when}{bounds}. {weight}{told}")
}

fn asked_about(recent: Vec<(String, String)>) -> impl IntoView {
    let none = recent.is_empty();
    let links = recent.into_iter().map(|(id, text)| {
        view! {
            <li>
                <a href=format!("/opinions/{id}")>{text}</a>
            </li>
        }
    });
    let links = links.collect_view();
    view! {
        <section class="panel">
            <h2>"Ask about an incident"</h2>
            {none.then(|| view! { <p>"There is none yet: analyse a text first."</p> })}
            <ul class="bullets">{links}</ul>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use opinion::Temperature;

    use super::*;

    #[test]
    fn it_is_said_when_it_is_asked_and_what_for() {
        let check = |by_itself, rows, seconds, weight, expected: &[&str]| {
            let said = when_asked(&UseOfLanguage {
                by_itself,
                rows,
                seconds,
                weight,
                temperature: None,
            });
            assert!(!said.contains("temperature"), "{said}");
            for words in expected {
                assert!(said.contains(words), "{said}");
            }
        };
        check(
            false,
            200,
            600,
            0.0,
            &[
                "at no other time, 200 rows and 10 min 0 s a file",
                "moves no decision",
            ],
        );
        check(
            true,
            0,
            0,
            0.5,
            &["by itself", "still unsure. ", "weight 0.5"],
        );
        check(true, 1, 0, 0.0, &["1 row of a file at a time"]);
        check(true, 0, 30, 0.0, &["for 30 s a file at a time"]);
        let said = when_asked(&UseOfLanguage {
            temperature: Temperature::new(1.8),
            ..UseOfLanguage::default()
        });
        assert!(said.ends_with("told at temperature 1.8."), "{said}");
    }
}
