//! What holds for every text, every score and every setting.

mod common;

use classifier::Scores;
use common::{any_scores, any_text, record};
use proptest::prelude::*;
use taxonomy::Label;
use text::Document;
use triage::{Mode, Settings, Triage, quick_risk};

fn settings(threshold: f32) -> Settings {
    Settings {
        threshold,
        ..Settings::of(Mode::Default)
    }
}

/// The same scores with the share `benign` given to benign activity, the others keeping their
/// proportions.
fn with_benign(scores: &Scores, benign: f32) -> Scores {
    let at = Label::BenignActivity.index();
    let rest: f32 = 1.0 - scores.probabilities[at];
    let mut other = *scores;
    for (i, probability) in other.probabilities.iter_mut().enumerate() {
        *probability = if i == at {
            benign
        } else if rest > 0.0 {
            *probability * (1.0 - benign) / rest
        } else {
            (1.0 - benign) / 9.0
        };
    }
    other
}

fn all_spans_lie_in_the_text(triage: &Triage) {
    for hit in &triage.techniques {
        assert!(hit.spans.is_sorted());
        for span in &hit.spans {
            let found = triage.input.text.get(span.range());
            assert!(found.is_some_and(|found| !found.is_empty()), "{}", hit.id);
        }
    }
}

proptest! {
    #[test]
    fn risk_is_the_clamped_sum_of_its_parts(
        text in any_text(), scores in any_scores(), threshold in 0.0_f32..=1.0,
    ) {
        let risk = record(&text, scores, &settings(threshold)).risk;
        let sum: f32 = risk.parts.iter().map(|part| part.points).sum();
        prop_assert!((f32::from(risk.score) - sum.clamp(0.0, 100.0)).abs() <= 0.51);
        prop_assert!(risk.score <= 100);
        prop_assert!((0.0..=1.0).contains(&risk.false_positive));
        for part in &risk.parts {
            prop_assert!(part.why.ends_with('.') && part.points.is_finite());
        }
    }

    #[test]
    fn a_row_says_what_its_record_says(
        text in any_text(), scores in any_scores(), threshold in 0.0_f32..=1.0,
    ) {
        let triage = record(&text, scores, &settings(threshold));
        let quick = quick_risk(&text, &Document::new(&text), &scores, &triage.decision);
        let full = (triage.risk.score, triage.risk.severity, triage.risk.priority);
        prop_assert_eq!((quick.score, quick.severity, quick.priority), full);
        all_spans_lie_in_the_text(&triage);
    }

    #[test]
    fn deciding_again_is_deciding_anew(
        text in any_text(), scores in any_scores(), one in 0.0_f32..=1.0, two in 0.0_f32..=1.0,
    ) {
        let before = record(&text, scores, &settings(one));
        let after = record(&text, scores, &settings(two));
        prop_assert_eq!(&before.with_settings(settings(two)), &after);
        let mut back = after;
        back.redecide(settings(one));
        prop_assert_eq!(back, before);
    }

    #[test]
    fn more_certainty_that_it_is_benign_never_raises_the_risk(
        text in any_text(), scores in any_scores(), one in 0.5_f32..=1.0, two in 0.5_f32..=1.0,
    ) {
        let (less, more) = (one.min(two), one.max(two));
        let risk = |benign| {
            let scores = Scores { out_of_domain: 0.0, ..with_benign(&scores, benign) };
            record(&text, scores, &Settings::default()).risk
        };
        let (less, more) = (risk(less), risk(more));
        prop_assert!(more.score <= less.score, "{less:#?} {more:#?}");
        prop_assert!(more.false_positive >= less.false_positive - 1e-5);
    }

    #[test]
    fn a_record_survives_its_json(text in any_text(), scores in any_scores()) {
        let triage = record(&text, scores, &Settings::default());
        let json = serde_json::to_string(&triage).unwrap();
        let back: Triage = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(serde_json::to_string(&back).unwrap(), json);
    }
}
