//! nlp-triage: the command line.
fn main() {}
