//! What a language model's opinion makes of the scores there are.
//!
//! A product of opinions: each label's probability, times what the language model gives it, as far as
//! it is trusted. Never decides how far: the weight is found on labelled texts, and is 0 until then.

use classifier::Scores;
use taxonomy::Label;

/// No opinion counts for more than two.
pub const MOST_WEIGHT: f32 = 2.0;

/// The scores after a language model was heard: p is proportional to p before times likelihood to the
/// power of `weight`, an inverse temperature in `0.0..=2.0`. At 0 the scores are what they were, bit for
/// bit. The out-of-domain score stays as it is: a language model is asked which label, not whether the
/// text is an incident.
///
/// `log_likelihoods` are natural logarithms in the order of [`Label::ALL`], up to a constant. Where one
/// is no finite number they move nothing. The scores are contested where the language model prefers
/// another label to the best one before it, and stay so where they were: below the threshold the
/// decision then is that the opinions disagree.
pub fn pool(scores: &Scores, log_likelihoods: &[f32; Label::COUNT], weight: f32) -> Scores {
    if weight.is_nan() || weight <= 0.0 || log_likelihoods.iter().any(|l| !l.is_finite()) {
        return *scores;
    }
    let weight = weight.min(MOST_WEIGHT);
    let likeliest = largest(log_likelihoods);
    let mut logits = [0.0; Label::COUNT];
    for ((logit, p), l) in logits
        .iter_mut()
        .zip(scores.probabilities)
        .zip(log_likelihoods)
    {
        // The likeliest keeps a finite logit, so there is always something to share out.
        *logit = p.max(f32::MIN_POSITIVE).ln() + weight * (l - likeliest);
    }
    let most = largest(&logits);
    let powers = logits.map(|logit| (logit - most).exp());
    let all: f32 = powers.iter().sum();
    Scores {
        probabilities: powers.map(|power| power / all),
        contested: scores.contested || log_likelihoods[scores.base().index()] < likeliest,
        ..*scores
    }
}

fn largest(values: &[f32]) -> f32 {
    values.iter().copied().fold(f32::NEG_INFINITY, f32::max)
}
