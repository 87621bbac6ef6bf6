//! Which rows are asked about, and in which order.

mod common;

use common::spread;
use proptest::prelude::*;
use taxonomy::Label;
use triage::policy::{Ask, worst_first};

const BOUND: f32 = 0.15;

#[test]
fn the_unsure_are_asked_about_and_the_worst_first() {
    let rows = [
        (1, spread(Label::Malware, 0.95)),
        (2, spread(Label::Malware, 0.55)),
        (3, spread(Label::Phishing, 0.30)),
        (4, spread(Label::Phishing, 0.79)),
        (5, spread(Label::Phishing, 0.30)),
    ];
    let check = |ask: Ask, budget: usize, want: &[u64]| {
        assert_eq!(
            worst_first(rows, ask, BOUND, budget),
            want,
            "{ask:?} {budget}"
        );
    };
    check(Ask::Unsure, 9, &[3, 5, 2, 4]);
    check(Ask::Unsure, 2, &[3, 5]);
    check(Ask::Everything, 9, &[3, 5, 2, 4, 1]);
    check(Ask::Nothing, 9, &[]);
    check(Ask::Unsure, 0, &[]);
}

#[test]
fn a_text_near_the_bound_is_asked_about_however_sure_its_label() {
    let mut scores = spread(Label::Malware, 0.99);
    scores.out_of_domain = BOUND * 0.6;
    assert!(Ask::Unsure.wants(&scores, BOUND));
    scores.out_of_domain = BOUND * 0.4;
    assert!(!Ask::Unsure.wants(&scores, BOUND));
}

proptest! {
    #[test]
    fn a_larger_budget_only_adds(doubts in proptest::collection::vec(0.11f32..1.0, 0..60), budget in 0usize..60) {
        let rows: Vec<_> = doubts.iter().zip(1..).map(|(p, row)| (row, spread(Label::WebAttack, *p))).collect();
        let some = worst_first(rows.clone(), Ask::Unsure, BOUND, budget);
        let all = worst_first(rows, Ask::Unsure, BOUND, usize::MAX);
        prop_assert_eq!(&all[..some.len()], &some[..]);
        prop_assert!(some.len() == budget.min(all.len()));
    }
}
