//! The model's own process: the same program, started again with a word no person types. It greets
//! with what it loaded, then answers one frame a frame until its pipe closes.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::{LogOptions, send_logs_to_tracing};
use serde::{Deserialize, Serialize};

use crate::chat;
use crate::llama::{Reader, embed, load};
use crate::wire::{BAD, GOOD, pack, read_frame, write_answer};

/// First argument of an embedder's process; then its file and how many threads.
pub(crate) const EMBED: &str = "__embedding-process";
/// First argument of a chat model's process; then its file and its settings.
pub(crate) const CHAT: &str = "__chat-process";

/// The first frame of an embedder that is ready.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Greeting {
    pub dimensions: usize,
}

/// Call first thing in `main`: if this process was started to run a model it does so and ends here.
pub fn serve_if_asked() {
    let mut arguments = std::env::args_os().skip(1);
    let serve = match arguments.next() {
        Some(word) if word == EMBED => serve_embeddings,
        Some(word) if word == CHAT => chat::serve,
        _ => return,
    };
    let (Some(path), Some(settings)) = (arguments.next(), arguments.next()) else {
        std::process::exit(2);
    };
    let done = serve(Path::new(&path), &settings);
    std::process::exit(i32::from(done.is_err()));
}

fn serve_embeddings(path: &Path, threads: &OsStr) -> io::Result<()> {
    let threads = threads.to_str().and_then(|n| n.parse().ok()).unwrap_or(1);
    let mut sink = io::stdout().lock();
    let mut refuse = |why: String| write_answer(&mut sink, BAD, why.as_bytes());
    let backend = match backend() {
        Ok(backend) => backend,
        Err(why) => return refuse(why),
    };
    let model = match load(path, &backend) {
        Ok(model) => model,
        Err(error) => return refuse(error.to_string()),
    };
    let readers: Result<Vec<_>, _> = (0..usize::max(threads, 1))
        .map(|_| Reader::new(&model, &backend, path))
        .collect();
    let mut readers = match readers {
        Ok(readers) => readers,
        Err(error) => return refuse(error.to_string()),
    };
    let greeting = Greeting {
        dimensions: readers.first().map_or(0, Reader::dimensions),
    };
    write_answer(&mut sink, GOOD, &serde_json::to_vec(&greeting)?)?;
    let mut source = io::stdin().lock();
    while let Some(question) = read_frame(&mut source)? {
        let texts: Vec<String> = serde_json::from_slice(&question)?;
        match embed(&mut readers, &texts) {
            Ok(embeddings) => write_answer(&mut sink, GOOD, &pack(&embeddings))?,
            Err(why) => write_answer(&mut sink, BAD, why.as_bytes())?,
        }
    }
    Ok(())
}

/// llama.cpp, which keeps its log to itself unless somebody wants it.
pub(crate) fn backend() -> Result<LlamaBackend, String> {
    if !debugging() {
        send_logs_to_tracing(LogOptions::default().with_logs_enabled(false));
    }
    #[cfg(feature = "dynamic")]
    load_libraries();
    LlamaBackend::init().map_err(|error| error.to_string())
}

/// What llama.cpp computes with on this machine: from beside the program, or where it was built.
#[cfg(feature = "dynamic")]
fn load_libraries() {
    use llama_cpp_2::llama_backend::{load_backends, load_backends_from_path};

    let program = std::env::current_exe().ok();
    match program.as_deref().and_then(Path::parent) {
        Some(folder) if has_libraries(folder) => load_backends_from_path(folder),
        _ => load_backends(),
    }
}

#[cfg(feature = "dynamic")]
fn has_libraries(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return false;
    };
    // The bindings want a path in UTF-8.
    folder.to_str().is_some()
        && entries.flatten().any(|entry| {
            let name = entry.file_name();
            name.to_string_lossy().contains("ggml-cpu")
        })
}

/// Whether llama.cpp may say on standard error what it does.
pub(crate) fn debugging() -> bool {
    std::env::var_os("TRIAGE_LLM_DEBUG").is_some_and(|value| value == "1")
}
