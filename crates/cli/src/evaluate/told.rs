//! What a person reads of a language model that was held against the truth.

use std::fmt::Write;

use lab::weight::FEWEST;

use super::counted::share;
use super::heard::{Decided, Heard};
use crate::plain::{column, harmless};
use crate::style::Look;

impl Heard {
    /// For a person, behind the rest.
    pub fn tell(&self, out: &mut String, look: Look) {
        let model = self.model.as_deref().map(harmless);
        let head = format!(
            "{} on {} of {} rows it was wanted for",
            model.as_deref().unwrap_or("the language model"),
            self.told,
            self.wanted
        );
        let _ = writeln!(out, "\n{}", look.strong(&head));
        let mut line = |name: &str, words: &str| {
            let _ = writeln!(out, "  {} {words}", look.faint(&column(name, 20)));
        };
        let believed = format!(
            "{}, uncertain on {}, not believed on {}",
            self.believed, self.uncertain, self.not_believed
        );
        line("believed on", &believed);
        if self.votes > 0 {
            let votes = format!(
                "{} of these with a label and no likelihoods, each one vote: 0.9 for its label",
                self.votes
            );
            line("votes", &votes);
        }
        let alone = format!(
            "accuracy {}, log-loss {}, calibration error {}",
            share(self.accuracy),
            digits(self.log_loss),
            digits(self.calibration_error)
        );
        line("alone, if believed", &alone);
        line("judges without it", &self.without.words());
        line("judges with it", &self.with.words());
        line("weight", &self.found());
        let _ = writeln!(out, "\n{}", look.strong(&self.advice()));
    }

    /// The weight, and what it is worth.
    fn found(&self) -> String {
        if self.fitted_weight == 0.0 {
            return "none above 0 lowers the log-loss".to_owned();
        }
        let error = self
            .gain_error
            .map_or_else(String::new, |error| format!(" ± {error:.3}"));
        format!(
            "{:.2} has the least log-loss; each half weighed as the other says, it changes by {:+.3}{error}",
            self.fitted_weight, -self.gain
        )
    }

    fn advice(&self) -> String {
        if self.weight > 0.0 {
            return format!("use --llm-weight {:.2}", self.weight);
        }
        let why = if self.incidents < FEWEST {
            format!(
                ": of {} incidents nothing can be told, {FEWEST} are the fewest",
                self.incidents
            )
        } else if self.fitted_weight > 0.0 {
            ": what it changes may be chance".to_owned()
        } else {
            String::new()
        };
        format!("--llm-weight 0 is best, the model should not move decisions{why}")
    }
}

impl Decided {
    fn words(&self) -> String {
        let abstained = self
            .out_of_scope_abstained
            .map_or_else(String::new, |abstained| {
                format!(
                    ", {} of no incidents abstained from",
                    share(Some(abstained))
                )
            });
        format!(
            "accuracy {}, log-loss {}; answers {}, {} of it right{abstained}",
            share(self.accuracy),
            digits(self.log_loss),
            share(self.answered),
            share(self.accuracy_of_answers),
        )
    }
}

/// `0.123`, or a dash.
fn digits(number: Option<f64>) -> String {
    number.map_or("-".to_owned(), |number| format!("{number:.3}"))
}
