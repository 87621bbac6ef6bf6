//! A folder that runs on other machines: programs, page, models, and llama.cpp as libraries for every
//! kind of processor, of which the best that the machine knows is loaded when it runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::{gpu, paths, shell, site};

/// Programs look for libraries beside themselves.
const BESIDE: &str = "-C link-arg=-Wl,-rpath,$ORIGIN --cfg erase_components";

pub(crate) fn run() -> Result<ExitCode> {
    if !cfg!(target_os = "linux") {
        bail!("dist packs for Linux only, so far");
    }
    site::build()?;
    // A folder of its own: other features, other flags.
    let target = paths::target().join("dist-build");
    let mut cargo = shell::cargo_command();
    cargo
        .args([
            "build",
            "--locked",
            "--release",
            "-p",
            "server",
            "-p",
            "nlp-triage",
        ])
        .args(["--bin", "alertsage-server", "--bin", "nlp-triage"]);
    gpu::add_to(&mut cargo)?;
    cargo
        .args(["-p", "llm", "--features", "llm/dynamic"])
        .env("CARGO_TARGET_DIR", &target)
        .env("RUSTFLAGS", BESIDE)
        // Not for this machine's processor alone.
        .env("CFLAGS_x86_64_unknown_linux_gnu", "")
        .env("CXXFLAGS_x86_64_unknown_linux_gnu", "");
    shell::run(&mut cargo)?;
    let release = target.join("release");
    let out = paths::target().join("dist/alertsage");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    fs::create_dir_all(&out)?;
    for program in ["alertsage-server", "nlp-triage"] {
        fs::copy(release.join(program), out.join(program))?;
    }
    for library in libraries(&release)? {
        let name = library.file_name().context("a library without a name")?;
        fs::copy(&library, out.join(name))?;
    }
    copy_folder(&paths::site(), &out.join("site"))?;
    copy_folder(&paths::root().join("models"), &out.join("models"))?;
    for file in ["README.md", "LICENSE"] {
        fs::copy(paths::root().join(file), out.join(file))?;
    }
    println!("{}", out.display());
    Ok(ExitCode::SUCCESS)
}

/// What llama.cpp was built into: the libraries that the programs name, and one for each kind of
/// processor or GPU.
fn libraries(release: &Path) -> Result<Vec<PathBuf>> {
    let mut newest: Option<PathBuf> = None;
    for entry in fs::read_dir(release.join("build"))? {
        let out = entry?.path().join("out");
        let is_it = out.join("backends").is_dir();
        let changed = |folder: &Path| folder.metadata().and_then(|about| about.modified()).ok();
        if is_it
            && newest
                .as_deref()
                .is_none_or(|known| changed(known) < changed(&out))
        {
            newest = Some(out);
        }
    }
    let out = newest.context("llama.cpp left no libraries")?;
    let mut found = Vec::new();
    for folder in ["backends", "lib", "lib64"] {
        let Ok(entries) = fs::read_dir(out.join(folder)) else {
            continue;
        };
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.contains(".so") {
                found.push(path);
            }
        }
    }
    Ok(found)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
