//! The synthetic incident generator: the only crate whose texts and numbers may use chance.
//!
//! A row is a function of the seed and its number, so any range can be made anywhere in any
//! order. Everything it writes is marked synthetic; it never reads third-party text.
//!
//! [`Generator`] tells frames one at a time, for learning; [`Rows`] makes whole rows of a data set,
//! fast.
//!
//! Dependencies: `taxonomy`, for the labels; `serde`, because counts of slips and studies travel in
//! checkpoints and cards.

mod campaign;
mod clock;
pub mod columns;
pub mod corpus;
pub mod event;
mod expand;
pub mod grammar;
mod library;
pub mod naming;
mod network;
mod noise;
mod plan;
pub mod rng;
mod row;
pub mod rows;
pub mod scenario;
pub mod settings;
pub mod slot;
pub mod study;
mod tell;
mod vocab;

pub use event::{Event, Generator};
pub use expand::expand;
pub use noise::Slips;
pub use row::Row;
pub use rows::Rows;
pub use settings::{Settings, SettingsError};
