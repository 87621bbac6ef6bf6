//! `cargo xtask bench`: what this project computes beside what others compute, on the same texts in one
//! run. Prints figures and ratios; asserts nothing.

mod language;
mod python;
mod recipe;
mod semantic;

use std::process::ExitCode;

fn main() -> ExitCode {
    llm::serve_if_asked();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let asked = match arguments[..] {
        [] => recipe::run(),
        ["semantic"] => semantic::run(),
        ["llm", ref rest @ ..] => language::run(rest),
        ["rates"] => rates(),
        _ => Err(format!(
            "there is no benchmark `{}`; there are `semantic`, `llm`, `page` and `builds`, and without \
             a name the classifier's",
            arguments.join(" ")
        )),
    };
    match asked {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Of this build of llama.cpp, for `cargo xtask bench builds`: tokens read and written a second, and
/// texts embedded.
fn rates() -> Result<(), String> {
    let [read, written] = language::rates()?;
    println!("{read} {written} {}", semantic::ours()?);
    Ok(())
}
