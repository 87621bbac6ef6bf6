//! The synthetic incident generator: the only crate that may use chance.
//!
//! A row is a function of the seed and its number, so any range can be made anywhere in any
//! order. Everything it writes is marked synthetic; it never reads third-party text.
//!
//! Dependency: `taxonomy`, for the labels.

pub mod corpus;
pub mod event;
mod expand;
pub mod grammar;
pub mod rng;
pub mod scenario;
pub mod slot;
mod vocab;

pub use event::{Event, Generator};
pub use expand::expand;
