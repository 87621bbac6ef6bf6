//! The real router on a real port, spoken to in bytes.

mod api;
mod bad_input;
mod client;
mod host;
mod security;
mod uploads;
