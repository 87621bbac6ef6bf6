//! The third pass as the store keeps it: a language model's answers on rows that were unsure after the
//! second, beside all that was there.

use std::sync::Arc;
use std::time::Duration;

use classifier::Scores;
use opinion::Answer;
use proptest::prelude::*;
use store::{
    Batches, Counted, End, Limits, Memory, NewBatch, PassEnd, Revision, Said, Step, StoreError,
};
use taxonomy::Label;
use triage::Settings;
use triage::batch::{Query, RowError};
use triage::passes::{Pass, Passes, Stage, State, Tally, Touched};
use triage::policy::unsure;

use crate::common::*;

/// What a model that says this is heard to say; a text that is none of its labels is not believed.
fn answer(said: &str) -> Arc<Counted> {
    let said = format!(r#"{{"label": "{said}", "mitre_ids": [], "rationale": "It is so."}}"#);
    let judged = opinion::judge("a phishing mail with malware in it", &said);
    let answer = Answer::new(judged, "m-1".to_owned(), Duration::from_secs(2));
    Arc::new(Counted::shown(answer))
}

fn told(row: u64, said: &str, pooled: Scores) -> Revision {
    Revision {
        row,
        pooled,
        standings: standings(&pooled),
        said: Said::Answer(answer(said)),
        micros: Some(2_000_000),
    }
}

/// Six rows after their second pass: 1 was sure; 2 and 3 are sure now; 4, 5 and 6 are still unsure, of
/// which 6 has no label that reaches the threshold. The third pass runs.
fn asked_twice() -> (Memory, String) {
    let store = Memory::default();
    let first = [0.95, 0.6, 0.6, 0.6, 0.7, 0.6].map(|p| scores(Label::Malware, p));
    let id = begun(&store, &first);
    let now = [0.9, 0.85, 0.65, 0.75, 0.5];
    let found = (2..).zip(now);
    let found = found.map(|(row, p)| revision(row, scores(Label::Malware, p)));
    revise(&store, &id, found.collect()).unwrap();
    store
        .advance(&id, Stage::Second, Step::End(PassEnd::Finished))
        .unwrap();
    store.advance(&id, Stage::Third, Step::Begin).unwrap();
    (store, id)
}

fn third(store: &Memory, id: &str) -> Pass {
    store.status(id).unwrap().third_pass
}

fn rows(store: &Memory, id: &str, query: Query) -> Vec<u64> {
    let page = store.page(id, &query, &Settings::default()).unwrap();
    page.rows.iter().map(|row| row.row).collect()
}

#[test]
fn it_gets_what_is_unsure_after_the_second() {
    let store = Memory::default();
    let first = [0.95, 0.6, 0.7].map(|p| scores(Label::Malware, p));
    let id = begun(&store, &first);
    let check = |certain, wanted, left, unasked: &[u64]| {
        let status = store.status(&id).unwrap();
        let pass = &status.third_pass;
        assert_eq!((pass.certain, pass.wanted), (certain, wanted));
        assert_eq!(status.left(Stage::Third), left);
        let rows = store.unasked(&id, Stage::Third, 9);
        assert_eq!(rows.as_deref(), Ok(unasked));
    };
    check(1, 2, 0, &[]);
    let sure = scores(Label::Malware, 0.9);
    revise(&store, &id, vec![revision(2, sure)]).unwrap();
    check(2, 1, 0, &[]);
    let unsure = scores(Label::Phishing, 0.6);
    revise(&store, &id, vec![revision(3, unsure)]).unwrap();
    check(2, 1, 1, &[3]);
    // A second judge may also take away what the first was sure of.
    revise(&store, &id, vec![revision(1, unsure)]).unwrap();
    check(1, 2, 2, &[1, 3]);

    store.advance(&id, Stage::Third, Step::Begin).unwrap();
    let found = vec![told(1, "phishing", unsure)];
    store.revise(&id, Stage::Third, found, Vec::new()).unwrap();
    check(1, 2, 1, &[3]);
}

#[test]
fn without_a_second_pass_it_gets_what_the_first_is_unsure_of() {
    let store = Memory::default();
    let new = NewBatch {
        second_pass: Pass::default(),
        ..new_batch()
    };
    let id = store.create(new).unwrap().id;
    let first = [0.95, 0.6, 0.7].map(|p| scores(Label::Malware, p));
    let all = (1..).zip(first).map(|(number, scores)| row(number, scores));
    store.append(&id, all.collect(), Vec::new(), 0).unwrap();
    store.end(&id, End::Finished).unwrap();
    assert_eq!(store.unasked(&id, Stage::Third, 9), Ok(vec![2, 3]));
    assert_eq!(store.status(&id).unwrap().left(Stage::Third), 2);

    store.advance(&id, Stage::Third, Step::Begin).unwrap();
    let moved = scores(Label::Phishing, 0.9);
    let found = vec![told(2, "phishing", moved)];
    store.revise(&id, Stage::Third, found, Vec::new()).unwrap();
    // Should a second pass begin after all, that row is past it.
    store.advance(&id, Stage::Second, Step::Queue).unwrap();
    store.advance(&id, Stage::Second, Step::Begin).unwrap();
    assert_eq!(store.unasked(&id, Stage::Second, 9), Ok(vec![3]));
    let pass = store.status(&id).unwrap().second_pass;
    assert_eq!((pass.wanted, pass.overtaken, pass.left()), (2, 1, 1));
    let late = revision(2, scores(Label::WebAttack, 0.9));
    revise(&store, &id, vec![late]).unwrap();
    let stored = store.row(&id, 2).unwrap();
    assert_eq!(stored.seen(Passes::All).0, &moved);
    assert_eq!(stored.second, None);
    assert_eq!(store.status(&id).unwrap().second_pass.asked, 0);
}

#[test]
fn what_was_said_is_counted_filtered_and_told_by_row() {
    let (store, id) = asked_twice();
    let known = |row| *store.row(&id, row).unwrap().seen(Passes::Second).0;
    let found = vec![
        told(4, "malware", known(4)),
        told(5, "phishing", scores(Label::Phishing, 0.8)),
        Revision {
            micros: None,
            ..told(6, "alien", known(6))
        },
    ];
    let silent = |row| RowError {
        row,
        message: format!("row {row} was too much"),
    };
    let missed = vec![silent(2), silent(3)];
    store
        .revise(&id, Stage::Third, found, missed.clone())
        .unwrap();
    let pass = third(&store, &id);
    let expected = Tally {
        agreed: 1,
        otherwise: 1,
        not_believed: 1,
        ..Tally::default()
    };
    assert_eq!((pass.said, pass.said.total()), (expected, pass.asked));
    assert_eq!((pass.asked, pass.texts, pass.changed), (3, 2, 1));
    assert_eq!((pass.failed, pass.left()), (2, 0));
    assert_eq!(pass.errors, missed);
    // Three rows not asked, at the mean of two texts.
    assert_eq!((pass.seconds, pass.seconds_saved), (4.0, Some(6.0)));

    for passes in [Passes::All, Passes::Second, Passes::First] {
        let check = |touched, expected: &[u64]| {
            let query = Query {
                third: Some(touched),
                passes,
                ..Query::default()
            };
            assert_eq!(rows(&store, &id, query), expected, "{touched:?} {passes:?}");
        };
        check(Touched::Asked, &[4, 5, 6]);
        check(Touched::Agreed, &[4]);
        check(Touched::Otherwise, &[5]);
        check(Touched::NotBelieved, &[6]);
        check(Touched::Uncertain, &[]);
        check(Touched::Changed, &[5]);
    }
    let settings = Settings::default();
    let summary = store.summary(&id, &Query::default(), &settings).unwrap();
    assert_eq!((summary.third, summary.third_changed), (expected, 1));
    assert_eq!(summary.asked, 5, "the second opinions are still counted");

    let page = store.page(&id, &Query::default(), &settings).unwrap();
    let change = page.rows[4].third.clone().unwrap();
    assert_eq!(
        (change.by.as_str(), change.said),
        ("m-1", Some(Label::Phishing))
    );
    assert_eq!(change.before.label, Some(Label::Malware));
    assert_eq!(change.after.label, Some(Label::Phishing));
    assert_eq!(page.rows[0].third, None);
    let stored = store.row(&id, 5).unwrap();
    assert_eq!(stored.answer(Passes::All), Some(&*answer("phishing")));
    for passes in [Passes::Second, Passes::First] {
        assert_eq!(stored.answer(passes), None);
    }
}

#[test]
fn each_view_shows_the_batch_as_it_was_then() {
    let (store, id) = asked_twice();
    let queries = [Passes::First, Passes::Second, Passes::All].map(through);
    let [first, second, _] = queries.clone().map(|query| seen(&store, &id, &query));
    let moved = scores(Label::Phishing, 0.9);
    let found = vec![told(4, "phishing", moved)];
    store.revise(&id, Stage::Third, found, Vec::new()).unwrap();
    let [first_now, second_now, all] = queries.map(|query| seen(&store, &id, &query));
    assert_eq!(all.2[3], (4, moved));
    for (mut now, before) in [(first_now, first), (second_now, second)] {
        now.0.rows[3].third = None;
        (now.1.third, now.1.third_changed) = (Tally::default(), 0);
        assert_eq!(now, before);
    }
}

#[test]
fn answers_count_against_the_bytes_where_they_were_paid_for() {
    let room = |answers: Vec<Revision>| {
        let taken = |bytes| {
            let store = Memory::new(Limits {
                bytes,
                ..Limits::default()
            });
            let new = NewBatch {
                second_pass: Pass::default(),
                ..new_batch()
            };
            let id = store.create(new).unwrap().id;
            let all = (1..=2).map(|number| row(number, scores(Label::Malware, 0.6)));
            store.append(&id, all.collect(), Vec::new(), 0)?;
            store.advance(&id, Stage::Third, Step::Begin)?;
            store.revise(&id, Stage::Third, answers.clone(), Vec::new())
        };
        let fits = (10..20_000).step_by(10).find(|bytes| taken(*bytes).is_ok());
        let fits = fits.expect("less than twenty kilobytes");
        assert!(matches!(taken(fits - 10), Err(StoreError::Full { .. })));
        fits
    };
    let known = scores(Label::Malware, 0.6);
    let one = room(vec![told(1, "malware", known)]);
    let shared = Revision {
        micros: None,
        ..told(2, "malware", known)
    };
    let twins = room(vec![told(1, "malware", known), shared]);
    let two = room(vec![told(1, "malware", known), told(2, "malware", known)]);
    assert!(one < twins && twins < two, "{one} {twins} {two}");
}

#[test]
fn another_judge_is_named_everywhere_and_ends_what_the_last_was_asked() {
    let check = |steps: &[Step], judge: Result<&str, &str>, expected: (State, Option<&str>)| {
        let store = Memory::default();
        let id = store.create(new_batch()).unwrap().id;
        for step in steps {
            store.advance(&id, Stage::Third, step.clone()).unwrap();
        }
        let aside = begun(&store, &[scores(Label::Malware, 0.6)]);
        store.discard(&aside).unwrap();
        let mut watcher = store.watch(&id).unwrap();
        watcher.mark_unchanged();
        store
            .appoint(Stage::Third, judge, "it was switched off")
            .unwrap();
        assert!(watcher.has_changed().unwrap(), "who looks on is told");
        let pass = third(&store, &id);
        assert_eq!((pass.state, pass.reason.as_deref()), expected, "{steps:?}");
        assert_eq!(pass.judge.as_deref(), judge.ok(), "{steps:?}");
        let second = store.status(&id).unwrap().second_pass;
        assert_eq!(second.state, State::Waiting, "it has a judge of its own");
        store.restore(&aside).unwrap();
        assert_eq!(third(&store, &aside).judge.as_deref(), judge.ok());
    };
    let gone = (State::Stopped, Some("it was switched off"));
    check(&[], Ok("m-2"), gone);
    check(&[Step::Begin], Ok("m-2"), gone);
    check(&[Step::Begin], Err("nobody"), gone);
    let over = [Step::Begin, Step::End(PassEnd::Finished)];
    check(&over, Ok("m-2"), (State::Finished, None));
    check(&over, Err("nobody"), (State::Finished, None));
    let why = || PassEnd::Failed("it died".to_owned());
    let failed = [Step::Begin, Step::End(why())];
    check(&failed, Ok("m-2"), (State::Failed, Some("it died")));

    let store = Memory::default();
    let new = NewBatch {
        third_pass: Pass::default(),
        ..new_batch()
    };
    let id = store.create(new).unwrap().id;
    for (judge, reason) in [(Err("nobody"), Some("nobody")), (Ok("m-2"), None)] {
        store.appoint(Stage::Third, judge, "gone").unwrap();
        let pass = third(&store, &id);
        assert_eq!((pass.state, pass.reason.as_deref()), (State::Off, reason));
    }
}

#[test]
fn only_a_pass_that_runs_takes_answers_and_counts_afresh_when_begun_again() {
    let (store, id) = asked_twice();
    let known = scores(Label::Malware, 0.6);
    let tell = |row, failed: u64| {
        let found = vec![told(row, "malware", known)];
        let missed = (0..failed).map(|row| RowError {
            row,
            message: "it said nothing".to_owned(),
        });
        store.revise(&id, Stage::Third, found, missed.collect())
    };
    assert_eq!(tell(4, 30), Ok(()));
    store.advance(&id, Stage::Third, Step::Yield).unwrap();
    assert_eq!(tell(5, 0), Err(StoreError::Closed));
    store.advance(&id, Stage::Third, Step::Begin).unwrap();
    let pass = third(&store, &id);
    assert_eq!(pass.failed, 30, "it only let others go first");
    assert_eq!(pass.errors.len(), 20, "all are counted, not all are kept");
    let failed = Step::End(PassEnd::Failed("it died".to_owned()));
    store.advance(&id, Stage::Third, failed).unwrap();
    let pass = third(&store, &id);
    assert_eq!(
        (pass.state, pass.reason.as_deref()),
        (State::Failed, Some("it died"))
    );
    store.advance(&id, Stage::Third, Step::Queue).unwrap();
    let pass = third(&store, &id);
    assert_eq!((pass.failed, pass.reason, pass.asked), (0, None, 1));
    assert!(pass.errors.is_empty());
    assert_eq!(
        store.status(&id).unwrap().second_pass.state,
        State::Finished
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// In whatever order opinions come in, the pass as a whole says what its rows say.
    #[test]
    fn counts_are_those_of_the_rows(
        first in prop::collection::vec(any_scores(), 1..40),
        found in prop::collection::vec((any::<bool>(), 1u64..40, any_scores(), 0usize..4), 0..80),
    ) {
        let store = Memory::default();
        let id = begun(&store, &first);
        store.advance(&id, Stage::Third, Step::Begin).unwrap();
        for (is_third, row, pooled, said) in found {
            if row > first.len() as u64 {
                continue;
            }
            let said = ["phishing", "malware", "uncertain", "alien"][said];
            let (stage, opinion) = if is_third {
                (Stage::Third, told(row, said, pooled))
            } else {
                (Stage::Second, revision(row, pooled))
            };
            store.revise(&id, stage, vec![opinion], Vec::new()).unwrap();
        }
        let settings = Settings::default();
        let rows = store.rows_after(&id, &Query::default(), &settings, 0, 1_000).unwrap();
        let [mut second, mut third] = [Pass::default(), Pass::default()];
        for row in &rows {
            let known = row.seen(Passes::Second).0;
            let (was_unsure, is_unsure) = (unsure(&row.scores, BOUND), unsure(known, BOUND));
            second.wanted += u64::from(was_unsure);
            third.wanted += u64::from(is_unsure);
            let past = was_unsure && row.second.is_none() && row.third.is_some();
            second.overtaken += u64::from(past);
            for (pass, opinion, before) in [
                (&mut second, &row.second, &row.scores),
                (&mut third, &row.third, known),
            ] {
                if let Some(opinion) = opinion {
                    let change = opinion.change(before, &settings, BOUND);
                    pass.note(change.heard(), opinion.micros);
                }
            }
        }
        let status = store.status(&id).unwrap();
        for (stage, expected) in [(Stage::Second, second), (Stage::Third, third)] {
            let pass = status.pass(stage);
            let numbers = |pass: &Pass| {
                let Pass { wanted, asked, overtaken, texts, said, changed, .. } = pass.clone();
                (wanted, asked, overtaken, texts, said, changed)
            };
            prop_assert_eq!(numbers(pass), numbers(&expected), "{:?}", stage);
            prop_assert_eq!(pass.certain + pass.wanted, rows.len() as u64);
            prop_assert_eq!(pass.said.total(), pass.asked);
            // Who may be asked next is who is wanted and was not.
            let left = store.unasked(&id, stage, 1_000).unwrap();
            let expected = rows.iter().filter(|row| {
                let known = match stage {
                    Stage::Second => row.second.is_none().then_some(&row.scores),
                    Stage::Third => row.second.as_ref().map(|second| &second.pooled),
                };
                row.third.is_none() && known.is_some_and(|scores| unsure(scores, BOUND))
            });
            prop_assert_eq!(left.len(), expected.count());
        }
    }
}
