//! Making confidence mean what it says, on frames the model has not seen.

use classifier::{COLUMNS, OUT_OF_DOMAIN, Parameters};
use taxonomy::Label;

use crate::fit::probabilities;

/// The temperature with the lowest mean log-loss over held-out logits, by golden-section search
/// over 0.05..5.
pub fn temperature(held_out: &[([f32; COLUMNS], Label)]) -> f32 {
    let loss = |t: f32| -> f64 {
        held_out
            .iter()
            .map(|(logits, truth)| {
                -f64::from(probabilities(logits, t)[truth.index()].max(1e-9)).ln()
            })
            .sum()
    };
    let (mut low, mut high) = (0.05f32, 5.0f32);
    let ratio = (5.0f32.sqrt() - 1.0) / 2.0;
    for _ in 0..40 {
        let a = high - ratio * (high - low);
        let b = low + ratio * (high - low);
        if loss(a) < loss(b) {
            high = b;
        } else {
            low = a;
        }
    }
    (low + high) / 2.0
}

/// Folds the temperature into weights and biases: the model then needs none.
pub fn fold(p: &mut Parameters, temperature: f32) {
    let labels = |row: &mut [f32; COLUMNS]| {
        row[..Label::COUNT]
            .iter_mut()
            .for_each(|w| *w /= temperature);
    };
    p.weights.iter_mut().for_each(labels);
    labels(&mut p.bias);
}

/// The out-of-domain bound: the lowest score that turns away at most `share` of held-out
/// incidents.
pub fn out_of_domain_bound(held_out: &[[f32; COLUMNS]], share: f64) -> f32 {
    let mut scores: Vec<f32> = held_out
        .iter()
        .map(|logits| 1.0 / (1.0 + (-logits[OUT_OF_DOMAIN]).exp()))
        .collect();
    scores.sort_by(f32::total_cmp);
    let at = ((1.0 - share) * scores.len() as f64) as usize;
    scores
        .get(at.min(scores.len().saturating_sub(1)))
        .copied()
        .unwrap_or(1.0)
}
