//! `wasm-opt` from npm's `binaryen`: smaller WASM where Node is at hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::shell::{self, run};
use crate::{paths, stamp};

/// Features rustc uses, by name: `--all-features` also emits ones that browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-sign-ext",
    "--enable-mutable-globals",
];

/// Shrinks the file in place. Without Node, or without a network the first time, the file stays
/// as it is and a line says so.
pub(crate) fn shrink(file: &Path) -> Result<()> {
    let tool = match tool() {
        Ok(tool) => tool,
        Err(why) => {
            eprintln!("not shrinking the WASM, so the first visit loads more: {why:#}");
            return Ok(());
        }
    };
    run(Command::new("node")
        .arg(tool)
        .arg("--merge-similar-functions")
        .arg("-Oz")
        .args(FEATURES)
        .arg(file)
        .arg("-o")
        .arg(file))
}

/// Whether files can be shrunk here; without, they are larger than they need to be.
pub(crate) fn is_there() -> bool {
    tool().is_ok()
}

/// The program, installed under the target folder from the lock file in `xtask/node`.
fn tool() -> Result<PathBuf> {
    anyhow::ensure!(shell::is_there("npm"), "Node.js with npm is not installed");
    let from = paths::root().join("xtask/node");
    let folder = paths::target().join("node");
    let tool = folder.join("node_modules/binaryen/bin/wasm-opt");
    let stamp = stamp::of_files(std::slice::from_ref(&from))?;
    let mark = folder.join("stamp");
    if tool.is_file() && fs::read_to_string(&mark).is_ok_and(|old| old == stamp) {
        return Ok(tool);
    }
    fs::create_dir_all(&folder)?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(from.join(name), folder.join(name))?;
    }
    run(npm()
        .args(["ci", "--no-audit", "--no-fund"])
        .current_dir(&folder))?;
    fs::write(&mark, stamp)?;
    Ok(tool)
}

/// `npm` is a script on Windows.
pub(crate) fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}
