//! Which placeholder stands for which value.
//!
//! Never gives out one that the text holds already, in any case, so that going back is exact.

use std::collections::{HashMap, HashSet};

use crate::redact::places;

/// What a placeholder says of the value it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    User,
    Host,
    Ip,
    Email,
    Url,
    Domain,
    Cloud,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::User => "USER",
            Self::Host => "HOST",
            Self::Ip => "IP",
            Self::Email => "EMAIL",
            Self::Url => "URL",
            Self::Domain => "DOMAIN",
            Self::Cloud => "CLOUD",
        }
    }
}

/// One value in all its spellings.
struct Entry {
    number: usize,
    /// From a spelling to its placeholder.
    spellings: HashMap<String, String>,
}

/// The placeholders given out for one text.
pub struct Names {
    /// Words of the text with an underscore in them, in capitals: what might look like ours.
    taken: HashSet<String>,
    last: HashMap<Kind, usize>,
    entries: HashMap<(Kind, String), Entry>,
    originals: HashMap<String, String>,
}

impl Names {
    /// Names for a text, none of which it holds.
    pub fn avoiding(text: &str) -> Self {
        let taken = places::pieces(text)
            .map(|piece| &text[piece])
            .filter(|piece| piece.contains('_'))
            .map(str::to_ascii_uppercase)
            .collect();
        Self {
            taken,
            last: HashMap::new(),
            entries: HashMap::new(),
            originals: HashMap::new(),
        }
    }

    /// The placeholder of `value`, which is compared in folded case, as it is `written` here.
    pub fn of(&mut self, kind: Kind, value: String, written: &str) -> String {
        let Self {
            taken,
            last,
            entries,
            originals,
        } = self;
        let entry = entries.entry((kind, value)).or_insert_with(|| {
            let number = last.entry(kind).or_default();
            *number += 1;
            Entry {
                number: *number,
                spellings: HashMap::new(),
            }
        });
        if let Some(name) = entry.spellings.get(written) {
            return name.clone();
        }
        let mut nth = entry.spellings.len();
        let name = loop {
            let name = format!("{}_{}{}", kind.name(), entry.number, letters(nth));
            if !taken.contains(&name) && !originals.contains_key(&name) {
                break name;
            }
            nth += 1;
        };
        entry.spellings.insert(written.to_owned(), name.clone());
        originals.insert(name.clone(), written.to_owned());
        name
    }

    pub fn into_originals(self) -> HashMap<String, String> {
        self.originals
    }
}

/// Nothing, `B`, `C` ... `Z`, `BA` ...: a number to the base 26 whose zero is not written.
fn letters(mut nth: usize) -> String {
    let mut letters = Vec::new();
    while nth > 0 {
        letters.push(b'A' + (nth % 26) as u8);
        nth /= 26;
    }
    letters.iter().rev().map(|&b| char::from(b)).collect()
}
