//! Choosing the language model, by a plain form that leads back to the page. A token that is typed here is
//! never written into a page again.

use leptos::prelude::*;

use crate::language_model::{Choices, Named, TokenFrom};

/// Address and name of endpoints that many have.
const PLACES: [(&str, &str); 3] = [
    (
        "http://127.0.0.1:8080",
        "A llama-server on this machine, port 8080",
    ),
    ("http://127.0.0.1:8000", "A vLLM on this machine, port 8000"),
    ("huggingface", "Hugging Face's router"),
];

/// What the form begins with.
#[derive(Debug, PartialEq)]
struct Beginning {
    choice: &'static str,
    file: Option<String>,
    /// One of [`PLACES`], or none for another address.
    place: &'static str,
    address: String,
    model: String,
    redact: bool,
    from_environment: bool,
}

impl Beginning {
    /// With what is on; with what reveals least where an endpoint has yet to be named.
    fn of(named: Option<&Named>, choices: &Choices, token: TokenFrom) -> Self {
        let choice = match named {
            None => "none",
            Some(_) if choices.is_started => "started",
            Some(named) if named.local => "file",
            Some(_) => "endpoint",
        };
        let endpoint = named.filter(|named| !named.local);
        let address = choices.place.as_deref();
        let known = PLACES.iter().find(|(place, _)| Some(*place) == address);
        let place = match (known, address) {
            (Some((place, _)), _) => place,
            (None, Some(_)) => "",
            (None, None) => PLACES[0].0,
        };
        Self {
            choice,
            file: choices.file.clone(),
            place,
            address: address
                .filter(|_| known.is_none())
                .unwrap_or_default()
                .to_owned(),
            model: endpoint
                .and_then(|named| named.model.clone())
                .unwrap_or_default(),
            redact: endpoint.is_none_or(|named| named.redact),
            from_environment: token == TokenFrom::Environment,
        }
    }
}

#[component]
pub fn Choosing(
    named: Option<Named>,
    choices: Result<Choices, String>,
    token: TokenFrom,
) -> impl IntoView {
    let title = if named.is_some() {
        "Choosing another"
    } else {
        "Choosing one"
    };
    let choices = match choices {
        Ok(choices) => choices,
        Err(why) => {
            return view! {
                <section class="panel" id="choose">
                    <h2>{title}</h2>
                    <p>{why}</p>
                </section>
            }
            .into_any();
        }
    };
    let begin = Beginning::of(named.as_ref(), &choices, token);
    let radio = |value: &'static str, words: &'static str, more: String, off: bool| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="choice"
                    value=value
                    checked=begin.choice == value
                    disabled=off
                />
                <span>{words} " " <span class="quiet">{more}</span></span>
            </label>
        }
    };
    let none = radio(
        "none",
        "None.",
        "Nothing is asked and nothing is sent.".to_owned(),
        false,
    );
    let started = choices.started.as_ref().map(|named| {
        radio(
            "started",
            "As the server was started.",
            in_short(named),
            false,
        )
    });
    let no_files = choices.files.is_empty();
    let about_files = if no_files {
        "No chat model lies where models lie. How to come by one is said below."
    } else {
        "Nothing is sent anywhere."
    };
    let file = radio(
        "file",
        "A file on this machine.",
        about_files.to_owned(),
        no_files,
    );
    let endpoint = radio(
        "endpoint",
        "An endpoint.",
        "Texts that it is asked about are sent there, and only those.".to_owned(),
        false,
    );
    let files = choices
        .files
        .into_iter()
        .map(|name| {
            let chosen = begin.file.as_ref() == Some(&name);
            view! {
                <option value=name selected=chosen>
                    {name.clone()}
                </option>
            }
        })
        .collect_view();
    view! {
        <section class="panel" id="choose">
            <h2>{title}</h2>
            <p>
                "Choosing loads nothing and sends nothing. Questions to the model that was on end, and its answers stay. One that is chosen here is asked by persons only and moves no decision."
            </p>
            <form method="post" action="/language/settings" class="choose" autocomplete="off">
                <fieldset class="choose-one">
                    <legend class="visually-hidden">"Language model"</legend>
                    {none}
                    {started}
                    {file}
                    {(!no_files)
                        .then(|| {
                            view! {
                                <div class="choose-more choose-file">
                                    <div class="field">
                                        <label for="choose-file">"File"</label>
                                        <select id="choose-file" name="file">
                                            {files}
                                        </select>
                                    </div>
                                </div>
                            }
                        })}
                    {endpoint}
                    <Endpoint
                        place=begin.place
                        address=begin.address
                        model=begin.model
                        redact=begin.redact
                        from_environment=choices.environment.then_some(begin.from_environment)
                    />
                </fieldset>
                <button class="button button-primary">"Use this"</button>
            </form>
        </section>
    }
    .into_any()
}

/// What is to be said of an endpoint.
#[component]
fn Endpoint(
    place: &'static str,
    address: String,
    model: String,
    redact: bool,
    /// `None` where the environment holds no token that may be sent.
    from_environment: Option<bool>,
) -> impl IntoView {
    let places = PLACES
        .map(|(value, name)| {
            view! {
                <option value=value selected=value == place>
                    {name}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="choose-more choose-endpoint">
            <div class="field">
                <label for="choose-place">"Where"</label>
                <select id="choose-place" name="place">
                    {places}
                    <option value="" selected=place.is_empty()>
                        "Another address"
                    </option>
                </select>
            </div>
            <div class="field choose-address">
                <label for="choose-address">"Address"</label>
                <input
                    id="choose-address"
                    type="text"
                    inputmode="url"
                    name="address"
                    value=address
                    placeholder="https://llm.example.org"
                    spellcheck="false"
                    autocapitalize="off"
                />
            </div>
            <div class="field">
                <label for="choose-model">"Model, as the endpoint names it"</label>
                <input
                    id="choose-model"
                    type="text"
                    name="model"
                    value=model
                    placeholder="llama-3.1-8b"
                    spellcheck="false"
                    autocapitalize="off"
                    aria-describedby="about-model"
                />
                <p id="about-model" class="quiet">
                    "Empty at Hugging Face for its usual one. The test lists those an endpoint has."
                </p>
            </div>
            <div class="field">
                <label for="choose-token">"Token, if the endpoint wants one"</label>
                <input
                    id="choose-token"
                    type="password"
                    name="token"
                    autocomplete="off"
                    spellcheck="false"
                    aria-describedby="about-token"
                />
                <p id="about-token" class="quiet">
                    "Kept in the server's memory while this choice stands, and stored, logged and shown nowhere: give it again whenever you choose again. It travels to https:// or within this machine only."
                </p>
            </div>
            {from_environment
                .map(|checked| {
                    view! {
                        <label class="check">
                            <input
                                type="checkbox"
                                name="token_from_environment"
                                value="on"
                                checked=checked
                            />
                            "Send it the token in ALERTSAGE_LLM_TOKEN"
                        </label>
                    }
                })}
            <label class="check">
                <input type="checkbox" name="redact" value="on" checked=redact />
                "Replace accounts, machines and addresses before a text is sent"
            </label>
        </div>
    }
}

/// In a few words.
fn in_short(named: &Named) -> String {
    match &named.model {
        Some(model) => format!("{model} at {}", named.place),
        None => named.place.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(redact: bool) -> Named {
        Named {
            choice: 2,
            local: false,
            place: "http://127.0.0.1:9/v1/chat/completions".to_owned(),
            model: Some("m-1".to_owned()),
            redact,
        }
    }

    #[test]
    fn the_form_begins_with_what_is_on() {
        let check = |named: Option<Named>, choices: Choices, token, expected: Beginning| {
            let begin = Beginning::of(named.as_ref(), &choices, token);
            assert_eq!(begin, expected, "{choices:?}");
        };
        let empty = || Beginning {
            choice: "none",
            file: None,
            place: "http://127.0.0.1:8080",
            address: String::new(),
            model: String::new(),
            redact: true,
            from_environment: false,
        };
        check(None, Choices::default(), TokenFrom::Nobody, empty());

        let local = Named {
            local: true,
            place: "/models/a.gguf".to_owned(),
            model: None,
            redact: false,
            ..endpoint(false)
        };
        for (is_started, choice) in [(false, "file"), (true, "started")] {
            let choices = Choices {
                is_started,
                file: Some("a.gguf".to_owned()),
                ..Choices::default()
            };
            let expected = Beginning {
                choice,
                file: choices.file.clone(),
                ..empty()
            };
            check(Some(local.clone()), choices, TokenFrom::Nobody, expected);
        }
        for (given, place, address) in [
            ("huggingface", "huggingface", ""),
            ("http://127.0.0.1:9", "", "http://127.0.0.1:9"),
        ] {
            let choices = Choices {
                place: Some(given.to_owned()),
                ..Choices::default()
            };
            let expected = Beginning {
                choice: "endpoint",
                place,
                address: address.to_owned(),
                model: "m-1".to_owned(),
                redact: false,
                from_environment: true,
                ..empty()
            };
            check(
                Some(endpoint(false)),
                choices,
                TokenFrom::Environment,
                expected,
            );
        }
    }
}
