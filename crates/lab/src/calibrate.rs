//! Making confidence mean what it says, on frames the model has not seen.

use classifier::{COLUMNS, Parameters};
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

/// The out-of-domain bound: where the share of outside texts turned away exceeds the share of
/// incidents turned away by most (Youden's J), over held-out out-of-domain scores.
pub fn out_of_domain_bound(outside: &[f32], incidents: &[f32]) -> f32 {
    let above = |scores: &[f32], bound: f32| {
        scores.iter().filter(|s| **s > bound).count() as f64 / scores.len().max(1) as f64
    };
    (1..200)
        .map(|step| step as f32 / 200.0)
        .max_by(|a, b| {
            let gain = |bound| above(outside, bound) - above(incidents, bound);
            gain(*a).total_cmp(&gain(*b))
        })
        .unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use classifier::OUT_OF_DOMAIN;

    #[test]
    fn the_bound_separates_what_can_be_separated() {
        let bound = out_of_domain_bound(&[0.8, 0.9, 0.7], &[0.1, 0.2, 0.3]);
        assert!((0.3..0.7).contains(&bound), "{bound}");
    }

    #[test]
    fn a_known_temperature_is_found() {
        // Logits of 2 for the first label, right three times in four: ln(27) / T fits best.
        let mut logits = [0.0; COLUMNS];
        logits[0] = 2.0;
        let rows: Vec<_> = (0..400)
            .map(|i| {
                (
                    logits,
                    Label::ALL[usize::from(i % 4 == 0) * (1 + i / 4 % 9)],
                )
            })
            .collect();
        let t = temperature(&rows);
        assert!((t - 2.0 / 27f32.ln()).abs() < 0.01, "{t}");
        let mut p = Parameters {
            weights: vec![[2.0; COLUMNS]],
            bias: [1.0; COLUMNS],
            ..Parameters::default()
        };
        fold(&mut p, 0.5);
        assert_eq!((p.weights[0][0], p.bias[0]), (4.0, 2.0));
        assert_eq!(p.weights[0][OUT_OF_DOMAIN], 2.0);
    }
}
