//! The program itself, as scripts and people start it.

mod answers;
mod bad_input;
mod bulk;
mod endpoint;
mod generate;
mod golden;
mod language;
mod parquet;
mod passes;
mod roundtrip;
mod tool;
mod weighing;
