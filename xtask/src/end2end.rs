//! The folder `end2end`: its packages installed from the lock file, a Chromium, and programs that find
//! both and a server.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::{needs, paths, server, shell, stamp, wasm_opt};

pub(crate) struct Ready {
    folder: PathBuf,
    /// The whole path of the program.
    chromium: String,
}

/// Installs what is missing.
pub(crate) fn ready() -> Result<Ready> {
    let chromium = needs::for_browser_tests()?;
    let folder = paths::root().join("end2end");
    let mark = folder.join("node_modules/.stamp");
    let stamp = stamp::of_files(&[folder.join("package-lock.json")])?;
    if !fs::read_to_string(&mark).is_ok_and(|old| old == stamp) {
        let mut npm = wasm_opt::npm();
        npm.args(["ci", "--no-audit", "--no-fund"])
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        shell::run(npm.current_dir(&folder))?;
        fs::write(&mark, stamp)?;
    }
    let path = shell::output("which", &[&chromium]).map(|path| path.trim().to_owned());
    Ok(Ready {
        folder,
        chromium: path.unwrap_or(chromium),
    })
}

impl Ready {
    pub(crate) fn command(&self, program: &str, server: &server::Running) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.folder)
            .env("BASE_URL", &server.address)
            // For servers of a test's own.
            .env("SERVER", &server.program)
            .env("SITE", paths::site())
            .env("CHROMIUM", &self.chromium);
        command
    }
}
