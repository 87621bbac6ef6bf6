//! Why an engine does not answer, in words for the reader and as types for the caller.

use std::path::PathBuf;

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
        }
    }
}
