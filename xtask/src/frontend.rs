//! The browser half: WASM from `frontend/`, its JavaScript, and both as small as they get.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{paths, shell, wasm_opt};

/// What the page loads.
pub(crate) struct Built {
    pub js: PathBuf,
    pub wasm: PathBuf,
}

pub(crate) fn build() -> Result<Built> {
    shell::cargo([
        "build",
        "--locked",
        "-p",
        "frontend",
        "--lib",
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
        "wasm-release",
    ])?;
    let built = paths::target().join("wasm32-unknown-unknown/wasm-release/frontend.wasm");
    let folder = paths::target().join("bindgen");
    let _ = fs::remove_dir_all(&folder);
    bind(&built, &folder)?;
    let wasm = folder.join("alertsage_bg.wasm");
    wasm_opt::shrink(&wasm)?;
    Ok(Built {
        js: folder.join("alertsage.js"),
        wasm,
    })
}

fn bind(wasm: &Path, folder: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .web(true)?
        .typescript(false)
        .out_name("alertsage");
    bindgen
        .generate(folder)
        .with_context(|| format!("cannot bind {}", wasm.display()))
}
