//! The core built for WASM, and the engine that ships with the pages, run in Node against the answers
//! recorded natively.

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{paths, shell, site};

/// Runs the comparison; each line it prints is handed over, the last is `N passed, N failed`.
pub(crate) fn run(heard: impl FnMut(&str)) -> Result<bool> {
    shell::cargo([
        "build",
        "--locked",
        "-p",
        "parity",
        "--lib",
        "--target",
        "wasm32-unknown-unknown",
    ])?;
    let folder = paths::target().join("parity");
    Bindgen::new()
        .input_path(paths::target().join("wasm32-unknown-unknown/debug/parity.wasm"))
        .nodejs(true)?
        .typescript(false)
        .out_name("parity")
        .generate(&folder)
        .context("cannot bind parity.wasm")?;
    site::build()?;
    let root = paths::root();
    let mut node = std::process::Command::new("node");
    node.arg(root.join("crates/parity/compare.mjs"))
        .arg(folder.join("parity.js"))
        .arg(root.join("models/classifier.bin"))
        .arg(root.join("crates/parity/golden.jsonl"))
        .arg(site::engine()?);
    shell::run_heard(&mut node, heard)
}
