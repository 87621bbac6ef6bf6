//! How likely it is that this is nothing.
//!
//! `F = (1 - (1 - P(benign)) * (1 - a)(1 - f)(1 - d)(1 - e)) * (1 - 0.1 * min(n, 3))`
//!
//! with `a` = 0.40 if the text says it was planned or allowed, `f` = 0.50 if it speaks of a false
//! alarm or a mistake, `d` = 0.30 x the out-of-domain score, `e` = 0.20 x the entropy of the
//! probabilities as a share of the most there can be, and `n` technique families shown by the
//! text. `0.0..=1.0`; rises with `P(benign)`. Cues are whole words, so `unauthorised` and
//! `latest` say nothing. Neither the number of words nor missing addresses count.

use classifier::Scores;
use taxonomy::Label;

use crate::cues::at;
use crate::facts::Facts;
use crate::points::benign;

/// The likelihood, and a sentence for each thing that moved it.
pub(crate) fn likelihood(facts: &Facts, scores: &Scores) -> (f32, Vec<String>) {
    let mut reasons = Vec::new();
    let benign = benign(scores);
    reasons.push(format!(
        "The model gives benign activity {}.",
        percent(benign)
    ));
    let mut real = 1.0 - benign;
    let mut doubt = |weight: f32, reason: Option<String>| {
        real *= 1.0 - weight;
        reasons.extend(reason);
    };
    if facts.has(at::AUTHORISED) {
        doubt(
            0.40,
            Some("The text says that it was planned or allowed.".into()),
        );
    }
    if facts.has(at::FALSE_ALARM) {
        doubt(
            0.50,
            Some("The text speaks of a false alarm or a mistake.".into()),
        );
    }
    let foreign = unit(scores.out_of_domain);
    let words = "The text is unlike the incidents the model knows.";
    doubt(0.30 * foreign, (foreign >= 0.5).then(|| words.into()));
    let spread = unit(scores.entropy() / (Label::COUNT as f32).log2());
    let words = "The probabilities are spread over many labels.";
    doubt(0.20 * spread, (spread >= 0.5).then(|| words.into()));
    let mut families = 0;
    facts.families(|_, _| families += 1);
    if families > 0 {
        let plural = if families == 1 {
            "technique"
        } else {
            "techniques"
        };
        reasons.push(format!("Against it: the text shows {families} {plural}."));
    }
    let against = 1.0 - 0.1 * families.min(3) as f32;
    (((1.0 - real) * against).clamp(0.0, 1.0), reasons)
}

fn unit(value: f32) -> f32 {
    if value.is_nan() {
        0.0
    } else {
        value.clamp(0.0, 1.0)
    }
}

/// `7 %`; never `0 %` or `100 %` for what is neither.
pub(crate) fn percent(share: f32) -> String {
    if share > 0.0 && share < 0.01 {
        "under 1 %".into()
    } else if share < 1.0 && share > 0.99 {
        "over 99 %".into()
    } else {
        format!("{:.0} %", share * 100.0)
    }
}
