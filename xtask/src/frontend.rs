//! The browser half: WASM modules, their JavaScript, and both as small as they get.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{paths, shell, wasm_opt};

/// One module as a page loads it.
pub(crate) struct Module {
    pub js: PathBuf,
    pub wasm: PathBuf,
}

/// The two halves of the pages, and the engine that is loaded when somebody types.
pub(crate) struct Built {
    pub desk: Module,
    pub files: Module,
    pub engine: Module,
}

pub(crate) fn build() -> Result<Built> {
    let folder = paths::target().join("bindgen");
    let _ = fs::remove_dir_all(&folder);
    Ok(Built {
        desk: module("frontend", "", "alertsage", &folder)?,
        files: module("frontend", "files", "files", &folder)?,
        engine: module("live", "", "engine", &folder)?,
    })
}

/// A package built alone: together they would share features, and with them their size.
fn module(package: &str, features: &str, name: &str, folder: &Path) -> Result<Module> {
    shell::cargo([
        "build",
        "--locked",
        "-p",
        package,
        "--lib",
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
        "wasm-release",
        "--features",
        features,
    ])?;
    let built = paths::target()
        .join("wasm32-unknown-unknown/wasm-release")
        .join(format!("{package}.wasm"));
    let folder = folder.join(name);
    bind(&built, &folder, name)?;
    let wasm = folder.join(format!("{name}_bg.wasm"));
    wasm_opt::shrink(&wasm)?;
    Ok(Module {
        js: folder.join(format!("{name}.js")),
        wasm,
    })
}

fn bind(wasm: &Path, folder: &Path, name: &str) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .web(true)?
        .typescript(false)
        .out_name(name);
    bindgen
        .generate(folder)
        .with_context(|| format!("cannot bind {}", wasm.display()))
}
