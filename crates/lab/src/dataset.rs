//! Rows to learn from: texts told by frames, with what is known of them.

use classifier::features;
use synth::corpus::{Place, frames};
use synth::grammar::Register;
use synth::rng::{Rng, join};
use synth::{Event, Generator};
use taxonomy::Label;
use text::Document;

/// One text as the trainer sees it.
#[derive(Debug, Clone)]
pub struct Row {
    /// `None` for a text that is no incident.
    pub label: Option<Label>,
    pub frame: &'static str,
    pub register: Register,
    /// Hashes of the features present, sorted, unique.
    pub features: Vec<u64>,
    /// Hashes of all words in text order.
    pub words: Vec<u64>,
}

/// How the texts of the grammars are turned into rows.
#[derive(Debug, Clone, Copy)]
pub struct Sampling {
    pub seed: u64,
    /// Expansions of each frame.
    pub per_frame: u64,
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
            per_frame: 3,
            cut: 0.0,
            soft: false,
        }
    }
}

/// Tells every frame that `keep` keeps.
pub fn rows(sampling: Sampling, mut keep: impl FnMut(&Place) -> bool) -> Vec<Row> {
    let generator = Generator::new(sampling.seed);
    let mut document = Document::default();
    let mut text = String::new();
    let mut rows = Vec::new();
    for (number, place) in frames().enumerate() {
        if !keep(&place) {
            continue;
        }
        for k in 0..sampling.per_frame {
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
            rows.push(row(label, place, &document));
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

fn row(label: Option<Label>, place: Place, document: &Document) -> Row {
    Row {
        frame: &place.frame.id,
        register: place.frame.register,
        ..of_text(document, label)
    }
}

/// A row of a text that no frame told.
pub fn of_text(document: &Document, label: Option<Label>) -> Row {
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
        frame: "",
        register: Register::UserReport,
        features: all,
        words,
    }
}
