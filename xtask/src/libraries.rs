//! llama.cpp as libraries, one for each kind of processor, of which the best that a machine knows is
//! loaded when a program runs: for builds that travel.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{paths, shell};

/// Programs look for libraries beside themselves. The second flag is that of every build
/// (`.cargo/config.toml`), which this replaces.
const FLAGS: &str = "-C link-arg=-Wl,-rpath,$ORIGIN --cfg erase_components";

/// A folder of its own: other features and other flags than those of every day.
fn target() -> PathBuf {
    paths::target().join("libraries")
}

/// Where the programs and, after [`lay_beside`], their libraries lie.
pub(crate) fn release() -> PathBuf {
    target().join("release")
}

/// Always the same ones, whatever is built of them: another selection is other features of what they
/// depend on, and llama.cpp compiled anew for each kind of processor.
const PACKAGES: [&str; 4] = ["llm", "lab", "nlp-triage", "server"];

/// Builds with libraries; the caller adds which programs.
pub(crate) fn cargo() -> Result<Command> {
    if !cfg!(target_os = "linux") {
        bail!("llama.cpp is packed as libraries on Linux only, so far");
    }
    let mut cargo = shell::cargo_command();
    cargo
        .args(["build", "--locked", "--release"])
        .args(PACKAGES.map(|package| format!("--package={package}")))
        .args(["--features", "llm/dynamic"])
        .env("CARGO_TARGET_DIR", target())
        .env("RUSTFLAGS", FLAGS);
    not_for_this_processor(&mut cargo);
    clear(&release())?;
    Ok(cargo)
}

/// Removes the links to nothing that llama.cpp's build leaves beside programs: it stumbles over them when
/// it is built there again, for a GPU or after a new release.
fn clear(release: &Path) -> Result<()> {
    for folder in ["", "deps", "examples"] {
        let Ok(entries) = fs::read_dir(release.join(folder)) else {
            continue;
        };
        for entry in entries {
            let path = entry?.path();
            let library = path.extension().is_some_and(|end| end == "so");
            if library && path.is_symlink() && !path.exists() {
                fs::remove_file(&path)?;
            }
        }
    }
    Ok(())
}

/// Undoes what `.cargo/config.toml` says.
pub(crate) fn not_for_this_processor(cargo: &mut Command) {
    for flags in ["CFLAGS", "CXXFLAGS"] {
        cargo.env(format!("{flags}_x86_64_unknown_linux_gnu"), "");
    }
}

/// Copies into `folder` the libraries that the programs name, and one for each kind of processor (and
/// the GPU there were tools for).
pub(crate) fn lay_beside(folder: &Path) -> Result<()> {
    for library in found(&release())? {
        let name = library.file_name().context("a library without a name")?;
        let to = folder.join(name);
        // The build links some of them there itself.
        if to.exists() {
            fs::remove_file(&to)?;
        }
        fs::copy(&library, &to)?;
    }
    Ok(())
}

/// In the newest of the folders that builds of llama.cpp left.
fn found(release: &Path) -> Result<Vec<PathBuf>> {
    let mut builds = Vec::new();
    for entry in fs::read_dir(release.join("build"))? {
        let out = entry?.path().join("out");
        if let Ok(about) = out.join("backends").metadata() {
            builds.push((about.modified()?, out));
        }
    }
    let (_, out) = builds
        .into_iter()
        .max()
        .context("llama.cpp left no libraries")?;
    let mut libraries = Vec::new();
    for folder in ["backends", "lib", "lib64"] {
        let Ok(entries) = fs::read_dir(out.join(folder)) else {
            continue;
        };
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if is_loaded(&name, folder == "backends") {
                libraries.push(path);
            }
        }
    }
    Ok(libraries)
}

/// Whether a program asks for a file of that name: for one of a processor's by looking through the
/// folder, for the others by the name with one number, under which they lie three times. What
/// llama.cpp's own tools share is not ours.
fn is_loaded(name: &str, of_processor: bool) -> bool {
    let Some((library, version)) = name.split_once(".so") else {
        return false;
    };
    let one_number = version
        .strip_prefix('.')
        .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    library != "libllama-common" && (of_processor || one_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_packed_once_under_the_name_it_is_asked_for_by() {
        for (name, of_processor, expected) in [
            ("libllama.so.0", false, true),
            ("libggml-base.so.12", false, true),
            ("libllama.so", false, false),
            ("libllama.so.0.6.0", false, false),
            ("libllama-common.so.0", false, false),
            ("libllama.a", false, false),
            ("cmake", false, false),
            ("libggml-cpu-zen4.so", true, true),
            ("libggml-cuda.so", true, true),
        ] {
            assert_eq!(is_loaded(name, of_processor), expected, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_links_to_nothing_go() {
        let folder = std::env::temp_dir().join(format!("alertsage-links-{}", std::process::id()));
        let deps = folder.join("deps");
        fs::create_dir_all(&deps).unwrap();
        let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, deps.join(name)).unwrap();
        fs::write(deps.join("libmacro.so"), "").unwrap();
        link("libllama.so.0", "libllama.so");
        link("libmacro.so", "libalias.so");
        link("nowhere", "notes.txt");
        clear(&folder).unwrap();
        let mut left: Vec<_> = fs::read_dir(&deps)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, ["libalias.so", "libmacro.so", "notes.txt"]);
        clear(&folder.join("none")).unwrap();
        fs::remove_dir_all(&folder).unwrap();
    }
}
