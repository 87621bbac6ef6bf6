//! One record for a person: the verdict first, then what it rests on, then what to do.

use std::fmt::Write;

use export::Told;
use taxonomy::ATTACK_VERSION;
use triage::{TechniqueHit, TechniqueSource, Triage};

use crate::plain::{column, cut, defanged, whole_defanged, wrapped};
use crate::style::Look;

/// Width of the names at the left.
const NAMES: usize = 13;
/// Cells of the confidence's bar.
const BAR: usize = 24;
/// Terms shown for and against.
const TERMS: usize = 6;

pub fn report(record: &Triage, told: Option<Told<'_>>, look: Look) -> String {
    let mut out = Page {
        out: String::new(),
        look,
    };
    out.verdict(record);
    out.risk(record);
    out.labels(record);
    out.techniques(record);
    out.actions(record);
    out.why(record);
    if let Some(told) = told {
        out.language(record, told);
    }
    let time = record
        .micros
        .map(|micros| format!(" · {:.1} ms", micros as f64 / 1000.0))
        .unwrap_or_default();
    let _ = writeln!(
        out.out,
        "\n{}",
        look.faint(&format!("{} · ATT&CK {ATTACK_VERSION}{time}", record.model))
    );
    out.out
}

struct Page {
    out: String,
    look: Look,
}

impl Page {
    /// A name and its text, wrapped beside it.
    fn field(&mut self, name: &str, text: &str) {
        let room = self.look.width.saturating_sub(NAMES).max(20);
        for (i, line) in wrapped(text, room).into_iter().enumerate() {
            let name = self
                .look
                .faint(&column(if i == 0 { name } else { "" }, NAMES));
            let _ = writeln!(self.out, "{name}{line}");
        }
    }

    fn heading(&mut self, words: &str) {
        let _ = writeln!(self.out, "\n{}", self.look.strong(words));
    }

    fn verdict(&mut self, record: &Triage) {
        let (look, severity) = (self.look, record.risk.severity);
        let best = format!("{} {}", record.base.name(), percent(record.scores.max()));
        let title = match record.decision.label {
            Some(label) => look.severity(severity, &label.name().to_uppercase()),
            None => look.strong("UNCERTAIN"),
        };
        let _ = writeln!(self.out, "{title}");
        if let Some(label) = record.decision.label {
            let info = label.info();
            self.field("label", &format!("{}: {}", info.id, info.meaning));
            self.field("queue", info.queue);
        }
        if let Some(reason) = record.decision.reason {
            self.field("reason", reason.words());
            self.field("best guess", &best);
        }
        let settings = &record.settings;
        let bar = look.bar(record.scores.max(), Some(settings.threshold), BAR);
        let line = format!(
            "{bar} {}  threshold {} ({})",
            look.strong(&percent(record.scores.max())),
            percent(settings.threshold),
            settings.mode.id()
        );
        let _ = writeln!(
            self.out,
            "{}{line}",
            look.faint(&column("confidence", NAMES))
        );
    }

    fn risk(&mut self, record: &Triage) {
        let risk = &record.risk;
        let line = format!(
            "{} of 100, {} severity, priority {}",
            risk.score,
            risk.severity.id(),
            risk.priority.id()
        );
        let _ = writeln!(
            self.out,
            "{}{}",
            self.look.faint(&column("risk", NAMES)),
            self.look.severity(risk.severity, &line)
        );
        self.field("", &risk.priority_rule);
        let reasons = risk.false_positive_reasons.join(" ");
        self.field(
            "false alarm",
            &format!("{} likely. {reasons}", percent(risk.false_positive)),
        );
    }

    fn labels(&mut self, record: &Triage) {
        self.heading("Most likely");
        let ranked = record.scores.ranked().into_iter();
        for (label, p) in ranked.take(usize::from(record.settings.max_classes)) {
            let _ = writeln!(
                self.out,
                "  {} {:>6.1} %  {}",
                column(label.id(), 27),
                p * 100.0,
                self.look.bar(p, None, 10)
            );
        }
    }

    fn techniques(&mut self, record: &Triage) {
        if record.techniques.is_empty() {
            return;
        }
        self.heading("ATT&CK techniques");
        let room = self.look.width.saturating_sub(14).max(20);
        for hit in &record.techniques {
            let name = format!("{} ({})", hit.name, percent(hit.confidence));
            let id = self.look.accent(&column(&hit.id, 10));
            let _ = writeln!(self.out, "  {id}  {}", cut(&name, room));
            let evidence = evidence(record, hit);
            let _ = writeln!(
                self.out,
                "{:14}{}",
                "",
                self.look.faint(&cut(&evidence, room))
            );
        }
    }

    fn actions(&mut self, record: &Triage) {
        self.heading("Next actions");
        let room = self.look.width.saturating_sub(5).max(20);
        for (i, action) in record.next_actions.iter().enumerate() {
            let action = crate::plain::harmless(action);
            for (j, line) in wrapped(&action, room).into_iter().enumerate() {
                let number = if j == 0 {
                    format!("{}.", i + 1)
                } else {
                    String::new()
                };
                let _ = writeln!(self.out, "  {number:<3}{line}");
            }
        }
    }

    fn language(&mut self, record: &Triage, told: Told<'_>) {
        let answer = told.answer;
        self.heading("What the language model says");
        let (label, stands) = (answer.id(), record.decision.id());
        let moved = told.weighed.filter(|before| before.label != stands);
        let beside = match moved {
            Some(before) => format!(
                "{label}; at weight {} the answer above is {stands} instead of {}",
                before.weight, before.label
            ),
            None if label == stands => format!("{label}, as above"),
            None => format!("{label}; the answer above stays {stands}"),
        };
        self.field("  label", &beside);
        if let Some(rationale) = &answer.rationale {
            self.field("  its words", &whole_defanged(rationale));
        }
        if !answer.mitre_ids.is_empty() {
            self.field("  techniques", &answer.mitre_ids.join(", "));
        }
        for check in answer.failed() {
            let detail = crate::plain::harmless(&check.detail);
            self.field(
                "  not believed",
                &format!("{}: {detail}", check.name.name()),
            );
        }
        if answer.cut {
            self.field("", "The text was longer than the model was shown.");
        }
        self.field("  model", &crate::plain::harmless(&answer.model));
    }

    fn why(&mut self, record: &Triage) {
        let term = |push: &triage::Evidence| {
            format!(
                "{} {:+.2}",
                crate::plain::harmless(&push.term),
                push.contribution
            )
        };
        let side = |speaks_for: bool| -> Vec<String> {
            let side = record.evidence.iter();
            side.filter(|push| (push.contribution > 0.0) == speaks_for)
                .take(TERMS)
                .map(term)
                .collect()
        };
        let (pro, contra) = (side(true), side(false));
        if pro.is_empty() && contra.is_empty() {
            return;
        }
        self.heading(&format!("Why {}", record.base.id()));
        for (name, terms) in [("  for", pro), ("  against", contra)] {
            if !terms.is_empty() {
                self.field(name, &terms.join(", "));
            }
        }
    }
}

/// The words that show a technique, or that none do.
fn evidence(record: &Triage, hit: &TechniqueHit) -> String {
    if hit.source == TechniqueSource::Label {
        return "suggested by the label; the text does not show it".to_owned();
    }
    let quotes: Vec<String> = hit
        .spans
        .iter()
        .map(|span| defanged(&record.input.text, *span, &record.entities))
        .map(|words| format!("“{words}”"))
        .collect();
    quotes.join(", ")
}

pub fn percent(share: f32) -> String {
    format!("{:.0} %", share * 100.0)
}
