//! Opens the language model that a flag names or a person chooses, and puts it in place.
//!
//! Starts nothing and sends nothing: the head of a file is read, the address of an endpoint checked. A
//! file is chosen by its name among those that were found, never by a path. The token of the environment
//! goes to the endpoint that a flag names, and to another only for who says so.

use app::language_model::{TokenFrom, UseOfLanguage};
use app::provider::{Choice, On, Provider};
use app::who_may::WhoMay;
use language::{ChatSettings, Endpoint, Language, Local, Token};
use opinion::Answer;
use store::Counted;

use crate::{AppState, Config};

/// Name of the variable that holds the endpoint's token.
const TOKEN: &str = "ALERTSAGE_LLM_TOKEN";

/// What is to be on.
pub(crate) enum Wish {
    Nobody,
    /// What the server was started with.
    Started,
    /// Name of a model file.
    File(String),
    Endpoint {
        /// An address, or `huggingface`.
        place: String,
        /// One that has a name has a model of its own.
        model: Option<String>,
        redact: bool,
        token: Bearer,
    },
}

/// The token that an endpoint is sent.
pub(crate) enum Bearer {
    Nobody,
    Given(Token),
    Environment,
}

/// With what flags say.
///
/// # Errors
/// No chat model, no usable endpoint, in words.
pub(crate) fn start(config: &Config) -> Result<Provider, String> {
    let first = started(config).map_err(|error| format!("the language model: {error}"))?;
    let beside = config.llm_model.iter().filter_map(|file| file.parent());
    let mut folders = semantic::folders();
    folders.extend(beside.map(|folder| folder.to_owned()));
    let who_may = WhoMay {
        said: config.llm_settings,
        loopback: config.address.ip().is_loopback(),
    };
    // A token that is none is said to be so by who is to send it.
    let environment = !matches!(Token::from_env(TOKEN), Ok(None));
    Ok(Provider::new(first, folders.into(), environment, who_may))
}

/// Opens what is wished for and puts it in place of what is on. Reads files.
///
/// # Errors
/// Why it cannot be used, in words; then what is on stays.
pub(crate) fn choose(app: &AppState, wish: Wish) -> Result<(), String> {
    let (config, provider) = (&app.config, &app.backend.language);
    let choice = match wish {
        Wish::Nobody => chosen(config, None),
        Wish::Started => started(config)?,
        Wish::File(name) => {
            let mut files = language::chat_models(provider.folders.iter().map(AsRef::as_ref));
            let file = files
                .remove(&name)
                .ok_or("there is no such chat model among the files here")?;
            chosen(config, Some(local(&file)?))
        }
        Wish::Endpoint {
            place,
            model,
            redact,
            token,
        } => {
            let (token, from) = match token {
                Bearer::Nobody => (None, TokenFrom::Nobody),
                Bearer::Given(token) => (Some(token), TokenFrom::Given),
                Bearer::Environment => match from_environment()? {
                    None => return Err(format!("{TOKEN} holds no token")),
                    token => (token, TokenFrom::Environment),
                },
            };
            Choice {
                token: from,
                language: Some(endpoint(&place, model.as_deref(), token, redact)?),
                place,
                ..chosen(config, None)
            }
        }
    };
    app.passes
        .choose(choice, provider, config, &app.questions)
        .map_err(|error| error.to_string())
}

/// What the flags name, used as they say.
fn started(config: &Config) -> Result<Choice, String> {
    let (mut token, mut place) = (TokenFrom::Nobody, String::new());
    let language = if let Some(file) = &config.llm_model {
        Some(local(file)?)
    } else if let Some(address) = &config.llm_endpoint {
        if address != language::HUGGING_FACE && config.llm_model_name.is_none() {
            return Err("say which with --llm-model-name".to_owned());
        }
        let bearer = from_environment()?;
        if bearer.is_some() {
            token = TokenFrom::Environment;
        }
        address.clone_into(&mut place);
        let model = config.llm_model_name.as_deref();
        Some(endpoint(address, model, bearer, config.llm_redact)?)
    } else {
        None
    };
    Ok(Choice {
        language,
        use_of_language: UseOfLanguage {
            by_itself: config.llm_pass,
            weight: config.llm_weight,
            temperature: config.llm_temperature,
            ..bounds(config)
        },
        started: true,
        place,
        token,
    })
}

/// An answer of what is on, as it is kept: when it came, told and weighed as the operator said of it.
pub(crate) fn counted(on: &On, mut answer: Answer) -> Counted {
    let UseOfLanguage {
        weight,
        temperature,
        ..
    } = on.use_of_language;
    answer.answered_at = Some(store::clock::now());
    if let Some(temperature) = temperature {
        answer.temper(temperature);
    }
    Counted { answer, weight }
}

/// What a person chose is asked by persons only and counts for nothing: what flags say of that was said
/// of another model.
fn chosen(config: &Config, language: Option<Language>) -> Choice {
    Choice {
        language,
        use_of_language: bounds(config),
        ..Choice::default()
    }
}

fn bounds(config: &Config) -> UseOfLanguage {
    UseOfLanguage {
        rows: config.llm_pass_rows as u64,
        seconds: config.llm_pass_seconds,
        ..UseOfLanguage::default()
    }
}

fn local(file: &std::path::Path) -> Result<Language, String> {
    let local = Local::open(file, ChatSettings::default()).map_err(|error| error.to_string())?;
    Ok(Language::Local(local))
}

fn endpoint(
    place: &str,
    model: Option<&str>,
    token: Option<Token>,
    redact: bool,
) -> Result<Language, String> {
    let mut endpoint = language::named(place, model);
    endpoint.token = token;
    // A person waits.
    endpoint.retries.most = 2;
    let endpoint = Endpoint::open(endpoint, redact).map_err(|error| error.to_string())?;
    Ok(Language::Endpoint(endpoint))
}

fn from_environment() -> Result<Option<Token>, String> {
    Token::from_env(TOKEN).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use opinion::Temperature;

    use super::*;

    #[test]
    fn a_token_is_no_part_of_what_is_written_about_a_choice() {
        let token = Token::new("s3cr3t").ok();
        let language = endpoint("https://llm.example", Some("m"), token, false);
        let choice = Choice {
            language: language.ok(),
            token: TokenFrom::Given,
            ..chosen(&Config::default(), None)
        };
        let written = format!("{choice:?}");
        assert!(written.contains("llm.example") && written.contains("Given"));
        assert!(!written.contains("s3cr3t"), "{written}");
    }

    #[test]
    fn what_flags_say_of_their_model_is_said_of_no_other() {
        let config = Config {
            llm_endpoint: Some("http://127.0.0.1:9".to_owned()),
            llm_model_name: Some("m".to_owned()),
            llm_weight: 1.5,
            llm_temperature: Temperature::new(1.8),
            llm_pass: true,
            llm_pass_rows: 7,
            llm_pass_seconds: 8,
            ..Config::default()
        };
        let check = |choice: &Choice, by_itself: bool, weight: f32, temperature: Option<f32>| {
            let rules = UseOfLanguage {
                by_itself,
                weight,
                temperature: temperature.and_then(Temperature::new),
                rows: 7,
                seconds: 8,
            };
            assert_eq!(choice.use_of_language, rules);
        };
        let first = started(&config).expect("an endpoint");
        check(&first, true, 1.5, Some(1.8));
        check(&chosen(&config, first.language), false, 0.0, None);
    }
}
