//! A file of generated rows through the command line, once with the language model asked where the
//! others are unsure and once about everything: how long, and what of the labels differs.

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
    let (smart, smart_labels) = pass(program, model, &file, "unsure")?;
    let (all, all_labels) = pass(program, model, &file, "all")?;
    let same = smart_labels.iter().zip(&all_labels).filter(|(a, b)| a == b);
    println!(
        "  only where the others are unsure {smart:.1} s, about all {all:.1} s: {:.0} % less; {} of {} \
         labels are the same",
        100.0 * (1.0 - smart / all),
        same.count(),
        all_labels.len()
    );
    Ok(())
}

/// Seconds, from start to end, and the final labels.
fn pass(
    program: &Path,
    model: &Path,
    file: &Path,
    rows: &str,
) -> Result<(f64, Vec<String>), String> {
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
    let mut table = csv::Reader::from_path(&out).map_err(|error| error.to_string())?;
    let header = table.headers().map_err(|error| error.to_string())?;
    let label = header.iter().position(|name| name == "final_label");
    let label = label.ok_or("its answers have no column final_label")?;
    let labels = table.records().map(|row| Ok(row?[label].to_owned()));
    let labels: Result<Vec<String>, csv::Error> = labels.collect();
    Ok((seconds, labels.map_err(|error| error.to_string())?))
}
