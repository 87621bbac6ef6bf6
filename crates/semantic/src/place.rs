//! Where model files lie.

use std::path::{Path, PathBuf};

/// Name of the embedding model's file.
pub const FILE: &str = "alertsage-minilm-5-IQ4_NL.gguf";

/// Folder of models, where it is not beside the program or the project.
const VARIABLE: &str = "ALERTSAGE_MODELS";

/// The embedding model's file, as [`find_named`] finds it.
pub fn find() -> PathBuf {
    find_named(FILE)
}

/// A model's file where it is first found in [`folders`]. Where none has it, in the last of them: its
/// absence is then reported with a path.
pub fn find_named(name: &str) -> PathBuf {
    let files: Vec<PathBuf> = folders().iter().map(|folder| folder.join(name)).collect();
    let found = files.iter().find(|file| file.is_file());
    found.or(files.last()).cloned().unwrap_or_default()
}

/// Where models may lie, whether or not there is such a folder: the one that `ALERTSAGE_MODELS` names,
/// or else `models/` beside the program and above it, `models/` here, `models/` of the project the
/// program was built in.
pub fn folders() -> Vec<PathBuf> {
    if let Some(folder) = std::env::var_os(VARIABLE) {
        return vec![folder.into()];
    }
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    let built_in = project.map_or("models".into(), |project| project.join("models"));
    let program = std::env::current_exe().unwrap_or_default();
    let beside = program
        .ancestors()
        .skip(1)
        .map(|folder| folder.join("models"));
    beside.chain(["models".into(), built_in]).collect()
}
