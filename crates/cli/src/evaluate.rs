//! How well the model does on a labelled file, counted as for the model card.

use std::fmt::Write;
use std::fs::File;
use std::path::Path;

use classifier::Scores;
use lab::metrics::{Judged, Report, auroc, report};
use lab::scenarios::{Case, CaseError, read};
use serde::Serialize;
use taxonomy::Label;
use triage::{Engine, Settings};

use crate::args::Args;
use crate::end::{Done, Failure, print};
use crate::model;
use crate::plain::{column, harmless};
use crate::second::Second;
use crate::style::Look;

/// Shares are `0.0..=1.0`; `None` where there is nothing to take a share of.
#[derive(Debug, Serialize)]
struct Evaluation {
    model: String,
    /// Id of the second judge, if it was asked about anything.
    second_opinion: Option<String>,
    /// Texts it was asked about.
    second_opinions: usize,
    mode: &'static str,
    threshold: f32,
    /// Incidents only, with the most probable label as the answer.
    report: Report,
    /// At the threshold.
    answered: Option<f64>,
    accuracy_of_answers: Option<f64>,
    out_of_scope: usize,
    out_of_scope_abstained: Option<f64>,
    out_of_scope_auroc: Option<f64>,
}

pub fn run(args: &Args, file: &Path) -> Result<Done, Failure> {
    let engine = model::engine(args)?;
    let words = |error: &dyn std::fmt::Display| {
        Failure::Words(format!("cannot evaluate {}: {error}", file.display()))
    };
    if file.is_dir() {
        return Err(words(&"it is a directory; name a file in it"));
    }
    let source = File::open(file).map_err(|error| words(&error))?;
    let cases = read(source).map_err(|error| words(&unusable(&error, file)))?;
    if cases.is_empty() {
        return Err(words(&"it has a header and no rows"));
    }
    let second = Second::new(args, &engine);
    let evaluation = evaluate(&engine, &second, &cases, &args.settings());
    if args.json {
        let mut bytes = Vec::new();
        serde_json::to_writer(&mut bytes, &evaluation).map_err(|error| words(&error))?;
        bytes.push(b'\n');
        print(&bytes)?;
    } else {
        print(table(&evaluation, Look::of_stdout(args.no_color)).as_bytes())?;
    }
    Ok(Done::Well)
}

/// Why a file cannot be scored, and what to do about it.
fn unusable(error: &CaseError, file: &Path) -> String {
    match error {
        CaseError::MissingColumn(_, there) if there.iter().all(|name| name.trim().is_empty()) => {
            "it is empty; it needs a header with the columns `text` and `label`".to_owned()
        }
        CaseError::MissingColumn(_, there) if there[0].starts_with(['{', '[']) => {
            "it looks like JSON; evaluate reads CSV with the columns `text` and `label`".to_owned()
        }
        CaseError::MissingColumn(_, there)
            if there.len() == 1 && there[0].contains([';', '\t']) =>
        {
            format!(
                "its only column is `{}`; save it with commas between the columns",
                harmless(&there[0])
            )
        }
        CaseError::MissingColumn(name, there) => {
            let names = if *name == "text" {
                "`text` (or `description`)"
            } else {
                "`label` (or `true_label`)"
            };
            format!(
                "there is no column {names}; the file has: {}. Rename one, or add it",
                harmless(&there.join(", "))
            )
        }
        CaseError::UnknownLabel(row, label) => format!(
            "row {row}: `{}` is not a label{}; the labels are {}; `out_of_scope` marks texts that \
             are no incident. Correct the column, or leave these rows out",
            harmless(label),
            others(file, label),
            Label::ALL.map(Label::id).join(", ")
        ),
        CaseError::Csv(error) => format!(
            "it is not readable as CSV: {error}. Rows need as many columns as the header, text in \
             UTF-8, and quotes around texts with commas or line breaks"
        ),
    }
}

/// How many rows have labels that are none, and which other ones there are.
fn others(file: &Path, first: &str) -> String {
    let Ok(mut reader) = csv::Reader::from_path(file) else {
        return String::new();
    };
    let found = |name: &str, headers: &csv::StringRecord| {
        headers.iter().position(|h| h.eq_ignore_ascii_case(name))
    };
    let column = reader
        .headers()
        .ok()
        .and_then(|headers| found("label", headers).or_else(|| found("true_label", headers)));
    let Some(column) = column else {
        return String::new();
    };
    let (mut rows, mut names) = (0, std::collections::BTreeSet::new());
    for record in reader.records().flatten() {
        let name = record.get(column).unwrap_or_default().trim();
        if name != "out_of_scope" && name.parse::<Label>().is_err() {
            rows += 1;
            if name != first {
                names.insert(harmless(name));
            }
        }
    }
    let more = names.len().saturating_sub(NAMED);
    let named: Vec<String> = names.iter().take(NAMED).map(|n| format!("`{n}`")).collect();
    match (rows, named.is_empty()) {
        (0 | 1, _) => String::new(),
        (_, true) => format!(" (it stands in {rows} rows)"),
        (_, false) if more == 0 => format!(", nor {} ({rows} rows in all)", named.join(", ")),
        (_, false) => format!(
            ", nor {} and {more} more ({rows} rows in all)",
            named.join(", ")
        ),
    }
}

/// Unknown labels named one by one before they are only counted.
const NAMED: usize = 5;

fn evaluate(engine: &Engine, second: &Second, cases: &[Case], settings: &Settings) -> Evaluation {
    let (mut judged, mut inside, mut outside) = (Vec::new(), Vec::new(), Vec::new());
    let (mut answered, mut right, mut abstained) = (0, 0, 0);
    let mut rows = engine.rows();
    let texts: Vec<(&str, Scores)> = cases
        .iter()
        .map(|case| (case.text.as_str(), rows.scores(&case.text)))
        .collect();
    let opinions = second.opinions(&texts);
    for ((case, (_, first)), opinion) in cases.iter().zip(&texts).zip(&opinions) {
        let scores = opinion.as_ref().map_or(*first, |second| second.pooled);
        let decision = settings.decide(&scores, engine.out_of_domain_bound());
        let Some(truth) = case.label else {
            outside.push(scores.out_of_domain);
            abstained += usize::from(decision.label.is_none());
            continue;
        };
        inside.push(scores.out_of_domain);
        answered += usize::from(decision.label.is_some());
        right += usize::from(decision.label == Some(truth));
        judged.push(Judged {
            probabilities: scores.probabilities,
            truth,
        });
    }
    let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
    Evaluation {
        model: engine.model_id().to_owned(),
        second_opinion: opinions
            .iter()
            .flatten()
            .next()
            .map(|opinion| opinion.model.clone()),
        second_opinions: opinions.iter().flatten().count(),
        mode: settings.mode.id(),
        threshold: settings.threshold,
        report: report(&judged),
        answered: share(answered, judged.len()),
        accuracy_of_answers: share(right, answered),
        out_of_scope: outside.len(),
        out_of_scope_abstained: share(abstained, outside.len()),
        out_of_scope_auroc: (!outside.is_empty() && !inside.is_empty())
            .then(|| auroc(&outside, &inside)),
    }
}

fn table(e: &Evaluation, look: Look) -> String {
    let r = &e.report;
    let mut out = format!(
        "{}\n",
        look.strong(&format!("{} incidents, {}", r.rows, e.model))
    );
    let share =
        |share: Option<f64>| share.map_or("-".to_owned(), |s| format!("{:.1} %", s * 100.0));
    let (low, high) = r.accuracy_interval;
    let accuracy = format!(
        "{:.1} %  (95 %: {:.1} to {:.1})",
        r.accuracy * 100.0,
        low * 100.0,
        high * 100.0
    );
    let mut facts = vec![
        ("accuracy", accuracy),
        ("macro-F1", format!("{:.3}", r.macro_f1)),
        ("log-loss", format!("{:.3}", r.log_loss)),
        ("Brier", format!("{:.3}", r.brier)),
        ("calibration error", format!("{:.3}", r.ece)),
        ("surest half right", share(Some(r.accuracy_top_half))),
        (
            "answered",
            format!("{} at threshold {}", share(e.answered), e.threshold),
        ),
        ("answers right", share(e.accuracy_of_answers)),
    ];
    if let Some(model) = &e.second_opinion {
        let told = format!("{model} on {} texts", e.second_opinions);
        facts.push(("second opinion", told));
    }
    if e.out_of_scope > 0 {
        let abstained = share(e.out_of_scope_abstained);
        let told = format!("{abstained} of {} abstained from", e.out_of_scope);
        facts.push(("no incident", told));
        let auroc = e
            .out_of_scope_auroc
            .map_or("-".to_owned(), |a| format!("{a:.3}"));
        facts.push(("told apart, AUROC", auroc));
    }
    for (name, value) in facts {
        let _ = writeln!(out, "  {} {value}", look.faint(&column(name, 20)));
    }
    let head = format!(
        "{} precision   recall       F1  incidents",
        column("label", 28)
    );
    let _ = writeln!(out, "\n{}", look.faint(&head));
    for l in r.per_label.iter().filter(|l| l.support > 0) {
        let _ = writeln!(
            out,
            "{} {:>9.2} {:>8.2} {:>8.2} {:>10}",
            column(l.label.id(), 28),
            l.precision,
            l.recall,
            l.f1,
            l.support
        );
    }
    out
}
