//! A file of incidents: read once, judged on all cores, written in the order of its rows. Where a
//! language model is asked it is read twice: to choose its worst rows, which are asked about, and to
//! write all of them.
//!
//! Memory does not grow with the file: a few pieces are under way at any time, and of the rows that
//! are asked about no more are held than their budget has. A row that cannot be used is named on
//! standard error and counted; the others go on.

mod choose;
mod given;
mod input;
mod pieces;
mod progress;
mod rows;
mod summary;
mod table;
pub mod third;
mod twice;

use std::sync::atomic::{AtomicU64, Ordering};

use export::{Columns, Format};
use ingest::Reader;
use triage::{Engine, Settings};

use crate::args::Args;
use crate::end::{Done, Failure, say};
use crate::language::Weight;
use crate::model;
use crate::ordered;
use crate::second::Second;
use crate::sink::{Sink, format};
use crate::style::Look;
use ::language::Language;

use choose::Chosen;
use given::Given;
use input::Source;
use pieces::Pieces;
pub use progress::Progress;
use rows::{Judge, Judged, Others, Shape};
use summary::Summary;
pub use summary::grouped;
use table::Table;
use twice::Twice;

/// Bad rows named one by one before they are only counted.
const NAMED: u64 = 20;

/// What stays the same through a run.
struct Job<'a> {
    args: &'a Args,
    engine: &'a Engine,
    settings: Settings,
    second: &'a Second,
    format: Option<Format>,
}

pub fn run(args: &Args) -> Result<Done, Failure> {
    let engine = model::engine(args)?;
    let job = Job {
        args,
        settings: args.settings(),
        second: &Second::new(args, &engine),
        engine: &engine,
        format: format(args)?,
    };
    match crate::language::of(args)? {
        Some(language) => job.in_two_readings(&language),
        None => job.in_one_reading(),
    }
}

impl Job<'_> {
    fn in_one_reading(&self) -> Result<Done, Failure> {
        let reader = input::open(self.args)?;
        let sink = Sink::open(self.args.output_file.as_deref())?;
        self.write(reader, sink, Others::Asked(self.second), Summary::default())
    }

    /// One to choose what a language model is asked about, one to write.
    fn in_two_readings(&self, language: &Language) -> Result<Done, Failure> {
        let args = self.args;
        let summary = Summary::default();
        let input = Twice::of(args)?;
        let reader = input.rows(args)?;
        if args.llm_dry_run {
            let chosen = self.choose(reader);
            return third::show(language, chosen.rows, chosen.wanted, &chosen.worst);
        }
        let place = args.output_file.as_deref();
        let sink = Sink::open(place)?.unless_draft();
        let chosen = self.choose(reader);
        let given = Given {
            ask: third::ask(args),
            bound: self.engine.out_of_domain_bound(),
            pass: third::run(args, language, &chosen.worst),
            kept: chosen.kept,
            weight: Weight::of(args),
        };
        let sink = sink.map_or_else(|| Sink::open(place), Ok)?;
        let done = self.write(input.rows(args)?, sink, Others::Given(&given), summary)?;
        if input.has_changed() {
            let input = input::name(args);
            say(format_args!(
                "{input} changed while it was read: the language model was asked about rows as \
                 they were before"
            ));
            return Ok(Done::SomeFailed);
        }
        Ok(done)
    }

    fn choose(&self, reader: Reader<Source>) -> Chosen {
        let (ask, most) = (third::ask(self.args), third::most(self.args));
        choose::run(self.args, reader, self.engine, self.second, ask, most)
    }

    /// Judges every row and writes it.
    fn write(
        &self,
        reader: Reader<Source>,
        mut sink: Sink,
        others: Others<'_>,
        mut summary: Summary,
    ) -> Result<Done, Failure> {
        let args = self.args;
        let layout = reader.layout().clone();
        let shape = match self.format {
            Some(format) => Shape::Records {
                format,
                columns: match others {
                    Others::Given(given) => given.weight.columns(),
                    Others::Asked(_) => Columns::Usual,
                },
            },
            None => Shape::Table(Table::new(
                Look::of_stdout(args.no_color),
                layout.id_column.is_some(),
            )),
        };
        let mut progress = Progress::new(args);
        let bytes = AtomicU64::new(0);
        let mut pieces = Pieces::new(reader, &bytes);
        sink.write(&shape.head())?;

        let mut failure = None;
        ordered::run(
            threads(),
            || pieces.next(),
            || {
                let mut judge = Judge::new(self.engine, others, &self.settings, &shape);
                move |piece| judge.piece(piece)
            },
            |judged: Judged| {
                if !judged.bad.is_empty() {
                    progress.wipe();
                }
                for (i, (row, message)) in (summary.failed + 1..).zip(&judged.bad) {
                    if i <= NAMED {
                        say(format_args!("row {row}: {message}"));
                    }
                }
                let joint = shape.joint(summary.rows > 0, !judged.bytes.is_empty());
                let written = sink.write(joint).and_then(|()| sink.write(&judged.bytes));
                summary.add(&judged);
                progress.show(&summary, bytes.load(Ordering::Relaxed));
                match written {
                    Ok(()) => true,
                    Err(found) => {
                        failure = Some(found);
                        false
                    }
                }
            },
        );
        progress.wipe();
        if let Some(failure) = failure {
            return Err(failure);
        }
        if let Some(stop) = pieces.stopped {
            let words = input::stopped(args, &stop);
            if summary.rows == 0 {
                return Err(Failure::Words(words));
            }
            say(format_args!("nlp-triage: {words}"));
            summary.broken = true;
        }
        sink.write(&shape.tail())?;
        sink.finish()?;
        if summary.failed > NAMED {
            say(format_args!(
                "... and {} more rows that could not be used",
                summary.failed - NAMED
            ));
        }
        let (after, unanswered) = match others {
            Others::Asked(_) => (Vec::new(), 0),
            Others::Given(given) => (
                third::told(given, self.second, &summary.counts),
                given.pass.course.failed,
            ),
        };
        if !args.quiet {
            summary.tell(args, &layout, &self.settings, self.second, &after);
        }
        let broken = u64::from(summary.broken);
        Ok(Done::with(summary.failed + broken + unanswered))
    }
}

pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

impl Shape {
    fn head(&self) -> Vec<u8> {
        match self {
            Self::Records { .. } => {
                let mut out = Vec::new();
                self.writer().begin(&mut out);
                out
            }
            Self::Table(table) => table.head().into_bytes(),
        }
    }

    fn tail(&self) -> Vec<u8> {
        let mut out = Vec::new();
        if let Self::Records { .. } = self {
            self.writer().end(&mut out);
        }
        out
    }

    /// What stands between two pieces: each is written as if it were the first.
    fn joint(&self, rows_before: bool, rows_here: bool) -> &'static [u8] {
        match self {
            Self::Records {
                format: Format::Json,
                ..
            } if rows_before && rows_here => b",",
            _ => b"",
        }
    }
}
