//! Which GPU llama.cpp is built for: the one whose tools are on this machine. On macOS its bindings
//! choose Metal themselves.

use std::path::Path;
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

/// Adds to a build of a program what builds llama.cpp for the GPU, if there is one to build for.
pub(crate) fn add_to(cargo: &mut Command) -> Result<()> {
    let wished = std::env::var(VARIABLE).ok();
    let Some(gpu) = choose(wished.as_deref(), &|program| is_there(program), &|file| {
        Path::new(file).exists()
    })?
    else {
        return Ok(());
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

fn choose(
    wished: Option<&str>,
    starts: &dyn Fn(&str) -> bool,
    exists: &dyn Fn(&str) -> bool,
) -> Result<Option<Gpu>> {
    match wished {
        Some("cuda") => return Ok(Some(Gpu::Cuda)),
        Some("vulkan") => return Ok(Some(Gpu::Vulkan)),
        Some("none") => return Ok(None),
        Some(other) => bail!("{VARIABLE} is `{other}`; it can be cuda, vulkan or none"),
        None => {}
    }
    if cfg!(target_os = "macos") {
        return Ok(None);
    }
    if starts("nvcc") {
        return Ok(Some(Gpu::Cuda));
    }
    let headers =
        std::env::var_os("VULKAN_SDK").is_some() || exists("/usr/include/vulkan/vulkan.hpp");
    Ok((starts("glslc") && headers).then_some(Gpu::Vulkan))
}

#[cfg(test)]
#[cfg(not(target_os = "macos"))]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_one_whose_tools_are_there_or_the_one_named() {
        let check = |wished: Option<&str>, programs: &[&str], files: &[&str], gpu: Option<Gpu>| {
            let starts = |program: &str| programs.contains(&program);
            let exists = |file: &str| files.contains(&file);
            let chosen = choose(wished, &starts, &exists).unwrap();
            assert_eq!(chosen, gpu, "{wished:?} {programs:?} {files:?}");
        };
        let headers = "/usr/include/vulkan/vulkan.hpp";
        check(None, &[], &[], None);
        check(None, &["nvcc"], &[], Some(Gpu::Cuda));
        check(None, &["nvcc", "glslc"], &[headers], Some(Gpu::Cuda));
        check(None, &["glslc"], &[headers], Some(Gpu::Vulkan));
        check(None, &["glslc"], &[], None);
        check(None, &[], &[headers], None);
        check(Some("none"), &["nvcc"], &[], None);
        check(Some("vulkan"), &["nvcc"], &[], Some(Gpu::Vulkan));
        check(Some("cuda"), &[], &[], Some(Gpu::Cuda));
        assert!(choose(Some("rocm"), &|_| false, &|_| false).is_err());
    }
}
