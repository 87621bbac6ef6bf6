//! The verdict as a function of scores and settings: a table, then what must hold for all.

mod common;

use classifier::Scores;
use common::{BOUND, any_scores};
use proptest::prelude::*;
use taxonomy::Label;
use triage::{Decision, Mode, Settings, SettingsError, UncertainReason};

/// `first` on phishing, `second` on malware, the rest spread over the others.
fn scores(first: f32, second: f32, out_of_domain: f32) -> Scores {
    let mut probabilities = [(1.0 - first - second) / 8.0; Label::COUNT];
    probabilities[0] = first;
    probabilities[1] = second;
    Scores {
        probabilities,
        out_of_domain,
        contested: false,
    }
}

#[test]
fn verdicts() {
    use UncertainReason::{CloseCall, LowConfidence, OutOfDomain};
    for (first, second, foreign, threshold, expected) in [
        (0.90, 0.05, 0.1, 0.50, None),
        (0.50, 0.30, 0.1, 0.50, None),
        (0.49, 0.30, 0.1, 0.50, Some(LowConfidence)),
        (0.49, 0.40, 0.1, 0.50, Some(CloseCall)),
        (0.55, 0.44, 0.1, 0.50, None),
        (0.55, 0.44, 0.1, 0.60, Some(LowConfidence)),
        (0.52, 0.45, 0.1, 0.60, Some(CloseCall)),
        (0.74, 0.10, 0.1, 0.75, Some(LowConfidence)),
        (0.75, 0.10, 0.1, 0.75, None),
        (0.99, 0.00, 0.8, 0.50, None),
        (0.99, 0.00, 0.81, 0.50, Some(OutOfDomain)),
        (0.30, 0.29, 0.9, 0.50, Some(OutOfDomain)),
        (0.30, 0.10, 0.0, 0.00, None),
        (0.999, 0.0, 0.0, 1.00, Some(LowConfidence)),
    ] {
        let settings = Settings::new(Mode::Default, Some(threshold), None).unwrap();
        let decision = settings.decide(&scores(first, second, foreign), BOUND);
        let case = format!("{first} {second} {foreign} {threshold}");
        assert_eq!(decision.reason, expected, "{case}");
        let label = expected.is_none().then_some(Label::Phishing);
        assert_eq!(decision.label, label, "{case}");
        assert_eq!(
            decision.id(),
            label.map_or("uncertain", Label::id),
            "{case}"
        );
    }
}

#[test]
fn modes_are_named_settings() {
    for (mode, threshold, classes) in [
        (Mode::Default, 0.50, 5),
        (Mode::SocMedium, 0.60, 5),
        (Mode::SocHard, 0.75, 3),
    ] {
        let settings = Settings::of(mode);
        assert_eq!(
            (settings.threshold, settings.max_classes),
            (threshold, classes)
        );
        assert_eq!(Mode::from_id(mode.id()), Some(mode));
    }
}

#[test]
fn settings_out_of_range_are_refused() {
    let new = |threshold, classes| Settings::new(Mode::Default, threshold, classes);
    assert_eq!(new(Some(1.01), None), Err(SettingsError::Threshold(1.01)));
    assert_eq!(new(Some(-0.1), None), Err(SettingsError::Threshold(-0.1)));
    assert!(new(Some(f32::NAN), None).is_err());
    assert_eq!(new(None, Some(0)), Err(SettingsError::MaxClasses(0)));
    assert_eq!(new(None, Some(11)), Err(SettingsError::MaxClasses(11)));
    assert!(new(Some(0.0), Some(1)).is_ok() && new(Some(1.0), Some(10)).is_ok());
}

fn decide(scores: &Scores, threshold: f32) -> Decision {
    let settings = Settings {
        threshold,
        ..Settings::default()
    };
    settings.decide(scores, BOUND)
}

proptest! {
    #[test]
    fn a_label_or_a_reason(scores in any_scores(), threshold in 0.0_f32..=1.0) {
        let decision = decide(&scores, threshold);
        prop_assert!(decision.label.is_some() != decision.reason.is_some());
        prop_assert_eq!(decision, decide(&scores, threshold));
        if let Some(label) = decision.label {
            prop_assert_eq!(label, scores.base());
        }
    }

    #[test]
    fn a_higher_threshold_never_turns_uncertain_into_a_label(
        scores in any_scores(), one in 0.0_f32..=1.0, two in 0.0_f32..=1.0,
    ) {
        let (lower, higher) = (one.min(two), one.max(two));
        if decide(&scores, lower).label.is_none() {
            prop_assert_eq!(decide(&scores, higher).label, None);
        }
    }
}
