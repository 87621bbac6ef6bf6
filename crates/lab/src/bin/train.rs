//! `cargo xtask train`: makes `models/` from the seed, and says how good the model is.

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    llm::serve_if_asked();
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().unwrap_or_else(|| "models".into()));
    match lab::ship::ship(&folder, &lab::ship::SETUP, &mut |line| eprintln!("{line}")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("train: {error}");
            ExitCode::FAILURE
        }
    }
}
