//! What the passes after the first say of themselves and of a row.

use taxonomy::Label;
use triage::passes::{Beside, Heard, Passes, Stage, Tally, Touched};
use triage::{Decision, UncertainReason};

fn decision(label: Option<Label>) -> Decision {
    Decision {
        label,
        reason: label.is_none().then_some(UncertainReason::LowConfidence),
    }
}

#[test]
fn what_was_said_stands_beside_what_was_decided() {
    let (mail, code) = (Some(Label::Phishing), Some(Label::Malware));
    let check = |said, believed, before, expected| {
        let beside = Beside::of(said, believed, &decision(before));
        assert_eq!(beside, expected, "{said:?} {before:?}");
    };
    check(mail, true, mail, Beside::Agreed);
    check(None, true, None, Beside::Agreed);
    check(code, true, mail, Beside::Otherwise);
    check(mail, true, None, Beside::Otherwise);
    check(None, true, mail, Beside::Uncertain);
    for before in [mail, None] {
        check(None, false, before, Beside::NotBelieved);
        check(mail, false, before, Beside::NotBelieved);
    }
}

#[test]
fn every_row_is_counted_once_and_found_by_what_it_was_counted_as() {
    let mut tally = Tally::default();
    for (rows, beside) in (1..).zip(Beside::ALL) {
        (0..rows).for_each(|_| tally.note(beside));
    }
    for (rows, beside) in (1..).zip(Beside::ALL) {
        assert_eq!(tally.of(beside), rows, "{beside:?}");
        for changed in [false, true] {
            let heard = Some(Heard { beside, changed });
            let found: Vec<_> = Touched::ALL.into_iter().filter(|t| t.fits(heard)).collect();
            let mut expected = vec![Touched::Asked, Touched::of(beside)];
            if changed {
                expected.insert(1, Touched::Changed);
            }
            assert_eq!(found, expected, "{heard:?}");
        }
    }
    assert_eq!(tally.total(), 1 + 2 + 3 + 4);
    assert!(Touched::ALL.into_iter().all(|touched| !touched.fits(None)));
}

#[test]
fn a_view_shows_its_own_pass_and_those_before() {
    let check = |id: &str, shown: [bool; 2]| {
        let passes = Passes::from_id(id).expect("a view");
        assert_eq!(passes.id(), id);
        assert_eq!(Stage::ALL.map(|stage| passes.show(stage)), shown, "{id}");
    };
    check("all", [true, true]);
    check("second", [true, false]);
    check("first", [false, false]);
    assert_eq!(Passes::from_id("none"), None);
    assert_eq!(Touched::from_id("not_believed"), Some(Touched::NotBelieved));
}
