//! What a language model's likelihoods are worth beside the other judges, found on labelled texts.
//!
//! The weight is an inverse temperature, found as temperatures are: by the least log-loss, judged across
//! halves.

use classifier::Scores;
use taxonomy::Label;
use triage::policy::{MOST_WEIGHT, pool};

use crate::halves::{Chosen, surprise};

/// Weights are tried in hundredths: finer ones differ by less than any file can tell.
const STEPS: f32 = 100.0;

/// One text that a language model was asked about.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Of the judges before it.
    pub before: Scores,
    /// Its log-likelihoods in the order of [`Label::ALL`]; `None` where it was not believed.
    pub told: Option<[f32; Label::COUNT]>,
    /// `None` for a text that is no incident: it is judged by, and not learnt from.
    pub truth: Option<Label>,
    /// One of two halves; the same text is in one only.
    pub half: bool,
}

/// What asking was worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth {
    /// Of `0.00..=2.00`, with the log-loss of the incidents as the loss.
    pub weight: Chosen,
    /// The scores of each text, pooled by the weight that the other half chose.
    pub across: Vec<Scores>,
}

impl Worth {
    /// Finds the weight, and judges it across halves.
    pub fn of(asked: &[Asked]) -> Self {
        let incidents: Vec<(&Asked, Label)> = asked
            .iter()
            .filter_map(|one| Some((one, one.truth?)))
            .collect();
        let steps = 0..=(MOST_WEIGHT * STEPS) as u16;
        let weights: Vec<f32> = steps.map(|step| f32::from(step) / STEPS).collect();
        let loss = |(one, truth): &(&Asked, Label), weight| {
            surprise(one.pooled(weight).probabilities[truth.index()])
        };
        let weight = Chosen::of(&weights, &incidents, |(one, _)| one.half, loss);
        let across = asked
            .iter()
            .map(|one| one.pooled(weight.across(one.half)))
            .collect();
        Self { weight, across }
    }

    /// The weight to use: 0, which moves nothing, unless what it gains is beyond chance.
    pub fn advised(&self) -> f32 {
        if self.weight.is_beyond_chance() {
            self.weight.best
        } else {
            0.0
        }
    }
}

impl Asked {
    fn pooled(&self, weight: f32) -> Scores {
        let pooled = |told| pool(&self.before, told, weight);
        self.told.as_ref().map_or(self.before, pooled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::halves::FEWEST;

    /// `probability` on the first label, the rest on the second.
    fn two(probability: f32) -> [f32; Label::COUNT] {
        let mut two = [0.0; Label::COUNT];
        (two[0], two[1]) = (probability, 1.0 - probability);
        two
    }

    /// `right` of `texts` are of the first label, which the others find even and a language model, in
    /// turn, finds as likely as this.
    fn texts(right: usize, texts: usize, likely: f32) -> Vec<Asked> {
        let text = |i: usize| Asked {
            before: Scores {
                probabilities: two(0.5),
                out_of_domain: 0.0,
                contested: false,
            },
            told: Some(two(likely).map(|p| p.max(1e-4).ln())),
            truth: Some(Label::ALL[usize::from(i / 2 >= right / 2)]),
            half: i.is_multiple_of(2),
        };
        (0..texts).map(text).collect()
    }

    #[test]
    fn a_known_weight_is_found() {
        let check = |right: usize, likely: f32, weight: f32, advised: bool| {
            let worth = Worth::of(&texts(right, 400, likely));
            let case = format!("{right} {likely}: {worth:?}");
            assert!((worth.weight.best - weight).abs() < 0.006, "{case}");
            assert_eq!(worth.advised() > 0.0, advised, "{case}");
            assert!(!advised || worth.advised() == worth.weight.best);
        };
        // Odds of 9 to the power of the weight are the odds there are.
        check(300, 0.9, 0.5, true);
        check(360, 0.9, 1.0, true);
        check(300, 0.75, 1.0, true);
        check(400, 0.9, 2.0, true);
        // Worth nothing, or less than nothing.
        check(200, 0.9, 0.0, false);
        check(100, 0.9, 0.0, false);
        check(400, 0.5, 0.0, false);
        // So little that it may be chance.
        check(210, 0.9, 0.05, false);
    }

    #[test]
    fn what_cannot_be_learnt_from_is_judged_all_the_same() {
        let asked = texts(300, 400, 0.9);
        let learnt = Worth::of(&asked);
        let one_more = |change: fn(&mut Asked)| {
            let mut one = asked[0].clone();
            change(&mut one);
            let worth = Worth::of(&[asked.as_slice(), &[one]].concat());
            assert_eq!(worth.weight.best, learnt.weight.best);
            worth
        };
        let outside = one_more(|one| one.truth = None);
        assert_eq!(outside.weight.gain, learnt.weight.gain);
        assert_ne!(
            outside.across[400], asked[0].before,
            "it is moved like others"
        );
        let unbelieved = one_more(|one| one.told = None);
        assert_eq!(unbelieved.across[400], asked[0].before);
        assert!(
            unbelieved.weight.gain < learnt.weight.gain,
            "one more that gains nothing"
        );
    }

    #[test]
    fn little_is_too_little() {
        for n in [0, 1, 2, FEWEST - 1] {
            let worth = Worth::of(&texts(n, n, 0.9));
            assert_eq!((worth.advised(), worth.across.len()), (0.0, n), "{n}");
        }
        assert_eq!(
            Worth::of(&texts(FEWEST, FEWEST, 0.9)).advised(),
            MOST_WEIGHT
        );
    }

    /// A half is judged by what the other one shows, however well it knows itself.
    #[test]
    fn no_text_chooses_its_own_weight() {
        let mut asked = texts(400, 400, 0.9);
        for one in asked.iter_mut().filter(|one| one.half) {
            one.truth = Some(Label::ALL[1]);
        }
        let worth = Worth::of(&asked);
        for (one, across) in asked.iter().zip(&worth.across) {
            let moved = *across != one.before;
            assert_eq!(moved, one.half, "the first half says 2, the second 0");
        }
        assert!(worth.weight.gain < 0.0);
    }
}
