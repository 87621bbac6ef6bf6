//! The model's own process: the same program, started again with a word no person types. It greets
//! with what it loaded, then answers one frame a frame until its pipe closes.

use std::io::{self, Write};
use std::path::Path;

use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::{LogOptions, send_logs_to_tracing};
use serde::{Deserialize, Serialize};

use crate::llama::{Reader, embed, load};
use crate::wire::{pack, read_frame, write_frame};

/// First argument of the model's process.
pub(crate) const WORD: &str = "__embedding-process";

pub(crate) const GOOD: u8 = 0;
pub(crate) const BAD: u8 = 1;

/// The first frame of a process that is ready.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Greeting {
    pub dimensions: usize,
}

/// Call first thing in `main`: if this process was started to run a model it does so and ends here.
pub fn serve_if_asked() {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_none_or(|word| word != WORD) {
        return;
    }
    let (Some(path), Some(threads)) = (arguments.next(), arguments.next()) else {
        std::process::exit(2);
    };
    let threads = threads.to_str().and_then(|n| n.parse().ok()).unwrap_or(1);
    let done = serve(Path::new(&path), threads);
    std::process::exit(i32::from(done.is_err()));
}

fn serve(path: &Path, threads: usize) -> io::Result<()> {
    let mut sink = io::stdout().lock();
    if !debugging() {
        send_logs_to_tracing(LogOptions::default().with_logs_enabled(false));
    }
    let backend = match LlamaBackend::init() {
        Ok(backend) => backend,
        Err(error) => return refuse(&mut sink, &error.to_string()),
    };
    let model = match load(path, &backend) {
        Ok(model) => model,
        Err(error) => return refuse(&mut sink, &error.to_string()),
    };
    let readers: Result<Vec<_>, _> = (0..threads.max(1))
        .map(|_| Reader::new(&model, &backend, path))
        .collect();
    let mut readers = match readers {
        Ok(readers) => readers,
        Err(error) => return refuse(&mut sink, &error.to_string()),
    };
    let greeting = Greeting {
        dimensions: readers.first().map_or(0, Reader::dimensions),
    };
    answer(&mut sink, GOOD, &serde_json::to_vec(&greeting)?)?;
    let mut source = io::stdin().lock();
    while let Some(question) = read_frame(&mut source)? {
        let texts: Vec<String> = serde_json::from_slice(&question)?;
        match embed(&mut readers, &texts) {
            Ok(embeddings) => answer(&mut sink, GOOD, &pack(&embeddings))?,
            Err(why) => answer(&mut sink, BAD, why.as_bytes())?,
        }
    }
    Ok(())
}

/// Whether llama.cpp may say on standard error what it does.
pub(crate) fn debugging() -> bool {
    std::env::var_os("TRIAGE_LLM_DEBUG").is_some_and(|value| value == "1")
}

fn refuse(sink: &mut impl Write, why: &str) -> io::Result<()> {
    answer(sink, BAD, why.as_bytes())
}

fn answer(sink: &mut impl Write, status: u8, payload: &[u8]) -> io::Result<()> {
    let mut frame = vec![status];
    frame.extend(payload);
    write_frame(sink, &frame)
}
