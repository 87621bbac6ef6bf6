//! Which rows are asked about, in which order, and when that ends.

mod common;

use std::time::Duration;

use common::spread;
use proptest::prelude::*;
use taxonomy::Label;
use triage::policy::{Ask, Course, End, Outcome, Worst, saved, worst_first};

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

#[test]
fn what_many_rows_have_is_asked_about_once() {
    let check = |most: usize, rows: &[(u64, &'static str, f32)], want: &[(u64, &'static str)]| {
        let mut worst = Worst::new(most);
        for (row, text, p) in rows {
            worst.offer(*row, &spread(Label::Malware, *p), *text);
        }
        let found: Vec<_> = worst.into_rows().collect();
        assert_eq!(found, want, "{most} of {rows:?}");
    };
    check(9, &[], &[]);
    check(9, &[(1, "a", 0.5), (2, "a", 0.5)], &[(1, "a")]);
    check(
        2,
        &[(1, "a", 0.3), (2, "a", 0.3), (3, "a", 0.3), (4, "b", 0.4)],
        &[(1, "a"), (4, "b")],
    );
    // What was put out may come again, and stays out.
    check(
        1,
        &[(1, "a", 0.5), (2, "b", 0.3), (3, "a", 0.5)],
        &[(2, "b")],
    );
    check(0, &[(1, "a", 0.5)], &[]);
}

#[test]
fn a_pass_ends_by_its_rules() {
    use Outcome::{Answered, Broken, Failed, Stopped};
    // Each question takes a second. How many are asked, and why no more.
    let check = |time: Option<u64>, outcomes: &[Outcome], asked: usize, end: Option<End>| {
        let mut course = Course::within(time.map(Duration::from_secs));
        let mut spent = 0;
        for outcome in outcomes {
            if !course.goes_on(Duration::from_secs(spent)) {
                break;
            }
            course.note(*outcome);
            spent += 1;
        }
        let case = format!("{time:?} {outcomes:?}");
        assert_eq!((spent as usize, course.end()), (asked, end), "{case}");
        let count = |wanted: &[Outcome]| {
            let asked = outcomes[..asked].iter();
            asked.filter(|outcome| wanted.contains(outcome)).count() as u64
        };
        assert_eq!(course.answered, count(&[Answered]), "{case}");
        assert_eq!(course.failed, count(&[Failed, Broken]), "{case}");
    };
    check(None, &[], 0, None);
    check(None, &[Answered; 9], 9, None);
    check(Some(9), &[Answered; 9], 9, None);
    check(Some(3), &[Answered; 9], 3, Some(End::Time));
    check(Some(0), &[Answered; 9], 0, Some(End::Time));
    check(None, &[Answered, Broken, Answered], 2, Some(End::Broken));
    check(None, &[Answered, Stopped, Answered], 2, Some(End::Time));
    check(None, &[Failed; 9], 3, Some(End::Broken));
    check(
        None,
        &[Failed, Failed, Answered, Failed, Failed, Answered],
        6,
        None,
    );
}

#[test]
fn the_first_reason_to_end_stands() {
    let mut course = Course::within(Some(Duration::from_secs(1)));
    course.note(Outcome::Broken);
    course.note(Outcome::Stopped);
    assert!(!course.goes_on(Duration::from_secs(2)));
    assert_eq!(course.end(), Some(End::Broken));
}

#[test]
fn what_was_saved_is_measured() {
    let check = |took: u64, answers: u64, rows: u64, want: Option<u64>| {
        let seconds = saved(Duration::from_secs(took), answers, rows);
        assert_eq!(
            seconds,
            want.map(Duration::from_secs),
            "{took} s, {answers} answers, {rows} rows"
        );
    };
    check(10, 5, 100, Some(200));
    check(10, 5, 0, Some(0));
    check(0, 5, 100, Some(0));
    check(10, 0, 100, None);
    check(u64::MAX, 1, 100, None);
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
