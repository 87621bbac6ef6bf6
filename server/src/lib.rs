//! The service: Leptos pages, a JSON API, streamed uploads, and the layers that guard them.
//!
//! Layout, from the socket inwards: [`config`] (flags and environment), [`serve`] (listening,
//! stopping), [`security`] (layers every request passes), [`routes`] (one file a subject),
//! [`provider`] (which language model is on), [`upload`] (a body becomes a batch), [`passes`] (a batch is asked about again), [`questions`] (a
//! language model is asked about an incident), [`problem`] (every error a person or program sees).
//!
//! Handlers never hold a whole upload, never log an incident's text, and never change anything on
//! a GET. What they answer is computed in the core crates; nothing is decided here.

// The types of nested views are deep.
#![recursion_limit = "512"]

pub mod config;
mod engine;
mod pages;
mod passes;
mod problem;
mod provider;
mod query;
mod questions;
mod rest;
mod routes;
mod security;
mod serve;
mod state;
mod told;
mod upload;

pub use config::Config;
pub use routes::{router, router_with};
pub use serve::{main, run};
pub use state::AppState;
