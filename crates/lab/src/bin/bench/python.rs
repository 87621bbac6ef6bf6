//! What is measured against, or made by, Python: in an environment of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Where builds lie, and what benchmarks make.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from)
}

/// A virtual environment of its own under the target folder, made on first use.
pub fn python(name: &str, packages: &[&str]) -> Result<PathBuf, String> {
    let folder = target().join(name);
    let python = folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    if !python.exists() {
        eprintln!("making {} with {}", folder.display(), packages.join(", "));
        run_to_end(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        run_to_end(
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet"])
                .args(packages),
        )?;
    }
    std::path::absolute(Path::new(&python)).map_err(|e| e.to_string())
}

pub fn run_to_end(command: &mut Command) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("{command:?} failed")),
        Err(error) => Err(format!("{command:?}: {error}")),
    }
}
