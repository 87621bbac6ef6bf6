//! What a language model's opinion makes of scores: nothing without weight, and never nonsense.

mod common;

use classifier::{Model, Parameters, Scores};
use common::{BOUND, any_scores, between, spread};
use proptest::prelude::*;
use taxonomy::Label;
use triage::policy::{MOST_WEIGHT, pool};
use triage::{Engine, Opinion, Settings, Source, UncertainReason};

/// Logarithms of `probability` on `label` and the rest spread evenly.
fn likely(label: Label, probability: f32) -> [f32; Label::COUNT] {
    spread(label, probability).probabilities.map(f32::ln)
}

#[test]
fn opinions_are_multiplied() {
    use Label::{Malware, Phishing};
    // Probability of phishing before, the language model's label and its likelihood, its weight;
    // probability of phishing after, and whether the two disagree.
    let check = |before: f32, told: (Label, f32), weight: f32, after: f32, contested: bool| {
        let scores = between(Phishing, before, Malware);
        let pooled = pool(&scores, &likely(told.0, told.1), weight);
        let found = pooled.probabilities[Phishing.index()];
        let case = format!("{before} {told:?} {weight}");
        assert!((found - after).abs() < 1e-4, "{case}: {found}");
        assert_eq!(pooled.contested, contested, "{case}");
        assert_eq!(pooled.out_of_domain, scores.out_of_domain);
    };
    // Odds times odds: 1.5 x 9 * 0.9 / 0.1.
    check(0.6, (Phishing, 0.9), 1.0, 121.5 / 122.5, false);
    check(0.6, (Phishing, 0.9), 0.5, 13.5 / 14.5, false);
    check(0.6, (Malware, 0.9), 1.0, 1.5 / 82.5, true);
    check(0.6, (Malware, 0.9), 0.0, 0.6, false);
    check(0.6, (Malware, 0.9), -1.0, 0.6, false);
    check(0.6, (Malware, 0.9), f32::NAN, 0.6, false);
    // No more than two.
    check(0.5, (Phishing, 0.9), 2.0, 6561.0 / 6562.0, false);
    check(0.5, (Phishing, 0.9), 99.0, 6561.0 / 6562.0, false);
    // No opinion.
    check(0.6, (Malware, 0.1), 1.0, 0.6, false);
}

#[test]
fn a_decision_follows() {
    use Label::{Malware, Phishing};
    let settings = Settings::default();
    let check =
        |before: Scores, told: [f32; 10], weight: f32, wanted: Result<Label, UncertainReason>| {
            let decision = settings.decide(&pool(&before, &told, weight), BOUND);
            let found = decision
                .label
                .ok_or_else(|| decision.reason.expect("one of the two"));
            assert_eq!(found, wanted, "{before:?} {told:?} {weight}");
        };
    let unsure = between(Phishing, 0.48, Malware);
    check(
        between(Phishing, 0.45, Malware),
        likely(Phishing, 0.9),
        0.2,
        Ok(Phishing),
    );
    check(
        spread(Phishing, 0.4),
        likely(Phishing, 0.9),
        0.5,
        Ok(Phishing),
    );
    // What was answered is not any more.
    check(
        spread(Phishing, 0.6),
        likely(Malware, 0.9),
        0.5,
        Err(UncertainReason::OpinionsDisagree),
    );
    check(unsure, likely(Malware, 0.9), 0.0, Ok(Malware));
    // A text that is no incident stays none.
    let outside = Scores {
        out_of_domain: 0.95,
        ..unsure
    };
    check(
        outside,
        likely(Malware, 0.99),
        2.0,
        Err(UncertainReason::OutOfDomain),
    );
}

#[test]
fn a_record_is_decided_anew_where_an_opinion_weighs() {
    use Label::{Malware, Phishing};
    // It knows no word and turns nothing away.
    let parameters = Parameters {
        out_of_domain_bound: 1.0,
        ..Parameters::default()
    };
    let model = Model::from_bytes(&classifier::encode(&parameters)).expect("a model");
    let engine = Engine::new(model);
    let check = |told: Option<[f32; 10]>, weight: f32, wanted: Option<Label>| {
        let mut record = engine.triage("a mail", &Settings::default(), Source::Page);
        let alone = record.clone();
        let opinion = Opinion::of_language_model(Some(Malware), "m", 5);
        engine.language_opinion(&mut record, opinion.clone(), told, weight);
        assert_eq!(record.opinions.last(), Some(&opinion), "appended");
        assert_eq!(record.opinions[..1], alone.opinions[..], "and nothing else");
        assert_eq!(
            record.decision.label, wanted,
            "{weight}: {:?}",
            record.scores
        );
        if let Some(label) = wanted {
            assert_eq!(record.base, label);
            assert_eq!(
                record.scores.max(),
                record.scores.probabilities[label.index()]
            );
            assert!(record.margin > alone.margin && record.entropy < alone.entropy);
            assert_ne!(record.risk, alone.risk);
        } else {
            record.opinions.pop();
            assert_eq!(record, alone);
        }
    };
    check(Some(likely(Malware, 0.95)), 1.0, Some(Malware));
    check(Some(likely(Phishing, 0.95)), 1.0, Some(Phishing));
    check(Some(likely(Malware, 0.95)), 0.0, None);
    check(None, 1.0, None);
}

fn any_likelihoods() -> impl Strategy<Value = [f32; 10]> {
    prop_oneof![
        prop::array::uniform10(-12.0_f32..0.0),
        prop::array::uniform10(any::<f32>()),
        prop::array::uniform10(prop_oneof![
            Just(f32::NEG_INFINITY),
            Just(f32::MAX),
            Just(0.0_f32)
        ]),
    ]
}

proptest! {
    #[test]
    fn pooling_is_total(scores in any_scores(), told in any_likelihoods(), weight: f32) {
        let pooled = pool(&scores, &told, weight);
        let sum: f32 = pooled.probabilities.iter().sum();
        prop_assert!((sum - 1.0).abs() < 1e-5 || pooled == scores, "{sum}");
        prop_assert!(pooled.probabilities.iter().all(|p| (0.0..=1.0).contains(p)), "{pooled:?}");
        prop_assert_eq!(pooled.out_of_domain, scores.out_of_domain);
    }

    #[test]
    fn no_weight_moves_no_bit(scores in any_scores(), told in any_likelihoods(), contested: bool) {
        let scores = Scores { contested, ..scores };
        prop_assert_eq!(pool(&scores, &told, 0.0), scores);
        prop_assert_eq!(pool(&scores, &[f32::NAN; 10], 1.0), scores);
    }

    #[test]
    fn agreement_never_lowers_a_label(
        scores in any_scores(),
        told in prop::array::uniform10(-12.0_f32..0.0),
        weight in 0.0..=MOST_WEIGHT,
    ) {
        let base = scores.base().index();
        let mut told = told;
        let best = (0..10).max_by(|a, b| told[*a].total_cmp(&told[*b])).expect("ten");
        told.swap(base, best);
        let pooled = pool(&scores, &told, weight);
        prop_assert_eq!(pooled.base(), scores.base());
        prop_assert!(!pooled.contested);
        prop_assert!(pooled.max() >= scores.max() - 1e-5, "{} {}", scores.max(), pooled.max());
    }

    #[test]
    fn more_weight_moves_further(
        scores in any_scores(),
        told in prop::array::uniform10(-12.0_f32..0.0),
        less in 0.0..=MOST_WEIGHT,
        more in 0.0..=MOST_WEIGHT,
    ) {
        let (less, more) = (less.min(more), less.max(more));
        let best = (0..10).max_by(|a, b| told[*a].total_cmp(&told[*b])).expect("ten");
        let of = |weight| pool(&scores, &told, weight).probabilities[best];
        prop_assert!(of(more) >= of(less) - 1e-5, "{} {}", of(less), of(more));
    }
}
