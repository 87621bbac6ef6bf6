//! The server: built, started, watched.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};

use crate::{gpu, paths, shell};

#[derive(Clone, Copy)]
pub(crate) enum Profile {
    Release,
    /// What tests are built with anyway, so that nothing is compiled twice.
    Dev,
}

pub(crate) fn build(profile: Profile) -> Result<PathBuf> {
    let mut cargo = shell::cargo_command();
    cargo.args([
        "build",
        "--locked",
        "-p",
        "server",
        "--bin",
        "alertsage-server",
    ]);
    let folder = match profile {
        Profile::Release => {
            cargo.arg("--release");
            gpu::add_to(&mut cargo)?;
            "release"
        }
        Profile::Dev => "debug",
    };
    shell::run(&mut cargo)?;
    let name = format!("alertsage-server{}", std::env::consts::EXE_SUFFIX);
    Ok(paths::target().join(folder).join(name))
}

/// Runs until interrupted.
pub(crate) fn serve(program: &Path, rest: &[String]) -> Result<ExitCode> {
    let status = Command::new(program)
        .arg("--site")
        .arg(paths::site())
        .args(rest)
        .current_dir(paths::root())
        .status()
        .with_context(|| format!("cannot start {}", program.display()))?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// A chat model of random weights; its process starts when a test asks it.
const TINY: &str = "crates/llm/tests/data/tiny-llama.gguf";

/// A server on a free port, stopped when dropped.
pub(crate) struct Running {
    child: Child,
    pub program: PathBuf,
    pub address: String,
}

pub(crate) fn start(program: &Path) -> Result<Running> {
    let mut child = Command::new(program)
        .arg("--site")
        .arg(paths::site())
        // Tests send as fast as they can.
        .args(["--address", "127.0.0.1:0", "--rate", "10000"])
        .arg("--llm-model")
        .arg(paths::root().join(TINY))
        .current_dir(paths::root())
        .env("RUST_LOG", "warn")
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))?;
    let mut address = String::new();
    if let Some(output) = child.stdout.take() {
        BufReader::new(output).read_line(&mut address)?;
    }
    let address = address.trim().trim_end_matches('/').to_owned();
    let running = Running {
        child,
        program: program.to_owned(),
        address,
    };
    if running.address.is_empty() {
        bail!("the server ended before it listened");
    }
    Ok(running)
}

impl Running {
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
