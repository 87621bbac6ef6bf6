//! Everything a person does to this repository, as `cargo xtask <what>`.
//!
//! Works from a fresh clone with nothing but Git and Rust: what is missing is installed where
//! that is possible without asking, and named with the command that installs it where it is not.

mod bench;
mod builds;
mod dist;
mod end2end;
mod frontend;
mod gpu;
mod libraries;
mod model;
mod needs;
mod packing;
mod parity;
mod paths;
mod server;
mod shell;
mod site;
mod stamp;
mod style;
mod test;
mod wasm_opt;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask serve [flags]   build what changed and start the server on 127.0.0.1:3000
cargo xtask build           build page and server, start nothing
cargo xtask site            build the page's files only
cargo xtask setup           install what building needs, build nothing
cargo xtask test            install what tests need and run every test; `--no-browser` leaves out
                            those that need Node or a browser
cargo xtask check           formatting and lints, as continuous integration runs them
cargo xtask train [args]    train the model from a seed and write models/
cargo xtask bench [args]    measure against scikit-learn; `bench semantic` against PyTorch,
                            `bench llm [model]` the language model, `bench page [rows]` the page in a browser,
                            `bench builds` llama.cpp as it builds itself, for this processor, as libraries
cargo xtask dist            a folder with everything that runs on other machines
cargo xtask model fetch NAME   download a chat model for the second opinion; without a name, list them

Flags of `serve` go to the server; `cargo xtask serve --help` lists them.";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    match run(&what, &rest) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(what: &str, rest: &[String]) -> Result<ExitCode> {
    match what {
        "serve" => {
            needs::for_building()?;
            server::serve(&page_and_server()?, rest)
        }
        "build" => {
            needs::for_building()?;
            println!("{}", page_and_server()?.display());
            Ok(ExitCode::SUCCESS)
        }
        "setup" => {
            needs::for_building()?;
            Ok(ExitCode::SUCCESS)
        }
        "site" => {
            needs::for_building()?;
            site::build()?;
            Ok(ExitCode::SUCCESS)
        }
        "test" => test::run(rest),
        "check" => {
            needs::for_building()?;
            shell::cargo(["fmt", "--all", "--check"])?;
            shell::cargo([
                "clippy",
                "--workspace",
                "--all-targets",
                "--locked",
                "--",
                "-D",
                "warnings",
            ])?;
            Ok(ExitCode::SUCCESS)
        }
        "train" => {
            needs::for_building()?;
            shell::cargo_bin("lab", "train", rest)
        }
        "bench" => bench::run(rest),
        "dist" => {
            needs::for_building()?;
            dist::run()
        }
        "model" => model::run(rest),
        "help" | "--help" | "-h" | "dev-help" | "" => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => bail!("there is no `{other}`\n\n{HELP}"),
    }
}

/// Builds both at once: each has long stretches that keep one core busy only, and they share neither
/// a profile nor its lock. The server's program.
pub(crate) fn page_and_server() -> Result<PathBuf> {
    std::thread::scope(|scope| {
        let server = scope.spawn(|| server::build(server::Profile::Release));
        let site = site::build();
        let server = server.join();
        site?;
        server.unwrap_or_else(|_| bail!("the build of the server panicked"))
    })
}
