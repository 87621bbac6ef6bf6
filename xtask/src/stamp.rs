//! Whether anything changed: one number over the content of files.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// All files under the given files and folders, sorted.
pub(crate) fn files(places: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for place in places {
        collect(place, &mut found).with_context(|| format!("cannot read {}", place.display()))?;
    }
    found.sort();
    Ok(found)
}

fn collect(place: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if place.is_file() {
        found.push(place.to_owned());
    } else if place.is_dir() {
        for entry in fs::read_dir(place)? {
            collect(&entry?.path(), found)?;
        }
    }
    Ok(())
}

/// Names and contents. Good enough to tell builds apart; not a promise beyond this machine.
pub(crate) fn of_files(places: &[PathBuf]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for file in files(places)? {
        file.hash(&mut hasher);
        fs::read(&file)
            .with_context(|| format!("cannot read {}", file.display()))?
            .hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// The part of a file's name that changes with its content.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
