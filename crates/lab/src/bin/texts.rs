//! Writes the corpus as the fine-tuning script reads it: one JSON object a line, with the part each row
//! belongs to in every split, so that both trainers hold out the same rows.
//!
//! `cargo run -p lab --bin texts -- FILE`

use std::io::Write;
use std::process::ExitCode;

use lab::dataset::{Row, Sampling, rows};
use lab::ship::{FOLDS, SETUP};
use synth::event::fold;

/// Tellings of each frame, one an epoch.
const PER_FRAME: u64 = 4;

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("texts: which file?");
        return ExitCode::FAILURE;
    };
    match write(&path) {
        Ok(n) => {
            eprintln!("wrote {n} texts to {path}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("texts: {path}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(path: &str) -> std::io::Result<usize> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
    let told = Sampling {
        per_frame: PER_FRAME,
        balanced: false,
        ..SETUP.sampling
    };
    let (train, held_out) = (
        rows(told, |_| true),
        rows(Sampling::held_out(SETUP.sampling.seed), |_| true),
    );
    let mut line = |set: &str, row: &Row| {
        let object = serde_json::json!({
            "set": set,
            "label": row.label.map_or("out_of_scope", |label| label.id()),
            "frame": row.origin.frame,
            "frame_part": fold(row.origin.frame, FOLDS),
            "situation_part": fold(row.origin.situation, FOLDS),
            "register": row.origin.register.id(),
            "text": row.text,
        });
        writeln!(out, "{object}")
    };
    for row in &train {
        line("train", row)?;
    }
    for row in &held_out {
        line("held_out", row)?;
    }
    out.flush()?;
    Ok(train.len() + held_out.len())
}
