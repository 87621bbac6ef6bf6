//! The language model: which one is on, what it would be asked, whether it works, how to add one.
//!
//! Looking starts no model and sends nothing; only the button does.

use leptos::prelude::*;

use super::opinions::where_it_goes;
use crate::api;
use crate::components::{ErrorState, Skeleton, TopBar};
use crate::format::{counted, seconds, time};
use crate::language_model::{self, Question, Settings, Tested, UseOfLanguage};

/// Name for `cargo xtask model fetch`, size, licence.
const MODELS: [(&str, &str, &str); 3] = [
    ("llama-3.1-8b", "6.6 GB", "Llama 3.1 Community Licence"),
    ("llama-3.2-3b", "2.7 GB", "Llama 3.2 Community Licence"),
    ("qwen2.5-1.5b", "1.3 GB", "Apache 2.0"),
];

#[component]
pub fn Language() -> impl IntoView {
    let settings = language_model::resource(|| Question::Settings);
    view! {
        <TopBar title="Language model" back=Some(("/about".to_owned(), "About")) />
        <main id="content" class="page page-prose" tabindex="-1">
            <Suspense fallback=Skeleton>
                {move || Suspend::new(async move {
                    match api::read::<Settings>(settings.await) {
                        Ok(settings) => view! { <Named settings=settings /> }.into_any(),
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
fn Named(settings: Settings) -> impl IntoView {
    let Some(named) = settings.named else {
        return view! {
            <section class="panel">
                <h2>"None is on"</h2>
                <p>
                    "Everything else works without one. With one, a person can ask it about an incident, or about the rows of a file that are still unsure. It is asked by itself, and its opinion counts in a decision, only if the server is started so."
                </p>
            </section>
        }
        .into_any();
    };
    view! {
        <section class="panel">
            <h2>{if named.local { "A model on this machine" } else { "An endpoint" }}</h2>
            <p>{where_it_goes(&named)}</p>
            <p>{when_asked(&settings.use_of_language)}</p>
        </section>
        {asked_about(settings.recent)}
        <section class="panel" id="test">
            <h2>"Does it work?"</h2>
            <p>
                {if named.local {
                    "The test loads the model, which may take a while the first time, and lets go of it after five idle minutes."
                } else {
                    "The test asks the endpoint which models it has, and for one word in answer to \u{201c}Say yes.\u{201d} No incident is sent."
                }}
            </p>
            <form method="post" action="/language/test">
                <button class="button">"Test it now"</button>
            </form>
            {settings.tested.map(tested)}
        </section>
        {settings
            .sent
            .map(|sent| {
                view! {
                    <section class="panel">
                        <h2>"What is sent"</h2>
                        <p>
                            "Exactly this would go to the address above for the first sample. Where the endpoint wants a token it travels in a header of its own, is read from ALERTSAGE_LLM_TOKEN and shown nowhere."
                        </p>
                        <pre class="code" tabindex="0" role="region" aria-label="What is sent">
                            {sent}
                        </pre>
                    </section>
                }
            })}
    }
    .into_any()
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
    format!("{when}{bounds}. {weight}")
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

#[component]
fn Adding() -> impl IntoView {
    let rows = MODELS
        .map(|(name, size, licence)| {
            view! {
                <tr>
                    <th scope="row">
                        <code>{format!("cargo xtask model fetch {name}")}</code>
                    </th>
                    <td class="number">{size}</td>
                    <td>{licence}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="panel">
            <h2>"Adding one"</h2>
            <p>"On this machine: any chat model in a GGUF file. It needs about as much memory as its size."</p>
            <pre class="code" tabindex="0" role="region" aria-label="Starting with a file">
                "alertsage-server --llm-model models/Llama-3.2-3B-Instruct-Q6_K.gguf"
            </pre>
            <p>"Three that are fetched by name. None was measured with AlertSage."</p>
            <div class="scroll-x" role="region" aria-label="Models" tabindex="0">
                <table class="table">
                    <caption class="visually-hidden">"Models that are fetched by name"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Command"</th>
                            <th scope="col" class="number">
                                "Size"
                            </th>
                            <th scope="col">"Licence"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p>
                "Elsewhere: any endpoint that speaks OpenAI's chat completions, yours or Hugging Face's. A token is read from the variable ALERTSAGE_LLM_TOKEN."
            </p>
            <pre class="code" tabindex="0" role="region" aria-label="Starting with an endpoint">
                "alertsage-server --llm-endpoint http://127.0.0.1:8080 --llm-model-name llama-3.1-8b --llm-redact on"
            </pre>
            <p>
                "Nothing leaves this machine unless an endpoint is named so. A file, an address or a token in the environment alone starts nothing and sends nothing."
            </p>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_when_it_is_asked_and_what_for() {
        let check = |by_itself, rows, seconds, weight, expected: &[&str]| {
            let said = when_asked(&UseOfLanguage {
                by_itself,
                rows,
                seconds,
                weight,
            });
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
    }
}
