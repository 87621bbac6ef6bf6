//! The folder the server serves: hashed names, compressed twins, public files.
//!
//! `pkg/alertsage.<hash>.{js,wasm,css}` and a `hash.txt` as Leptos reads it, and everything of
//! `public/` under its own name. Built only when one of its sources changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::{frontend, packing, paths, stamp, style};

/// Brotli size of what the first page loads, WASM and JavaScript together.
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
    let mut loaded = 0;
    for (kind, bytes) in [
        ("js", fs::read(&built.js)?),
        ("wasm", fs::read(&built.wasm)?),
        ("css", style::sheet()?.into_bytes()),
    ] {
        let hash = stamp::of_bytes(&bytes);
        let file = next.join(format!("pkg/alertsage.{hash}.{kind}"));
        fs::write(&file, &bytes)?;
        hashes.push_str(&format!("{kind}: {hash}\n"));
        let small = packing::brotli_bytes(&bytes)?.len();
        eprintln!(
            "{kind}: {} KB, {} KB compressed",
            bytes.len() / 1024,
            small / 1024
        );
        if kind != "css" {
            loaded += small;
        }
    }
    fs::write(next.join("hash.txt"), hashes)?;
    copy(&paths::root().join("public"), &next)?;
    for file in stamp::files(std::slice::from_ref(&next))? {
        packing::twins(&file)?;
    }
    let _ = fs::remove_dir_all(&site);
    fs::rename(&next, &site).context("cannot put the site in its place")?;
    fs::write(&mark, stamp)?;
    if loaded > BUDGET {
        eprintln!(
            "the first page loads {} KB of WASM and JavaScript, more than {} KB",
            loaded / 1024,
            BUDGET / 1024
        );
    }
    eprintln!("page built in {:.0} s", started.elapsed().as_secs_f32());
    Ok(())
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
