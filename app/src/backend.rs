//! What the server hands to the pages. Server only.

use std::sync::Arc;

use triage::Engine;

/// Cheap to clone; one for the whole process, in the context of every page and server function.
#[derive(Clone)]
pub struct Backend {
    /// Answers "what about this text?".
    pub engine: Arc<Engine>,
    pub incidents: Arc<dyn store::Incidents>,
    pub batches: Arc<dyn store::Batches>,
    /// Where the browser fetches the engine's model, e.g. `/model/3f2a.bin`.
    pub model_url: Arc<str>,
    pub model_bytes: u64,
    /// The model card: JSON as training wrote it.
    pub model_card: Arc<str>,
}
