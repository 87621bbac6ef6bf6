//! The opinion of a language model on one text, from an endpoint that the person named.
//!
//! Nothing is sent unless `--llm-second-opinion` and an endpoint were both given; a token in the
//! environment alone sends nothing. The opinion stands beside the others and moves no decision: it
//! has no probability that was ever held against the truth.

use std::ops::ControlFlow;

use opinion::{Check, Question};
use remote::{Cancel, Endpoint, Message, Remote, Request, Role, Token};
use serde::Serialize;
use taxonomy::Label;
use triage::{Opinion, Triage};

use crate::args::Args;
use crate::end::Failure;

/// Name of the variable that holds the endpoint's token.
const TOKEN: &str = "ALERTSAGE_LLM_TOKEN";
/// The endpoint that has a name.
const HUGGING_FACE: &str = "huggingface";

/// An endpoint and how it is asked.
pub struct Language {
    remote: Remote,
    redact: bool,
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
    /// Whether the text was longer than the model is shown.
    pub cut: bool,
    /// Whether accounts, machines and addresses were replaced before the text was sent.
    pub redacted: bool,
    pub milliseconds: u64,
}

impl Language {
    /// `None` if nobody asked for it.
    ///
    /// # Errors
    /// No usable endpoint, model or token.
    pub fn of(args: &Args) -> Result<Option<Self>, Failure> {
        let Some(place) = args.llm_endpoint.as_deref().filter(|_| args.asks_llm()) else {
            return Ok(None);
        };
        let mut endpoint = if place == HUGGING_FACE {
            Endpoint::hugging_face()
        } else {
            Endpoint::local(place, "")
        };
        if let Some(model) = &args.llm_model {
            endpoint.model.clone_from(model);
        }
        if endpoint.model.is_empty() {
            return Err(Failure::words("say which model with --llm-model"));
        }
        endpoint.token = Token::from_env(TOKEN).map_err(Failure::words)?;
        let remote = Remote::new(endpoint).map_err(Failure::words)?;
        Ok(Some(Self {
            remote,
            redact: args.llm_redact,
        }))
    }

    /// The address, and exactly what would be sent there.
    pub fn would_send(&self, text: &str) -> (String, serde_json::Value) {
        let text = self.leaving(text).0;
        let body = self.remote.body(&request(&opinion::ask(&text)));
        (self.remote.url().to_owned(), body)
    }

    /// Asks about a record's text and appends the opinion to the record.
    ///
    /// # Errors
    /// What kept the endpoint from answering, in words.
    pub fn add_to(&self, record: &mut Triage) -> Result<Answer, remote::RemoteError> {
        let (sent, redacted) = self.leaving(&record.input.text);
        let question = opinion::ask(&sent);
        let done = self.remote.complete(
            &request(&question),
            &mut |_| ControlFlow::Continue(()),
            &Cancel::new(),
        )?;
        // Against what the model saw: a placeholder is no indicator of the incident's.
        let judged = opinion::judge(&sent, &done.text);
        let model = self.remote.endpoint().model.clone();
        record.opinions.push(Opinion {
            by: "llm".to_owned(),
            label: judged.label,
            confidence: None,
            model: model.clone(),
            scores: None,
            micros: u64::try_from(done.took.as_micros()).ok(),
        });
        let restore = |words: String| match &redacted {
            Some(redacted) => redacted.restore(&words),
            None => words,
        };
        Ok(Answer {
            label: judged.label.map_or(opinion::UNCERTAIN, Label::id),
            mitre_ids: judged.techniques,
            rationale: judged.rationale.map(restore),
            model,
            checks: judged.checks,
            cut: question.cut,
            redacted: redacted.is_some(),
            milliseconds: u64::try_from(done.took.as_millis()).unwrap_or(u64::MAX),
        })
    }

    /// The text as it leaves the machine, and the way back.
    fn leaving(&self, text: &str) -> (String, Option<opinion::Redacted>) {
        if self.redact {
            let redacted = opinion::redact(text);
            (redacted.text.clone(), Some(redacted))
        } else {
            (text.to_owned(), None)
        }
    }
}

fn request(question: &Question) -> Request {
    let messages = question.messages.iter().map(|message| {
        let role = match message.role {
            opinion::Role::System => Role::System,
            opinion::Role::User => Role::User,
            opinion::Role::Assistant => Role::Assistant,
        };
        Message::new(role, &message.content)
    });
    let longest = u32::try_from(opinion::MAX_NEW_TOKENS).unwrap_or(u32::MAX);
    Request {
        schema: Some(opinion::form::schema()),
        seed: Some(1),
        ..Request::new(messages.collect(), longest)
    }
}
