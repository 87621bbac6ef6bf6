//! What it saves to evaluate the fixed part of a prompt once and rows side by side: reports scored
//! one at a time with everything anew, one at a time behind a shared prefix, and eight at a time
//! behind it. Prints seconds and ratios; asserts nothing.
//!
//!     cargo run -p llm --example sharing [model.gguf]

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use llm::{ChatProcess, ChatSettings, EngineError, Role, Turn};

const ROWS: usize = 32;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    llm::serve_if_asked();
    let tiny = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tiny-llama.gguf");
    let file = std::env::args().nth(1).map_or(tiny, PathBuf::from);
    let prefix = turns(opinion::prefix());
    // Reports as people write them, without what attackers add.
    let texts = opinion::injections::all().take(ROWS);
    let texts = texts.map(|injection| opinion::injections::incident(injection.truth));
    let own = |text: &str| turns(&opinion::ask(text).messages[opinion::prefix().len()..]);
    let rows: Vec<Vec<Turn>> = texts.map(own).collect();
    let whole: Vec<Vec<Turn>> = rows
        .iter()
        .map(|row| [prefix.as_slice(), row].concat())
        .collect();
    let alone = seconds(&file, 1, &[], &whole)?;
    println!("{ROWS} rows, one at a time, all anew: {alone:.2} s");
    for parallel in [1, 8] {
        let shared = seconds(&file, parallel, &prefix, &rows)?;
        let times = alone / shared;
        println!(
            "{parallel} at a time behind a shared prefix: {shared:.2} s, {times:.1} times as fast"
        );
    }
    Ok(())
}

/// To score all rows, the model loaded before.
fn seconds(
    file: &Path,
    parallel: u32,
    prefix: &[Turn],
    rows: &[Vec<Turn>],
) -> Result<f64, EngineError> {
    let program =
        std::env::current_exe().map_err(|error| EngineError::NotStarted(error.to_string()))?;
    let settings = ChatSettings {
        context: 16384,
        parallel,
        ..ChatSettings::default()
    };
    let model = ChatProcess::new(program, file, settings)?;
    model.start()?;
    let choices: Vec<String> = opinion::answers().map(|id| format!("{id}\"")).collect();
    let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
    let begun = Instant::now();
    let (start, never) = (opinion::form::LABEL_START, AtomicBool::new(false));
    for score in model.score(prefix, rows, start, &choices, &never)? {
        score?;
    }
    Ok(begun.elapsed().as_secs_f64())
}

fn turns(messages: &[opinion::Message]) -> Vec<Turn> {
    let turn = |message: &opinion::Message| Turn {
        role: match message.role {
            opinion::Role::System => Role::System,
            opinion::Role::User => Role::User,
            opinion::Role::Assistant => Role::Assistant,
        },
        content: message.content.clone(),
    };
    messages.iter().map(turn).collect()
}
