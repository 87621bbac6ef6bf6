//! How well the model does on a labelled file, counted as for the model card; and, where a language
//! model is asked, how well that one does and how far its opinion should count.

mod counted;
mod heard;
mod tempered;
mod told;
mod unusable;

use std::fmt::Write;
use std::fs::File;
use std::path::Path;

use classifier::Scores;
use lab::metrics::Report;
use lab::scenarios::{Case, read};
use serde::Serialize;
use triage::Engine;

use crate::args::Args;
use crate::end::{Done, Failure, print};
use crate::plain::column;
use crate::second::Second;
use crate::style::Look;
use crate::{language, model};

use counted::{Counted, share};
use heard::Heard;
use unusable::unusable;

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
    /// Of the rows that one was asked about; all above is without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    language_model: Option<Heard>,
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
    let asked = language::of(args)?;
    let (mut evaluation, scores) = evaluate(args, &engine, &cases);
    let mut failed = 0;
    if let Some(model) = asked {
        let chosen = heard::choose(args, &engine, &cases, &scores);
        if args.llm_dry_run {
            return chosen.show(&model);
        }
        let pass = chosen.ask(args, &model);
        failed = pass.course.failed;
        let heard = Heard::of(args, &engine, &cases, &scores, &chosen, &pass);
        evaluation.language_model = Some(heard);
    }
    if args.json {
        let mut bytes = Vec::new();
        serde_json::to_writer(&mut bytes, &evaluation).map_err(|error| words(&error))?;
        bytes.push(b'\n');
        print(&bytes)?;
    } else {
        print(table(&evaluation, Look::of_stdout(args.no_color)).as_bytes())?;
    }
    Ok(Done::with(failed))
}

/// And the scores of each row.
fn evaluate(args: &Args, engine: &Engine, cases: &[Case]) -> (Evaluation, Vec<Scores>) {
    let settings = args.settings();
    let second = Second::new(args, engine);
    let mut rows = engine.rows();
    let texts: Vec<(&str, Scores)> = cases
        .iter()
        .map(|case| (case.text.as_str(), rows.scores(&case.text)))
        .collect();
    let opinions = second.opinions(&texts);
    let pooled = texts.iter().zip(&opinions);
    let pooled = pooled.map(|((_, first), second)| second.as_ref().map_or(*first, |s| s.pooled));
    let scores: Vec<Scores> = pooled.collect();
    let told = cases
        .iter()
        .map(|case| case.label)
        .zip(scores.iter().copied());
    let counted = Counted::of(told, &settings, engine.out_of_domain_bound());
    let evaluation = Evaluation {
        model: engine.model_id().to_owned(),
        second_opinion: opinions
            .iter()
            .flatten()
            .next()
            .map(|opinion| opinion.model.clone()),
        second_opinions: opinions.iter().flatten().count(),
        mode: settings.mode.id(),
        threshold: settings.threshold,
        report: counted.report,
        answered: counted.answered,
        accuracy_of_answers: counted.accuracy_of_answers,
        out_of_scope: counted.out_of_scope,
        out_of_scope_abstained: counted.out_of_scope_abstained,
        out_of_scope_auroc: counted.out_of_scope_auroc,
        language_model: None,
    };
    (evaluation, scores)
}

fn table(e: &Evaluation, look: Look) -> String {
    let r = &e.report;
    let mut out = format!(
        "{}\n",
        look.strong(&format!("{} incidents, {}", r.rows, e.model))
    );
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
    if let Some(heard) = &e.language_model {
        heard.tell(&mut out, look);
    }
    out
}
