//! What a step needs beyond Rust: there, installed now, or named with the command that installs it.

use anyhow::{Result, bail};

use crate::shell::{is_there, output, run};

const WASM: &str = "wasm32-unknown-unknown";

/// The browser half needs Rust's WASM target, llama.cpp what builds C++ and reads its headers. Node makes
/// the page's files smaller and is not required.
pub(crate) fn for_building() -> Result<()> {
    wasm_target()?;
    for tool in [CPP, CMAKE, LIBCLANG] {
        tool.find()?;
    }
    Ok(())
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
    /// Any of these will do.
    programs: &'static [&'static str],
    /// What is there, if it is no program.
    library: Option<fn() -> bool>,
    debian: &'static str,
    fedora: &'static str,
    macos: &'static str,
    windows: &'static str,
}

const CPP: Tool = Tool {
    name: "a C++ compiler",
    programs: &["c++", "g++", "clang++", "cl"],
    library: None,
    debian: "g++",
    fedora: "gcc-c++",
    macos: "llvm",
    windows: "Microsoft.VisualStudio.2022.BuildTools",
};

const CMAKE: Tool = Tool {
    name: "CMake",
    programs: &["cmake"],
    library: None,
    debian: "cmake",
    fedora: "cmake",
    macos: "cmake",
    windows: "Kitware.CMake",
};

const LIBCLANG: Tool = Tool {
    name: "libclang",
    programs: &[],
    library: Some(has_libclang),
    debian: "libclang-dev",
    fedora: "clang-devel",
    macos: "llvm",
    windows: "LLVM.LLVM",
};

/// Where the reader of C++ headers looks for it.
fn has_libclang() -> bool {
    if std::env::var_os("LIBCLANG_PATH").is_some() {
        return true;
    }
    let named = |folder: &std::path::Path| {
        std::fs::read_dir(folder).is_ok_and(|entries| {
            entries
                .flatten()
                .any(|entry| is_libclang(&entry.file_name().to_string_lossy()))
        })
    };
    let versions = std::fs::read_dir("/usr/lib")
        .into_iter()
        .flatten()
        .flatten();
    let llvm = versions
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().contains("llvm"))
        .map(|path| path.join("lib"));
    llvm.chain(
        [
            "/usr/lib",
            "/usr/lib64",
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/local/lib",
            "/opt/homebrew/opt/llvm/lib",
            "/usr/local/opt/llvm/lib",
            "/Library/Developer/CommandLineTools/usr/lib",
            "/Applications/Xcode.app/Contents/Developer/Toolchains/XcodeDefault.xctoolchain/usr/lib",
            "C:\\Program Files\\LLVM\\bin",
        ]
        .map(std::path::PathBuf::from),
    )
    .any(|folder| named(&folder))
}

/// Debian's `libclang-cpp.so.14`, which comes with graphics drivers, is another library.
fn is_libclang(name: &str) -> bool {
    let on_linux = name.starts_with("libclang.so") || name.starts_with("libclang-");
    (on_linux && !name.starts_with("libclang-cpp"))
        || matches!(name, "libclang.dylib" | "libclang.dll")
}

const NODE: Tool = Tool {
    name: "Node.js with npm",
    programs: &["npm"],
    library: None,
    debian: "nodejs npm",
    fedora: "nodejs npm",
    macos: "node",
    windows: "OpenJS.NodeJS.LTS",
};

const BROWSER: Tool = Tool {
    name: "Chromium",
    programs: &["chromium", "chromium-browser", "google-chrome"],
    library: None,
    debian: "chromium",
    fedora: "chromium",
    macos: "--cask chromium",
    windows: "Google.Chrome",
};

const CURL: Tool = Tool {
    name: "curl",
    programs: &["curl"],
    library: None,
    debian: "curl",
    fedora: "curl",
    macos: "curl",
    windows: "cURL.cURL",
};

/// Models are downloaded with it, and its tests do so too.
pub(crate) fn for_fetching() -> Result<()> {
    CURL.find().map(drop)
}

/// Browser tests: Node runs them, Chromium is what they look at. Returns the browser's program.
pub(crate) fn for_browser_tests() -> Result<String> {
    NODE.find()?;
    BROWSER.find()
}

impl Tool {
    /// The first of its programs that starts, installed first if need be.
    fn find(&self) -> Result<String> {
        let there = || {
            if self.library.is_some_and(|there| there()) {
                return Some(self.name.to_owned());
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_of_headers_is_told_from_its_neighbours() {
        for (name, expected) in [
            ("libclang.so", true),
            ("libclang.so.1", true),
            ("libclang-14.so", true),
            ("libclang-14.so.1", true),
            ("libclang.dylib", true),
            ("libclang.dll", true),
            ("libclang-cpp.so.14", false),
            ("libclang-cpp.so", false),
            ("libclangSema.a", false),
            ("libLLVM-14.so", false),
        ] {
            assert_eq!(is_libclang(name), expected, "{name}");
        }
    }
}
