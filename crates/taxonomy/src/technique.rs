//! ATT&CK enterprise techniques with the phrases that are evidence for them.
//!
//! The table is `data/techniques.tsv`: id, name, tactics, evidence. Names, ids and tactics are
//! facts of ATT&CK (c) The MITRE Corporation; the phrases are this project's own.
//!
//! An evidence entry is a *pattern* over cleaned words: `(a|b c|)` is a choice, empty parts
//! allowed, and ` ... ` stands for up to three words. What reads texts is `triage`; nothing here
//! ever does.

use std::sync::LazyLock;

use crate::Tactic;

/// The ATT&CK enterprise version every id here is valid and active in.
pub const ATTACK_VERSION: &str = "18.1";

/// One technique or sub-technique.
#[derive(Debug)]
pub struct Technique {
    /// `T####` or `T####.###`.
    pub id: &'static str,
    pub name: &'static str,
    /// In matrix order as ATT&CK lists them; at least one.
    pub tactics: Vec<Tactic>,
    /// Patterns whose presence, word-bounded and case-folded, is evidence for the technique.
    pub evidence: Vec<&'static str>,
}

impl Technique {
    /// The technique this is a kind of: `T1566` of `T1566.001`. It may be absent from the table.
    pub fn parent(&self) -> Option<&'static str> {
        self.id.split_once('.').map(|(parent, _)| parent)
    }

    /// The id without its sub-technique, which a technique shares with its kinds.
    pub fn family(&self) -> &'static str {
        family(self.id)
    }

    /// Where ATT&CK describes it.
    pub fn url(&self) -> String {
        format!(
            "https://attack.mitre.org/techniques/{}/",
            self.id.replace('.', "/")
        )
    }
}

/// `T1566` of `T1566` and of `T1566.001`.
pub fn family(id: &str) -> &str {
    id.split_once('.').map_or(id, |(parent, _)| parent)
}

static TABLE: LazyLock<Vec<Technique>> =
    LazyLock::new(|| parse(include_str!("../data/techniques.tsv")));

/// All techniques, sorted by id.
pub fn techniques() -> &'static [Technique] {
    &TABLE
}

/// Position in [`techniques`] of exactly this id.
pub fn technique_index(id: &str) -> Option<usize> {
    TABLE.binary_search_by(|entry| entry.id.cmp(id)).ok()
}

/// The technique with exactly this id.
pub fn technique(id: &str) -> Option<&'static Technique> {
    technique_index(id).map(|index| &TABLE[index])
}

/// The table is part of the program: a line that does not read is left out, and a test says so.
fn parse(table: &'static str) -> Vec<Technique> {
    table.lines().skip(1).filter_map(line).collect()
}

fn line(line: &'static str) -> Option<Technique> {
    let mut columns = line.split('\t');
    let (id, name) = (columns.next()?, columns.next()?);
    let tactics: Option<Vec<_>> = columns.next()?.split(',').map(Tactic::from_id).collect();
    Some(Technique {
        id,
        name,
        tactics: tactics?,
        evidence: columns.next()?.split("; ").collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Label;

    #[test]
    fn every_line_reads() {
        let lines = include_str!("../data/techniques.tsv").lines().count() - 1;
        assert_eq!(techniques().len(), lines);
        assert!(lines >= 150);
    }

    #[test]
    fn ids_are_well_formed_sorted_and_unique() {
        for pair in techniques().windows(2) {
            assert!(pair[0].id < pair[1].id, "{} {}", pair[0].id, pair[1].id);
        }
        for technique in techniques() {
            let digits =
                |part: &str, n| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
            let (main, sub) = match technique.id.split_once('.') {
                Some((main, sub)) => (main, Some(sub)),
                None => (technique.id, None),
            };
            assert!(main.starts_with('T') && digits(&main[1..], 4), "{main}");
            assert!(sub.is_none_or(|sub| digits(sub, 3)), "{}", technique.id);
            assert_eq!(technique.parent(), sub.map(|_| main));
            assert_eq!(technique.family(), main);
        }
    }

    #[test]
    fn every_technique_has_tactics_and_evidence() {
        for technique in techniques() {
            let id = technique.id;
            assert!(
                !technique.name.is_empty() && !technique.tactics.is_empty(),
                "{id}"
            );
            assert!((3..=32).contains(&technique.evidence.len()), "{id}");
            for pattern in &technique.evidence {
                let plain =
                    |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b" (|).<>".contains(&b);
                assert!(pattern.bytes().all(plain), "{id}: {pattern}");
            }
        }
    }

    #[test]
    fn every_id_a_label_suggests_is_in_the_table() {
        for label in Label::ALL {
            for id in label.info().techniques {
                assert!(technique(id).is_some(), "{label}: {id}");
            }
        }
    }

    #[test]
    fn ids_are_found_exactly() {
        assert_eq!(
            technique("T1486").map(|t| t.name),
            Some("Data Encrypted for Impact")
        );
        assert_eq!(
            technique("T1566.001").map(Technique::url).as_deref(),
            Some("https://attack.mitre.org/techniques/T1566/001/")
        );
        for absent in ["", "T", "T1000", "T1566.999", "t1566"] {
            assert!(technique(absent).is_none(), "{absent}");
        }
    }
}
