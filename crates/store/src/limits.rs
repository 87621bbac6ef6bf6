//! How much is kept, and for how long.

use std::time::Duration;

/// Bounds of the store in memory. The defaults suit a laptop; the server's flags replace them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Single incidents kept; the oldest gives way to the newest.
    pub incidents: usize,
    /// Their texts and what was found in them, together; the same then.
    pub incident_bytes: u64,
    /// Answers of language models kept for one incident; a further one is refused.
    pub answers: usize,
    /// Opinions of persons kept of one incident; a further one is refused.
    pub persons: usize,
    /// Batches kept; a further one is refused, because rows somebody may still need never vanish
    /// to make room.
    pub batches: usize,
    /// Texts, as they lie packed, and scores of all batches together.
    pub bytes: u64,
    /// An incident or a finished batch is gone this long after its last change.
    pub ttl: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            incidents: 10_000,
            incident_bytes: 512 << 20,
            answers: 8,
            persons: 32,
            batches: 100,
            bytes: 2 << 30,
            ttl: Duration::from_secs(24 * 3600),
        }
    }
}
