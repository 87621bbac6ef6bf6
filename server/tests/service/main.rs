//! The real router on a real port, spoken to in bytes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod analyst;
mod api;
mod bad_endpoint;
mod bad_input;
mod client;
mod host;
mod language;
mod program;
mod second_opinion;
mod second_pass;
mod security;
mod settings;
mod similar;
mod stub;
mod third_pass;
mod uploads;
