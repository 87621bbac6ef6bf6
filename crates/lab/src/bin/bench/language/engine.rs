//! Tokens a second, the engine's and llama.cpp's own in the manner of its `llama-bench`: a prompt read
//! in one go, then tokens one at a time, chosen by nobody.

use std::hint::black_box;
use std::num::NonZeroU32;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use llama_cpp_2::token::LlamaToken;
use llm::{ChatProcess, Role, Turn, Written};
use synth::Generator;

use super::{chat, median, words};

/// Tokens read and written a round, as `llama-bench` has them.
const READ: usize = 512;
pub(super) const WRITTEN: usize = 128;
const ROUNDS: u64 = 5;
/// `LLAMA_FLASH_ATTN_TYPE_DISABLED`: as the engine has it on a processor.
const FLASH_ATTENTION_OFF: i32 = 0;

pub fn run(model: &Path) -> Result<(), String> {
    let ours = chat(model, 1)?;
    let loaded = ours.start().map_err(words)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    println!(
        "{}, {} million parameters, {threads} cores, tokens a second, {ROUNDS} rounds in turn",
        loaded.name,
        loaded.parameters / 1_000_000
    );
    let mut backend = LlamaBackend::init().map_err(|error| error.to_string())?;
    backend.void_logs();
    let params = LlamaModelParams::default();
    let file = LlamaModel::load_from_file(&backend, model, &params);
    let file = file.map_err(|error| error.to_string())?;
    let mut plain = Plain::new(&file, &backend, threads)?;
    let mut rates = [const { Vec::new() }; 4];
    for round in 0..ROUNDS {
        let read = ask(&ours, round, 1)?;
        // The prompt is held now, so what is measured next is writing.
        let written = ask(&ours, round, WRITTEN)?;
        let seconds = plain.read(read.tokens_in)?;
        rates[0].push((read.tokens_in - read.tokens_held) as f64 / f64::from(read.seconds));
        rates[1].push(read.tokens_in as f64 / seconds);
        let seconds = plain.write(read.tokens_in, written.tokens_out)?;
        rates[2].push(written.tokens_out as f64 / f64::from(written.seconds));
        rates[3].push(written.tokens_out as f64 / seconds);
    }
    let [read, plain_read, write, plain_write] = rates.map(median);
    for (name, ours, plain) in [
        ("reading", read, plain_read),
        ("writing", write, plain_write),
    ] {
        println!(
            "  {name}  ours {ours:>8.1}  llama.cpp {plain:>8.1}  ratio {:.2}",
            ours / plain
        );
    }
    Ok(())
}

/// A text of its own each round, long enough.
pub(super) fn ask(ours: &ChatProcess, round: u64, tokens: usize) -> Result<Written, String> {
    let generator = Generator::new(7 + round);
    let mut content = String::new();
    for id in 0.. {
        generator.event(id).description(&mut content);
        content.push(' ');
        if content.len() >= 3 * READ {
            break;
        }
    }
    let turn = Turn {
        role: Role::User,
        content,
    };
    let mut goes_on = |_: &str| ControlFlow::Continue(());
    let never = AtomicBool::new(false);
    ours.generate(&[turn], &[], None, tokens, &mut goes_on, &never)
        .map_err(words)
}

/// llama.cpp with nothing around it.
struct Plain<'m> {
    context: LlamaContext<'m>,
    batch: LlamaBatch<'static>,
    tokens: i32,
}

impl<'m> Plain<'m> {
    fn new(model: &'m LlamaModel, backend: &LlamaBackend, threads: usize) -> Result<Self, String> {
        let threads = i32::try_from(threads).unwrap_or(1);
        let params = LlamaContextParams::default()
            .with_n_ctx(NonZeroU32::new(4096))
            .with_n_batch(READ as u32)
            .with_n_ubatch(READ as u32)
            .with_flash_attention_policy(FLASH_ATTENTION_OFF)
            .with_n_threads(threads)
            .with_n_threads_batch(threads);
        let context = model.new_context(backend, params);
        Ok(Self {
            context: context.map_err(|error| error.to_string())?,
            batch: LlamaBatch::new(READ, 1),
            tokens: model.n_vocab(),
        })
    }

    /// Seconds to read that many tokens into an empty context.
    fn read(&mut self, tokens: usize) -> Result<f64, String> {
        self.context.clear_kv_cache();
        let begun = Instant::now();
        let mut at = 0;
        while at < tokens {
            let end = tokens.min(at + READ);
            self.feed(at..end)?;
            at = end;
        }
        Ok(begun.elapsed().as_secs_f64())
    }

    /// Seconds to write that many behind them.
    fn write(&mut self, read: usize, tokens: usize) -> Result<f64, String> {
        let begun = Instant::now();
        for at in read..read + tokens {
            self.feed(at..at + 1)?;
        }
        Ok(begun.elapsed().as_secs_f64())
    }

    fn feed(&mut self, places: std::ops::Range<usize>) -> Result<(), String> {
        self.batch.clear();
        let last = places.end - 1;
        for at in places {
            let place = i32::try_from(at).map_err(|error| error.to_string())?;
            let token = LlamaToken(place * 31 % self.tokens);
            self.batch
                .add(token, place, &[0], at == last)
                .map_err(|error| error.to_string())?;
        }
        self.context
            .decode(&mut self.batch)
            .map_err(|error| error.to_string())?;
        // Waits until it is computed.
        black_box(self.context.get_logits_ith(self.batch.n_tokens() - 1));
        Ok(())
    }
}
