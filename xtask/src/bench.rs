//! Measurements: of the core in `lab`, of the page in a real browser.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::{end2end, needs, page_and_server, paths, server, shell};

/// Rows of the file that is dropped on the page, unless another number is given.
const ROWS: u64 = 100_000;

/// `page [rows]`, or what `lab`'s benchmark understands.
pub(crate) fn run(rest: &[String]) -> Result<ExitCode> {
    needs::for_building()?;
    match rest {
        [what, more @ ..] if what == "page" => page(more),
        _ => shell::cargo_bin("lab", "bench", rest),
    }
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
