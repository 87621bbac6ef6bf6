//! A file for a person: one line a row, as wide as the terminal.

use text::Span;
use triage::Triage;
use triage::passes::Beside;

use crate::plain::{column, cut, defanged, harmless};
use crate::report::percent;
use crate::style::Look;

const ROW: usize = 7;
const ID: usize = 14;
/// The longest label.
const LABEL: usize = 27;
const BAR: usize = 8;

/// Bytes of text looked at for an excerpt.
const EXCERPT: usize = 400;

#[derive(Debug, Clone, Copy)]
pub struct Table {
    look: Look,
    ids: bool,
}

impl Table {
    pub const fn new(look: Look, ids: bool) -> Self {
        Self { look, ids }
    }

    pub fn head(&self) -> String {
        let id = if self.ids {
            column("id", ID) + " "
        } else {
            String::new()
        };
        let head = format!(
            "{:>ROW$} {id}{} {}  risk    text",
            "row",
            column("label", LABEL),
            column("sure", BAR + 5),
        );
        format!("{}\n", self.look.faint(&cut(&head, self.look.width)))
    }

    /// `beside`: how a language model that was asked about the row stands to what was decided before.
    pub fn line(
        &self,
        row: u64,
        id: Option<&str>,
        record: &Triage,
        beside: Option<Beside>,
    ) -> String {
        let look = self.look;
        let risk = &record.risk;
        let id = if self.ids {
            column(&harmless(id.unwrap_or_default()), ID) + " "
        } else {
            String::new()
        };
        let label = column(record.decision.id(), LABEL);
        let label = match record.decision.label {
            Some(_) => look.severity(risk.severity, &label),
            None => look.strong(&label),
        };
        let used = ROW + 1 + id_width(self.ids) + LABEL + 1 + BAR + 1 + 5 + 1 + 3 + 1 + 2 + 2;
        let room = look.width.saturating_sub(used);
        let text = if room < 12 {
            String::new()
        } else {
            cut(&excerpt(record), room)
        };
        let line = format!(
            "{row:>ROW$} {id}{label} {} {:>5} {:>3} {}{} {text}",
            look.bar(record.scores.max(), None, BAR),
            percent(record.scores.max()),
            risk.score,
            risk.priority.id(),
            beside.map_or(' ', mark),
        );
        format!("{}\n", line.trim_end())
    }
}

/// One column wide.
const fn mark(beside: Beside) -> char {
    match beside {
        Beside::Agreed => '=',
        Beside::Otherwise => '≠',
        Beside::Uncertain => '?',
        Beside::NotBelieved => '!',
    }
}

const fn id_width(ids: bool) -> usize {
    if ids { ID + 1 } else { 0 }
}

fn excerpt(record: &Triage) -> String {
    let text = &record.input.text;
    let end = text.floor_char_boundary(EXCERPT);
    defanged(text, Span::new(0, end), &record.entities)
}
