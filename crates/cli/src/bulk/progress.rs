//! How far a file is, on one line of a terminal; nothing anywhere else.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use super::summary::{Summary, grouped};
use crate::args::Args;

const EVERY: Duration = Duration::from_millis(100);

pub struct Progress {
    on: bool,
    /// Size of the file, where it has one.
    total: Option<u64>,
    last: Instant,
    shown: bool,
}

impl Progress {
    pub fn new(args: &Args) -> Self {
        // Rows that run over the same terminal are progress enough.
        let over_answers = args.output_file.is_none() && std::io::stdout().is_terminal();
        let mut progress = Self::before_answers(args);
        progress.on &= !over_answers;
        progress
    }

    /// Of what is done before the first row is written.
    pub fn before_answers(args: &Args) -> Self {
        Self {
            on: !args.quiet && std::io::stderr().is_terminal(),
            total: args
                .input_file
                .as_deref()
                .and_then(|path| std::fs::metadata(path).ok())
                .filter(|found| found.is_file())
                .map(|found| found.len()),
            last: Instant::now(),
            shown: false,
        }
    }

    pub fn show(&mut self, summary: &Summary, bytes: u64) {
        self.draw(bytes, || {
            let (rows, rate) = (grouped(summary.rows), grouped(summary.rate() as u64));
            format!("{rows} rows, {rate} rows/s")
        });
    }

    pub fn first_reading(&mut self, rows: u64, bytes: u64) {
        self.draw(bytes, || {
            format!("{} rows read to choose from", grouped(rows))
        });
    }

    /// Questions that a language model has done with, of all.
    pub fn asked(&mut self, done: usize, of: usize) {
        let of = of as u64;
        self.total = None;
        self.draw(0, || {
            let done = grouped(done as u64);
            format!("{done} of {} asked of the language model", grouped(of))
        });
    }

    /// How much of a language model is in memory.
    pub fn loading(&mut self, percent: u8) {
        self.total = None;
        self.draw(0, || format!("loading the language model: {percent} %"));
    }

    fn draw(&mut self, bytes: u64, words: impl FnOnce() -> String) {
        if !self.on || self.last.elapsed() < EVERY {
            return;
        }
        self.last = Instant::now();
        self.shown = true;
        let share = self
            .total
            .filter(|total| *total > 0)
            .map_or_else(String::new, |total| {
                format!("{:>3} %  ", (bytes * 100 / total).min(100))
            });
        let mut err = std::io::stderr().lock();
        let _ = write!(err, "\r\x1b[K{share}{}", words());
        let _ = err.flush();
    }

    /// Makes room for something else.
    pub fn wipe(&mut self) {
        if std::mem::take(&mut self.shown) {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }
}
