//! The program itself, as scripts and people start it.

mod answers;
mod bad_input;
mod bulk;
mod generate;
mod golden;
mod language;
mod parquet;
mod roundtrip;
mod tool;
