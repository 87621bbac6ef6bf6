//! Models that llama.cpp runs, each in a process of its own: a model file that crashes its reader
//! costs an opinion, never the service.
//!
//! Knows nothing of labels, records or the web. Nothing here opens a network connection.
//!
//! Dependencies: `llama-cpp-2`, the bindings to llama.cpp, pinned exactly; `serde` and `serde_json`
//! for what the processes say to each other; `sha2`, because a head fits one model file only.

mod chat;
mod child;
mod embedder;
mod error;
mod gguf;
mod llama;
mod process;
mod wire;
mod worker;

pub use chat::{ChatProcess, ChatSettings, Loaded, Role, Stop, Turn, Written, check_file};
pub use embedder::{Embedder, Embedding};
pub use error::{EngineError, QuestionError};
pub use gguf::{Header, sha256};
pub use process::EmbeddingProcess;
pub use worker::serve_if_asked;
