//! Which techniques a text shows, and which its label merely suggests: told apart, always.
//!
//! A technique is *shown* when a phrase that is evidence for it stands in the text, not denied
//! there, or when its id does. Its confidence grows with the number of distinct phrases `n`:
//!
//! `1 - 0.4 * 0.5^(n - 1)`, at most 0.95: 0.6, 0.8, 0.9, 0.95; with its id written out, 0.95.
//!
//! A technique is *suggested* by the decided label when the text shows neither it nor a relative
//! of it (its parent, its kinds, the other kinds of its parent). Its confidence is half the
//! label's probability, so at most 0.5: less than anything shown.

use std::collections::BTreeMap;

use taxonomy::{Label, Technique, family, technique, techniques};
use text::{Document, Span};

use crate::facts::Facts;
use crate::lexicon::Found;
use crate::{TechniqueHit, TechniqueSource};

/// The most that words alone can make of it.
const MOST: f32 = 0.95;

/// What the text shows, surest first, equals by id.
pub fn shown(raw: &str, document: &Document) -> Vec<TechniqueHit> {
    shown_with_facts(raw, document).0
}

#[derive(Default)]
struct Shown {
    phrases: Vec<u16>,
    by_id: bool,
    spans: Vec<Span>,
}

/// One pass for both: the techniques, and the facts that risk is made from.
pub(crate) fn shown_with_facts(raw: &str, document: &Document) -> (Vec<TechniqueHit>, Facts) {
    let mut found: BTreeMap<u16, Shown> = BTreeMap::new();
    let facts = Facts::gather_with(raw, document, |hit| {
        let entry = match hit.found {
            Found::Phrase { technique, pattern } => {
                let entry = found.entry(technique).or_default();
                if !entry.phrases.contains(&pattern) {
                    entry.phrases.push(pattern);
                }
                entry
            }
            Found::Id { technique } => {
                let entry = found.entry(technique).or_default();
                entry.by_id = true;
                entry
            }
            Found::Cue { .. } => return,
        };
        entry.spans.extend(span(document, hit.start, hit.end));
    });
    let mut hits: Vec<_> = found
        .into_iter()
        .filter_map(|(index, shown)| {
            let technique = techniques().get(usize::from(index))?;
            let confidence = if shown.by_id {
                MOST
            } else {
                confidence(shown.phrases.len())
            };
            Some(hit(
                technique,
                TechniqueSource::Text,
                confidence,
                merged(shown.spans),
            ))
        })
        .collect();
    hits.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    (hits, facts)
}

fn confidence(phrases: usize) -> f32 {
    (1.0 - 0.4 * 0.5_f32.powi(phrases as i32 - 1)).min(MOST)
}

/// What `label`, held with `probability`, suggests beyond what the text shows. Order of the
/// label's table.
pub fn suggested(label: Label, probability: f32, shown: &[TechniqueHit]) -> Vec<TechniqueHit> {
    label
        .info()
        .techniques
        .iter()
        .filter(|id| !shown.iter().any(|hit| family(&hit.id) == family(id)))
        .filter_map(|id| technique(id))
        .map(|technique| {
            let confidence = probability.clamp(0.0, 1.0) * 0.5;
            hit(technique, TechniqueSource::Label, confidence, Vec::new())
        })
        .collect()
}

fn hit(
    technique: &Technique,
    source: TechniqueSource,
    confidence: f32,
    spans: Vec<Span>,
) -> TechniqueHit {
    TechniqueHit {
        id: technique.id.to_owned(),
        name: technique.name.to_owned(),
        tactics: technique.tactics.clone(),
        source,
        confidence,
        spans,
    }
}

/// The stretch of the original from the first to the last of these words.
fn span(document: &Document, start: usize, end: usize) -> Option<Span> {
    let words = document.tokens.get(start..end)?;
    let first = words.first()?.raw.start;
    let last = words.iter().map(|token| token.raw.end).max()?;
    Some(Span {
        start: first,
        end: last,
    })
}

/// Rising and apart: overlapping spans become one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    spans.dedup_by(|next, before| {
        let overlaps = next.start < before.end;
        if overlaps {
            before.end = before.end.max(next.end);
        }
        overlaps
    });
    spans
}
