//! Measurements: of the core and of the language model in `lab`, of the page in a real browser, of builds
//! of llama.cpp.

use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::{builds, end2end, gpu, needs, page_and_server, paths, server, shell};

/// Rows of the file that is dropped on the page, unless another number is given.
const ROWS: u64 = 100_000;

/// `page [rows]`, `llm [model file]`, `builds`, or what `lab`'s benchmark understands.
pub(crate) fn run(rest: &[String]) -> Result<ExitCode> {
    needs::for_building()?;
    match rest {
        [what, more @ ..] if what == "page" => page(more),
        [what, more @ ..] if what == "llm" => llm(more),
        [what] if what == "builds" => builds::run(),
        _ => shell::cargo_bin("lab", "bench", rest),
    }
}

/// Always the same packages, whatever is built of them: another selection is other features of what they
/// depend on, and llama.cpp compiled anew.
pub(crate) fn cargo() -> Command {
    let mut cargo = shell::cargo_command();
    let packages = ["-p", "nlp-triage", "-p", "lab"];
    cargo
        .args(["build", "--locked", "--release"])
        .args(packages);
    cargo
}

/// The language model's engine, and smart mode through the command line.
fn llm(rest: &[String]) -> Result<ExitCode> {
    let mut cargo = cargo();
    cargo.args(["--bin", "nlp-triage", "--bin", "bench"]);
    gpu::add_to(&mut cargo)?;
    shell::run(&mut cargo)?;
    let program = |name: &str| {
        let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        paths::target().join("release").join(name)
    };
    let mut bench = Command::new(program("bench"));
    bench.arg("llm").arg(program("nlp-triage")).args(rest);
    shell::run(
        bench
            .current_dir(paths::root())
            .env("CARGO_TARGET_DIR", paths::target()),
    )?;
    Ok(ExitCode::SUCCESS)
}

/// What ships, in Chromium, with a file of the generator's.
fn page(rest: &[String]) -> Result<ExitCode> {
    let rows = match rest {
        [] => ROWS,
        [rows] => rows.parse()?,
        _ => bail!("bench page takes one number, the rows of the file"),
    };
    let node = end2end::ready()?;
    let program = page_and_server()?;
    let file = paths::target().join(format!("bench-{rows}.csv"));
    if !file.is_file() {
        let (rows, file) = (rows.to_string(), file.to_string_lossy());
        let wish = [
            "generate",
            "--quiet",
            "--n-events",
            &rows,
            "--outfile",
            &file,
        ];
        shell::cargo_bin("nlp-triage", "nlp-triage", &wish.map(str::to_owned))?;
    }
    let server = server::start(&program)?;
    shell::run(
        node.command("node", &server)
            .arg("bench/page.js")
            .env("CSV", &file)
            .env("ROWS", rows.to_string())
            .env("PID", server.pid().to_string()),
    )?;
    Ok(ExitCode::SUCCESS)
}
