//! The model files that a person can choose among.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The chat models in some folders by the name of their file, in alphabetical order; of two with the
/// same name the one in the earlier folder. Only the head of a file is read; what is no chat model, such
/// as a sentence model, is left out, and so is a folder that is not there.
pub fn chat_models<'a>(folders: impl IntoIterator<Item = &'a Path>) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    for folder in folders {
        let Ok(entries) = std::fs::read_dir(folder) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            if !name.to_lowercase().ends_with(".gguf") || found.contains_key(&name) {
                continue;
            }
            // Opening what is no file may wait for ever.
            if path.is_file() && llm::check_file(&path).is_ok() {
                found.insert(name, path);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chat_models_are_found_and_nothing_else() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let chat = crates.join("llm/tests/data");
        // The sentence model lies here.
        let sentences = crates.join("../models");
        let nowhere = crates.join("nowhere");
        let check = |folders: &[&Path], expected: &[(&str, &Path)]| {
            let found = chat_models(folders.iter().copied());
            let expected = expected
                .iter()
                .map(|(name, folder)| ((*name).to_owned(), folder.join(name)));
            assert_eq!(found, expected.collect(), "{folders:?}");
        };
        let tiny = ("tiny-llama.gguf", &*chat);
        check(&[], &[]);
        check(&[&nowhere, &crates], &[]);
        check(&[&chat], &[tiny]);

        let other = std::env::temp_dir().join(format!("alertsage-files-{}", std::process::id()));
        std::fs::create_dir_all(other.join("folder.gguf")).expect("a folder");
        std::fs::copy(chat.join(tiny.0), other.join(tiny.0)).expect("a copy");
        std::fs::copy(chat.join(tiny.0), other.join("Big.GGUF")).expect("a copy");
        std::fs::write(other.join("broken.gguf"), b"GGUF").expect("a file");
        std::fs::write(other.join("notes.txt"), b"GGUF").expect("a file");
        check(&[&chat, &other], &[("Big.GGUF", &other), tiny]);
        check(&[&other, &chat], &[("Big.GGUF", &other), (tiny.0, &other)]);
        let embeds = sentences.join("alertsage-minilm-5-IQ4_NL.gguf");
        assert!(embeds.is_file());
        std::fs::copy(&embeds, other.join("sentences.gguf")).expect("a copy");
        check(&[&other], &[("Big.GGUF", &other), (tiny.0, &other)]);
        std::fs::remove_dir_all(&other).expect("the folder");
    }
}
