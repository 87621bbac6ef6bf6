//! What a step needs beyond Rust: there, installed now, or named with the command that installs it.

use anyhow::{Result, bail};

use crate::shell::{is_there, output, run};

const WASM: &str = "wasm32-unknown-unknown";

/// The browser half needs Rust's WASM target. Node makes its file smaller and is not required.
pub(crate) fn for_building() -> Result<()> {
    wasm_target()
}

fn wasm_target() -> Result<()> {
    let libraries = output("rustc", &["--print", "target-libdir", "--target", WASM]);
    let there = || {
        libraries
            .as_deref()
            .is_some_and(|path| std::path::Path::new(path.trim()).is_dir())
    };
    if there() {
        return Ok(());
    }
    if is_there("rustup") {
        eprintln!("installing Rust's target {WASM}");
        run(std::process::Command::new("rustup").args(["target", "add", WASM]))?;
        if there() {
            return Ok(());
        }
    }
    bail!(
        "Rust's target {WASM} is missing. Install it with\n  \
         any system with rustup:  rustup target add {WASM}\n  \
         Debian (Rust from apt):  apt-get install libstd-rust-dev-wasm32\n  \
         Fedora (Rust from dnf):  dnf install rust-std-static-{WASM}\n  \
         macOS (Rust from brew):  brew install rustup && rustup-init\n  \
         Windows:                 winget install Rustlang.Rustup"
    )
}

/// A program in the package lists of the systems we name.
struct Tool {
    name: &'static str,
    programs: &'static [&'static str],
    debian: &'static str,
    fedora: &'static str,
    macos: &'static str,
    windows: &'static str,
}

const NODE: Tool = Tool {
    name: "Node.js with npm",
    programs: &["npm"],
    debian: "nodejs npm",
    fedora: "nodejs npm",
    macos: "node",
    windows: "OpenJS.NodeJS.LTS",
};

const BROWSER: Tool = Tool {
    name: "Chromium",
    programs: &["chromium", "chromium-browser", "google-chrome"],
    debian: "chromium",
    fedora: "chromium",
    macos: "--cask chromium",
    windows: "Google.Chrome",
};

/// Browser tests: Node runs them, Chromium is what they look at. Returns the browser's program.
pub(crate) fn for_browser_tests() -> Result<String> {
    NODE.find()?;
    BROWSER.find()
}

impl Tool {
    /// The first of its programs that starts, installed first if need be.
    fn find(&self) -> Result<String> {
        let there = || {
            let found = self.programs.iter().find(|program| is_there(program));
            found.map(|program| (*program).to_owned())
        };
        if let Some(program) = there() {
            return Ok(program);
        }
        if is_root() && is_there("apt-get") {
            eprintln!("installing {} with apt", self.name);
            let mut apt = std::process::Command::new("apt-get");
            apt.env("DEBIAN_FRONTEND", "noninteractive");
            let packages = self.debian.split(' ');
            let install = ["install", "-y", "--no-install-recommends"];
            if run(apt.args(install).args(packages.clone())).is_err() {
                run(std::process::Command::new("apt-get").arg("update"))?;
                run(std::process::Command::new("apt-get")
                    .env("DEBIAN_FRONTEND", "noninteractive")
                    .args(install)
                    .args(packages))?;
            }
            if let Some(program) = there() {
                return Ok(program);
            }
        }
        bail!(
            "{} is missing. Install it with\n  \
             Debian, Ubuntu:  sudo apt-get install {}\n  \
             Fedora:          sudo dnf install {}\n  \
             macOS:           brew install {}\n  \
             Windows:         winget install {}",
            self.name,
            self.debian,
            self.fedora,
            self.macos,
            self.windows
        )
    }
}

fn is_root() -> bool {
    output("id", &["-u"]).is_some_and(|id| id.trim() == "0")
}
