//! The question: fixed messages, then one incident between marks.
//!
//! Everything before the incident is the same bytes for every incident, because an engine
//! evaluates it once and shares it between rows. Never says which model is asked, or how.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::clean::clean;
use crate::wording;

/// More of a text than this many characters is not asked about.
pub const MAX_CHARS: usize = 8_000;

/// What an engine lets a model write in answer.
pub const MAX_NEW_TOKENS: usize = 512;

/// The name in the marks. Lower case; no text that is asked about holds it.
pub(crate) const MARK: &str = "incident_text";

/// The mark before an incident.
pub const OPEN: &str = "<incident_text>";

/// The mark after it.
pub const CLOSE: &str = "</incident_text>";

/// Who speaks, as chat endpoints and chat templates name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    System,
    User,
    Assistant,
}

/// One turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub role: Role,
    pub content: String,
}

/// What a model is asked about one incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// [`prefix`], then exactly one message of the user with the incident.
    pub messages: Vec<Message>,
    /// Whether the text was longer than [`MAX_CHARS`]; to be shown where the answer is.
    pub cut: bool,
}

static PREFIX: LazyLock<Vec<Message>> = LazyLock::new(|| {
    let mut messages = vec![Message {
        role: Role::System,
        content: wording::system(),
    }];
    for example in &wording::EXAMPLES {
        messages.push(incident(example.text, false));
        messages.push(Message {
            role: Role::Assistant,
            content: example.answer.into(),
        });
    }
    messages
});

/// The fixed messages that every question starts with: the task, then worked examples.
pub fn prefix() -> &'static [Message] {
    &PREFIX
}

/// The question about `text`, which may be anything, of any length.
pub fn ask(text: &str) -> Question {
    let (shown, cut) = clean(text, MAX_CHARS);
    let mut messages = prefix().to_vec();
    messages.push(incident(&shown, cut));
    Question { messages, cut }
}

/// `text` is clean. What is asked stands after it once more: a model heeds best what it read last.
fn incident(text: &str, cut: bool) -> Message {
    let note = if cut { wording::CUT } else { "" };
    Message {
        role: Role::User,
        content: format!("{OPEN}\n{text}\n{CLOSE}\n{note}{}", wording::REMINDER),
    }
}
