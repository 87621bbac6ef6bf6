//! Rows to learn from: texts told by frames, with what is known of them.

use classifier::features;
use synth::corpus::{Place, frames};
use synth::grammar::Register;
use synth::rng::{Rng, join};
use synth::{Event, Generator};
use taxonomy::Label;
use text::Document;

/// What a text was told by: everything a split may go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    pub frame: &'static str,
    /// Shared by all frames that tell the same event in other words.
    pub situation: &'static str,
    pub register: Register,
}

impl From<&Place> for Origin {
    fn from(place: &Place) -> Self {
        Self {
            frame: &place.frame.id,
            situation: &place.frame.situation,
            register: place.frame.register,
        }
    }
}

/// One text as the trainer sees it.
#[derive(Debug, Clone)]
pub struct Row {
    /// `None` for a text that is no incident.
    pub label: Option<Label>,
    pub origin: Origin,
    pub text: String,
    /// Hashes of the features present, sorted, unique.
    pub features: Vec<u64>,
    /// Hashes of all words in text order.
    pub words: Vec<u64>,
}

/// However few frames a label has, none is told more often than this.
const MOST_TELLINGS: u64 = 6;

/// How the texts of the grammars are turned into rows.
#[derive(Debug, Clone, Copy)]
pub struct Sampling {
    pub seed: u64,
    /// Tellings of each frame of the label that has most; frames of other labels are told more often,
    /// so that each label has about as many rows.
    pub per_frame: u64,
    /// Whether labels are brought to the same number of rows.
    pub balanced: bool,
    /// Of these, the share that is cut to a part of the text: people also write less.
    pub cut: f64,
    /// Whether a mixed frame is sometimes labelled as its other label.
    pub soft: bool,
}

impl Sampling {
    /// How held-out frames are told: whole, and under their true label.
    pub const fn held_out(seed: u64) -> Self {
        Self {
            seed: seed ^ 0x7e57,
            per_frame: 1,
            balanced: false,
            cut: 0.0,
            soft: false,
        }
    }
}

/// Tells every frame that `keep` keeps.
pub fn rows(sampling: Sampling, mut keep: impl FnMut(Origin) -> bool) -> Vec<Row> {
    let generator = Generator::new(sampling.seed);
    let mut document = Document::default();
    let mut text = String::new();
    let mut rows = Vec::new();
    let kept: Vec<(usize, Place)> = frames()
        .enumerate()
        .filter(|(_, place)| keep(Origin::from(place)))
        .collect();
    let mut counts = [0u64; Label::COUNT];
    for label in kept.iter().filter_map(|(_, place)| place.story.label) {
        counts[label.index()] += 1;
    }
    let most = counts.into_iter().max().unwrap_or(0);
    for (number, place) in kept {
        let tellings = match place.story.label {
            Some(label) if sampling.balanced => {
                // The fraction that is left over falls to some frames and not to others.
                let wanted = sampling.per_frame * most;
                let (each, left) = (
                    wanted / counts[label.index()],
                    wanted % counts[label.index()],
                );
                let some =
                    join(sampling.seed ^ 0xba1, number as u64) % counts[label.index()] < left;
                (each + u64::from(some)).min(MOST_TELLINGS)
            }
            _ => sampling.per_frame,
        };
        for k in 0..tellings {
            let id = number as u64 * 10_000 + k;
            let event = generator.tell(id, place);
            let mut rng = Rng::new(join(sampling.seed ^ 0xc07, id));
            text.clear();
            event.description(&mut text);
            let part = if rng.chance(sampling.cut) {
                cut(&text, &mut rng)
            } else {
                &text
            };
            document.read(part);
            let label = if sampling.soft {
                soft_label(&event, &mut rng)
            } else {
                event.label()
            };
            rows.push(Row {
                origin: Origin::from(&place),
                ..of_text(part, &document, label)
            });
        }
    }
    rows
}

/// A genuine mixture is sometimes told as the other label's, as often as its share says.
fn soft_label(event: &Event, rng: &mut Rng) -> Option<Label> {
    match event.place.frame.soft {
        Some((other, share)) if rng.chance(f64::from(share)) => Some(other),
        _ => event.label(),
    }
}

/// A stretch of whole words, between a quarter and three quarters of the text; short texts stay.
fn cut<'t>(text: &'t str, rng: &mut Rng) -> &'t str {
    let ends: Vec<usize> = text
        .char_indices()
        .filter(|(_, c)| c.is_whitespace())
        .map(|(i, _)| i)
        .collect();
    if ends.len() < 12 {
        return text;
    }
    let length = rng.between(ends.len() / 4, ends.len() * 3 / 4).max(8);
    let first = rng.below(ends.len() - length);
    &text[ends[first]..ends[first + length]]
}

/// A row of a text that no frame told.
pub fn of_text(text: &str, document: &Document, label: Option<Label>) -> Row {
    let (mut all, mut words) = (Vec::new(), Vec::new());
    features::each(document, |hash, feature| {
        all.push(hash);
        if matches!(feature, features::Feature::Word(_)) {
            words.push(hash);
        }
    });
    all.sort_unstable();
    all.dedup();
    Row {
        label,
        origin: Origin {
            frame: "",
            situation: "",
            register: Register::UserReport,
        },
        text: text.to_owned(),
        features: all,
        words,
    }
}
