//! llama.cpp itself, as an embedder. Runs only inside the model's own process.

use std::num::NonZeroU32;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;

use crate::{Embedding, EngineError, Header};

/// Tokens of one text that are read: what the sentence model was trained to read.
const WINDOW: usize = 256;

/// `LLAMA_FLASH_ATTN_TYPE_DISABLED`: on a processor the plain way is a quarter faster for texts this
/// short, and keeps full precision.
const FLASH_ATTENTION_OFF: i32 = 0;

/// Loads a sentence-embedding model.
///
/// # Errors
/// Missing, damaged, or a model that does not embed sentences.
pub(crate) fn load(path: &Path, backend: &LlamaBackend) -> Result<LlamaModel, EngineError> {
    let header = Header::read(path)?;
    if header.architecture != "bert" {
        return Err(EngineError::WrongKind {
            path: path.to_owned(),
            wanted: "a sentence-embedding model (`bert`)",
            found: header.architecture,
        });
    }
    // Twenty megabytes are quicker on the processor than on their way to a GPU.
    let params = on_processor();
    LlamaModel::load_from_file(backend, path, &params).map_err(|_| {
        EngineError::Damaged(
            path.to_owned(),
            "llama.cpp cannot load it; is it whole?".to_owned(),
        )
    })
}

/// Neither weights nor work go to a GPU: where it only has no layers, llama.cpp still sends it large
/// batches.
pub(crate) fn on_processor() -> LlamaModelParams {
    let params = || LlamaModelParams::default().with_n_gpu_layers(0);
    // Only too many devices are refused.
    params().with_devices(&[]).unwrap_or_else(|_| params())
}

/// Embeds texts on `threads` cores, each text by itself on one core: kernels round differently by the
/// shape of a batch, and what is said of a text must not depend on the texts beside it. One core a text
/// is also faster than all cores on one text, which wait for each other at every layer.
///
/// # Errors
/// llama.cpp's reason, in words.
pub(crate) fn embed(
    readers: &mut [Reader<'_>],
    texts: &[String],
) -> Result<Vec<Embedding>, String> {
    let next = AtomicUsize::new(0);
    let next = &next;
    let parts: Vec<Result<Vec<(usize, Embedding)>, String>> = std::thread::scope(|scope| {
        let threads: Vec<_> = readers
            .iter_mut()
            .map(|reader| {
                scope.spawn(move || {
                    let mut done = Vec::new();
                    while let Some((at, text)) = take(next, texts) {
                        done.push((at, reader.embed(text)?));
                    }
                    Ok(done)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|_| Err("a thread panicked".to_owned()))
            })
            .collect()
    });
    let mut out = vec![Embedding::new(); texts.len()];
    for part in parts {
        for (at, embedding) in part? {
            out[at] = embedding;
        }
    }
    Ok(out)
}

fn take<'t>(next: &AtomicUsize, texts: &'t [String]) -> Option<(usize, &'t String)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    Some((at, texts.get(at)?))
}

/// A model with one core's working memory.
pub(crate) struct Reader<'m> {
    model: &'m LlamaModel,
    context: LlamaContext<'m>,
    batch: LlamaBatch<'static>,
}

impl<'m> Reader<'m> {
    pub(crate) fn new(
        model: &'m LlamaModel,
        backend: &LlamaBackend,
        path: &Path,
    ) -> Result<Self, EngineError> {
        let window = WINDOW as u32;
        let params = LlamaContextParams::default()
            .with_n_ctx(NonZeroU32::new(window))
            .with_n_batch(window)
            .with_n_ubatch(window)
            .with_flash_attention_policy(FLASH_ATTENTION_OFF)
            .with_n_threads(1)
            .with_n_threads_batch(1)
            .with_embeddings(true);
        let context = model
            .new_context(backend, params)
            .map_err(|error| EngineError::Refused(path.to_owned(), error.to_string()))?;
        Ok(Self {
            model,
            context,
            batch: LlamaBatch::new(WINDOW, 1),
        })
    }

    pub(crate) fn dimensions(&self) -> usize {
        usize::try_from(self.model.n_embd_out()).unwrap_or(0)
    }

    fn embed(&mut self, text: &str) -> Result<Embedding, String> {
        let mut tokens = self.model.vocab().tokenize(text.as_bytes(), true, false);
        if tokens.len() > WINDOW
            && let Some(last) = tokens.pop()
        {
            // The end mark stays the last token of what is read.
            tokens.truncate(WINDOW - 1);
            tokens.push(last);
        }
        if tokens.is_empty() {
            return Ok(vec![0.0; self.dimensions()]);
        }
        let words = |error: &dyn std::fmt::Display| error.to_string();
        self.batch.clear();
        self.batch
            .add_sequence(&tokens, 0, true)
            .map_err(|error| words(&error))?;
        self.context
            .encode(&mut self.batch)
            .map_err(|error| words(&error))?;
        let embedding = self
            .context
            .embeddings_seq_ith(0)
            .map_err(|error| words(&error))?;
        Ok(unit(embedding))
    }
}

/// Brought to length one.
fn unit(values: &[f32]) -> Embedding {
    let length = values.iter().map(|v| v * v).sum::<f32>().sqrt();
    let scale = if length > 0.0 { 1.0 / length } else { 0.0 };
    values.iter().map(|v| v * scale).collect()
}
