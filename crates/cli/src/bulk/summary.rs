//! What a file was like, on standard error when it is done.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use ingest::Layout;
use taxonomy::Label;
use triage::{Settings, UncertainReason};

use super::given::Counts;
use super::rows::{Judged, slot};
use crate::args::Args;
use crate::end::say;
use crate::plain::column;
use crate::second::Second;
use crate::style::Look;

pub struct Summary {
    start: Instant,
    pub rows: u64,
    pub failed: u64,
    /// The file could not be read to its end.
    pub broken: bool,
    /// Rows of each label, then the uncertain ones.
    labels: [u64; Label::COUNT + 1],
    /// In the order of [`UncertainReason::ALL`].
    reasons: [u64; UncertainReason::ALL.len()],
    pub counts: Counts,
}

impl Default for Summary {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            rows: 0,
            failed: 0,
            broken: false,
            labels: [0; Label::COUNT + 1],
            reasons: [0; UncertainReason::ALL.len()],
            counts: Counts::default(),
        }
    }
}

impl Summary {
    pub fn add(&mut self, judged: &Judged) {
        self.rows += judged.decisions.len() as u64;
        self.failed += judged.bad.len() as u64;
        self.counts.add(judged.counts);
        for decision in &judged.decisions {
            self.labels[slot(decision)] += 1;
            if let Some(reason) = decision.reason {
                self.reasons[reason as usize] += 1;
            }
        }
    }

    pub fn rate(&self) -> f64 {
        self.rows as f64 / self.start.elapsed().as_secs_f64().max(1e-6)
    }

    /// `after`: what comes before the last line.
    pub fn tell(
        &self,
        args: &Args,
        layout: &Layout,
        settings: &Settings,
        second: &Second,
        after: &[String],
    ) {
        let look = Look::of_stderr(args.no_color);
        let seconds = self.start.elapsed().as_secs_f64();
        let failed = match self.failed {
            0 => String::new(),
            n => format!(", {} could not be used", grouped(n)),
        };
        let cut = if self.broken {
            ", then the file broke off"
        } else {
            ""
        };
        say(format_args!(
            "{} in {seconds:.2} s, {} rows/s{failed}{cut}",
            look.strong(&counted(self.rows)),
            grouped(self.rate() as u64)
        ));
        if let Some(name) = &layout.column {
            let id = layout.id_column.as_deref();
            let id = id.map_or_else(String::new, |id| format!(", id from “{id}”"));
            say(format_args!("text from “{name}”{id}"));
        }
        for label in Label::ALL {
            self.line(look, label.id(), self.labels[label.index()]);
        }
        let reasons: Vec<String> = UncertainReason::ALL
            .into_iter()
            .map(|reason| (reason.id(), self.reasons[reason as usize]))
            .filter(|(_, rows)| *rows > 0)
            .map(|(id, rows)| format!("{id} {}", grouped(rows)))
            .collect();
        self.line(look, "uncertain", self.labels[Label::COUNT]);
        if !reasons.is_empty() {
            say(format_args!("    {}", look.faint(&reasons.join(", "))));
        }
        let load = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let (asked, wanted) = (load(&second.asked), load(&second.wanted));
        if wanted > 0 {
            let rest = if asked < wanted {
                format!(
                    " of {} it was wanted for; --second-opinion-budget gives it more time",
                    grouped(wanted)
                )
            } else {
                String::new()
            };
            say(format_args!("second opinion on {}{rest}", counted(asked)));
        }
        for line in after {
            say(format_args!("{line}"));
        }
        if let Some(path) = args
            .output_file
            .as_deref()
            .filter(|path| path.as_os_str() != "-")
        {
            say(format_args!(
                "wrote {} (threshold {})",
                path.display(),
                settings.threshold
            ));
        }
    }

    fn line(&self, look: Look, name: &str, rows: u64) {
        if rows == 0 {
            return;
        }
        let share = rows as f32 / self.rows.max(1) as f32;
        say(format_args!(
            "  {} {:>11}  {}",
            column(name, 27),
            grouped(rows),
            look.bar(share, None, 20)
        ));
    }
}

/// `1 row`, `1,234 rows`.
pub fn counted(rows: u64) -> String {
    format!(
        "{} {}",
        grouped(rows),
        if rows == 1 { "row" } else { "rows" }
    )
}

/// `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn digits_stand_in_threes() {
        for (number, expected) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), expected);
        }
    }
}
