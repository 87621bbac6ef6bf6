//! Where model files lie.

use std::path::{Path, PathBuf};

/// Name of the embedding model's file.
pub const FILE: &str = "alertsage-minilm-3-Q8_0.gguf";

/// Folder of models, where it is not beside the program or the project.
const VARIABLE: &str = "ALERTSAGE_MODELS";

/// The embedding model's file, as [`find_named`] finds it.
pub fn find() -> PathBuf {
    find_named(FILE)
}

/// A model's file where it is first found: in the folder that `ALERTSAGE_MODELS` names, in `models/`
/// beside the program or above it, in `models/` here, in `models/` of the project the program was
/// built in.
/// Where none has it, the last of them: its absence is then reported with a path.
pub fn find_named(name: &str) -> PathBuf {
    if let Some(folder) = std::env::var_os(VARIABLE) {
        return Path::new(&folder).join(name);
    }
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    let built_in = project.map_or("models".into(), |project| project.join("models"));
    let program = std::env::current_exe().unwrap_or_default();
    let beside = program
        .ancestors()
        .skip(1)
        .map(|folder| folder.join("models"));
    beside
        .chain(["models".into(), built_in.clone()])
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
        .unwrap_or_else(|| built_in.join(name))
}
