//! The pages: what a person sees, drawn on the server and taken over in the browser.
//!
//! Two features, never both: `ssr` on the server, `hydrate` in the browser; without either the
//! crate builds with a browser that is absent. The address of a page is its state. Pages only
//! read, through [`api`]; everything that changes something is a plain route of the server.
//! Nothing here decides: verdicts come from the core crates, the same on both sides. Markup is
//! never built from strings, so incident text is escaped by the framework wherever it stands.
//!
//! Dependencies: each has its reason in `Cargo.toml`.

// The types of nested views are deep.
#![recursion_limit = "512"]

mod address;
pub mod alike;
pub mod api;
#[cfg(feature = "ssr")]
pub mod backend;
mod browser;
mod card;
mod charts;
mod components;
#[cfg(any(feature = "hydrate", test))]
mod events;
mod following;
mod format;
pub mod groups;
mod half;
pub mod language_model;
mod pages;
#[cfg(feature = "ssr")]
pub mod provider;
pub mod samples;
mod shell;
mod theme;
#[cfg(feature = "ssr")]
pub mod who_may;

pub use shell::{App, Desk, Files, shell};

/// Call before the page is taken over, and leave it alone if the answer is no: the reader has gone
/// back or forward since the server drew it, and the browser loads that page instead.
#[cfg(feature = "hydrate")]
pub fn start() -> bool {
    browser::note_first_page()
}
