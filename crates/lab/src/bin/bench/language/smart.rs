//! A file of generated rows through the command line, once with the language model asked where the
//! others are unsure and once about everything: how long each takes.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::python::{run_to_end, target};

const ROWS: &str = "2000";

pub fn run(program: &Path, model: &Path) -> Result<(), String> {
    let file = target().join("bench-llm.csv");
    run_to_end(
        Command::new(program)
            .args(["generate", "--quiet", "--seed", "7", "--n-events", ROWS])
            .arg("--outfile")
            .arg(&file),
    )?;
    println!("{ROWS} generated rows through the command line");
    let smart = pass(program, model, &file, "unsure")?;
    let all = pass(program, model, &file, "all")?;
    println!(
        "  only where the others are unsure {smart:.1} s, about all {all:.1} s: {:.0} % less",
        100.0 * (1.0 - smart / all)
    );
    Ok(())
}

/// Seconds, from start to end.
fn pass(program: &Path, model: &Path, file: &Path, rows: &str) -> Result<f64, String> {
    let out = target().join(format!("bench-llm-{rows}.csv"));
    let begun = Instant::now();
    let output = Command::new(program)
        .args(["--llm-second-opinion", "--llm", rows])
        .args(["--llm-budget-rows", "0", "--llm-budget-seconds", "0"])
        .arg("--llm-model")
        .arg(model)
        .arg("--input-file")
        .arg(file)
        .arg("--output-file")
        .arg(&out)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    let seconds = begun.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("nlp-triage ended badly: {said}"));
    }
    for line in said
        .lines()
        .filter(|line| line.contains("passes:") || line.contains("it took"))
    {
        println!("  --llm {rows}: {}", line.trim());
    }
    Ok(seconds)
}
