//! How a run ends, and the two streams it speaks on. A reader that went away is no error.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

/// A run that reached its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    Well,
    /// Some rows could not be used.
    SomeFailed,
}

impl Done {
    pub const fn with(failed: u64) -> Self {
        if failed == 0 {
            Self::Well
        } else {
            Self::SomeFailed
        }
    }
}

/// A run that could not.
#[derive(Debug)]
pub enum Failure {
    /// What is wrong, in words.
    Words(String),
    /// Whoever read standard output wants no more.
    ReaderGone,
}

impl Failure {
    pub fn words(words: impl fmt::Display) -> Self {
        Self::Words(words.to_string())
    }

    /// From an error on standard output.
    pub fn output(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::ReaderGone
        } else {
            Self::Words(format!("standard output: {error}"))
        }
    }
}

pub fn code(result: Result<Done, Failure>) -> ExitCode {
    match result {
        Ok(Done::Well) | Err(Failure::ReaderGone) => ExitCode::SUCCESS,
        Ok(Done::SomeFailed) => ExitCode::from(1),
        Err(Failure::Words(words)) => {
            say(format_args!("nlp-triage: {words}"));
            ExitCode::from(2)
        }
    }
}

/// A line on standard error. Nobody may be listening; then it is lost, and that is all.
pub fn say(words: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr().lock(), "{words}");
}

/// Bytes to standard output, at once.
///
/// # Errors
/// A reader gone, or a full disk behind a redirection.
pub fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)
        .and_then(|()| out.flush())
        .map_err(Failure::output)
}
