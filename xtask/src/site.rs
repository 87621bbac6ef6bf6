//! The folder the server serves: hashed names, compressed twins, public files.
//!
//! `pkg/{alertsage,files}.<hash>.{js,wasm}`, the style sheet, `pkg/engine.<hash>.js` with its WASM, a `hash.txt` as Leptos
//! reads it, and everything of `public/` under its own name. Built only when one of its sources changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::frontend::Module;
use crate::{frontend, packing, paths, stamp, style, wasm_opt};

/// Brotli size of what the first page may load, WASM and JavaScript together.
const BUDGET: usize = 350 * 1024;

pub(crate) fn build() -> Result<()> {
    let site = paths::site();
    let mark = paths::target().join("site.stamp");
    let stamp = stamp::of_files(&sources())?;
    if site.join("hash.txt").is_file() && fs::read_to_string(&mark).is_ok_and(|old| old == stamp) {
        return Ok(());
    }
    let started = Instant::now();
    let built = frontend::build()?;
    // Put together beside the old folder, so that a failure leaves that one whole.
    let next = paths::target().join("site.next");
    let _ = fs::remove_dir_all(&next);
    fs::create_dir_all(next.join("pkg"))?;
    let mut hashes = String::new();
    // Leptos knows one hash a kind, so both halves carry the hash of both.
    for kind in ["js", "wasm"] {
        let read = |module: &Module| {
            fs::read(if kind == "js" {
                &module.js
            } else {
                &module.wasm
            })
        };
        let (desk, files) = (read(&built.desk)?, read(&built.files)?);
        let hash = stamp::of_bytes(&[desk.as_slice(), files.as_slice()].concat());
        fs::write(next.join(format!("pkg/alertsage.{hash}.{kind}")), desk)?;
        fs::write(next.join(format!("pkg/files.{hash}.{kind}")), files)?;
        hashes.push_str(&format!("{kind}: {hash}\n"));
    }
    let sheet = style::sheet()?.into_bytes();
    let hash = stamp::of_bytes(&sheet);
    fs::write(next.join(format!("pkg/alertsage.{hash}.css")), &sheet)?;
    hashes.push_str(&format!("css: {hash}\n"));
    let (js, wasm) = (fs::read(&built.engine.js)?, fs::read(&built.engine.wasm)?);
    let hash = stamp::of_bytes(&[js.as_slice(), wasm.as_slice()].concat());
    fs::write(next.join(format!("pkg/engine.{hash}.js")), &js)?;
    fs::write(next.join(format!("pkg/engine.{hash}_bg.wasm")), &wasm)?;
    // Leptos passes over kinds it does not know.
    hashes.push_str(&format!("engine: {hash}\n"));
    fs::write(next.join("hash.txt"), hashes)?;
    copy(&paths::root().join("public"), &next)?;
    for file in stamp::files(std::slice::from_ref(&next))? {
        packing::twins(&file)?;
    }
    let _ = fs::remove_dir_all(&site);
    fs::rename(&next, &site).context("cannot put the site in its place")?;
    fs::write(&mark, stamp)?;
    for (name, module) in [
        ("the first page", &built.desk),
        ("files and their rows", &built.files),
        ("the engine, for who types,", &built.engine),
    ] {
        let size = size(module)?;
        eprintln!(
            "{name}: {:.1} KB of WASM and JavaScript as they travel",
            size as f64 / 1024.0
        );
        if name == "the first page" && size > BUDGET && wasm_opt::is_there() {
            bail!("{} KB are allowed", BUDGET / 1024);
        }
    }
    eprintln!("page built in {:.0} s", started.elapsed().as_secs_f32());
    Ok(())
}

/// Where the engine's module lies, without `.js` and `_bg.wasm`.
pub(crate) fn engine() -> Result<PathBuf> {
    let hashes = fs::read_to_string(paths::site().join("hash.txt"))?;
    let hash = hashes
        .lines()
        .find_map(|line| line.strip_prefix("engine: "));
    let hash = hash.context("the page has no engine")?;
    Ok(paths::site().join(format!("pkg/engine.{}", hash.trim())))
}

/// Brotli size of a module.
fn size(module: &Module) -> Result<usize> {
    let packed =
        |file: &Path| Ok::<_, anyhow::Error>(packing::brotli_bytes(&fs::read(file)?)?.len());
    Ok(packed(&module.js)? + packed(&module.wasm)?)
}

/// Everything the page is made of.
fn sources() -> Vec<PathBuf> {
    [
        "app",
        "crates",
        "frontend",
        "public",
        "style",
        "xtask/src",
        "xtask/node",
        "Cargo.lock",
        "Cargo.toml",
    ]
    .map(|name| paths::root().join(name))
    .to_vec()
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
