//! A language model behind an endpoint that speaks OpenAI's protocol. Sends what it shows, when it is
//! asked.

use std::ops::ControlFlow;

use opinion::{Answer, Likely, Question, Redacted, Token};
use remote::{Cancel, Completion, Message, Remote, RemoteError, Request, Role};
use serde_json::Value;

use crate::Works;
use crate::telling::Telling;

/// The endpoint that has a name.
pub const HUGGING_FACE: &str = "huggingface";

/// Alternatives of each token that are asked for: as many as the protocol has, because labels are eleven
/// and begin in more ways than one.
const ALTERNATIVES: u8 = 20;

/// Requests prepared at a time, for each that is on the wire: few enough for the memory, and so many
/// that the wait for the last of them is no matter.
const PREPARED: usize = 16;

/// A text as it leaves the machine, and the way back.
type Leaving = (String, Option<Redacted>);

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
        let sent = self.leaving(text);
        let question = opinion::ask(&sent.0);
        let mut telling = Telling::new(sent.1.as_ref(), on_words);
        let done =
            self.remote
                .complete(&request(&question), &mut |piece| telling.add(piece), cancel)?;
        Ok(self.answer(&sent, question.cut, &done))
    }

    /// Up to `at_once` at a time.
    pub(crate) fn ask_all(
        &self,
        texts: &[&str],
        at_once: usize,
        on_done: &mut dyn FnMut(usize, Result<Answer, RemoteError>),
        cancel: &Cancel,
    ) {
        let mut first = 0;
        for wave in texts.chunks(at_once.max(1).saturating_mul(PREPARED)) {
            let sent: Vec<_> = wave.iter().map(|text| self.leaving(text)).collect();
            let questions: Vec<_> = sent.iter().map(|(text, _)| opinion::ask(text)).collect();
            let requests: Vec<_> = questions.iter().map(request).collect();
            let mut tell = |place: usize, done: &Result<Completion, RemoteError>| {
                let answer = match done {
                    Ok(done) => Ok(self.answer(&sent[place], questions[place].cut, done)),
                    Err(error) => Err(error.clone()),
                };
                on_done(first + place, answer);
            };
            self.remote
                .complete_all(&requests, at_once, &mut tell, cancel);
            first += wave.len();
        }
    }

    fn answer(&self, sent: &Leaving, cut: bool, done: &Completion) -> Answer {
        let (text, redacted) = sent;
        // Against what the model saw: a placeholder is no indicator of the incident's.
        let mut judged = opinion::judge(text, &done.text);
        if let Some(redacted) = redacted {
            judged.rationale = judged.rationale.map(|words| redacted.restore(&words));
        }
        Answer {
            scores: scores(done),
            cut,
            redacted: redacted.is_some(),
            ..Answer::new(judged, self.model().to_owned(), done.took)
        }
    }

    pub(crate) fn test(&self, cancel: &Cancel) -> Result<Works, RemoteError> {
        let probe = self.remote.probe(cancel)?;
        Ok(Works::endpoint(self.url(), self.model(), &probe))
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

/// How likely each answer was, if the endpoint told it with the tokens.
fn scores(done: &Completion) -> Option<Vec<Likely>> {
    let tokens = done.logprobs.iter().flatten().map(|token| Token {
        bytes: &token.bytes,
        logprob: token.logprob,
        top: token.top.iter().map(|(bytes, l)| (&**bytes, *l)).collect(),
    });
    opinion::likely(&done.text, &tokens.collect::<Vec<_>>())
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
        top_logprobs: Some(ALTERNATIVES),
        seed: Some(1),
        ..Request::new(messages.collect(), longest)
    }
}
