//! Cleaning, tokens and entities with spans: deterministic, total, the same in training, server
//! and browser.
//!
//! [`Document`] is a text cleaned for a model: words in NFKC and folded case, entities as
//! placeholders, and for each token the place it came from. [`entities`] are what an analyst
//! copies out. Both come from one scanner, so they never disagree.
//!
//! Never fails on any UTF-8, takes time proportional to the text, does no I/O, knows nothing of
//! labels or models.
//!
//! Dependencies: `serde`, because entities travel in records; `unicode-normalization`, because
//! NFKC needs Unicode's tables and the standard library has none.

mod account;
mod address;
mod bytes;
mod camel;
mod clock;
mod cloud;
mod compound;
mod context;
mod defang;
mod document;
mod entity;
mod escape;
mod extract;
mod figure;
mod file;
mod host;
mod ip;
mod mixed;
mod name;
mod normal;
mod number;
mod output;
mod path;
mod registry;
mod run;
mod scan;
mod span;
mod suffix;
mod token;
mod url;
mod word;
mod words;

pub use defang::{defang, refang};
pub use document::{Document, entities};
pub use entity::{Entity, EntityKind, IpScope};
pub use normal::is_invisible;
pub use number::KEPT;
pub use span::Span;
pub use token::{PLACEHOLDERS, Token, TokenKind};
