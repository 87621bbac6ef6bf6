//! What can go wrong, as far as a caller does something different about it.

/// Why a store refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// Never there, deleted, or expired.
    NotFound,
    /// The chosen id is taken.
    Exists,
    /// A limit is reached; nothing already stored was touched.
    Full { what: &'static str, limit: u64 },
    /// The batch has ended and takes no more rows.
    Closed,
    /// The medium failed.
    Backend(String),
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound => f.write_str("there is nothing at this address; it may have expired"),
            Self::Exists => f.write_str("this id is already taken"),
            Self::Full { what, limit } => write!(
                f,
                "the store is full ({limit} {what}); delete something or wait until it expires"
            ),
            Self::Closed => f.write_str("the batch has ended and takes no more rows"),
            Self::Backend(message) => write!(f, "the store failed: {message}"),
        }
    }
}

impl std::error::Error for StoreError {}
