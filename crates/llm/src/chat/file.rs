//! Whether a file can be a chat model's, by its head alone.

use std::ops::ControlFlow;
use std::path::Path;

use crate::EngineError;
use crate::gguf::{Value, entries};

/// Architectures that do not write one token after another: they embed, translate, denoise or help.
const READERS: [&str; 19] = [
    "bert",
    "clip",
    "dream",
    "eagle3",
    "eurobert",
    "gemma-embedding",
    "jina-bert-v2",
    "jina-bert-v3",
    "llada",
    "llada-moe",
    "llama-embed",
    "modern-bert",
    "neo-bert",
    "nomic-bert",
    "nomic-bert-moe",
    "rnd1",
    "t5",
    "t5encoder",
    "wavtokenizer-dec",
];

/// Reads the head of a file that may be a chat model's to its end.
///
/// # Errors
/// Missing, unreadable, not GGUF, ended within its head, or a model that does not chat: one that
/// embeds, an adapter, a projector.
pub fn check(path: &Path) -> Result<(), EngineError> {
    let (mut architecture, mut kind, mut pools) = (String::new(), None, false);
    entries(path, &mut |key, value| {
        match value {
            Value::Text(text) if key == "general.architecture" => architecture = text,
            Value::Text(text) if key == "general.type" && text != "model" => kind = Some(text),
            // 0 is none; a model that pools its tokens makes one vector of a text.
            Value::Number(n) if key.ends_with(".pooling_type") => pools = n != 0,
            _ => {}
        }
        ControlFlow::Continue(())
    })?;
    if architecture.is_empty() {
        let why = "it does not say its architecture".to_owned();
        return Err(EngineError::Damaged(path.to_owned(), why));
    }
    let wrong = |found| EngineError::WrongKind {
        path: path.to_owned(),
        wanted: "a chat model",
        found,
    };
    match kind {
        Some(kind) => Err(wrong(kind)),
        None if READERS.contains(&architecture.as_str()) => Err(wrong(architecture)),
        None if pools => Err(wrong(format!("{architecture}, for embeddings"))),
        None => Ok(()),
    }
}
