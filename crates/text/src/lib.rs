//! Cleaning, tokens and entities with spans: deterministic, total, the same in training, server
//! and browser.
//!
//! Never fails on any UTF-8, does no I/O, knows nothing of labels or models.

mod entity;
mod span;

pub use entity::{Entity, EntityKind, IpScope};
pub use span::Span;
