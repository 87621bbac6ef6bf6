//! Names of accounts and machines, and addresses, taken out of a text before it leaves the machine, and put back after.
//!
//! Users, machines, addresses, mail addresses, URLs, domains and cloud resources become stable
//! placeholders: `USER_1`, `HOST_2`, `IP_1`. One value is one number wherever it stands; a second
//! spelling of it (`WS-12`, `ws-12`) has a letter after the number, so that what was written comes
//! back as it was written. Accounts that every system has (`root`) stay: they name nobody.
//!
//! Knows only what `text` reads as an entity: people's names in prose, places and telephone
//! numbers stay, and so do file names and hashes, which name no one and which a model needs. A
//! placeholder is no indicator, so an answer about a redacted text is judged against that text
//! and only then restored.

mod names;
mod places;

use std::collections::HashMap;

use places::Place;
use text::is_invisible;

/// A text without names, and the way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    /// What may leave the machine.
    pub text: String,
    /// From placeholder to what it stands for.
    originals: HashMap<String, String>,
}

/// Takes names and addresses out of `text`, and first of all what cannot be seen: it parts a name that a
/// model then reads whole.
pub fn redact(text: &str) -> Redacted {
    let seen: String = text.chars().filter(|&c| !is_invisible(c)).collect();
    let text = &*seen;
    let places = places::find(text);
    let mut names = names::Names::avoiding(text);
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for Place { span, kind, value } in places {
        let written = &text[span.clone()];
        out.push_str(&text[copied..span.start]);
        out.push_str(&names.of(kind, value, written));
        copied = span.end;
    }
    out.push_str(&text[copied..]);
    Redacted {
        text: out,
        originals: names.into_originals(),
    }
}

impl Redacted {
    /// Any text with the placeholders of this one replaced by what they stand for. Placeholders
    /// that were never given out stay as they are. `restore(&self.text)` is all of the original that
    /// can be seen.
    pub fn restore(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for piece in places::pieces(text) {
            let piece = &text[piece];
            // A model may write `user_1`.
            let original = self.originals.get(&piece.to_ascii_uppercase());
            out.push_str(original.map_or(piece, String::as_str));
        }
        out
    }

    /// Every placeholder that was given out with what it stands for, in no order.
    pub fn originals(&self) -> impl Iterator<Item = (&str, &str)> {
        self.originals
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
