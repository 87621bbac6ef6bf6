//! Our pipeline beside the same recipe in scikit-learn, on the same generated rows in one run, per CPU
//! second.

use std::io::Write;
use std::process::{Command, Stdio};

use classifier::Model;
use cpu_time::ProcessTime;
use synth::Generator;
use text::Document;

use crate::python::python;

const ROWS: u64 = 20_000;

pub fn run() -> Result<(), String> {
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
