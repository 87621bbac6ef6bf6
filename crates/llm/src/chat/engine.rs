//! The model and what it has read. Sequence 0 is what questions share, kept from one to the next as
//! far as their beginnings agree; rows are copies of it that go on by themselves and are dropped
//! with their question. Copies share the memory of what they have in common.
//!
//! All sequences lie in one cache, so a row is as long as it likes while there is room, and rows
//! evaluated together see each other nowhere but in the order of sums: what is said of a row does
//! not depend on its company beyond the rounding of floats.

use std::num::NonZeroU32;
use std::path::Path;

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::{LlamaBackendDeviceType, list_llama_ggml_backend_devices};

use crate::chat::template::Template;
use crate::chat::vocabulary::Vocabulary;
use crate::chat::{ChatSettings, Loaded, Turn};
use crate::llama::on_processor;
use crate::{EngineError, QuestionError};

/// Tokens evaluated at a time; between two batches a question can be stopped.
pub(crate) const BATCH: u32 = 512;
/// llama.cpp holds no less.
const LEAST: u32 = 256;
/// Sequences beside the rows', for choices that begin alike.
const SPARE: u32 = 16;
/// More rows at a time than any machine gains from, and fewer sequences than llama.cpp can tell apart.
const MOST_ROWS: u32 = 64;
/// A model of fewer bytes runs on one core: its cores would meet after every few microseconds, and
/// where one of them has something else to do the others wait for it each time.
const SMALL: u64 = 64 << 20;
/// `LLAMA_FLASH_ATTN_TYPE_DISABLED`: on a processor it sums in half precision, and what a row is
/// given would depend on its company visibly.
const FLASH_ATTENTION_OFF: i32 = 0;
/// `LLAMA_FLASH_ATTN_TYPE_AUTO`.
const FLASH_ATTENTION_AUTO: i32 = -1;
/// Overrides [`ChatSettings::gpu_layers`].
const GPU_LAYERS: &str = "LLAMA_N_GPU_LAYERS";

/// A token to be evaluated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Feed<'s> {
    pub token: LlamaToken,
    /// Its place in its sequences.
    pub at: usize,
    pub sequences: &'s [i32],
    /// Whether what may follow it is wanted.
    pub wanted: bool,
}

/// Why nothing came of an evaluation.
#[derive(Debug)]
pub(crate) enum Fault {
    Stopped,
    Failed(String),
}

/// One question's tokens.
#[derive(Debug)]
pub(crate) struct Tokens {
    /// The turns that other rows share, with what the template writes before the first own one.
    pub head: Vec<LlamaToken>,
    /// The rest, to where the assistant begins.
    pub tail: Vec<LlamaToken>,
}

/// A loaded model.
pub(crate) struct Engine<'m> {
    context: LlamaContext<'m>,
    batch: LlamaBatch<'static>,
    template: Template<'m>,
    pub vocabulary: Vocabulary<'m>,
    pub model: &'m LlamaModel,
    /// What sequence 0 holds.
    held: Vec<LlamaToken>,
    pub rows: usize,
    pub loaded: Loaded,
}

/// Loads a model as the settings and the environment say, and how many of its layers a GPU has.
/// `progress` is told the percentage of it that is in memory, as often as llama.cpp says so, and may
/// break it off.
///
/// # Errors
/// llama.cpp would not take it, or the environment holds no number.
pub(crate) fn load(
    path: &Path,
    settings: &ChatSettings,
    backend: &LlamaBackend,
    mut progress: impl FnMut(u8) -> bool + 'static,
) -> Result<(LlamaModel, u32), EngineError> {
    let refused = |why: String| EngineError::Refused(path.to_owned(), why);
    let asked =
        match std::env::var(GPU_LAYERS) {
            Ok(value) => Some(value.trim().parse::<u32>().map_err(|_| {
                refused(format!("{GPU_LAYERS} is `{value}`, not a number of layers"))
            })?),
            Err(_) => settings.gpu_layers,
        };
    let layers = match asked {
        _ if !backend.supports_gpu_offload() => 0,
        Some(layers) => layers,
        None => u32::MAX,
    };
    let params = match layers {
        0 => on_processor(),
        layers => LlamaModelParams::default().with_n_gpu_layers(layers),
    };
    let params =
        params.with_progress_callback(move |share| progress((share.clamp(0.0, 1.0) * 100.0) as u8));
    let model = LlamaModel::load_from_file(backend, path, &params).map_err(|_| {
        if layers > 0 {
            return refused(format!(
                "llama.cpp cannot load it with layers on the GPU; is it whole, and does it fit there? \
                 {GPU_LAYERS} says how many layers go there, 0 for none"
            ));
        }
        let why = "llama.cpp cannot load it; is it whole, and does it fit into memory?";
        EngineError::Damaged(path.to_owned(), why.to_owned())
    })?;
    let given = layers.min(layers_of(&model));
    Ok((model, given))
}

/// The output is one as well: so llama.cpp counts those that it gives away.
fn layers_of(model: &LlamaModel) -> u32 {
    model.n_layer().saturating_add(1)
}

impl<'m> Engine<'m> {
    /// # Errors
    /// There is no memory for the context, or the chat template is unknown; in words.
    pub fn new(
        model: &'m LlamaModel,
        settings: &ChatSettings,
        backend: &LlamaBackend,
        gpu_layers: u32,
    ) -> Result<Self, String> {
        let rows = settings.parallel.clamp(1, MOST_ROWS);
        // More than that many rows of the greatest length would hold is memory for nothing.
        let most = model.n_ctx_train().saturating_mul(rows);
        let held = settings.context.clamp(LEAST, most.max(LEAST));
        let batch = BATCH.min(held);
        let sequences = 1 + rows + SPARE.max(rows);
        let threads = if model.size() < SMALL {
            1
        } else {
            i32::try_from(settings.threads.max(1)).unwrap_or(1)
        };
        let attention = if gpu_layers > 0 {
            FLASH_ATTENTION_AUTO
        } else {
            FLASH_ATTENTION_OFF
        };
        let params = LlamaContextParams::default()
            .with_flash_attention_policy(attention)
            .with_n_ctx(NonZeroU32::new(held))
            .with_n_batch(batch)
            .with_n_ubatch(batch)
            .with_n_seq_max(sequences)
            .with_kv_unified(true)
            .with_n_threads(threads)
            .with_n_threads_batch(threads);
        let context = model
            .new_context(backend, params)
            .map_err(|_| format!("no memory for a context of {held} tokens"))?;
        let template = Template::of(model)?;
        let architecture = model
            .meta_val_str("general.architecture")
            .unwrap_or_default();
        let loaded = Loaded {
            name: model
                .meta_val_str("general.name")
                .unwrap_or_else(|_| architecture.clone()),
            architecture,
            parameters: model.n_params(),
            context: context.n_ctx(),
            room: context.n_ctx().min(model.n_ctx_train()),
            layers: layers_of(model),
            gpu_layers,
            devices: devices(gpu_layers),
            own_template: template.own,
        };
        Ok(Self {
            batch: LlamaBatch::new(batch as usize, i32::try_from(sequences).unwrap_or(1)),
            context,
            template,
            vocabulary: Vocabulary::of(model),
            model,
            held: Vec::new(),
            rows: rows as usize,
            loaded,
        })
    }

    /// Sequences beside the rows' own, from this number on.
    pub fn spare(&self) -> std::ops::Range<i32> {
        let first = 1 + i32::try_from(self.rows).unwrap_or(0);
        first..first + i32::try_from(self.rows.max(SPARE as usize)).unwrap_or(0)
    }

    /// The prompt as text.
    ///
    /// # Errors
    /// The template cannot show the turns.
    pub fn rendered(&self, turns: &[Turn]) -> Result<String, QuestionError> {
        let turns: Vec<&Turn> = turns.iter().collect();
        let mut pieces = self.template.around(&turns)?.into_iter();
        let mut out = pieces.next().unwrap_or_default();
        for (turn, piece) in turns.iter().zip(pieces) {
            out.push_str(&turn.content);
            out.push_str(&piece);
        }
        Ok(out)
    }

    /// The prompt as tokens, cut where the row begins.
    ///
    /// # Errors
    /// The template cannot show the turns.
    pub fn tokens(&self, prefix: &[Turn], row: &[Turn]) -> Result<Tokens, QuestionError> {
        let turns: Vec<&Turn> = prefix.iter().chain(row).collect();
        let mut pieces = self.template.around(&turns)?.into_iter();
        let words = &self.vocabulary;
        let mut head = words.of_template(&pieces.next().unwrap_or_default());
        if let Some(mark) = words.beginning().filter(|mark| head.first() != Some(mark)) {
            head.insert(0, mark);
        }
        let mut tail = Vec::new();
        for (at, (turn, piece)) in turns.iter().zip(pieces).enumerate() {
            let part = if at < prefix.len() {
                &mut head
            } else {
                &mut tail
            };
            part.extend(words.of_words(&turn.content));
            part.extend(words.of_template(&piece));
        }
        Ok(Tokens { head, tail })
    }

    /// Makes sequence 0 hold this and no more; how many of it were there already.
    pub fn hold(
        &mut self,
        head: &[LlamaToken],
        stopped: &mut dyn FnMut() -> bool,
    ) -> Result<usize, Fault> {
        let mut common = shared(&self.held, head);
        if common < self.held.len() {
            // Some kinds of memory forget all or nothing.
            let from = u32::try_from(common).unwrap_or(0);
            if !matches!(
                self.context.clear_kv_cache_seq(Some(0), Some(from), None),
                Ok(true)
            ) {
                self.context.clear_kv_cache();
                common = 0;
            }
        }
        self.held.truncate(common);
        let feeds = (common..).zip(&head[common..]).map(|(at, &token)| Feed {
            token,
            at,
            sequences: &[0],
            wanted: false,
        });
        let feeds: Vec<_> = feeds.collect();
        match self.evaluate(&feeds, stopped, &mut |_, _| {}) {
            Ok(()) => {
                self.held.extend_from_slice(&head[common..]);
                Ok(common)
            }
            Err(fault) => {
                self.context.clear_kv_cache();
                self.held.clear();
                Err(fault)
            }
        }
    }

    /// Makes a sequence a copy of another.
    pub fn copy(&mut self, from: i32, to: i32) {
        self.context.copy_cache(from, to, -1);
    }

    /// Forgets whole sequences.
    pub fn drop_sequences(&mut self, sequences: impl IntoIterator<Item = i32>) {
        for sequence in sequences {
            // Of whole sequences this cannot fail.
            let _ = self
                .context
                .clear_kv_cache_seq(u32::try_from(sequence).ok(), None, None);
        }
    }

    /// Evaluates tokens in their order and shows `read` the logits of what may follow each that is
    /// wanted, by its place in `feeds`.
    pub fn evaluate(
        &mut self,
        feeds: &[Feed<'_>],
        stopped: &mut dyn FnMut() -> bool,
        read: &mut dyn FnMut(usize, &[f32]),
    ) -> Result<(), Fault> {
        let failed = |error: &dyn std::fmt::Display| Fault::Failed(error.to_string());
        let size = self.context.n_batch() as usize;
        for (batch, part) in feeds.chunks(size).enumerate() {
            if stopped() {
                return Err(Fault::Stopped);
            }
            self.batch.clear();
            for feed in part {
                let at = i32::try_from(feed.at).map_err(|error| failed(&error))?;
                self.batch
                    .add(feed.token, at, feed.sequences, feed.wanted)
                    .map_err(|error| failed(&error))?;
            }
            self.context
                .decode(&mut self.batch)
                .map_err(|error| failed(&error))?;
            for (at, _) in part.iter().enumerate().filter(|(_, feed)| feed.wanted) {
                let logits = self.context.get_logits_ith(i32::try_from(at).unwrap_or(0));
                read(batch * size + at, logits);
            }
        }
        Ok(())
    }
}

/// How many tokens two beginnings have in common.
pub(crate) fn shared(a: &[LlamaToken], b: &[LlamaToken]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// What is computed on: GPUs where layers were given to them, and the processor.
fn devices(gpu_layers: u32) -> Vec<String> {
    use LlamaBackendDeviceType as Kind;
    list_llama_ggml_backend_devices()
        .into_iter()
        .filter(|device| match device.device_type {
            Kind::Gpu | Kind::IntegratedGpu => gpu_layers > 0,
            _ => true,
        })
        .map(|device| format!("{} ({})", device.name, device.description))
        .collect()
}
