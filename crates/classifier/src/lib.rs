//! Sparse TF-IDF and linear inference: scores, explanation and out-of-domain score of a text.
//!
//! Reads model bytes, never files; has no clock, no threads and no randomness; answers the same
//! natively and in WASM to 1e-6. Training lives in `lab`.
//!
//! Dependencies: `sha2` checks a model file's sum, `serde` carries scores in records.

mod explain;
pub mod features;
mod file;
mod hash;
mod model;
mod scores;
mod semantic;
mod terms;

pub use explain::{Explanation, Term};
pub use file::{ModelError, encode};
pub use model::{COLUMNS, Model, OUT_OF_DOMAIN, Parameters, Scorer};
pub use scores::{Probabilities, Scores};
pub use semantic::{Head, Pool};
