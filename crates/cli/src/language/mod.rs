//! The opinion of a language model: of a model file on this machine, or of an endpoint that the person
//! named; on one text, or in a pass over many.
//!
//! Nothing is sent unless `--llm-second-opinion` and an endpoint were both given; a token in the
//! environment alone sends nothing, and a model on this machine never does. The opinion stands
//! beside the others and moves no decision: it has no probability that was ever held against the
//! truth.

mod endpoint;
mod local;
mod pass;

use std::fmt;
use std::time::Instant;

use export::Answer;
use llm::EngineError;
use remote::RemoteError;
use triage::Triage;
use triage::policy::Outcome;

use crate::args::Args;
use crate::end::{Done, Failure, print, say};
use endpoint::Endpoint;
use local::Local;

pub use pass::{Bounds, Pass};

/// Whoever is asked.
pub enum Language {
    Endpoint(Endpoint),
    Local(Local),
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Unanswered {
    Endpoint(RemoteError),
    Local(EngineError),
}

impl Unanswered {
    /// What it means for the texts that come after this one.
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Endpoint(RemoteError::Cancelled) | Self::Local(EngineError::Cancelled) => {
                Outcome::Stopped
            }
            // A text may be too long for an endpoint, or make a model say nothing or no end.
            Self::Endpoint(
                RemoteError::EmptyAnswer
                | RemoteError::TooLong
                | RemoteError::BadAnswer(_)
                | RemoteError::Refused { .. },
            )
            | Self::Local(EngineError::Question(_)) => Outcome::Failed,
            Self::Endpoint(_) | Self::Local(_) => Outcome::Broken,
        }
    }
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Endpoint(error) => error.fmt(f),
            Self::Local(error) => error.fmt(f),
        }
    }
}

impl From<RemoteError> for Unanswered {
    fn from(error: RemoteError) -> Self {
        Self::Endpoint(error)
    }
}

impl From<EngineError> for Unanswered {
    fn from(error: EngineError) -> Self {
        Self::Local(error)
    }
}

impl Language {
    /// `None` if nobody asked for it.
    ///
    /// # Errors
    /// No usable endpoint, model or token.
    pub fn of(args: &Args) -> Result<Option<Self>, Failure> {
        Ok(if !args.asks_llm() {
            None
        } else if let Some(place) = &args.llm_endpoint {
            Some(Self::Endpoint(Endpoint::of(place, args)?))
        } else {
            Some(Self::Local(Local::of(args)?))
        })
    }

    /// Shows exactly what would be asked, and asks nothing.
    ///
    /// # Errors
    /// The model that knows how a question looks cannot be loaded.
    pub fn show(&self, text: &str) -> Result<Done, Failure> {
        match self {
            Self::Endpoint(endpoint) => {
                let (url, body) = endpoint.would_send(text);
                say(format_args!("nothing was sent; to {url} would go:"));
                print(format!("{body:#}\n").as_bytes())?;
            }
            Self::Local(local) => {
                let prompt = local.rendered(text).map_err(Failure::words)?;
                let file = local.file().display();
                say(format_args!("nothing was asked; {file} would be given:"));
                print(format!("{prompt}\n").as_bytes())?;
            }
        }
        Ok(Done::Well)
    }

    /// Asks about a record's text and appends the opinion to the record.
    ///
    /// # Errors
    /// What kept the model from answering.
    pub fn add_to(&self, record: &mut Triage) -> Result<Answer, Unanswered> {
        let text = &record.input.text;
        let answer = match self {
            Self::Endpoint(endpoint) => endpoint.ask(text)?,
            Self::Local(local) => local.ask(text, None)?,
        };
        record.opinions.push(answer.opinion());
        Ok(answer)
    }
}

/// Whether there is no time left.
fn is_past(deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|deadline| Instant::now() >= deadline)
}
