//! The third pass over a file: a language model asked about its worst rows, between two readings.
//!
//! Which rows, how many and how long is `triage::policy`'s to say, and so is what its answers move. A
//! model that fails costs its opinions, says so and leaves every row as it was.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use opinion::CheckName;
use triage::policy::{Ask, End, saved};

use super::NAMED;
use super::given::{Counts, Given};
use super::progress::Progress;
use super::summary::{counted, grouped};
use crate::args::{Args, Rows};
use crate::end::{Done, Failure, say};
use ::language::Language;

use crate::language::{self, Bounds, News, Pass};
use crate::second::Second;

/// What is wanted of the pass.
pub fn ask(args: &Args) -> Ask {
    args.llm.unwrap_or(Rows::Unsure).into()
}

/// Rows held to ask about.
pub fn most(args: &Args) -> usize {
    match args.llm_budget_rows {
        0 => usize::MAX,
        rows => rows,
    }
}

/// Says how many of the rows would be asked about, and shows the first question.
///
/// # Errors
/// As of one text.
pub fn show(
    language: &Language,
    rows: u64,
    wanted: u64,
    worst: &[(u64, Arc<str>)],
) -> Result<Done, Failure> {
    say(format_args!(
        "of {}, {} wanted; {} would be asked about, the worst first",
        counted(rows),
        grouped(wanted),
        match worst.len() {
            1 => "1 text".to_owned(),
            texts => format!("{} texts", grouped(texts as u64)),
        }
    ));
    match worst.first() {
        Some((row, text)) => {
            say(format_args!("first comes row {row}"));
            language::show(language, text)
        }
        None => Ok(Done::Well),
    }
}

/// Asks, and says what got no answer. Likelihoods are told at the temperature that was named.
pub fn run(args: &Args, language: &Language, worst: &[(u64, Arc<str>)]) -> Pass {
    let texts: Vec<Arc<str>> = worst.iter().map(|(_, text)| Arc::clone(text)).collect();
    let seconds = args.llm_budget_seconds;
    let bounds = Bounds {
        time: (seconds > 0).then(|| Duration::from_secs(seconds)),
        at_once: args.llm_at_once.into(),
    };
    let mut progress = Progress::before_answers(args);
    let mut pass = language::pass(language, &texts, bounds, &mut |news| match news {
        News::Loading(percent) => progress.loading(percent),
        News::Ended(done) => progress.asked(done, texts.len()),
    });
    progress.wipe();
    if let Some(temperature) = args.llm_temperature {
        let answers = pass.answers.values_mut();
        answers.for_each(|answer| answer.temper(temperature));
    }
    let end = &pass.broken;
    let alone = pass
        .failed
        .iter()
        .filter(|(_, why)| Some(why) != end.as_ref());
    for (place, why) in alone.take(NAMED as usize) {
        let row = worst[*place].0;
        say(format_args!(
            "row {row}: no opinion of the language model: {why}"
        ));
    }
    if let Some(why) = end {
        say(format_args!(
            "no further opinions of the language model: {why}"
        ));
    }
    pass
}

/// What the passes came to, line by line.
pub fn told(given: &Given, second: &Second, counts: &Counts) -> Vec<String> {
    let pass = &given.pass;
    let sentence = second.asked.load(Ordering::Relaxed);
    let left = match (counts.left, pass.course.end()) {
        (0, _) => String::new(),
        (_, Some(End::Broken)) => ", because the language model failed".to_owned(),
        (_, Some(End::Time)) => " by --llm-budget-seconds".to_owned(),
        (_, None) if pass.course.failed > 0 => {
            " without an answer or by --llm-budget-rows".to_owned()
        }
        (_, None) => " by --llm-budget-rows".to_owned(),
    };
    let mut lines = vec![
        format!(
            "passes: {} certain, {} asked of the sentence model, {} of the language model, \
             {} left{left}",
            counted(counts.certain),
            grouped(sentence),
            grouped(counts.told),
            grouped(counts.left),
        ),
        format!(
            "    the language model agreed with the decision on {} (=), said otherwise on {} (≠), was \
             uncertain on {} (?) and was not believed on {} (!)",
            grouped(counts.said.agreed),
            grouped(counts.said.otherwise),
            grouped(counts.said.uncertain),
            grouped(counts.said.not_believed),
        ),
    ];
    if given.weight.counts() {
        lines.push(format!(
            "    at weight {} it changed the decision on {}: {} answered now, {} uncertain now, {} with \
             another label",
            given.weight,
            counted(counts.answered_now + counts.uncertain_now + counts.another_now),
            grouped(counts.answered_now),
            grouped(counts.uncertain_now),
            grouped(counts.another_now),
        ));
    }
    let checks = checks(pass);
    if !checks.is_empty() {
        lines.push(format!("    checks that its answers failed: {checks}"));
    }
    lines.push(format!("    {}", time(pass, counts)));
    lines
}

/// How many answers failed each check that one failed.
fn checks(pass: &Pass) -> String {
    let failed = |name: CheckName| {
        let answers = pass.answers.values();
        let failed = answers.filter(|answer| answer.failed().any(|check| check.name == name));
        (name.id(), failed.count() as u64)
    };
    let counts = CheckName::ALL.into_iter().map(failed);
    let counts = counts.filter(|(_, answers)| *answers > 0);
    let counts = counts.map(|(name, answers)| format!("{name} {}", grouped(answers)));
    counts.collect::<Vec<_>>().join(", ")
}

fn time(pass: &Pass, counts: &Counts) -> String {
    let used = format!("it took {:.1} s", pass.took.as_secs_f64());
    let answers = pass.course.answered;
    let others = counts.certain + counts.left;
    let Some(saved) = saved(pass.cost, answers, others).filter(|_| others > 0) else {
        return used;
    };
    let answers = match answers {
        1 => "1 answer".to_owned(),
        n => format!("{} answers", grouped(n)),
    };
    format!(
        "{used}; asking about the other {} as well would have taken {:.1} s more, measured on {answers}",
        counted(others),
        saved.as_secs_f64()
    )
}
