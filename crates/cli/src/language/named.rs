//! Which language model the flags and the environment name.

use std::path::PathBuf;

use ::language::{ChatSettings, Endpoint, EngineError, Language, Local, Token, named};

use crate::args::Args;
use crate::end::Failure;

/// Name of the variable that holds the endpoint's token.
const TOKEN: &str = "ALERTSAGE_LLM_TOKEN";
/// Name of the variable that holds the path of a model file.
const MODEL: &str = "TRIAGE_LLM_MODEL";
/// The file that is looked for where nobody named one.
const DEFAULT: &str = "Meta-Llama-3.1-8B-Instruct-Q6_K.gguf";

/// `None` if nobody asked for it.
///
/// # Errors
/// No usable endpoint, model or token.
pub fn of(args: &Args) -> Result<Option<Language>, Failure> {
    Ok(if !args.asks_llm() {
        None
    } else if let Some(place) = &args.llm_endpoint {
        Some(Language::Endpoint(endpoint(place, args)?))
    } else {
        Some(Language::Local(local(args)?))
    })
}

fn endpoint(place: &str, args: &Args) -> Result<Endpoint, Failure> {
    let mut endpoint = named(place, args.llm_model.as_deref());
    if endpoint.model.is_empty() {
        return Err(Failure::words("say which model with --llm-model"));
    }
    endpoint.token = Token::from_env(TOKEN).map_err(Failure::words)?;
    Endpoint::open(endpoint, args.llm_redact).map_err(Failure::words)
}

fn local(args: &Args) -> Result<Local, Failure> {
    let file = args.llm_model.as_ref().map(PathBuf::from);
    let file = file
        .or_else(|| std::env::var_os(MODEL).map(PathBuf::from))
        .unwrap_or_else(|| semantic::find_named(DEFAULT));
    match Local::open(&file, ChatSettings::default()) {
        Ok(local) => Ok(local),
        Err(error @ EngineError::Missing(_)) => Err(Failure::Words(format!(
            "{error}; name a GGUF chat model with --llm-model or {MODEL}, or put \
             {DEFAULT} into models/ (docs/local-llm.md says where from), or ask an \
             endpoint with --llm-endpoint"
        ))),
        Err(error) => Err(Failure::words(error)),
    }
}
