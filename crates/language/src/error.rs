//! Why there is no answer, in the engine's own words.

use llm::EngineError;
use remote::RemoteError;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LanguageError {
    Local(EngineError),
    Endpoint(RemoteError),
}

impl LanguageError {
    /// Whether the caller wanted it so.
    pub fn is_stopped(&self) -> bool {
        matches!(
            self,
            Self::Local(EngineError::Cancelled) | Self::Endpoint(RemoteError::Cancelled)
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
