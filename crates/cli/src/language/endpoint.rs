//! A language model behind an endpoint that speaks OpenAI's protocol.

use std::ops::ControlFlow;

use export::Answer;
use opinion::{Question, Redacted};
use remote::{Cancel, Completion, Message, Remote, RemoteError, Request, Role, Token};

use crate::args::Args;
use crate::end::Failure;

/// Name of the variable that holds the endpoint's token.
const TOKEN: &str = "ALERTSAGE_LLM_TOKEN";
/// The endpoint that has a name.
const HUGGING_FACE: &str = "huggingface";

/// A text as it leaves the machine, and the way back.
type Leaving = (String, Option<Redacted>);

/// An endpoint and how it is asked.
pub struct Endpoint {
    remote: Remote,
    redact: bool,
}

impl Endpoint {
    /// # Errors
    /// No usable address, model or token.
    pub fn of(place: &str, args: &Args) -> Result<Self, Failure> {
        let mut endpoint = if place == HUGGING_FACE {
            remote::Endpoint::hugging_face()
        } else {
            remote::Endpoint::local(place, "")
        };
        if let Some(model) = &args.llm_model {
            endpoint.model.clone_from(model);
        }
        if endpoint.model.is_empty() {
            return Err(Failure::words("say which model with --llm-model"));
        }
        endpoint.token = Token::from_env(TOKEN).map_err(Failure::words)?;
        Ok(Self {
            remote: Remote::new(endpoint).map_err(Failure::words)?,
            redact: args.llm_redact,
        })
    }

    /// The address, and exactly what would be sent there.
    pub fn would_send(&self, text: &str) -> (String, serde_json::Value) {
        let text = self.leaving(text).0;
        let body = self.remote.body(&request(&opinion::ask(&text)));
        (self.remote.url().to_owned(), body)
    }

    /// # Errors
    /// What kept the endpoint from answering.
    pub fn ask(&self, text: &str) -> Result<Answer, RemoteError> {
        let sent = self.leaving(text);
        let question = opinion::ask(&sent.0);
        let done = self.remote.complete(
            &request(&question),
            &mut |_| ControlFlow::Continue(()),
            &Cancel::new(),
        )?;
        Ok(self.answer(&sent, question.cut, &done))
    }

    /// Asks about all texts, some at once. `on_done` is told of each as it ends, by its place.
    pub fn ask_all(
        &self,
        texts: &[&str],
        at_once: usize,
        on_done: &mut dyn FnMut(usize, Result<Answer, RemoteError>),
        cancel: &Cancel,
    ) {
        let sent: Vec<_> = texts.iter().map(|text| self.leaving(text)).collect();
        let questions: Vec<_> = sent.iter().map(|(text, _)| opinion::ask(text)).collect();
        let requests: Vec<_> = questions.iter().map(request).collect();
        let mut tell = |place: usize, done: &Result<Completion, RemoteError>| {
            let answer = match done {
                Ok(done) => Ok(self.answer(&sent[place], questions[place].cut, done)),
                Err(error) => Err(error.clone()),
            };
            on_done(place, answer);
        };
        self.remote
            .complete_all(&requests, at_once, &mut tell, cancel);
    }

    fn answer(&self, sent: &Leaving, cut: bool, done: &Completion) -> Answer {
        let (text, redacted) = sent;
        // Against what the model saw: a placeholder is no indicator of the incident's.
        let mut judged = opinion::judge(text, &done.text);
        if let Some(redacted) = redacted {
            judged.rationale = judged.rationale.map(|words| redacted.restore(&words));
        }
        let model = self.remote.endpoint().model.clone();
        Answer {
            cut,
            redacted: redacted.is_some(),
            ..Answer::new(judged, model, done.took)
        }
    }

    fn leaving(&self, text: &str) -> Leaving {
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
