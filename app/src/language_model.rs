//! What pages are told of the language model: which one is on, what it said, how a test went.
//!
//! Never a token.

use leptos::prelude::*;
use opinion::Answer;
use serde::{Deserialize, Serialize};
use triage::Triage;

use crate::api::{self, Told};

/// What the two pages ask. Apart from [`api::Question`], because the half of the program without
/// files must not grow by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Of an incident. Answer: `Option<`[`Opinions`]`>`.
    Opinions(String),
    /// Answer: [`Settings`].
    Settings,
}

/// Asks the server.
pub async fn ask(question: Question) -> Told {
    let question = serde_json::to_string(&question)
        .map_err(|_| ServerFnError::new("the question could not be written"))?;
    api::answer(question).await
}

/// A question that the page being drawn waits for.
pub fn resource(question: impl Fn() -> Question + Send + Sync + 'static) -> Resource<Told> {
    Resource::new_blocking(question, ask)
}

/// The language model that was named when the server was started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Runs on this machine, so that nothing is sent.
    pub local: bool,
    /// Path of its file, or address of its endpoint.
    pub place: String,
    /// The endpoint's name for it; a file says its own when it is loaded.
    pub model: Option<String>,
    /// Whether accounts, machines and addresses are replaced in what is sent.
    pub redact: bool,
}

/// How it is used, as the operator said.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct UseOfLanguage {
    /// Whether it is asked about the rows of files without a person.
    pub by_itself: bool,
    /// Rows and seconds of one pass, 0 is no bound; rows with the same text count once.
    pub rows: u64,
    pub seconds: u64,
    /// What it counts for in a decision, `0.0..=2.0`.
    pub weight: f32,
}

/// The language model as the page of a batch offers to ask it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Offered {
    pub named: Named,
    pub use_of_language: UseOfLanguage,
    /// Exactly what would be sent first; nothing for a model on this machine.
    pub sent: Option<String>,
}

/// How a test went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tested {
    /// UTC, RFC 3339.
    pub at: String,
    /// Name and value of what was learnt, or why it does not work.
    pub result: Result<Vec<(String, String)>, String>,
    /// What a model on this machine would be given for the sample.
    pub prompt: Option<String>,
}

/// What the settings page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub named: Option<Named>,
    pub use_of_language: UseOfLanguage,
    /// Exactly what would be sent about the sample; nothing for a model on this machine.
    pub sent: Option<String>,
    pub tested: Option<Tested>,
    /// Incidents one could ask about, newest first: id and the beginning of the text.
    pub recent: Vec<(String, String)>,
}

/// What the page of one incident's opinions shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opinions {
    pub record: Triage,
    /// What language models said, oldest first.
    pub answers: Vec<Answer>,
    pub named: Option<Named>,
    /// As of [`UseOfLanguage::weight`].
    pub weight: f32,
    /// As of [`Settings::sent`], about this incident.
    pub sent: Option<String>,
}

/// How far a question is, as its stream tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum News {
    /// For its turn.
    Waiting,
    /// The model is loaded or reads.
    Asking,
    /// The rationale so far. Nobody has checked it yet.
    Writing { rationale: String },
}
