//! The synthetic incident generator: the only crate that may use chance.
//!
//! A row is a function of the seed and its number, so any range can be made anywhere in any
//! order. Everything it writes is marked synthetic; it never reads third-party text.
//!
//! Dependencies: `taxonomy`, for labels and techniques; `text`, which finds the indicators that noise must
//! not touch.

pub mod audit;
mod campaign;
mod clock;
pub mod corpus;
pub mod event;
mod expand;
pub mod format;
pub mod grammar;
mod noise;
pub mod rng;
pub mod row;
pub mod scenario;
pub mod settings;
pub mod slot;
mod vocab;

pub use event::{Event, Generator, Split};
pub use expand::expand;
pub use format::Format;
pub use row::Row;
pub use settings::Settings;
