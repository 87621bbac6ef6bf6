//! What one text shows, as numbers and sets: all that risk, severity and priority are made from.
//!
//! Gathered in one pass without allocation, so that a row of a million and the record of one
//! incident go by the same facts. Length is not among them.

use taxonomy::{Tactic, techniques};
use text::{Document, EntityKind, Span, TokenKind};

use crate::cues::{CUES, Kind};
use crate::lexicon::{self, Found, Hit};

/// Distinct values are told apart up to here; more count as this many.
pub(crate) const MOST: usize = 8;

/// A set of small numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Set<const WORDS: usize>([u64; WORDS]);

impl<const WORDS: usize> Default for Set<WORDS> {
    fn default() -> Self {
        Self([0; WORDS])
    }
}

impl<const WORDS: usize> Set<WORDS> {
    pub fn insert(&mut self, member: usize) {
        if let Some(word) = self.0.get_mut(member / 64) {
            *word |= 1 << (member % 64);
        }
    }

    pub fn has(&self, member: usize) -> bool {
        self.0
            .get(member / 64)
            .is_some_and(|word| word >> (member % 64) & 1 == 1)
    }

    /// Members, rising.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(i, mut word)| {
            std::iter::from_fn(move || {
                let bit = word.trailing_zeros() as usize;
                (word != 0).then(|| {
                    word &= word - 1;
                    i * 64 + bit
                })
            })
        })
    }
}

/// See the module's head.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Positions in [`techniques`] that the text shows.
    pub techniques: Set<8>,
    /// Positions in [`CUES`].
    pub cues: Set<1>,
    /// An address or URL outside the organisation.
    pub outside: bool,
    pub vulnerability: bool,
    /// Distinct hosts named, at most [`MOST`].
    pub hosts: u8,
    /// Distinct users and mailboxes named, at most [`MOST`].
    pub accounts: u8,
}

impl Facts {
    /// `raw` is the text the document was read from.
    pub fn gather(raw: &str, document: &Document) -> Self {
        Self::gather_with(raw, document, |_| {})
    }

    /// As [`Self::gather`], and shows every hit on the way.
    pub fn gather_with(raw: &str, document: &Document, mut see: impl FnMut(Hit)) -> Self {
        let mut facts = Self::default();
        lexicon::scan(raw, document, |hit| {
            match hit.found {
                Found::Phrase { technique, .. } | Found::Id { technique } => {
                    facts.techniques.insert(usize::from(technique));
                }
                Found::Cue { cue } => facts.cues.insert(usize::from(cue)),
            }
            see(hit);
        });
        let mut hosts = Distinct::default();
        let mut accounts = Distinct::default();
        for token in &document.tokens {
            let TokenKind::Entity(kind) = token.kind else {
                continue;
            };
            match kind {
                EntityKind::Ipv4 => facts.outside |= document.token(token) == "<ipv4>",
                EntityKind::Ipv6 => facts.outside |= !inside(token.raw.of(raw)),
                EntityKind::Url => facts.outside = true,
                EntityKind::Cve => facts.vulnerability = true,
                EntityKind::HostName => hosts.add(raw, token.raw),
                EntityKind::UserName | EntityKind::Email => accounts.add(raw, token.raw),
                _ => {}
            }
        }
        facts.hosts = hosts.count;
        facts.accounts = accounts.count;
        facts
    }

    pub fn has(&self, cue: usize) -> bool {
        self.cues.has(cue)
    }

    /// Whether a cue of this kind was found.
    pub fn any(&self, kind: Kind) -> bool {
        self.cues.iter().any(|cue| CUES[cue].kind == kind)
    }

    /// Calls `each` with every technique family once, and the heaviest tactic any of its members
    /// has (see [`weight`]).
    pub fn families(&self, mut each: impl FnMut(&'static str, f32)) {
        let mut open: Option<(&'static str, f32)> = None;
        for index in self.techniques.iter() {
            let technique = &techniques()[index];
            let heaviest = technique
                .tactics
                .iter()
                .copied()
                .map(weight)
                .fold(0.0, f32::max);
            open = match open {
                Some((family, so_far)) if family == technique.family() => {
                    Some((family, so_far.max(heaviest)))
                }
                before => {
                    if let Some((family, heaviest)) = before {
                        each(family, heaviest);
                    }
                    Some((technique.family(), heaviest))
                }
            };
        }
        if let Some((family, heaviest)) = open {
            each(family, heaviest);
        }
    }
}

/// Risk points of a technique by tactic: what happens late in an intrusion weighs more.
pub(crate) const fn weight(tactic: Tactic) -> f32 {
    match tactic {
        Tactic::Impact | Tactic::Exfiltration => 7.0,
        Tactic::CredentialAccess
        | Tactic::LateralMovement
        | Tactic::CommandAndControl
        | Tactic::PrivilegeEscalation
        | Tactic::Collection => 5.0,
        Tactic::InitialAccess
        | Tactic::Execution
        | Tactic::Persistence
        | Tactic::DefenseEvasion => 4.0,
        Tactic::Reconnaissance | Tactic::ResourceDevelopment | Tactic::Discovery => 2.0,
    }
}

/// Loopback, link-local and unique local IPv6 addresses, by their first characters.
fn inside(address: &str) -> bool {
    let bytes = address.trim_start_matches('[').as_bytes();
    bytes == b"::1"
        || ["fe80", "fc", "fd"].iter().any(|prefix| {
            bytes
                .get(..prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
        })
}

/// Counts distinct values, ignoring ASCII case, without keeping more than where they stand.
#[derive(Default)]
struct Distinct {
    seen: [Option<Span>; MOST],
    count: u8,
}

impl Distinct {
    fn add(&mut self, raw: &str, span: Span) {
        let value = span.of(raw);
        for slot in &mut self.seen {
            match slot {
                Some(known) if known.of(raw).eq_ignore_ascii_case(value) => return,
                Some(_) => {}
                None => {
                    *slot = Some(span);
                    self.count += 1;
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(text: &str) -> Facts {
        Facts::gather(text, &Document::new(text))
    }

    #[test]
    fn sets_hold_their_members() {
        let mut set = Set::<2>::default();
        for member in [0, 63, 64, 127, 128, 900] {
            set.insert(member);
        }
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 63, 64, 127]);
        assert!(set.has(63) && !set.has(62) && !set.has(900));
    }

    #[test]
    fn there_is_room_for_every_technique_and_cue() {
        assert!(techniques().len() <= 8 * 64);
        assert!(CUES.len() <= 64);
    }

    #[test]
    fn entities_are_counted_once_each() {
        let facts = facts(
            "LT-4471 and lt-4471 and SRV-FILE-03 talk to 198.51.100.7, seen by a.b@corp.example",
        );
        assert_eq!((facts.hosts, facts.accounts, facts.outside), (2, 1, true));
    }

    #[test]
    fn inside_addresses_are_not_outside() {
        assert!(!facts("10.20.4.18 talks to fe80::1 and ::1").outside);
        assert!(facts("10.20.4.18 talks to 2001:db8::7").outside);
        assert!(facts("see https://portal.example/login").outside);
        assert!(facts("exploit for CVE-2024-3400").vulnerability);
    }

    #[test]
    fn families_count_once_with_their_heaviest_tactic() {
        let mut seen = Vec::new();
        facts("T1486 T1059 T1059.001 T1003.001").families(|family, weight| {
            seen.push((family, weight));
        });
        assert_eq!(seen, [("T1003", 5.0), ("T1059", 4.0), ("T1486", 7.0)]);
    }

    #[test]
    fn repeating_a_text_changes_nothing() {
        let once = "Ransom note on SRV-FILE-03, all servers affected, blocked by EDR. ";
        assert_eq!(facts(once), facts(&once.repeat(30)));
    }
}
