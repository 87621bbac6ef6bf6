//! Colour and width: what a terminal can show, and nothing where there is none.

use std::io::IsTerminal;

use taxonomy::Severity;
use terminal_size::{Width, terminal_size_of};

/// Narrower, words break; wider, eyes lose the line.
const WIDTHS: (usize, usize) = (40, 160);

/// Columns where nobody says how many there are.
const ELSEWHERE: usize = 100;

/// How one stream is written to.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    colour: bool,
    pub width: usize,
}

impl Look {
    pub fn of_stdout(no_color: bool) -> Self {
        Self {
            colour: colour(no_color, &std::io::stdout()),
            width: width(),
        }
    }

    pub fn of_stderr(no_color: bool) -> Self {
        Self {
            colour: colour(no_color, &std::io::stderr()),
            width: width(),
        }
    }

    #[cfg(test)]
    pub const fn bare(width: usize) -> Self {
        Self {
            colour: false,
            width,
        }
    }

    fn paint(self, sign: &str, words: &str) -> String {
        if self.colour && !words.is_empty() {
            format!("\x1b[{sign}m{words}\x1b[0m")
        } else {
            words.to_owned()
        }
    }

    pub fn strong(self, words: &str) -> String {
        self.paint("1", words)
    }

    pub fn faint(self, words: &str) -> String {
        self.paint("2", words)
    }

    pub fn accent(self, words: &str) -> String {
        self.paint("36", words)
    }

    /// The colour of how bad it is. The word says it too: colour is never the only sign.
    pub fn severity(self, severity: Severity, words: &str) -> String {
        self.paint(
            match severity {
                Severity::Critical => "1;31",
                Severity::High => "31",
                Severity::Medium => "33",
                Severity::Low => "36",
                Severity::Info => "32",
            },
            words,
        )
    }

    /// A share of 1 as a bar, with a mark where the threshold stands.
    pub fn bar(self, share: f32, mark: Option<f32>, cells: usize) -> String {
        let at = |share: f32| (share.clamp(0.0, 1.0) * cells as f32).round() as usize;
        let (full, mark) = (at(share), mark.map(|mark| at(mark).min(cells)));
        let run = |from: usize, to: usize| {
            let filled = full.clamp(from, to) - from;
            let (filled, rest) = ("█".repeat(filled), "░".repeat(to - from - filled));
            format!("{}{}", self.accent(&filled), self.faint(&rest))
        };
        match mark {
            None => run(0, cells),
            Some(mark) => format!("{}{}{}", run(0, mark), self.strong("┃"), run(mark, cells)),
        }
    }
}

fn colour(no_color: bool, stream: &impl IsTerminal) -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    !no_color && !refused && stream.is_terminal()
}

fn width() -> usize {
    let said = || std::env::var("COLUMNS").ok()?.parse().ok();
    terminal_size_of(std::io::stdout())
        .map(|(Width(columns), _)| usize::from(columns))
        .filter(|columns| *columns > 0)
        .or_else(said)
        .unwrap_or(ELSEWHERE)
        .clamp(WIDTHS.0, WIDTHS.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars() {
        for (share, mark, expected) in [
            (0.0, None, "░░░░"),
            (1.0, None, "████"),
            (0.5, None, "██░░"),
            (0.5, Some(0.5), "██┃░░"),
            (0.75, Some(0.5), "██┃█░"),
            (0.25, Some(0.75), "█░░┃░"),
            (1.0, Some(1.0), "████┃"),
            (0.0, Some(0.0), "┃░░░░"),
            (f32::NAN, None, "░░░░"),
        ] {
            assert_eq!(Look::bare(80).bar(share, mark, 4), expected);
        }
    }
}
