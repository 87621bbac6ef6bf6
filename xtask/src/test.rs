//! Every test there is, and one line at the end.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{end2end, needs, parity, paths, server, shell, site};

/// Tests that ran, over all kinds.
#[derive(Debug, Default, PartialEq)]
struct Count {
    passed: u64,
    failed: u64,
}

/// Runs everything even if something fails, and says so at the end. `--no-browser` leaves out the
/// browser tests and those of the WASM, for a machine that cannot have them.
pub(crate) fn run(rest: &[String]) -> Result<ExitCode> {
    needs::for_building()?;
    needs::for_fetching()?;
    let mut count = Count::default();
    let mut sound = rust(&mut count)?;
    if !rest.iter().any(|flag| flag == "--no-browser") {
        sound &= step("WASM against native", &mut count, in_wasm);
        sound &= step("browser tests", &mut count, browser);
    }
    // A crash outside of a test, or a build that fails, is a failure too.
    if !sound && count.failed == 0 {
        count.failed += 1;
    }
    println!("{} passed, {} failed", count.passed, count.failed);
    Ok(if count.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// A kind of tests that cannot start counts as one that failed.
fn step(what: &str, count: &mut Count, run: impl FnOnce(&mut Count) -> Result<bool>) -> bool {
    match run(count) {
        Ok(ran) => ran,
        Err(error) => {
            eprintln!("{what}: {error:#}");
            count.failed += 1;
            false
        }
    }
}

/// The core in WASM against its native answers; needs Node, which the browser tests need too.
fn in_wasm(count: &mut Count) -> Result<bool> {
    needs::for_browser_tests()?;
    parity::run(|line| count.add_plain(line))
}

/// Unit, property, golden and server tests: one build of the whole workspace.
fn rust(count: &mut Count) -> Result<bool> {
    let mut cargo = shell::cargo_command();
    cargo.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
    shell::run_heard(&mut cargo, |line| count.add_cargo(line))
}

/// Playwright against the real server, with the WASM that ships.
fn browser(count: &mut Count) -> Result<bool> {
    let node = end2end::ready()?;
    site::build()?;
    let program = server::build(server::Profile::Dev)?;
    let server = server::start(&program)?;
    let report = paths::target().join("browser-tests.json");
    let _ = fs::remove_file(&report);
    let mut npx = node.command(if cfg!(windows) { "npx.cmd" } else { "npx" }, &server);
    npx.args(["playwright", "test", "--reporter=list,json"])
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    let ran = shell::run_heard(&mut npx, |_| {})?;
    let report = fs::read(&report).context("the browser tests left no report")?;
    count.add_playwright(&serde_json::from_slice(&report)?);
    Ok(ran)
}

impl Count {
    /// `test result: ok. 12 passed; 0 failed; 1 ignored; …`
    fn add_cargo(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix("test result: ") else {
            return;
        };
        for part in rest.split([';', '.']) {
            let mut words = part.split_whitespace();
            let (number, what) = (words.next(), words.next());
            let Some(number) = number.and_then(|number| number.parse::<u64>().ok()) else {
                continue;
            };
            match what {
                Some("passed") => self.passed += number,
                Some("failed") => self.failed += number,
                _ => {}
            }
        }
    }

    /// `212 passed, 0 failed`, alone on its line.
    fn add_plain(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let [passed, "passed,", failed, "failed"] = words[..]
            && let (Ok(passed), Ok(failed)) = (passed.parse::<u64>(), failed.parse::<u64>())
        {
            self.passed += passed;
            self.failed += failed;
        }
    }

    /// A test that only passed at a second try has failed: it is not to be relied on.
    fn add_playwright(&mut self, report: &Value) {
        let stat = |name: &str| report["stats"][name].as_u64().unwrap_or_default();
        self.passed += stat("expected");
        self.failed += stat("unexpected") + stat("flaky");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn results_add_up() {
        let mut count = Count::default();
        for line in [
            "running 3 tests",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.35s",
            "test result: FAILED. 9 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out",
            "test other ... ok",
        ] {
            count.add_cargo(line);
        }
        count.add_playwright(
            &json!({"stats": {"expected": 4, "unexpected": 1, "flaky": 1, "skipped": 2}}),
        );
        assert_eq!(
            count,
            Count {
                passed: 25,
                failed: 3
            }
        );
    }
}
