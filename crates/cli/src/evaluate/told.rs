//! What a person reads of a language model that was held against the truth.

use std::fmt::Write;

use lab::halves::FEWEST;

use super::counted::share;
use super::heard::{Decided, Heard};
use super::tempered::Tempered;
use crate::plain::{column, harmless};
use crate::style::Look;

impl Heard {
    /// For a person, behind the rest.
    pub fn tell(&self, out: &mut String, look: Look) {
        let model = self.model.as_deref().map(harmless);
        let texts = if self.texts < self.told {
            format!(", {} different texts", self.texts)
        } else {
            String::new()
        };
        let head = format!(
            "{} on {} of {} rows it was wanted for{texts}",
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
        if let Some(tempered) = &self.tempered {
            line("at a temperature", &tempered.words());
        }
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
        let error = error(self.gain_error);
        format!(
            "{:.2} has the least log-loss; each half weighed as the other says, it changes by {:+.3}{error}",
            self.fitted_weight, -self.gain
        )
    }

    fn advice(&self) -> String {
        let temperature = self.tempered.as_ref().and_then(|found| found.temperature);
        let temperature = temperature
            .map(f32::from)
            .map_or_else(String::new, |t| format!(" --llm-temperature {t:.2}"));
        if self.weight > 0.0 {
            return format!("use --llm-weight {:.2}{temperature}", self.weight);
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
        let best = format!("--llm-weight 0 is best, the model should not move decisions{why}");
        if temperature.is_empty() {
            best
        } else {
            format!("{best}; to show how sure it is, use{temperature}")
        }
    }
}

impl Tempered {
    fn words(&self) -> String {
        let error = error(self.gain_error);
        format!(
            "log-loss {:.3}, calibration error {:.3}; {:.2} has the least log-loss; each half told at the \
             other's, it changes by {:+.3}{error}",
            self.log_loss, self.calibration_error, self.fitted_temperature, -self.gain
        )
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

/// Behind a gain, if it is known.
fn error(error: Option<f64>) -> String {
    error.map_or_else(String::new, |error| format!(" ± {error:.3}"))
}

/// `0.123`, or a dash.
fn digits(number: Option<f64>) -> String {
    number.map_or("-".to_owned(), |number| format!("{number:.3}"))
}
