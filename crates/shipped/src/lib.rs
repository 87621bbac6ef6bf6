//! The classifier that ships, inside the programs: the one place that embeds it.
//!
//! Bytes only, as `cargo xtask train` wrote them; reading and judging them is `classifier`'s. No
//! program of the browser may depend on it: a page fetches the model when it needs it.

/// The model file, for `classifier::Model::from_bytes`.
pub const CLASSIFIER: &[u8] = include_bytes!("../../../models/classifier.bin");

/// Its card: JSON, what training measured of it.
pub const CARD: &str = include_str!("../../../models/classifier.json");
