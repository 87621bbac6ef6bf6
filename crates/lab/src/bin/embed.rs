//! Writes what the sentence model makes of the corpus's held-out texts: `OUT` with their embeddings
//! (little-endian f32, one row a text), `OUT.frames` with the frame of each, a line.
//!
//! `cargo run --release -p lab --bin embed -- TEXTS MODEL OUT [FILE OF FRAMES TO LEAVE OUT, ONE A LINE]`

use std::collections::HashSet;
use std::io::{BufRead, Write};
use std::process::ExitCode;

use llm::{Embedder, EmbeddingProcess};

/// Texts a question.
const AT_ONCE: usize = 256;

fn main() -> ExitCode {
    llm::serve_if_asked();
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [texts, model, out, rest @ ..] = args.as_slice() else {
        eprintln!("embed: TEXTS MODEL OUT [LEFT OUT]");
        return ExitCode::FAILURE;
    };
    match write(texts, model, out, rest.first()) {
        Ok(n) => {
            eprintln!("embedded {n} texts into {out}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("embed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(
    texts: &str,
    model: &str,
    out: &str,
    left_out: Option<&String>,
) -> Result<usize, Box<dyn std::error::Error>> {
    let left_out = left_out.map_or(Ok(String::new()), std::fs::read_to_string)?;
    let left_out: HashSet<&str> = left_out.lines().collect();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let program = std::env::current_exe()?;
    let mut process = EmbeddingProcess::new(program, model.as_ref(), None, cores, 384)?;
    let mut rows = std::io::BufWriter::new(std::fs::File::create(out)?);
    let mut names = std::io::BufWriter::new(std::fs::File::create(format!("{out}.frames"))?);
    let (mut frames, mut waiting, mut n) = (Vec::new(), Vec::new(), 0);
    let mut ask = |frames: &mut Vec<String>, waiting: &mut Vec<String>| {
        let asked: Vec<&str> = waiting.iter().map(String::as_str).collect();
        let embeddings = process.embed(&asked)?;
        for (frame, embedding) in frames.iter().zip(&embeddings) {
            for number in embedding {
                rows.write_all(&number.to_le_bytes())?;
            }
            writeln!(names, "{frame}")?;
        }
        n += frames.len();
        frames.clear();
        waiting.clear();
        Ok::<_, Box<dyn std::error::Error>>(())
    };
    for line in std::io::BufReader::new(std::fs::File::open(texts)?).lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let told = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        if told("set") == "held_out" && !left_out.contains(told("frame").as_str()) {
            frames.push(told("frame"));
            waiting.push(told("text"));
            if waiting.len() == AT_ONCE {
                ask(&mut frames, &mut waiting)?;
            }
        }
    }
    ask(&mut frames, &mut waiting)?;
    Ok(n)
}
