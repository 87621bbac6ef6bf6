//! One text: judged, timed, and told as a report, an object or a file.

use std::io::{IsTerminal, Read};
use std::time::Instant;

use export::{Columns, Format, Object, Told, Writer};
use triage::{Engine, Settings, Source, Triage};

use crate::args::Args;
use crate::bulk::Progress;
use crate::end::{Done, Failure, print, say};
use crate::language::{self, Weight};
use crate::report::report;
use crate::second::Second;
use crate::sink::{Sink, format};
use crate::style::Look;
use crate::{banner, model};

/// Bytes of one text, as everywhere else.
pub fn longest() -> usize {
    ingest::Limits::default().text
}

/// The text of the command line, or one from standard input.
pub fn one(args: &Args) -> Result<Done, Failure> {
    let text = match args.text.as_deref() {
        Some("-") => from_stdin()?,
        Some(text) => text.to_owned(),
        None => String::new(),
    };
    fit(&text).map_err(Failure::words)?;
    let model = language::of(args)?;
    if let Some(model) = model.as_ref().filter(|_| args.llm_dry_run) {
        return language::show(model, &text);
    }
    let engine = model::engine(args)?;
    let second = Second::new(args, &engine);
    let mut record = judge(&engine, &second, &text, &args.settings());
    let weight = Weight::of(args);
    let answer = model.and_then(|model| {
        let mut progress = Progress::before_answers(args);
        let answer = language::ask(&model, &text, &mut |percent| progress.loading(percent));
        progress.wipe();
        let tempered = answer.map(|mut answer| {
            if let Some(temperature) = args.llm_temperature {
                answer.temper(temperature);
            }
            answer
        });
        tempered
            .map_err(|error| say(format_args!("no opinion of the language model: {error}")))
            .ok()
    });
    let told = answer
        .as_ref()
        .map(|answer| weight.hear(&engine, &mut record, answer));
    if args.output_file.is_none() && args.format.is_none() {
        if args.json {
            let pretty = std::io::stdout().is_terminal();
            print(&object(&record, None, told, pretty))?;
        } else {
            banner(args, &engine);
            let look = Look::of_stdout(args.no_color);
            print(report(&record, told, look).as_bytes())?;
        }
        return Ok(Done::Well);
    }
    let format = format(args)?.unwrap_or(Format::JsonLines);
    let mut bytes = Vec::new();
    let columns = if args.llm_second_opinion {
        weight.columns()
    } else {
        Columns::Usual
    };
    let mut writer = Writer::with(format, columns);
    writer.begin(&mut bytes);
    writer.told(&mut bytes, None, None, &record, told);
    writer.end(&mut bytes);
    let mut sink = Sink::open(args.output_file.as_deref())?;
    sink.write(&bytes)?;
    sink.finish()?;
    Ok(Done::Well)
}

/// Whether a text can be judged; what is wrong with it if not.
pub fn fit(text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        Err("the text is empty; there is nothing to judge".to_owned())
    } else if text.contains('\0') {
        Err("the text contains a NUL byte, so it is not text".to_owned())
    } else if text.len() > longest() {
        Err(format!("the text is longer than {} KB", longest() / 1024))
    } else {
        Ok(())
    }
}

/// The record, with the second opinion where it is wanted, and the time it took.
pub fn judge(engine: &Engine, second: &Second, text: &str, settings: &Settings) -> Triage {
    let start = Instant::now();
    let mut record = engine.triage(text, settings, Source::CommandLine);
    second.add_to(engine, &mut record);
    record.micros = u64::try_from(start.elapsed().as_micros()).ok();
    record
}

/// A record as one JSON object and a line end.
pub fn object(record: &Triage, row: Option<u64>, told: Option<Told<'_>>, pretty: bool) -> Vec<u8> {
    let object = Object::of(row, None, record);
    let mut bytes = Vec::new();
    // Strings, numbers and lists into a vector: there is nothing in it that can fail.
    let _ = match (told, pretty) {
        (None, false) => serde_json::to_writer(&mut bytes, &object),
        (None, true) => serde_json::to_writer_pretty(&mut bytes, &object),
        (Some(told), false) => serde_json::to_writer(&mut bytes, &object.told(told)),
        (Some(told), true) => serde_json::to_writer_pretty(&mut bytes, &object.told(told)),
    };
    bytes.push(b'\n');
    bytes
}

fn from_stdin() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let limit = longest() as u64 + 1;
    std::io::stdin()
        .lock()
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::Words(format!("standard input: {error}")))?;
    if bytes.len() as u64 == limit {
        let kilobytes = longest() / 1024;
        return Err(Failure::Words(format!(
            "the text is longer than {kilobytes} KB; a file of many incidents goes through --input-file"
        )));
    }
    String::from_utf8(bytes).map_err(|_| {
        Failure::Words(
            "the text is not valid UTF-8; --input-file knows other encodings as well".to_owned(),
        )
    })
}
