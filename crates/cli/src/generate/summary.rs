//! What a run has made, on standard error when it is done.

use std::path::Path;

use super::card::Card;
use super::part::beside;
use super::progress::Progress;
use crate::bulk::grouped;
use crate::end::say;
use crate::plain::column;
use crate::style::Look;

/// The pace, taken when the last row was written.
pub struct Summary {
    seconds: f64,
    rate: f64,
    /// Rows that an earlier run had written.
    before: u64,
}

impl Summary {
    pub fn of(progress: &Progress, before: u64, rows: u64) -> Self {
        Self {
            seconds: progress.seconds(),
            rate: progress.rate(rows),
            before,
        }
    }

    pub fn tell(&self, card: &Card, out: &Path, look: Look) {
        let made = card.file.rows - self.before;
        let resumed = match self.before {
            0 => String::new(),
            before => format!(", {} were there before", grouped(before)),
        };
        say(format_args!(
            "{} in {:.2} s, {} rows/s{resumed}",
            look.strong(&format!("{} rows", grouped(made))),
            self.seconds,
            grouped(self.rate as u64)
        ));
        for (label, rows) in &card.counts.true_label {
            let share = *rows as f32 / card.file.rows.max(1) as f32;
            say(format_args!(
                "  {} {:>13}  {}",
                column(label, 27),
                grouped(*rows),
                look.bar(share, None, 20)
            ));
        }
        say(format_args!(
            "wrote {} ({} bytes, sha256 {})",
            out.display(),
            grouped(card.file.bytes),
            card.file.sha256
        ));
        say(format_args!("card  {}", beside(out, ".card.md").display()));
    }
}
