//! One line on a terminal: how far, how fast, how long yet.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use crate::args::Args;
use crate::bulk::grouped;

const EVERY: Duration = Duration::from_millis(100);
const CELLS: u64 = 24;

pub struct Progress {
    on: bool,
    total: u64,
    /// Rows that were there before this run.
    before: u64,
    start: Instant,
    last: Instant,
    shown: bool,
}

impl Progress {
    pub fn new(args: &Args, total: u64, before: u64) -> Self {
        Self {
            on: !args.quiet && std::io::stderr().is_terminal(),
            total,
            before,
            start: Instant::now(),
            last: Instant::now(),
            shown: false,
        }
    }

    pub fn seconds(&self) -> f64 {
        self.start.elapsed().as_secs_f64()
    }

    pub fn show(&mut self, rows: u64) {
        if !self.on || self.last.elapsed() < EVERY {
            return;
        }
        self.last = Instant::now();
        self.shown = true;
        let rate = (rows - self.before) as f64 / self.seconds().max(1e-6);
        let left = (self.total - rows) as f64 / rate.max(1.0);
        let full = (rows * CELLS / self.total.max(1)) as usize;
        let bar = "█".repeat(full) + &"░".repeat(CELLS as usize - full);
        let mut err = std::io::stderr().lock();
        let _ = write!(
            err,
            "\r\x1b[K{bar} {:>3} %  {} of {} rows, {} rows/s, {left:.0} s left",
            rows * 100 / self.total.max(1),
            grouped(rows),
            grouped(self.total),
            grouped(rate as u64),
        );
        let _ = err.flush();
    }

    pub fn wipe(&mut self) {
        if std::mem::take(&mut self.shown) {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }
}
