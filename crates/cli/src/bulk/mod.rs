//! A file of incidents: read once, judged on all cores, written in the order of its rows.
//!
//! Memory does not grow with the file: a few pieces are under way at any time. A row that cannot
//! be used is named on standard error and counted; the others go on.

mod input;
mod pieces;
mod progress;
mod rows;
mod summary;
mod table;

use std::sync::atomic::{AtomicU64, Ordering};

use export::{Format, Writer};

use crate::args::Args;
use crate::end::{Done, Failure, say};
use crate::model;
use crate::ordered;
use crate::second::Second;
use crate::sink::{Sink, format};
use crate::style::Look;

use pieces::Pieces;
use progress::Progress;
use rows::{Judge, Judged, Shape};
use summary::Summary;
pub use summary::grouped;
use table::Table;

/// Bad rows named one by one before they are only counted.
const NAMED: u64 = 20;

pub fn run(args: &Args) -> Result<Done, Failure> {
    let engine = model::engine(args)?;
    let settings = args.settings();
    let second = Second::new(args, &engine);
    let format = format(args)?;
    let reader = input::open(args)?;
    let layout = reader.layout().clone();
    let shape = match format {
        Some(format) => Shape::Records(format),
        None => Shape::Table(Table::new(
            Look::of_stdout(args.no_color),
            layout.id_column.is_some(),
        )),
    };
    let mut sink = Sink::open(args.output_file.as_deref())?;
    let mut progress = Progress::new(args);
    let bytes = AtomicU64::new(0);
    let mut pieces = Pieces::new(reader, &bytes);
    let mut summary = Summary::default();
    sink.write(&shape.head())?;

    let mut failure = None;
    ordered::run(
        threads(),
        || pieces.next(),
        || {
            let mut judge = Judge::new(&engine, &second, &settings, &shape);
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
    if !args.quiet {
        summary.tell(args, &layout, &settings, &second);
    }
    Ok(Done::with(summary.failed + u64::from(summary.broken)))
}

pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

impl Shape {
    fn head(&self) -> Vec<u8> {
        match self {
            Self::Records(format) => {
                let mut out = Vec::new();
                Writer::new(*format).begin(&mut out);
                out
            }
            Self::Table(table) => table.head().into_bytes(),
        }
    }

    fn tail(&self) -> Vec<u8> {
        let mut out = Vec::new();
        if let Self::Records(format) = self {
            Writer::new(*format).end(&mut out);
        }
        out
    }

    /// What stands between two pieces: each is written as if it were the first.
    fn joint(&self, rows_before: bool, rows_here: bool) -> &'static [u8] {
        match self {
            Self::Records(Format::Json) if rows_before && rows_here => b",",
            _ => b"",
        }
    }
}
