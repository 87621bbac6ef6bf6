//! The synthetic incident generator: the only crate that may use randomness.
