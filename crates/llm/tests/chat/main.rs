//! A real, tiny model in its real process: random words from a real tokenizer.

mod failing;
mod files;
mod scoring;
mod writing;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use llm::{ChatProcess, ChatSettings, EngineError, QuestionError, Role, Turn, Written};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn tiny() -> PathBuf {
    data("tests/data/tiny-llama.gguf")
}

fn program() -> PathBuf {
    env!("CARGO_BIN_EXE_embedding-process").into()
}

fn settings() -> ChatSettings {
    ChatSettings {
        context: 8192,
        parallel: 4,
        ..ChatSettings::default()
    }
}

fn start() -> ChatProcess {
    with(settings())
}

fn with(settings: ChatSettings) -> ChatProcess {
    ChatProcess::new(program(), &tiny(), settings).expect("the tiny model's head is sound")
}

fn user(content: &str) -> Turn {
    Turn {
        role: Role::User,
        content: content.to_owned(),
    }
}

fn system(content: &str) -> Turn {
    Turn {
        role: Role::System,
        content: content.to_owned(),
    }
}

/// Scores nobody interrupts.
fn score(
    model: &ChatProcess,
    prefix: &[Turn],
    rows: &[Vec<Turn>],
    start: &str,
    choices: &[&str],
) -> Result<Vec<Result<Vec<f32>, QuestionError>>, EngineError> {
    model.score(prefix, rows, start, choices, &AtomicBool::new(false))
}

/// An answer nobody interrupts.
fn answer(
    model: &ChatProcess,
    prefix: &[Turn],
    row: &[Turn],
    grammar: Option<&str>,
    most: usize,
) -> Result<Written, EngineError> {
    let all = &mut |_: &str| ControlFlow::Continue(());
    model.generate(prefix, row, grammar, most, all, &AtomicBool::new(false))
}
