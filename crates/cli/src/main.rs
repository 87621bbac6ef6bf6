//! nlp-triage: what kind of security incident does a text describe? One text, a conversation, or
//! a file of a million.
//!
//! Answers go to standard output, everything said about them to standard error; what is asked for
//! as JSON or CSV is nothing but that. Texts are hostile: for people they are defanged and
//! stripped of control characters, for programs they stay as they are. Nothing is judged here:
//! verdicts are `triage`'s, files `ingest`'s, formats `export`'s. It opens no
//! connection but to the endpoint of a language model, when one is named and asked for.
//!
//! Dependencies: each has its reason in `Cargo.toml`.

mod answer;
mod args;
mod bulk;
mod end;
mod evaluate;
mod generate;
mod language;
mod lines;
mod model;
mod ordered;
mod plain;
mod report;
mod second;
mod sink;
mod style;

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::FromArgMatches;

use args::{Args, Command};
use end::{Done, Failure};
use style::Look;

fn main() -> ExitCode {
    // The same program is started again to run the sentence model, or a language model.
    semantic::serve_if_asked();
    std::panic::set_hook(Box::new(|info| {
        end::say(format_args!(
            "nlp-triage: an error of ours, please report it: {info}"
        ));
    }));
    let args =
        Args::from_arg_matches(&args::command().get_matches()).unwrap_or_else(|error| error.exit());
    end::code(run(&args))
}

fn run(args: &Args) -> Result<Done, Failure> {
    if args.version {
        return version(args);
    }
    if args.command.is_some() && (args.text.is_some() || args.input_file.is_some()) {
        return Err(Failure::Words(
            "a text or --input-file does not go with a subcommand; put the text after `--`"
                .to_owned(),
        ));
    }
    if args.llm_endpoint.is_some() && !args.asks_llm() {
        return Err(Failure::Words(
            "an endpoint alone is no order: add --llm-second-opinion to ask it, or --llm-dry-run to \
             see what would be sent"
                .to_owned(),
        ));
    }
    if args.llm_model.is_some() && !args.asks_llm() {
        return Err(Failure::Words(
            "a language model alone is no order: add --llm-second-opinion to ask it, or \
             --llm-dry-run to see what it would be asked"
                .to_owned(),
        ));
    }
    let weighs = [
        (
            "--llm-weight",
            args.llm_weight.is_some(),
            "how far a language model's opinion counts",
        ),
        (
            "--llm-temperature",
            args.llm_temperature.is_some(),
            "how sure a language model is told to be",
        ),
    ];
    for (flag, _, says) in weighs.into_iter().filter(|(_, given, _)| *given) {
        if args.evaluates() {
            return Err(Failure::Words(format!(
                "evaluate finds the {flag} to use, and takes none"
            )));
        }
        if !args.asks_llm() {
            return Err(Failure::Words(format!(
                "{flag} says {says}; it needs --llm-second-opinion"
            )));
        }
    }
    if args.llm_redact && args.llm_endpoint.is_none() {
        return Err(Failure::Words(
            "--llm-redact is for an --llm-endpoint: to a model on this machine nothing is sent"
                .to_owned(),
        ));
    }
    let of_rows = args.input_file.is_some() || args.evaluates();
    if args.llm.is_some() && (!args.asks_llm() || !of_rows) {
        return Err(Failure::Words(
            "--llm says which rows of an --input-file a language model is asked about; it needs that \
             file and --llm-second-opinion, or --llm-dry-run; or evaluate with a language model"
                .to_owned(),
        ));
    }
    if args.asks_llm() && args.text.is_none() && !of_rows {
        return Err(Failure::Words(
            "a language model is asked about one text or the rows of a file: give the text, or `-` \
             and the text on standard input, or --input-file, where `-` is standard input"
                .to_owned(),
        ));
    }
    match &args.command {
        Some(Command::Completions { shell }) => completions(*shell),
        Some(Command::Evaluate { file }) => evaluate::run(args, file),
        Some(Command::Generate(asked)) => generate::run(args, asked),
        None => triage(args),
    }
}

/// One text, a file, or whatever standard input brings.
fn triage(args: &Args) -> Result<Done, Failure> {
    if args.input_file.is_some() {
        return bulk::run(args);
    }
    // By hand: clap drops a `requires` that a text would contradict.
    if args.column.is_some() {
        return Err(Failure::Words("--column needs --input-file".to_owned()));
    }
    if args.text.is_some() {
        return answer::one(args);
    }
    if std::io::stdin().is_terminal() {
        return lines::converse(args);
    }
    if args.output_file.is_some() || args.format.is_some() {
        return bulk::run(args);
    }
    lines::pipe(args)
}

fn version(args: &Args) -> Result<Done, Failure> {
    let engine = model::engine(args)?;
    let model = engine.model();
    let text = format!(
        "nlp-triage {}\nmodel {}, {} terms, sha256 {}\nATT&CK {}, schema {}\n",
        env!("CARGO_PKG_VERSION"),
        model.id(),
        model.terms().len(),
        &model.sha256()[..16],
        taxonomy::ATTACK_VERSION,
        export::SCHEMA,
    );
    end::print(text.as_bytes())?;
    Ok(Done::Well)
}

fn completions(shell: clap_complete::Shell) -> Result<Done, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "nlp-triage", &mut script);
    end::print(&script)?;
    Ok(Done::Well)
}

/// What it is, for a person who has just started it.
fn banner(args: &Args, engine: &triage::Engine) {
    let look = Look::of_stderr(args.no_color);
    if args.quiet || !std::io::stderr().is_terminal() {
        return;
    }
    let mut err = std::io::stderr().lock();
    let _ = writeln!(
        err,
        "{} {}\n",
        look.strong("nlp-triage"),
        look.faint(&format!(
            "{} · {} · ATT&CK {} · decision support, not a verdict",
            env!("CARGO_PKG_VERSION"),
            engine.model_id(),
            taxonomy::ATTACK_VERSION
        ))
    );
}
