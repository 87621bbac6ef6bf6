//! The second pass as the store keeps it: beside the first, never in its place. Long because each
//! question a page can ask is asked before, between and after.

use std::collections::BTreeSet;

use proptest::prelude::*;
use store::{Batches, End, Limits, Memory, PassEnd, Revision, Step, StoreError};
use taxonomy::Label;
use triage::Settings;
use triage::batch::Query;
use triage::passes::{Passes, Stage, State, Touched};

use crate::common::*;

fn touched(second: Touched, passes: Passes) -> Query {
    Query {
        second: Some(second),
        passes,
        ..Query::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Undone it is what it was; not undone, table, numbers and export tell the same of it.
    #[test]
    fn revisions_are_a_view(
        first in prop::collection::vec(any_scores(), 1..60),
        found in prop::collection::btree_map(1u64..60, any_scores(), 0..40),
        piece in 1usize..9,
    ) {
        let store = Memory::default();
        let id = begun(&store, &first);
        let before = seen(&store, &id, &Query::default());
        let found: Vec<_> = found
            .into_iter()
            .filter(|(row, _)| *row <= first.len() as u64)
            .map(|(row, pooled)| revision(row, pooled))
            .collect();
        for piece in found.rchunks(piece) {
            revise(&store, &id, piece.to_vec()).unwrap();
        }

        let mut undone = seen(&store, &id, &through(Passes::First));
        for row in &mut undone.0.rows {
            row.change = None;
        }
        (undone.1.asked, undone.1.changed) = (0, 0);
        undone.0.query.passes = Passes::All;
        prop_assert_eq!(&undone, &before);

        let settings = Settings::default();
        let mut expected = first.clone();
        let mut changed = BTreeSet::new();
        for revision in &found {
            let slot = &mut expected[revision.row as usize - 1];
            let label = |scores| settings.decide(scores, BOUND).label;
            if label(slot) != label(&revision.pooled) {
                changed.insert(revision.row);
            }
            *slot = revision.pooled;
        }
        let (page, summary, export) = seen(&store, &id, &Query::default());
        let shown: Vec<_> = page.rows.iter().map(|row| (row.row, row.scores)).collect();
        let expected: Vec<_> = (1..).zip(expected).collect();
        prop_assert_eq!(&shown, &expected);
        prop_assert_eq!(&export, &expected);
        for row in &page.rows {
            prop_assert_eq!(row.decision, settings.decide(&row.scores, BOUND));
            let standing = standings(&row.scores).under(row.decision);
            prop_assert_eq!((row.risk, row.severity), (standing.risk, standing.severity));
        }
        let status = store.status(&id).unwrap().second_pass;
        prop_assert_eq!((summary.asked, summary.changed), (status.asked, status.changed));
        prop_assert_eq!(status.asked, found.len() as u64);

        for passes in [Passes::All, Passes::First] {
            for (filter, expected) in [
                (Touched::Asked, found.iter().map(|revision| revision.row).collect()),
                (Touched::Changed, changed.clone()),
            ] {
                let (page, summary, export) = seen(&store, &id, &touched(filter, passes));
                let expected: Vec<u64> = expected.into_iter().collect();
                let rows: Vec<u64> = page.rows.iter().map(|row| row.row).collect();
                let exported: Vec<u64> = export.iter().map(|(row, _)| *row).collect();
                prop_assert_eq!(&rows, &expected);
                prop_assert_eq!(&exported, &expected);
                prop_assert_eq!(summary.matching, expected.len() as u64);
            }
        }
    }
}

#[test]
fn a_row_tells_what_it_was_and_by_whom() {
    let store = Memory::default();
    let id = begun(
        &store,
        &[scores(Label::Phishing, 0.4), scores(Label::Malware, 0.9)],
    );
    let pooled = scores(Label::WebAttack, 0.8);
    revise(&store, &id, vec![revision(1, pooled)]).unwrap();
    let page = store
        .page(&id, &Query::default(), &Settings::default())
        .unwrap();
    let change = page.rows[0].change.clone().unwrap();
    assert_eq!((change.by.as_str(), change.is_other()), ("s-1", true));
    // Six tenths lie on the label after phishing.
    assert_eq!(change.before.label, Some(Label::Malware));
    assert_eq!(change.after.label, Some(Label::WebAttack));
    assert_eq!(
        (change.confidence_before, change.confidence_after),
        (0.6, 0.8)
    );
    assert_eq!(page.rows[1].change, None);
    let stored = store.row(&id, 1).unwrap();
    assert_eq!(
        stored.opinion(Stage::Second, Passes::All),
        Some(&revision(1, pooled))
    );
    assert_eq!(stored.opinion(Stage::Second, Passes::First), None);
    assert_eq!(
        stored.scores,
        scores(Label::Phishing, 0.4),
        "the first stays"
    );
}

#[test]
fn an_opinion_stays_and_is_counted_once() {
    let store = Memory::default();
    let id = begun(&store, &[scores(Label::Phishing, 0.7)]);
    revise(
        &store,
        &id,
        vec![revision(1, scores(Label::WebAttack, 0.9))],
    )
    .unwrap();
    let before = store.status(&id).unwrap().second_pass;
    revise(&store, &id, vec![revision(1, scores(Label::Malware, 0.9))]).unwrap();
    assert_eq!(store.status(&id).unwrap().second_pass, before);
    assert_eq!(
        store.row(&id, 1).unwrap().seen(Passes::All).0.base(),
        Label::WebAttack
    );
}

#[test]
fn the_doubtful_are_counted_and_listed_until_asked() {
    let store = Memory::default();
    let first = [0.95, 0.55, 0.99, 0.7, 0.6, 0.85].map(|p| scores(Label::Malware, p));
    let id = begun(&store, &first);
    let check = |limit, expected: &[u64]| {
        assert_eq!(
            store.unasked(&id, Stage::Second, limit).unwrap(),
            expected,
            "{limit}"
        );
    };
    check(9, &[2, 5, 4]);
    check(2, &[2, 5]);
    let pass = store.status(&id).unwrap().second_pass;
    assert_eq!((pass.certain, pass.wanted, pass.left()), (3, 3, 3));
    assert_eq!(pass.seconds_saved, None, "nothing was measured");

    let shared = Revision {
        micros: None,
        ..revision(5, first[4])
    };
    revise(&store, &id, vec![revision(2, first[1]), shared]).unwrap();
    check(9, &[4]);
    let pass = store.status(&id).unwrap().second_pass;
    assert_eq!((pass.asked, pass.texts, pass.left()), (2, 1, 1));
    assert!((pass.seconds - 0.01).abs() < 1e-9);
    // Four rows not asked at ten milliseconds each.
    assert!((pass.seconds_saved.unwrap() - 0.04).abs() < 1e-9);
}

#[test]
fn what_cannot_be_added_changes_nothing() {
    let mut first = vec![scores(Label::Malware, 0.6); 20];
    first[3] = scores(Label::Malware, 0.99);
    let store = Memory::default();
    let id = begun(&store, &first);
    let before = seen(&store, &id, &Query::default());
    let other = scores(Label::WebAttack, 0.9);
    for missing in [0, 21, u64::MAX] {
        let refused = revise(
            &store,
            &id,
            vec![revision(1, other), revision(missing, other)],
        );
        assert_eq!(refused, Err(StoreError::NotFound), "row {missing}");
    }
    assert_eq!(seen(&store, &id, &Query::default()), before);
    assert_eq!(
        revise(&store, "0000000000000000", vec![revision(1, other)]),
        Err(StoreError::NotFound)
    );

    store
        .advance(&id, Stage::Second, Step::End(PassEnd::Stopped))
        .unwrap();
    let refused = revise(&store, &id, vec![revision(1, other)]);
    assert_eq!(refused, Err(StoreError::Closed));
    store.delete(&id).unwrap();
    let refused = revise(&store, &id, vec![revision(1, other)]);
    assert_eq!(refused, Err(StoreError::NotFound));
}

#[test]
fn opinions_count_against_the_bytes() {
    let store = Memory::new(Limits {
        bytes: 3_500,
        ..Limits::default()
    });
    let first = vec![scores(Label::Malware, 0.6); 20];
    let id = begun(&store, &first);
    let all: Vec<_> = (1..=20).map(|row| revision(row, first[0])).collect();
    let mut refused = None;
    for (taken, one) in all.iter().enumerate() {
        if let Err(error) = revise(&store, &id, vec![one.clone()]) {
            refused = Some((taken as u64, error));
            break;
        }
    }
    let (taken, error) =
        refused.expect("twenty rows and twenty opinions are more than 3,500 bytes");
    let full = StoreError::Full {
        what: "bytes",
        limit: 3_500,
    };
    assert_eq!(error, full);
    assert!(taken > 0);
    assert_eq!(store.status(&id).unwrap().second_pass.asked, taken);
}

#[test]
fn a_pass_steps_only_where_it_can() {
    use PassEnd::{BudgetSpent, Failed, Finished, Stopped, Withdrawn};
    let failed = || Failed("it died".to_owned());
    let check = |steps: &[Step], expected: Result<State, StoreError>| {
        for stage in Stage::ALL {
            let store = Memory::default();
            let id = store.create(new_batch()).unwrap().id;
            let mut last = Ok(State::Waiting);
            for step in steps {
                last = store
                    .advance(&id, stage, step.clone())
                    .map(|status| status.pass(stage).state);
            }
            assert_eq!(last, expected, "{stage:?} {steps:?}");
        }
    };
    check(&[Step::Begin], Ok(State::Running));
    check(&[Step::Begin, Step::Begin], Err(StoreError::Closed));
    check(&[Step::Begin, Step::Yield], Ok(State::Waiting));
    check(&[Step::Yield], Err(StoreError::Closed));
    check(&[Step::Queue], Err(StoreError::Closed));
    check(&[Step::Begin, Step::Queue], Err(StoreError::Closed));
    check(&[Step::End(Stopped)], Ok(State::Stopped));
    let gone = || Step::End(Withdrawn("it was switched off".to_owned()));
    check(&[gone()], Ok(State::Stopped));
    check(&[Step::Begin, gone()], Ok(State::Stopped));
    check(
        &[Step::Begin, Step::End(Finished), gone()],
        Ok(State::Finished),
    );
    check(&[Step::End(Finished)], Ok(State::Waiting));
    check(&[Step::Begin, Step::End(Finished)], Ok(State::Finished));
    check(
        &[Step::Begin, Step::End(BudgetSpent)],
        Ok(State::BudgetSpent),
    );
    check(&[Step::Begin, Step::End(failed())], Ok(State::Failed));
    check(
        &[Step::Begin, Step::End(Stopped), Step::End(Finished)],
        Ok(State::Stopped),
    );
    check(
        &[Step::Begin, Step::End(failed()), Step::Queue],
        Ok(State::Waiting),
    );
    check(&[Step::End(Stopped), Step::Begin], Err(StoreError::Closed));
}

#[test]
fn the_end_of_a_batch_ends_its_passes() {
    for (end, expected) in [
        (End::Finished, State::Waiting),
        (End::Cancelled, State::Stopped),
        (End::Failed("cut off".to_owned()), State::Stopped),
    ] {
        let store = Memory::default();
        let id = store.create(new_batch()).unwrap().id;
        let status = store.end(&id, end.clone()).unwrap();
        assert_eq!(status.second_pass.state, expected, "{end:?}");
        assert_eq!(status.third_pass.state, expected, "{end:?}");
    }
    let store = Memory::default();
    let id = begun(&store, &[scores(Label::Malware, 0.6)]);
    store.discard(&id).unwrap();
    store.restore(&id).unwrap();
    assert_eq!(store.status(&id).unwrap().second_pass.state, State::Stopped);
}

#[test]
fn a_watcher_sees_opinions_arrive() {
    let store = Memory::default();
    let first = scores(Label::Malware, 0.6);
    let id = begun(&store, &[first]);
    let mut watcher = store.watch(&id).unwrap();
    watcher.mark_unchanged();
    revise(&store, &id, vec![revision(1, first)]).unwrap();
    assert!(watcher.has_changed().unwrap());
    watcher.mark_unchanged();
    store
        .advance(&id, Stage::Second, Step::End(PassEnd::Finished))
        .unwrap();
    assert!(watcher.has_changed().unwrap());
}
