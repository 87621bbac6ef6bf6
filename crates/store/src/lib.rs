//! Where incidents and batches live: traits, and an in-memory implementation.
