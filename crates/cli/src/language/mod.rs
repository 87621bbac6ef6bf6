//! The opinion of a language model: of a model file on this machine, or of an endpoint that the person
//! named; on one text, or in a pass over many.
//!
//! Nothing is sent unless `--llm-second-opinion` and an endpoint were both given, or an endpoint to
//! `evaluate`; a token in the environment alone sends nothing, and a model on this machine never does. The opinion stands
//! beside the others and moves no decision, unless the person says how far it counts.

mod named;
mod pass;
mod weight;

use std::ops::ControlFlow;

use ::language::{Cancel, Language, LanguageError};
use opinion::Answer;
use triage::Opinion;

use crate::end::{Done, Failure, print, say};

pub use named::of;
pub use pass::{Bounds, News, Pass, pass};
pub use weight::Weight;

/// Shows exactly what would be asked, and asks nothing.
///
/// # Errors
/// The model that knows how a question looks cannot be loaded.
pub fn show(language: &Language, text: &str) -> Result<Done, Failure> {
    match language {
        Language::Endpoint(endpoint) => {
            let (url, body) = (endpoint.url(), endpoint.would_send(text));
            say(format_args!("nothing was sent; to {url} would go:"));
            print(format!("{body:#}\n").as_bytes())?;
        }
        Language::Local(local) => {
            let prompt = local.rendered(text).map_err(Failure::words)?;
            let file = local.file().display();
            say(format_args!("nothing was asked; {file} would be given:"));
            print(format!("{prompt}\n").as_bytes())?;
        }
    }
    Ok(Done::Well)
}

/// Asks about one text, with a rationale; `on_percent` as of [`Language::load`].
///
/// # Errors
/// What kept the model from answering.
pub fn ask(
    language: &Language,
    text: &str,
    on_percent: &mut (dyn FnMut(u8) + Send),
) -> Result<Answer, LanguageError> {
    language.load(on_percent, &Cancel::new())?;
    let all = &mut |_: &str| ControlFlow::Continue(());
    language.ask(text, all, &Cancel::new())
}

/// As a record takes it.
fn opinion_of(answer: &Answer) -> Opinion {
    Opinion::of_language_model(answer.label, &answer.model, answer.milliseconds)
}
