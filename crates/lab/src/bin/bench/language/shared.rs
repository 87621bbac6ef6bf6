//! What it saves to evaluate the fixed part of a prompt once and rows side by side.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use llm::{Role, Turn};
use synth::Generator;

use super::{chat, words};

const ROWS: usize = 32;

pub fn run(model: &Path) -> Result<(), String> {
    let prefix = turns(opinion::prefix());
    let generator = Generator::new(7);
    let texts = (0..ROWS as u64).map(|id| {
        let mut text = String::new();
        generator.event(id).description(&mut text);
        text
    });
    let own = |text: String| turns(&opinion::ask(&text).messages[opinion::prefix().len()..]);
    let rows: Vec<Vec<Turn>> = texts.map(own).collect();
    let whole: Vec<Vec<Turn>> = rows
        .iter()
        .map(|row| [prefix.as_slice(), row].concat())
        .collect();
    let alone = seconds(model, 1, &[], &whole)?;
    println!("{ROWS} rows scored one at a time, all anew: {alone:.2} s");
    for parallel in [1, 8] {
        let shared = seconds(model, parallel, &prefix, &rows)?;
        let times = alone / shared;
        println!(
            "  {parallel} at a time behind a shared prefix: {shared:.2} s, {times:.1} times as fast"
        );
    }
    Ok(())
}

/// To score all rows.
fn seconds(
    model: &Path,
    parallel: u32,
    prefix: &[Turn],
    rows: &[Vec<Turn>],
) -> Result<f64, String> {
    let process = chat(model, parallel)?;
    let choices: Vec<String> = opinion::answers().map(|id| format!("{id}\"")).collect();
    let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
    let never = AtomicBool::new(false);
    let begun = Instant::now();
    let scores = process
        .score(prefix, rows, opinion::form::LABEL_START, &choices, &never)
        .map_err(words)?;
    let seconds = begun.elapsed().as_secs_f64();
    for score in scores {
        score.map_err(|error| error.to_string())?;
    }
    Ok(seconds)
}

fn turns(messages: &[opinion::Message]) -> Vec<Turn> {
    messages
        .iter()
        .map(|message| Turn {
            role: match message.role {
                opinion::Role::System => Role::System,
                opinion::Role::User => Role::User,
                opinion::Role::Assistant => Role::Assistant,
            },
            content: message.content.clone(),
        })
        .collect()
}
