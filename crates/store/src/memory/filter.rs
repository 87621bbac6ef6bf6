//! A query made ready to be asked of many rows.

use classifier::Scores;
use taxonomy::Label;
use triage::batch::Query;
use triage::passes::{Heard, Stage};
use triage::{Decision, Settings, UncertainReason};

use super::segment::{RowRef, technique_index};
use crate::{Revision, Standing};

/// What a final label must be.
enum Wanted {
    Any,
    Uncertain,
    One(Label),
    /// Not a label: no row matches.
    Nothing,
}

/// A query under settings.
pub(super) struct Filter<'q> {
    query: &'q Query,
    settings: Settings,
    bound: f32,
    label: Wanted,
    technique: Option<Technique<'q>>,
    needle: Option<Needle>,
}

struct Technique<'q> {
    id: &'q str,
    index: Option<u16>,
}

/// What the settings make of a row that matches.
#[derive(Clone, Copy)]
pub(super) struct Verdict<'a> {
    /// Those it rests on.
    pub scores: &'a Scores,
    pub decision: Decision,
    pub standing: Standing,
    pub confidence: f32,
    /// What the second pass, and the third, did with it.
    pub second: Option<Heard>,
    pub third: Option<Heard>,
}

impl<'q> Filter<'q> {
    pub(super) fn new(query: &'q Query, settings: Settings, bound: f32) -> Self {
        let given = |s: &'q Option<String>| s.as_deref().map(str::trim).filter(|s| !s.is_empty());
        Self {
            query,
            settings,
            bound,
            label: match given(&query.label) {
                None => Wanted::Any,
                Some("uncertain") => Wanted::Uncertain,
                Some(id) => id.parse().map_or(Wanted::Nothing, Wanted::One),
            },
            technique: given(&query.technique).map(|id| Technique {
                id,
                index: technique_index(id),
            }),
            needle: given(&query.text).map(Needle::new),
        }
    }

    /// The verdict on a row, if the row matches. Cheap questions come first.
    pub(super) fn judge<'a>(&self, row: RowRef<'a>) -> Option<Verdict<'a>> {
        let query = self.query;
        let (second, third) = (row.opinion(Stage::Second), row.opinion(Stage::Third));
        let shown = |stage, revision| query.passes.show(stage).then_some(revision).flatten();
        let last = shown(Stage::Third, third).or_else(|| shown(Stage::Second, second));
        let (scores, standings) = match last {
            Some(revision) => (&revision.pooled, &revision.standings),
            None => (row.scores(), row.standings()),
        };
        let confidence = scores.max();
        if query.min_confidence.is_some_and(|min| confidence < min)
            || query
                .max_confidence
                .is_some_and(|max| max < 1.0 && confidence >= max)
        {
            return None;
        }
        let decision = self.settings.decide(scores, self.bound);
        let label_fits = match self.label {
            Wanted::Any => true,
            Wanted::Uncertain => decision.label.is_none(),
            Wanted::One(label) => decision.label == Some(label),
            Wanted::Nothing => false,
        };
        if !label_fits || query.reason.is_some_and(|r| decision.reason != Some(r)) {
            return None;
        }
        let standing = standings.under(decision);
        if query.severity.is_some_and(|s| standing.severity != s) {
            return None;
        }
        let known = second.map_or(row.scores(), |revision| &revision.pooled);
        let second = second.map(|revision| self.heard(row.scores(), revision));
        let third = third.map(|revision| self.heard(known, revision));
        if query.second.is_some_and(|touched| !touched.fits(second))
            || query.third.is_some_and(|touched| !touched.fits(third))
        {
            return None;
        }
        if let Some(technique) = &self.technique {
            let shown = technique
                .index
                .is_some_and(|index| row.techniques().contains(&index));
            let implied = decision
                .label
                .is_some_and(|label| label.info().techniques.contains(&technique.id));
            if !shown && !implied {
                return None;
            }
        }
        if let Some(needle) = &self.needle
            && !needle.is_in(row.text())
            && !row.id().is_some_and(|id| needle.is_in(id))
        {
            return None;
        }
        Some(Verdict {
            scores,
            decision,
            standing,
            confidence,
            second,
            third,
        })
    }

    /// What an opinion came to on a row with these scores before it.
    fn heard(&self, before: &Scores, revision: &Revision) -> Heard {
        let before = self.settings.decide(before, self.bound);
        let after = self.settings.decide(&revision.pooled, self.bound);
        Heard {
            beside: revision.said.beside(&before, self.bound),
            changed: before.label != after.label,
        }
    }
}

/// Sort key of the final label: the table's order, then the reasons.
pub(super) fn label_rank(decision: Decision) -> u8 {
    match (decision.label, decision.reason) {
        (Some(label), _) => label.index() as u8,
        (None, Some(reason)) => (Label::COUNT + reason as usize) as u8,
        (None, None) => (Label::COUNT + UncertainReason::ALL.len()) as u8,
    }
}

/// A substring looked for without regard to case.
enum Needle {
    /// Lower-case ASCII with both cases of its first byte.
    Ascii(Vec<u8>, u8, u8),
    Unicode(String),
}

impl Needle {
    fn new(s: &str) -> Self {
        let lower = s.to_lowercase();
        match lower.as_bytes().first() {
            Some(first) if lower.is_ascii() => {
                let (low, up) = (*first, first.to_ascii_uppercase());
                Self::Ascii(lower.into_bytes(), low, up)
            }
            _ => Self::Unicode(lower),
        }
    }

    fn is_in(&self, hay: &str) -> bool {
        match self {
            Self::Ascii(needle, low, up) => {
                let hay = hay.as_bytes();
                memchr::memchr2_iter(*low, *up, hay).any(|at| {
                    hay.get(at..at + needle.len())
                        .is_some_and(|part| part.eq_ignore_ascii_case(needle))
                })
            }
            Self::Unicode(needle) => hay.to_lowercase().contains(needle),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_needle_ignores_case() {
        for (needle, hay, expected) in [
            ("vpn", "the VPN gateway", true),
            ("VPN", "the vpn gateway", true),
            ("n", "vpN", true),
            ("gateways", "the VPN gateway", false),
            ("ÄRGER", "viel ärger", true),
            ("4410", "CHG-4410", true),
            ("x", "", false),
        ] {
            assert_eq!(
                Needle::new(needle).is_in(hay),
                expected,
                "{needle} in {hay}"
            );
        }
    }
}
