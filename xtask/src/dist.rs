//! A folder that runs on other machines: programs, page, models, and llama.cpp as libraries.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use crate::{gpu, libraries, paths, shell, site};

const PROGRAMS: [&str; 2] = ["alertsage-server", "nlp-triage"];

pub(crate) fn run() -> Result<ExitCode> {
    let mut cargo = libraries::cargo()?;
    site::build()?;
    for program in PROGRAMS {
        cargo.args(["--bin", program]);
    }
    gpu::add_to(&mut cargo)?;
    shell::run(&mut cargo)?;
    let out = paths::target().join("dist/alertsage");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    fs::create_dir_all(&out)?;
    for program in PROGRAMS {
        fs::copy(libraries::release().join(program), out.join(program))?;
    }
    libraries::lay_beside(&out)?;
    copy_folder(&paths::site(), &out.join("site"))?;
    copy_folder(&paths::root().join("models"), &out.join("models"))?;
    for file in ["README.md", "LICENSE"] {
        fs::copy(paths::root().join(file), out.join(file))?;
    }
    println!("{}", out.display());
    Ok(ExitCode::SUCCESS)
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
