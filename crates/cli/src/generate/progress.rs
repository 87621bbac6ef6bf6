//! How far a run is, on one line of a terminal; nothing anywhere else.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use crate::bulk::grouped;
use crate::style::Look;

const EVERY: Duration = Duration::from_millis(100);

pub struct Progress {
    on: bool,
    look: Look,
    /// Rows in the end, and rows there were when this run began.
    total: u64,
    before: u64,
    start: Instant,
    last: Instant,
}

impl Progress {
    pub fn new(on: bool, no_color: bool, total: u64, before: u64) -> Self {
        Self {
            on: on && std::io::stderr().is_terminal(),
            look: Look::of_stderr(no_color),
            total,
            before,
            start: Instant::now(),
            last: Instant::now(),
        }
    }

    pub fn show(&mut self, rows: u64) {
        if !self.on || self.last.elapsed() < EVERY {
            return;
        }
        self.last = Instant::now();
        let line = line(self.look, rows, self.total, self.rate(rows));
        let mut err = std::io::stderr().lock();
        let _ = write!(err, "\r\x1b[K{line}");
        let _ = err.flush();
    }

    /// Rows a second of this run.
    pub fn rate(&self, rows: u64) -> f64 {
        (rows - self.before) as f64 / self.start.elapsed().as_secs_f64().max(1e-6)
    }

    pub fn seconds(&self) -> f64 {
        self.start.elapsed().as_secs_f64()
    }

    /// Says what is going on after the last row.
    pub fn note(&self, words: &str) {
        if self.on {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K{words}");
        }
    }

    pub fn wipe(&self) {
        self.note("");
    }
}

fn line(look: Look, rows: u64, total: u64, rate: f64) -> String {
    let share = rows as f64 / total.max(1) as f64;
    let left = (total - rows) as f64 / rate.max(1.0);
    format!(
        "{:>3.0} % {} {} of {} rows, {} rows/s, {} left",
        (share * 100.0).floor(),
        look.bar(share as f32, None, 20),
        grouped(rows),
        grouped(total),
        grouped(rate as u64),
        clock(left.ceil() as u64)
    )
}

/// `0:07`, `12:30`, `3:04:05`.
fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_share_rate_and_time_left() {
        for (rows, total, rate, expected) in [
            (
                0,
                1000,
                0.0,
                "  0 % ░░░░░░░░░░░░░░░░░░░░ 0 of 1,000 rows, 0 rows/s, 16:40 left",
            ),
            (
                1_500_000,
                2_000_000,
                250_000.4,
                " 75 % ███████████████░░░░░ 1,500,000 of 2,000,000 rows, 250,000 rows/s, 0:02 left",
            ),
            (
                9,
                9,
                3.0,
                "100 % ████████████████████ 9 of 9 rows, 3 rows/s, 0:00 left",
            ),
        ] {
            assert_eq!(line(Look::bare(80), rows, total, rate), expected);
        }
        assert_eq!(clock(11_045), "3:04:05");
    }
}
