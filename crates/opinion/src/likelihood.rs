//! An answer as likelihoods of the ten labels, for whoever weighs it against other judges.
//!
//! Never says how much they weigh: what a language model is worth is measured on labelled texts.

use taxonomy::Label;

use crate::Answer;

/// What an answer that is only a label gives to it; the others share the rest evenly. A convention and
/// no measurement: the weight says what it is worth.
const VOTE: f32 = 0.9;

/// No label is less likely, however sure the model is: one judge alone rules nothing out.
const FLOOR: f32 = 1e-4;

impl Answer {
    /// Natural logarithms of how likely the model finds each label, in the order of [`Label::ALL`]; as
    /// probabilities they sum to 1, and none is below 0.0001. Of a model that told no probabilities
    /// they are one vote: 0.9 for its label.
    ///
    /// `None` where the answer is not believed, so that it moves nothing: it is `uncertain`, a check
    /// failed, or its probabilities prefer another label to the one it gave, which no check has seen.
    pub fn log_likelihoods(&self) -> Option<[f32; Label::COUNT]> {
        let label = self.label?;
        if self.failed().next().is_some() {
            return None;
        }
        let likely = self.of_labels().unwrap_or_else(|| vote(label));
        let best = likely.iter().copied().fold(0.0, f32::max);
        (likely[label.index()] >= best)
            .then(|| likely.map(|p| (FLOOR + p * (1.0 - FLOOR * Label::COUNT as f32)).ln()))
    }

    /// The probabilities it told, without `uncertain`; `None` if there are none worth the name.
    fn of_labels(&self) -> Option<[f32; Label::COUNT]> {
        let mut likely = [0.0; Label::COUNT];
        for score in self.scores.iter().flatten() {
            if let Some(label) = score.label {
                // An answer may come out of a file; what is no probability counts for nothing.
                likely[label.index()] = score.probability.clamp(0.0, 1.0).max(0.0);
            }
        }
        let all: f32 = likely.iter().sum();
        (all > 0.0).then(|| likely.map(|p| p / all))
    }
}

fn vote(label: Label) -> [f32; Label::COUNT] {
    let mut likely = [(1.0 - VOTE) / (Label::COUNT - 1) as f32; Label::COUNT];
    likely[label.index()] = VOTE;
    likely
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::{Likely, judge_label};

    const TEXT: &str = "a phishing mail with a virus";

    fn answer(label: Option<Label>, scores: Option<Vec<Likely>>) -> Answer {
        let judged = judge_label(TEXT, label);
        Answer {
            scores,
            ..Answer::new(judged, "m".to_owned(), Duration::ZERO)
        }
    }

    fn likely(scores: &[(Option<Label>, f32)]) -> Option<Vec<Likely>> {
        let scores = scores
            .iter()
            .map(|&(label, probability)| Likely { label, probability });
        Some(scores.collect())
    }

    #[test]
    fn what_is_believed_is_weighed() {
        use Label::{Malware, Phishing, WebAttack};
        // The label of the answer, its probabilities, and what phishing and malware have of it.
        let check = |label, scores: Option<Vec<Likely>>, wanted: Option<(f32, f32)>| {
            let said = format!("{label:?} {scores:?}");
            let found = answer(label, scores).log_likelihoods();
            let found = found.map(|l| (l[Phishing.index()].exp(), l[Malware.index()].exp()));
            match (found, wanted) {
                (Some(found), Some(wanted)) => {
                    assert!((found.0 - wanted.0).abs() < 1e-3, "{said}: {found:?}");
                    assert!((found.1 - wanted.1).abs() < 1e-3, "{said}: {found:?}");
                }
                (found, wanted) => assert_eq!(found, wanted, "{said}"),
            }
        };
        // One vote.
        check(Some(Phishing), None, Some((0.9, 0.0111)));
        check(Some(Malware), None, Some((0.0111, 0.9)));
        check(Some(Malware), likely(&[]), Some((0.0111, 0.9)));
        check(Some(Malware), likely(&[(None, 1.0)]), Some((0.0111, 0.9)));
        // As likely as it says, among the labels.
        let two = [(Some(Phishing), 0.6), (Some(Malware), 0.4)];
        check(Some(Phishing), likely(&two), Some((0.6, 0.4)));
        let unsure = [(None, 0.8), (Some(Phishing), 0.15), (Some(Malware), 0.05)];
        check(Some(Phishing), likely(&unsure), Some((0.75, 0.25)));
        check(
            Some(Phishing),
            likely(&[(Some(Phishing), 1.0)]),
            Some((0.999, 0.0)),
        );
        let absurd = [(Some(Phishing), f32::INFINITY), (Some(Malware), f32::NAN)];
        check(Some(Phishing), likely(&absurd), Some((0.999, 0.0)));
        // Not believed.
        check(None, None, None);
        check(None, likely(&two), None);
        check(Some(WebAttack), None, None);
        check(Some(Malware), likely(&two), None);
    }

    #[test]
    fn an_answer_whose_check_failed_moves_nothing_whatever_its_label() {
        let mut found = answer(Some(Label::Phishing), None);
        found.checks[0].passed = false;
        assert_eq!(found.log_likelihoods(), None);
    }

    proptest! {
        #[test]
        fn no_label_is_impossible(
            probabilities in prop::collection::vec(any::<f32>(), 0..11),
            best in 0usize..2,
        ) {
            let label = [Label::Phishing, Label::Malware][best];
            let scores = Label::ALL.into_iter().map(Some).chain([None]).zip(probabilities);
            let scores: Vec<_> = scores.collect();
            if let Some(found) = answer(Some(label), likely(&scores)).log_likelihoods() {
                let sum: f32 = found.iter().map(|l| l.exp()).sum();
                prop_assert!((sum - 1.0).abs() < 1e-4, "{sum}");
                prop_assert!(found.iter().all(|l| l.exp() > 0.9 * FLOOR && *l <= 0.0), "{found:?}");
                prop_assert!(found.iter().all(|l| *l <= found[label.index()]));
            }
        }
    }
}
