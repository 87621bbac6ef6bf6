//! A language model behind an endpoint that speaks OpenAI's protocol. Sends what it shows, when it is
//! asked.

use std::ops::ControlFlow;

use opinion::{Answer, Question, Redacted};
use remote::{Cancel, Message, Remote, RemoteError, Request, Role};
use serde_json::Value;

use crate::Works;
use crate::telling::Telling;

/// The endpoint that has a name.
const HUGGING_FACE: &str = "huggingface";

/// An endpoint and how it is asked.
#[derive(Debug)]
pub struct Endpoint {
    remote: Remote,
    redact: bool,
}

/// The endpoint that a person means with an address or `huggingface`, which has a model of its own;
/// without a token.
pub fn named(place: &str, model: Option<&str>) -> remote::Endpoint {
    let mut endpoint = if place == HUGGING_FACE {
        remote::Endpoint::hugging_face()
    } else {
        remote::Endpoint::local(place, "")
    };
    if let Some(model) = model {
        model.clone_into(&mut endpoint.model);
    }
    endpoint
}

impl Endpoint {
    /// Checks the endpoint and sends nothing. With `redact`, accounts, machines and addresses become
    /// placeholders before a text is sent, and are put back in the answer.
    ///
    /// # Errors
    /// No usable address, model or token.
    pub fn open(endpoint: remote::Endpoint, redact: bool) -> Result<Self, RemoteError> {
        Ok(Self {
            remote: Remote::new(endpoint)?,
            redact,
        })
    }

    /// Where requests go.
    pub fn url(&self) -> &str {
        self.remote.url()
    }

    pub fn model(&self) -> &str {
        &self.remote.endpoint().model
    }

    pub fn redacts(&self) -> bool {
        self.redact
    }

    /// Exactly what would be sent about a text.
    pub fn would_send(&self, text: &str) -> Value {
        let text = self.leaving(text).0;
        self.remote.body(&request(&opinion::ask(&text)))
    }

    pub(crate) fn ask(
        &self,
        text: &str,
        on_words: &mut dyn FnMut(&str) -> ControlFlow<()>,
        cancel: &Cancel,
    ) -> Result<Answer, RemoteError> {
        let (sent, redacted) = self.leaving(text);
        let question = opinion::ask(&sent);
        let mut telling = Telling::new(redacted.as_ref(), on_words);
        let done =
            self.remote
                .complete(&request(&question), &mut |piece| telling.add(piece), cancel)?;
        // Against what the model saw: a placeholder is no indicator of the incident's.
        let judged = opinion::judge(&sent, &done.text);
        let restored = |words: String| match &redacted {
            Some(redacted) => redacted.restore(&words),
            None => words,
        };
        Ok(Answer {
            label: judged.label,
            mitre_ids: judged.techniques,
            rationale: judged.rationale.map(restored),
            model: self.model().to_owned(),
            checks: judged.checks,
            scores: None,
            cut: question.cut,
            redacted: redacted.is_some(),
            milliseconds: u64::try_from(done.took.as_millis()).unwrap_or(u64::MAX),
            answered_at: None,
        })
    }

    pub(crate) fn test(&self, cancel: &Cancel) -> Result<Works, RemoteError> {
        let probe = self.remote.probe(cancel)?;
        Ok(Works::endpoint(self.url(), self.model(), &probe))
    }

    /// The text as it leaves the machine, and the way back.
    fn leaving(&self, text: &str) -> (String, Option<Redacted>) {
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
