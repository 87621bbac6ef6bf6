//! All grammar files, embedded and read once.

use std::sync::LazyLock;

use crate::grammar::{Frame, Grammar, Subtype, read};

macro_rules! files {
    ($($stem:literal),* $(,)?) => {
        &[$(($stem, include_str!(concat!("../grammar/", $stem, ".txt")))),*]
    };
}

/// Stem and text of each file; the labels' in the table's order, then the out-of-scope texts.
pub const FILES: &[(&str, &str)] = files![
    "phishing",
    "malware",
    "access_abuse",
    "credential_compromise",
    "data_exfiltration",
    "insider_threat",
    "policy_violation",
    "suspicious_network_activity",
    "web_attack",
    "benign_activity",
    "out_of_scope",
];

static ALL: LazyLock<Vec<Grammar>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(stem, source)| match read(stem, source) {
            Ok(grammar) => grammar,
            // The files are part of the program and a test reads them all.
            Err(error) => panic!("{error}"),
        })
        .collect()
});

/// The grammars in the order of [`FILES`].
pub fn grammars() -> &'static [Grammar] {
    &ALL
}

/// One frame with where it belongs.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub grammar: &'static Grammar,
    pub subtype: &'static Subtype,
    pub frame: &'static Frame,
}

/// Every frame of every file.
pub fn frames() -> impl Iterator<Item = Place> {
    grammars().iter().flat_map(|grammar| {
        grammar.subtypes.iter().flat_map(move |subtype| {
            subtype.frames.iter().map(move |frame| Place {
                grammar,
                subtype,
                frame,
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_reads() {
        let mistakes: Vec<String> = FILES
            .iter()
            .filter_map(|(stem, source)| read(stem, source).err())
            .map(|error| error.to_string())
            .collect();
        assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    }
}
