//! The opinion of a language model on one text: of a model file on this machine, or of an endpoint
//! that the person named.
//!
//! Nothing is sent unless `--llm-second-opinion` and an endpoint were both given; a token in the
//! environment alone sends nothing, and a model on this machine never does. The opinion stands
//! beside the others and moves no decision: it has no probability that was ever held against the
//! truth.

mod endpoint;
mod local;

use opinion::{Check, Judged};
use serde::Serialize;
use taxonomy::Label;
use triage::{Opinion, Triage};

use crate::args::Args;
use crate::end::{Done, Failure, print, say};
use endpoint::Endpoint;
use local::Local;

/// Whoever is asked.
pub enum Language {
    Endpoint(Endpoint),
    Local(Local),
}

/// What was said, and what of it was believed.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// A label or `uncertain`.
    pub label: &'static str,
    pub mitre_ids: Vec<String>,
    /// The model's own words, or none.
    pub rationale: Option<String>,
    pub model: String,
    /// Each check of the answer, in order; where one failed the label is `uncertain`.
    pub checks: Vec<Check>,
    /// How likely the model thought each answer, the likeliest first; of a model on this machine. Not
    /// calibrated: nobody has counted how often 0.9 is right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scores: Option<Vec<Likely>>,
    /// Whether the text was longer than the model is shown.
    pub cut: bool,
    /// Whether accounts, machines and addresses were replaced before the text was sent.
    pub redacted: bool,
    pub milliseconds: u64,
}

/// One of the answers a model may give.
#[derive(Debug, Serialize)]
pub struct Likely {
    /// A label or `uncertain`.
    pub label: &'static str,
    /// Of all of them, together 1.
    pub probability: f32,
}

/// What a model said, before it is told.
pub struct Said {
    judged: Judged,
    model: String,
    scores: Option<Vec<Likely>>,
    cut: bool,
    redacted: bool,
    took: std::time::Duration,
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
    /// What kept the model from answering, in words.
    pub fn add_to(&self, record: &mut Triage) -> Result<Answer, String> {
        let said = match self {
            Self::Endpoint(endpoint) => endpoint
                .ask(&record.input.text)
                .map_err(|error| error.to_string()),
            Self::Local(local) => local
                .ask(&record.input.text)
                .map_err(|error| error.to_string()),
        }?;
        record.opinions.push(Opinion {
            by: "llm".to_owned(),
            label: said.judged.label,
            confidence: None,
            model: said.model.clone(),
            scores: None,
            micros: u64::try_from(said.took.as_micros()).ok(),
        });
        Ok(Answer {
            label: said.judged.label.map_or(opinion::UNCERTAIN, Label::id),
            mitre_ids: said.judged.techniques,
            rationale: said.judged.rationale,
            model: said.model,
            checks: said.judged.checks,
            scores: said.scores,
            cut: said.cut,
            redacted: said.redacted,
            milliseconds: u64::try_from(said.took.as_millis()).unwrap_or(u64::MAX),
        })
    }
}
