//! Which GPU llama.cpp is built for: the one whose tools are on this machine. On macOS its bindings
//! choose Metal themselves.
//!
//! Where Vulkan's tools are not enough the build is for the processor alone, and it is said what is missing;
//! of CUDA's no more is asked than that its compiler is there.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::shell::is_there;

/// Chooses by hand: `cuda`, `vulkan` or `none`.
const VARIABLE: &str = "ALERTSAGE_GPU";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gpu {
    Cuda,
    Vulkan,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    For(Gpu),
    Processor,
    /// Some of Vulkan's tools are there, and this is not.
    Lacking(&'static str),
}

/// What a choice rests on.
struct Machine<'a> {
    /// Whether a program is there.
    starts: &'a dyn Fn(&str) -> bool,
    /// The words of a file, if there is one.
    read: &'a dyn Fn(&Path) -> Option<String>,
    /// Where Vulkan's SDK says that it lies.
    sdk: Option<PathBuf>,
}

/// Adds to a build of a program what builds llama.cpp for the GPU, if there is one to build for.
pub(crate) fn add_to(cargo: &mut Command) -> Result<()> {
    let wished = std::env::var(VARIABLE).ok();
    let machine = Machine {
        starts: &|program| is_there(program),
        read: &|file| std::fs::read_to_string(file).ok(),
        sdk: std::env::var_os("VULKAN_SDK").map(PathBuf::from),
    };
    let gpu = match choose(wished.as_deref(), &machine)? {
        Choice::For(gpu) => gpu,
        Choice::Processor => return Ok(()),
        Choice::Lacking(what) => {
            eprintln!("building llama.cpp for the processor alone: for a GPU with Vulkan, {what}");
            return Ok(());
        }
    };
    let feature = match gpu {
        Gpu::Cuda => "llm/cuda",
        Gpu::Vulkan => "llm/vulkan",
    };
    eprintln!("building llama.cpp with {feature}; {VARIABLE}=none builds it without");
    // The feature is that of a package beside the program's, which has to be named for it.
    cargo.args(["-p", "llm", "--features", feature]);
    Ok(())
}

fn choose(wished: Option<&str>, machine: &Machine<'_>) -> Result<Choice> {
    match wished {
        Some("cuda") => return Ok(Choice::For(Gpu::Cuda)),
        Some("vulkan") => return Ok(Choice::For(Gpu::Vulkan)),
        Some("none") => return Ok(Choice::Processor),
        Some(other) => bail!("{VARIABLE} is `{other}`; it can be cuda, vulkan or none"),
        None => {}
    }
    if cfg!(target_os = "macos") {
        return Ok(Choice::Processor);
    }
    if (machine.starts)("nvcc") {
        return Ok(Choice::For(Gpu::Cuda));
    }
    if (machine.starts)("glslc") {
        return Ok(machine.vulkan());
    }
    Ok(Choice::Processor)
}

impl Machine<'_> {
    /// With its compiler of shaders there; without its headers nobody meant to build for it.
    fn vulkan(&self) -> Choice {
        let read = |files: &[String]| {
            self.roots().find_map(|root| {
                let mut files = files.iter();
                files.find_map(|file| (self.read)(&root.join(file)))
            })
        };
        let header = |name: &str| {
            read(&["include", "Include"].map(|folder| format!("{folder}/vulkan/{name}")))
        };
        let (Some(core), Some(_)) = (header("vulkan_core.h"), header("vulkan.hpp")) else {
            return Choice::Processor;
        };
        // The youngest thing in them that llama.cpp names.
        if !core.contains("VK_EXT_layer_settings") {
            return Choice::Lacking(
                "its headers are too old: Debian 13's libvulkan-dev will do, or Vulkan's SDK, \
                 found by VULKAN_SDK",
            );
        }
        let config = "cmake/SPIRV-Headers/SPIRV-HeadersConfig.cmake";
        if read(&["share", "lib", "lib64"].map(|folder| format!("{folder}/{config}"))).is_none() {
            return Choice::Lacking(
                "SPIRV-Headers is missing: Debian's spirv-headers, Fedora's spirv-headers-devel",
            );
        }
        Choice::For(Gpu::Vulkan)
    }

    fn roots(&self) -> impl Iterator<Item = PathBuf> {
        let system = ["/usr", "/usr/local"].map(PathBuf::from);
        self.sdk.clone().into_iter().chain(system)
    }
}

#[cfg(test)]
#[cfg(not(target_os = "macos"))]
mod tests {
    use super::*;

    const OLD: [(&str, &str); 3] = [
        ("/usr/include/vulkan/vulkan.hpp", ""),
        (
            "/usr/include/vulkan/vulkan_core.h",
            "#define VK_HEADER_VERSION 239",
        ),
        (
            "/usr/share/cmake/SPIRV-Headers/SPIRV-HeadersConfig.cmake",
            "",
        ),
    ];
    const NEW: [(&str, &str); 3] = [
        OLD[0],
        (OLD[1].0, "#define VK_EXT_layer_settings 1"),
        OLD[2],
    ];
    const SDK: [(&str, &str); 3] = [
        ("/sdk/Include/vulkan/vulkan.hpp", ""),
        ("/sdk/Include/vulkan/vulkan_core.h", NEW[1].1),
        (
            "/sdk/share/cmake/SPIRV-Headers/SPIRV-HeadersConfig.cmake",
            "",
        ),
    ];

    #[test]
    fn it_is_the_one_whose_tools_are_there_or_the_one_named() {
        let check = |wished: Option<&str>, programs: &[&str], files: &[&[(&str, &str)]], choice| {
            let read = |file: &Path| {
                let mut files = files.iter().copied().flatten();
                let (_, words) = files.find(|(name, _)| Path::new(name) == file)?;
                Some((*words).to_owned())
            };
            let machine = Machine {
                starts: &|program| programs.contains(&program),
                read: &read,
                sdk: Some("/sdk".into()),
            };
            let found = choose(wished, &machine).unwrap();
            let case = format!("{wished:?} {programs:?} {files:?}: {found:?}");
            match (found, choice) {
                (Choice::Lacking(what), Choice::Lacking(words)) => {
                    assert!(what.contains(words), "{case}");
                }
                _ => assert_eq!(found, choice, "{case}"),
            }
        };
        let (cuda, vulkan) = (Choice::For(Gpu::Cuda), Choice::For(Gpu::Vulkan));
        let (none, old) = (Choice::Processor, Choice::Lacking("too old"));
        let spirv = Choice::Lacking("spirv-headers");
        check(None, &[], &[], none);
        check(None, &["nvcc"], &[], cuda);
        check(None, &["nvcc", "glslc"], &[&NEW], cuda);
        check(None, &["glslc"], &[&NEW], vulkan);
        check(None, &["glslc"], &[], none);
        check(None, &["glslc"], &[&NEW[..1]], none);
        check(None, &["glslc"], &[&OLD], old);
        check(None, &["glslc"], &[&NEW[..2]], spirv);
        // The SDK's own come before the system's.
        check(None, &["glslc"], &[&OLD, &SDK], vulkan);
        check(None, &["glslc"], &[&SDK], vulkan);
        check(None, &["glslc"], &[&SDK[..2]], spirv);
        check(None, &[], &[&NEW], none);
        check(Some("none"), &["nvcc"], &[], none);
        check(Some("vulkan"), &["nvcc"], &[], vulkan);
        check(Some("cuda"), &[], &[], cuda);
        let nothing = Machine {
            starts: &|_| false,
            read: &|_| None,
            sdk: None,
        };
        assert!(choose(Some("rocm"), &nothing).is_err());
    }
}
