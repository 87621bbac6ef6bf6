//! llama.cpp built in three ways, beside each other: by itself (AVX2), for this processor, and
//! as libraries of which this processor's is loaded.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::{bench, libraries, paths, shell};

/// Each build once a round, so that a busy machine is busy for all.
const ROUNDS: usize = 5;

/// What a build prints, in this order.
const RATES: [&str; 3] = [
    "reading, tokens/s",
    "writing, tokens/s",
    "embedding, texts/s",
];

type Rates = [f64; RATES.len()];

pub(crate) fn run() -> Result<ExitCode> {
    let builds = [
        ("stock", stock()?),
        ("this processor", for_this()?),
        ("libraries", as_libraries()?),
    ];
    let mut measured = builds.each_ref().map(|_| Vec::new());
    for _ in 0..ROUNDS {
        for ((_, program), rounds) in builds.iter().zip(&mut measured) {
            rounds.push(rates(program)?);
        }
    }
    println!("the middle of {ROUNDS} rounds in turn, and its ratio to the first line");
    print!("{:<16}", "llama.cpp for");
    for name in RATES {
        print!("{name:>26}");
    }
    println!();
    let middles = measured.map(middles);
    let first = middles[0];
    for ((name, _), middle) in builds.iter().zip(middles) {
        print!("{name:<16}");
        for (rate, of_first) in middle.into_iter().zip(first) {
            print!("{rate:>19.1}  x{:.2}", rate / of_first);
        }
        println!();
    }
    Ok(ExitCode::SUCCESS)
}

fn stock() -> Result<PathBuf> {
    let target = paths::target().join("stock");
    let mut cargo = bench::cargo();
    cargo.env("CARGO_TARGET_DIR", &target);
    libraries::not_for_this_processor(&mut cargo);
    bench_of(&mut cargo, &target.join("release"))
}

fn for_this() -> Result<PathBuf> {
    bench_of(&mut bench::cargo(), &paths::target().join("release"))
}

fn as_libraries() -> Result<PathBuf> {
    let program = bench_of(&mut libraries::cargo()?, &libraries::release())?;
    libraries::lay_beside(&libraries::release())?;
    Ok(program)
}

fn bench_of(cargo: &mut Command, release: &Path) -> Result<PathBuf> {
    shell::run(cargo.args(["--bin", "bench"]))?;
    Ok(release.join(format!("bench{}", std::env::consts::EXE_SUFFIX)))
}

fn rates(program: &Path) -> Result<Rates> {
    let output = Command::new(program)
        .arg("rates")
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", paths::target())
        .output()
        .with_context(|| format!("cannot start {}", program.display()))?;
    let said = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    let numbers: Vec<f64> = said.split_whitespace().flat_map(str::parse).collect();
    Rates::try_from(numbers).map_err(|_| anyhow::anyhow!("{} said: {said}", program.display()))
}

/// Of each rate by itself.
fn middles(rounds: Vec<Rates>) -> Rates {
    std::array::from_fn(|place| {
        let mut of_it: Vec<f64> = rounds.iter().map(|rates| rates[place]).collect();
        of_it.sort_by(f64::total_cmp);
        of_it[of_it.len() / 2]
    })
}
