//! What an engine that embeds texts promises, whatever runs it.

use crate::EngineError;

/// Where a text lies in the space of meanings: of Euclidean length one, so the cosine of two is
/// their scalar product. All zero for a text without a single token.
pub type Embedding = Vec<f32>;

/// Turns texts into embeddings. A text's embedding does not depend on its company beyond the
/// rounding of sums.
pub trait Embedder: Send {
    /// One embedding a text, in order. A text longer than the model reads is cut at its end.
    ///
    /// # Errors
    /// The engine could not be started, died, or took too long; it may be asked again.
    fn embed(&mut self, texts: &[&str]) -> Result<Vec<Embedding>, EngineError>;

    /// Length of every embedding.
    fn dimensions(&self) -> usize;
}
