//! Why there is no answer, in the engine's own words.

use llm::EngineError;
use remote::{RemoteError, Slow};

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LanguageError {
    Local(EngineError),
    Endpoint(RemoteError),
}

impl LanguageError {
    /// Whether the caller wanted it so.
    pub const fn is_stopped(&self) -> bool {
        matches!(
            self,
            Self::Local(EngineError::Cancelled) | Self::Endpoint(RemoteError::Cancelled)
        )
    }

    /// Whether it may be this text's: too long for the model, or one that makes it say nothing or no end,
    /// take too long, fail or die. Others may get an answer.
    pub const fn is_of_the_text(&self) -> bool {
        matches!(
            self,
            Self::Endpoint(
                RemoteError::EmptyAnswer
                    | RemoteError::TooLong
                    | RemoteError::BadAnswer(_)
                    | RemoteError::Refused { .. }
                    | RemoteError::Server { .. }
                    | RemoteError::TooSlow(Slow::FirstByte | Slow::BetweenBytes | Slow::Whole),
            ) | Self::Local(
                EngineError::Question(_) | EngineError::Died(_) | EngineError::TimedOut
            )
        )
    }
}

impl From<EngineError> for LanguageError {
    fn from(error: EngineError) -> Self {
        Self::Local(error)
    }
}

impl From<RemoteError> for LanguageError {
    fn from(error: RemoteError) -> Self {
        Self::Endpoint(error)
    }
}

impl std::error::Error for LanguageError {}

impl std::fmt::Display for LanguageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Local(error) => error.fmt(f),
            Self::Endpoint(error) => error.fmt(f),
        }
    }
}
