//! Why an engine does not answer, in words for the reader and as types for the caller.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Why an engine does not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineError {
    /// There is no such file.
    Missing(PathBuf),
    /// It is there and cannot be read.
    Unreadable(PathBuf, String),
    /// It does not begin like a GGUF file this program knows.
    NotGguf(PathBuf),
    /// It begins well and ends too early, or its parts contradict each other.
    Damaged(PathBuf, String),
    /// A sound file of another kind of model.
    WrongKind {
        path: PathBuf,
        wanted: &'static str,
        found: String,
    },
    /// A sound file, but not the one that the head beside it was trained on.
    WrongSum(PathBuf),
    /// llama.cpp would not take it.
    Refused(PathBuf, String),
    /// The process could not be started.
    NotStarted(String),
    /// The process ended while it was asked, and how.
    Died(String),
    /// It did not answer in time and was ended.
    TimedOut,
    /// It answers somebody else, and so many wait already; or waiting took too long.
    Busy { waiting: usize },
    /// The caller wanted no answer any more before its turn came.
    Cancelled,
    /// It was asked something it cannot answer, and goes on.
    Question(QuestionError),
}

/// Why a model cannot answer one question; others it can.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuestionError {
    /// With all that stands before it and the longest choice after it, in tokens.
    TooLong { tokens: usize, room: usize },
    /// The model's chat template leaves a turn out, or shows one twice.
    Template,
    /// llama.cpp cannot read the grammar.
    Grammar,
    /// One choice is the beginning of another, or there is the same one twice.
    Choices,
    /// llama.cpp could not evaluate it, or what came out is no number.
    Failed(String),
}

impl EngineError {
    /// What a death means while the model was being loaded.
    pub(crate) fn at_start(self, model: &Path) -> Self {
        match self {
            Self::Died(how) => Self::Refused(model.to_owned(), how),
            other => other,
        }
    }
}

impl From<QuestionError> for EngineError {
    fn from(error: QuestionError) -> Self {
        Self::Question(error)
    }
}

impl std::error::Error for QuestionError {}

impl std::fmt::Display for QuestionError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLong { tokens, room } => write!(
                f,
                "the text is too long for the model: {tokens} tokens with all that goes before it, \
                 and room for {room}"
            ),
            Self::Template => {
                f.write_str("the model's chat template does not show every turn once")
            }
            Self::Grammar => f.write_str("llama.cpp cannot read the grammar of the answer"),
            Self::Choices => f.write_str("one of the answers to choose from begins another"),
            Self::Failed(why) => write!(f, "llama.cpp could not evaluate the text: {why}"),
        }
    }
}

impl std::error::Error for EngineError {}

impl std::fmt::Display for EngineError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(path) => write!(f, "there is no model file {}", path.display()),
            Self::Unreadable(path, why) => {
                write!(f, "the model file {} cannot be read: {why}", path.display())
            }
            Self::NotGguf(path) => write!(f, "{} is not a GGUF model file", path.display()),
            Self::Damaged(path, why) => {
                write!(f, "the model file {} is damaged: {why}", path.display())
            }
            Self::WrongKind {
                path,
                wanted,
                found,
            } => write!(
                f,
                "{} holds a model of kind `{found}`; {wanted} is needed here",
                path.display()
            ),
            Self::WrongSum(path) => write!(
                f,
                "{} is not the model file that this program was trained with: its SHA-256 differs",
                path.display()
            ),
            Self::Refused(path, why) => {
                write!(f, "llama.cpp cannot use {}: {why}", path.display())
            }
            Self::NotStarted(why) => write!(f, "the model's process could not be started: {why}"),
            Self::Died(how) => write!(f, "the model's process ended: {how}"),
            Self::TimedOut => f.write_str("the model took too long and was stopped"),
            Self::Busy { waiting } => write!(
                f,
                "the model is busy with another question, and {waiting} more wait"
            ),
            Self::Cancelled => f.write_str("cancelled"),
            Self::Question(error) => error.fmt(f),
        }
    }
}
