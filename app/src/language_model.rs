//! What pages are told of the language model: which one is on, what it said, how a test went.
//!
//! Never a token.

use leptos::prelude::*;
use opinion::{Answer, Temperature};
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

/// The language model that is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Tells it from what was on before and comes after: whoever asks may say which they mean.
    pub choice: u64,
    /// Runs on this machine, so that nothing is sent.
    pub local: bool,
    /// Path of its file, or address of its endpoint.
    pub place: String,
    /// The endpoint's name for it; a file says its own when it is loaded.
    pub model: Option<String>,
    /// Whether accounts, machines and addresses are replaced in what is sent.
    pub redact: bool,
}

/// How it is used: as the operator said of the model that the server was started with. One that was chosen
/// since is asked by a person only and counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct UseOfLanguage {
    /// Whether it is asked about the rows of files without a person.
    pub by_itself: bool,
    /// Rows and seconds of one pass, 0 is no bound; rows with the same text count once.
    pub rows: u64,
    pub seconds: u64,
    /// What it counts for in a decision, `0.0..=2.0`.
    pub weight: f32,
    /// At which its likelihoods are told and weighed; `None` for as it tells them.
    pub temperature: Option<Temperature>,
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

/// Where the token of an endpoint comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenFrom {
    #[default]
    Nobody,
    /// Somebody gave it with the endpoint; it is forgotten with it.
    Given,
    /// The variable `ALERTSAGE_LLM_TOKEN`.
    Environment,
}

/// What can be chosen, and what of it is on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// Whether what is on is what the server was started with.
    pub is_started: bool,
    /// What that is.
    pub started: Option<Named>,
    /// Names of the model files there are, and of the one that is on.
    pub files: Vec<String>,
    pub file: Option<String>,
    /// Address of the endpoint that is on, as it was given.
    pub place: Option<String>,
    /// Whether the environment holds a token that may be sent.
    pub environment: bool,
}

/// What the settings page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub named: Option<Named>,
    pub use_of_language: UseOfLanguage,
    /// Exactly what would be sent about the sample; nothing for a model on this machine.
    pub sent: Option<String>,
    pub tested: Option<Tested>,
    pub token: TokenFrom,
    /// Why whoever asks may not choose, or what they can.
    pub choices: Result<Choices, String>,
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
    /// That of the answer that counts in the record's decision, or else of the latest; where nobody was
    /// asked, that of the model that is on.
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
    /// So much of the model is in memory, `0..=100`.
    Loading { percent: u8 },
    /// The model reads.
    Asking,
    /// The rationale so far. Nobody has checked it yet.
    Writing { rationale: String },
}

impl News {
    /// For whoever waits.
    pub fn words(&self) -> String {
        match self {
            Self::Waiting => "Waits for its turn.".to_owned(),
            Self::Loading { percent } => format!("Loading the model, {percent} %."),
            Self::Asking => "The model is being asked.".to_owned(),
            Self::Writing { .. } => "It writes. Nothing of this has been checked yet.".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_is_told_as_the_stream_brings_it() {
        let check = |data: &str, words: &str| {
            let news: News = serde_json::from_str(data).expect("news");
            assert_eq!(news.words(), words);
        };
        check(r#"{"state":"waiting"}"#, "Waits for its turn.");
        check(
            r#"{"state":"loading","percent":40}"#,
            "Loading the model, 40 %.",
        );
        check(r#"{"state":"asking"}"#, "The model is being asked.");
        check(
            r#"{"state":"writing","rationale":"A mail"}"#,
            "It writes. Nothing of this has been checked yet.",
        );
    }
}
