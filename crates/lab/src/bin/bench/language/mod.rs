//! The chat engine beside llama.cpp's own loop, with and without what rows share; how often hostile words
//! turn the model; and smart mode beside asking about everything: on one model file.
//!
//! Speed does not depend on what the weights say, so without a file a stand-in of random weights is
//! made: a llama of 43 million parameters in 16 bits.

mod engine;
mod flips;
mod shared;
mod smart;

use std::path::{Path, PathBuf};
use std::process::Command;

use llm::{ChatProcess, ChatSettings, EngineError};

use crate::python::{python, run_to_end, target};

/// `PROGRAM [MODEL]`: the command line to run smart mode with, and the model's file.
pub fn run(rest: &[&str]) -> Result<(), String> {
    let (program, model) = match *rest {
        [program] => (program, stand_in()?),
        [program, model] => (program, PathBuf::from(model)),
        _ => return Err("llm takes the path of nlp-triage, then a model file or nothing".into()),
    };
    engine::run(&model)?;
    shared::run(&model)?;
    flips::run(&model)?;
    smart::run(Path::new(program), &model)
}

/// The engine's own tokens a second with this build of llama.cpp, of the stand-in: reading, writing.
pub fn rates() -> Result<[f64; 2], String> {
    let ours = chat(&stand_in()?, 1)?;
    // The first question finds cold memory.
    engine::ask(&ours, 0, 1)?;
    let read = engine::ask(&ours, 1, 1)?;
    let written = engine::ask(&ours, 1, engine::WRITTEN)?;
    Ok([
        (read.tokens_in - read.tokens_held) as f64 / f64::from(read.seconds),
        written.tokens_out as f64 / f64::from(written.seconds),
    ])
}

/// Asks for the file's own program, which `main` lets serve.
fn chat(model: &Path, parallel: u32) -> Result<ChatProcess, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let settings = ChatSettings {
        context: 16_384,
        parallel,
        ..ChatSettings::default()
    };
    let started = ChatProcess::new(program, model, settings).and_then(|process| {
        // Loading is not what is measured.
        process.start()?;
        Ok(process)
    });
    started.map_err(words)
}

fn words(error: EngineError) -> String {
    format!("the model: {error}")
}

fn stand_in() -> Result<PathBuf, String> {
    let file = target().join("stand-in-768-8.gguf");
    if !file.is_file() {
        let python = python("bench-gguf", &["numpy", "gguf"])?;
        let unfinished = file.with_extension("part");
        run_to_end(
            Command::new(python)
                .arg("training/tiny_llama_gguf.py")
                .arg(&unfinished)
                .args(["--width", "768", "--layers", "8"]),
        )?;
        std::fs::rename(&unfinished, &file).map_err(|error| error.to_string())?;
    }
    Ok(file)
}

/// The one in the middle.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
