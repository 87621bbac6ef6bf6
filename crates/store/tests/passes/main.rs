//! The passes after the first, as the store keeps them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
mod second;
mod third;
