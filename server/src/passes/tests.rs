//! The passes with judges that cost nothing and do as they are told. Long because each way a pass can
//! end is tried.

use std::sync::{Condvar, Mutex};
use std::time::Instant;

use classifier::{Model, Scores};
use store::{End, Memory, NewBatch, NewRow, Said, Standings};
use taxonomy::{Label, Priority, Severity};
use triage::policy::Outcome;

use super::judge::{Miss, Opinion, Patience, Replies, Size};
use super::*;

/// What a question costs the judge for each text.
const MICROS: u64 = 100_000;
/// Texts of one question.
const TEXTS: usize = 8;
const QUESTION: u64 = TEXTS as u64;

/// Says phishing to everything, and writes down what it was asked.
#[derive(Default)]
struct Fake {
    /// How sure it is of it.
    sure: f32,
    heard: Mutex<Vec<String>>,
    /// Questions it answers before it dies.
    lives: Option<usize>,
    questions: Mutex<usize>,
    /// Held by a test, it makes the judge wait.
    gate: (Mutex<bool>, Condvar),
}

impl Fake {
    fn new() -> Self {
        Self {
            sure: 0.9,
            ..Self::default()
        }
    }

    fn mortal(lives: usize) -> Self {
        Self {
            lives: Some(lives),
            ..Self::new()
        }
    }

    /// One who leaves every text as unsure as it was.
    fn unsure() -> Self {
        Self {
            sure: 0.6,
            ..Self::new()
        }
    }

    fn shut(&self, shut: bool) {
        *self.gate.0.lock().unwrap() = shut;
        self.gate.1.notify_all();
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

impl Judge for Fake {
    fn id(&self) -> &str {
        "fake-1"
    }

    fn question(&self) -> Size {
        Size {
            texts: TEXTS,
            characters: 4_000,
            read: 1_200,
        }
    }

    fn ask(&self, texts: &[(&str, Scores)], patience: &Patience<'_>) -> Replies {
        self.heard
            .lock()
            .unwrap()
            .extend(texts.iter().map(|(text, _)| (*text).to_owned()));
        let mut shut = self.gate.0.lock().unwrap();
        while *shut {
            shut = self.gate.1.wait(shut).unwrap();
        }
        drop(shut);
        if texts.iter().any(|(text, _)| *text == "patient") {
            while (patience.wanted)() {
                std::thread::sleep(Duration::from_millis(2));
            }
            return Replies::default();
        }
        assert!(texts.iter().all(|(text, _)| *text != "a bug"), "on purpose");
        let mut questions = self.questions.lock().unwrap();
        *questions += 1;
        if self.lives.is_some_and(|lives| *questions > lives) {
            return Replies::broken("the model's process died");
        }
        let answer = |text: &str| {
            if text.starts_with("mute") {
                return Err(Miss {
                    outcome: Outcome::Failed,
                    why: "it said nothing".to_owned(),
                });
            }
            Ok(Opinion {
                pooled: scores(self.sure),
                said: Said::Scores {
                    own: scores(self.sure),
                    judge: self.id().into(),
                },
                micros: MICROS,
            })
        };
        let ended = texts.iter().map(|(text, _)| answer(text));
        Replies {
            ended: ended.enumerate().collect(),
            took: Duration::from_micros(MICROS * texts.len() as u64),
        }
    }
}

/// Phishing at that probability.
fn scores(p: f32) -> Scores {
    let mut probabilities = [(1.0 - p) / 9.0; Label::COUNT];
    probabilities[Label::Phishing.index()] = p;
    Scores {
        probabilities,
        out_of_domain: 0.0,
        contested: false,
    }
}

struct House {
    passes: Passes,
    store: Arc<Memory>,
    judge: Arc<Fake>,
    /// Of the third pass, which begins by itself.
    third: Option<Arc<Fake>>,
    stop: watch::Sender<bool>,
}

/// A judge whose passes begin by themselves.
fn appointed(judge: Option<Arc<Fake>>) -> Appointed {
    Appointed {
        judge: judge
            .map(|judge| judge as Arc<dyn Judge>)
            .ok_or("nobody".into()),
        budget: Some(Budget::new(0, 0)),
    }
}

fn house(judge: Fake) -> House {
    house_with(judge, None)
}

fn house_with(judge: Fake, third: Option<Fake>) -> House {
    let (judge, third) = (Arc::new(judge), third.map(Arc::new));
    let store = Arc::new(Memory::default());
    let (stop, stopping) = watch::channel(false);
    let model = Model::from_bytes(shipped::CLASSIFIER).expect("the shipped model");
    let passes = Passes(Arc::new(Inner {
        engine: Arc::new(Engine::new(model)),
        batches: Arc::clone(&store) as _,
        second: Lane::new(Stage::Second, appointed(Some(Arc::clone(&judge)))),
        third: Lane::new(Stage::Third, appointed(third.clone())),
        turn: Duration::ZERO,
        stopping,
    }));
    House {
        passes,
        store,
        judge,
        third,
        stop,
    }
}

impl House {
    /// A finished batch of such rows, numbered from 1.
    fn batch(&self, rows: &[(&str, f32)]) -> Status {
        let new = NewBatch {
            out_of_domain_bound: 0.5,
            second_pass: self.passes.outlook(Stage::Second),
            third_pass: self.passes.outlook(Stage::Third),
            ..NewBatch::default()
        };
        let id = self.store.create(new).expect("room").id;
        let standing = store::Standing {
            risk: 1,
            severity: Severity::Low,
            priority: Priority::P4,
        };
        let rows = (1..).zip(rows).map(|(row, (text, p))| NewRow {
            row,
            id: None,
            text: (*text).to_owned(),
            scores: scores(*p),
            standings: Standings::from_fn(|_| standing),
            techniques: Vec::new(),
        });
        let (rows, errors) = (rows.collect(), Vec::new());
        self.store.append(&id, rows, errors, 1).expect("room");
        self.store.end(&id, End::Finished).expect("the batch")
    }

    fn status(&self, id: &str) -> Pass {
        self.store.status(id).expect("the batch").second_pass
    }

    /// Waits until a pass has ended.
    fn ended(&self, id: &str) -> Pass {
        self.until(|| !self.status(id).is_live());
        self.status(id)
    }

    fn third(&self, id: &str) -> Pass {
        self.store.status(id).expect("the batch").third_pass
    }

    fn third_ended(&self, id: &str) -> Pass {
        self.until(|| !self.third(id).is_live());
        self.third(id)
    }

    fn start(&self, id: &str, stage: Stage) {
        let all = Budget::new(0, 0);
        let begun = self.passes.start(id, stage, all, || true);
        begun.expect("a pass");
    }

    fn at_work(&self) -> bool {
        let lanes = [Stage::Second, Stage::Third].map(|stage| self.passes.lane(stage));
        lanes.iter().any(|lane| lane.line().at_work)
    }

    fn until(&self, there: impl Fn() -> bool) {
        let began = Instant::now();
        while !there() {
            assert!(began.elapsed() < Duration::from_secs(20), "it never came");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// As many rows, each with a text of its own, the last the most doubtful.
fn many(rows: usize, name: &str) -> Vec<(String, f32)> {
    let doubt = |i| 0.7 - i as f32 / 1_000.0;
    (1..=rows)
        .map(|i| (format!("{name} {i}"), doubt(i)))
        .collect()
}

fn borrowed(rows: &[(String, f32)]) -> Vec<(&str, f32)> {
    rows.iter().map(|(text, p)| (text.as_str(), *p)).collect()
}

#[test]
fn the_doubtful_are_asked_worst_first_and_each_text_once() {
    let check = |rows: &[(&str, f32)], heard: &[&str], asked: u64, changed: u64| {
        let house = house(Fake::new());
        let first = house.batch(rows);
        house.passes.follow(&first);
        let pass = house.ended(&first.id);
        assert_eq!(pass.state, Life::Finished, "{rows:?}");
        assert_eq!(house.judge.heard(), heard, "{rows:?}");
        let numbers = (pass.asked, pass.texts, pass.changed);
        assert_eq!(numbers, (asked, heard.len() as u64, changed), "{rows:?}");
        assert_eq!(pass.left(), 0);
    };
    check(&[], &[], 0, 0);
    check(&[("sure", 0.95)], &[], 0, 0);
    check(
        &[("a", 0.6), ("sure", 0.95), ("b", 0.3), ("c", 0.45)],
        &["b", "c", "a"],
        3,
        2,
    );
    check(
        &[("same", 0.4), ("b", 0.6), ("same", 0.4), ("same", 0.4)],
        &["same", "b"],
        4,
        3,
    );
}

/// Identical texts that fall into different questions, which those of real judges hardly do.
#[test]
fn an_answer_is_shared_beyond_its_question() {
    let house = house(Fake::new());
    let mut rows = many(40, "before");
    rows.extend(vec![("same".to_owned(), 0.65); 3]);
    rows.extend(vec![("same".to_owned(), 0.75); 2]);
    let first = house.batch(&borrowed(&rows));
    house.passes.follow(&first);
    let pass = house.ended(&first.id);
    assert_eq!((pass.asked, pass.texts), (45, 41));
    let same = house
        .judge
        .heard()
        .iter()
        .filter(|text| *text == "same")
        .count();
    assert_eq!(same, 1);
}

#[test]
fn a_question_is_no_longer_than_a_person_may_wait() {
    let house = house(Fake::new());
    let long = "x ".repeat(50_000);
    let rows: Vec<_> = (0..20).map(|i| (format!("{i} {long}"), 0.4)).collect();
    let first = house.batch(&borrowed(&rows));
    house.passes.follow(&first);
    assert_eq!(house.ended(&first.id).asked, 20);
    // Four of them are as many characters as a question may have.
    assert_eq!(*house.judge.questions.lock().unwrap(), 5);
}

#[test]
fn the_budget_ends_a_pass_and_more_of_it_goes_on() {
    let check = |budget: Budget, asked: u64, state: Life| {
        let house = house(Fake::new());
        let rows = many(40, "row");
        let first = house.batch(&borrowed(&rows));
        let job = Job::new(first.id.clone(), Stage::Second, budget);
        let lane = house.passes.lane(Stage::Second);
        house.passes.enqueue(lane, &mut lane.line(), job);
        let pass = house.ended(&first.id);
        assert_eq!((pass.asked, pass.state), (asked, state), "{budget:?}");
        // The judge's own time, which the fake one makes up.
        let seconds = asked as f64 * MICROS as f64 / 1e6;
        assert!((pass.seconds - seconds).abs() < 1e-6, "{budget:?}");
        if pass.left() == 0 {
            return;
        }
        house.start(&first.id, Stage::Second);
        let pass = house.ended(&first.id);
        assert_eq!((pass.asked, pass.state), (40, Life::Finished), "{budget:?}");
        let mut heard = house.judge.heard();
        heard.sort();
        heard.dedup();
        assert_eq!(heard.len(), 40, "nothing is asked twice");
        assert_eq!(house.judge.heard().len(), 40, "nothing is asked twice");
    };
    check(Budget::new(0, 0), 40, Life::Finished);
    check(Budget::new(40, 0), 40, Life::Finished);
    check(Budget::new(7, 0), 7, Life::BudgetSpent);
    // Eight texts take 0.8 s, so a third question begins within 2 s and no fourth.
    check(Budget::new(0, 2), 3 * QUESTION, Life::BudgetSpent);
    check(Budget::new(0, 1), 2 * QUESTION, Life::BudgetSpent);
}

#[test]
fn a_person_stops_it_and_what_was_found_stays() {
    let house = house(Fake::new());
    house.judge.shut(true);
    let rows = many(40, "row");
    let first = house.batch(&borrowed(&rows));
    house.passes.follow(&first);
    house.until(|| house.judge.heard().len() == TEXTS);
    house
        .passes
        .stop(&first.id, Stage::Second)
        .expect("the batch");
    house.judge.shut(false);
    house.until(|| !house.at_work());
    let pass = house.status(&first.id);
    assert_eq!(
        (pass.state, pass.asked),
        (Life::Stopped, 0),
        "that question was given up"
    );
    house.start(&first.id, Stage::Second);
    assert_eq!(house.ended(&first.id).asked, 40);
}

#[test]
fn a_dead_model_ends_it_in_words_and_costs_nothing_found() {
    let house = house(Fake::mortal(1));
    let rows = many(40, "row");
    let first = house.batch(&borrowed(&rows));
    house.passes.follow(&first);
    let pass = house.ended(&first.id);
    assert_eq!((pass.state, pass.asked), (Life::Failed, QUESTION));
    assert_eq!(pass.reason.as_deref(), Some("the model's process died"));
    assert_eq!(
        house.store.status(&first.id).map(|status| status.rows),
        Ok(40)
    );
}

#[test]
fn a_bug_met_by_one_batch_costs_no_other() {
    let house = house(Fake::new());
    let first = house.batch(&[("a bug", 0.4)]);
    house.passes.follow(&first);
    let pass = house.ended(&first.id);
    assert_eq!((pass.state, pass.asked), (Life::Failed, 0));
    let next = house.batch(&[("next", 0.4)]);
    house.passes.follow(&next);
    assert_eq!(house.ended(&next.id).state, Life::Finished);
}

#[test]
fn batches_take_turns() {
    let house = house(Fake::new());
    house.judge.shut(true);
    let long = many(64, "long");
    let long = house.batch(&borrowed(&long));
    house.passes.follow(&long);
    house.until(|| !house.judge.heard().is_empty());
    let short = house.batch(&[("short", 0.4)]);
    house.passes.follow(&short);
    assert_eq!(house.status(&short.id).state, Life::Waiting);
    house.judge.shut(false);
    house.ended(&long.id);
    assert_eq!(house.ended(&short.id).state, Life::Finished);
    let heard = house.judge.heard();
    let at = heard.iter().position(|text| text == "short");
    assert_eq!(at, Some(TEXTS), "after one question of the long one");
    assert_eq!(house.status(&long.id).asked, 64);
}

#[test]
fn a_batch_that_goes_away_takes_its_pass_with_it() {
    let check = |end: fn(&House, &str)| {
        let house = house(Fake::new());
        house.judge.shut(true);
        let rows = many(40, "row");
        let gone = house.batch(&borrowed(&rows));
        house.passes.follow(&gone);
        house.until(|| !house.judge.heard().is_empty());
        let next = house.batch(&[("next", 0.4)]);
        house.passes.follow(&next);
        end(&house, &gone.id);
        house.judge.shut(false);
        assert_eq!(house.ended(&next.id).state, Life::Finished);
        house.until(|| !house.at_work());
        assert_eq!(
            house.judge.heard().len(),
            TEXTS + 1,
            "one question, and the next batch"
        );
    };
    check(|house, id| house.store.delete(id).expect("the batch"));
    check(|house, id| house.store.discard(id).expect("the batch"));
    check(|house, id| {
        house.store.end(id, End::Cancelled).expect("the batch");
    });
}

#[test]
fn a_process_that_is_asked_to_stop_ends_it() {
    let house = house(Fake::new());
    house.judge.shut(true);
    let rows = many(40, "row");
    let first = house.batch(&borrowed(&rows));
    house.passes.follow(&first);
    house.until(|| !house.judge.heard().is_empty());
    house.stop.send_replace(true);
    house.judge.shut(false);
    let pass = house.ended(&first.id);
    assert_eq!((pass.state, pass.asked), (Life::Stopped, QUESTION));
}

#[test]
fn the_third_is_asked_about_what_the_second_leaves_unsure_and_after_it() {
    let check = |second: Fake, heard: &[&str], certain: u64| {
        let house = house_with(second, Some(Fake::new()));
        house.judge.shut(true);
        let first = house.batch(&[("a", 0.6), ("sure", 0.95), ("b", 0.3)]);
        house.passes.follow(&first);
        house.until(|| !house.judge.heard().is_empty());
        let third = house.third.as_ref().expect("a judge");
        assert_eq!(house.third(&first.id).state, Life::Waiting);
        assert!(third.heard().is_empty(), "not before the second");
        house.judge.shut(false);
        let pass = house.third_ended(&first.id);
        assert_eq!(third.heard(), heard);
        assert_eq!((pass.state, pass.certain), (Life::Finished, certain));
        assert_eq!((pass.asked, pass.left()), (heard.len() as u64, 0));
        assert_eq!(house.status(&first.id).asked, 2);
    };
    // Of two that are equally doubtful the first comes first.
    check(Fake::unsure(), &["a", "b"], 1);
    check(Fake::new(), &[], 3);
    // What a dead judge was not asked about does not reach the next.
    let house = house_with(Fake::mortal(0), Some(Fake::new()));
    let first = house.batch(&[("a", 0.6)]);
    house.passes.follow(&first);
    assert_eq!(house.third_ended(&first.id).asked, 0);
    assert_eq!(house.status(&first.id).state, Life::Failed);
}

#[test]
fn a_third_that_waits_for_the_second_can_be_stopped_and_goes_with_its_batch() {
    let check = |end: fn(&House, &str)| {
        let house = house_with(Fake::unsure(), Some(Fake::new()));
        house.judge.shut(true);
        let first = house.batch(&[("a", 0.6)]);
        house.passes.follow(&first);
        house.until(|| !house.judge.heard().is_empty());
        end(&house, &first.id);
        house.judge.shut(false);
        house.until(|| !house.at_work());
        let third = house.third.as_ref().expect("a judge");
        assert!(third.heard().is_empty());
    };
    check(|house, id| {
        let stopped = house.passes.stop(id, Stage::Third).expect("the batch");
        assert_eq!(stopped.third_pass.state, Life::Stopped);
        assert!(stopped.second_pass.is_live(), "the second goes on");
    });
    check(|house, id| house.store.delete(id).expect("the batch"));
    // What the second was not asked about is not the third's.
    check(|house, id| {
        house.passes.stop(id, Stage::Second).expect("the batch");
    });
}

#[test]
fn a_text_without_an_answer_costs_itself_and_three_in_succession_end_it() {
    let check = |texts: &[&str], asked: u64, failed: u64, state: Life| {
        let house = house(Fake::new());
        let rows: Vec<_> = texts.iter().map(|text| (*text, 0.4)).collect();
        let first = house.batch(&rows);
        house.passes.follow(&first);
        let pass = house.ended(&first.id);
        assert_eq!((pass.asked, pass.failed), (asked, failed), "{texts:?}");
        for error in &pass.errors {
            assert!(
                texts[error.row as usize - 1].starts_with("mute"),
                "{error:?}"
            );
            assert_eq!(error.message, "it said nothing");
        }
        assert_eq!(pass.errors.len() as u64, failed);
        assert_eq!(pass.state, state, "{texts:?}");
        let why = "3 texts in succession got no answer, the last because it said nothing";
        let reason = (state == Life::Failed).then_some(why);
        assert_eq!(pass.reason.as_deref(), reason, "{texts:?}");
        if failed == 0 || state == Life::Failed {
            return;
        }
        let before = house.judge.heard().len();
        house.start(&first.id, Stage::Second);
        assert_eq!(house.ended(&first.id).state, state, "{texts:?}");
        let again = house.judge.heard().split_off(before);
        assert!(
            again.iter().all(|text| text.starts_with("mute")),
            "{again:?}"
        );
        assert_eq!(again.len() as u64, failed, "each once more");
    };
    check(&["a", "b", "c", "d"], 4, 0, Life::Finished);
    check(&["mute", "b", "mute 2", "d"], 2, 2, Life::Finished);
    check(&["mute", "mute", "mute", "mute"], 0, 1, Life::Finished);
    check(
        &["a", "mute 1", "mute 2", "mute 3", "b"],
        2,
        3,
        Life::Failed,
    );
    let long: Vec<String> = (0..20).map(|i| format!("mute {i}")).collect();
    let long: Vec<&str> = long.iter().map(String::as_str).collect();
    check(&long, 0, QUESTION, Life::Failed);
}

#[test]
fn an_exchanged_judge_is_asked_no_more_and_the_next_begins_afresh() {
    let check = |again_at_once: bool| {
        let house = house_with(Fake::unsure(), Some(Fake::new()));
        let old = house.third.as_ref().expect("a judge");
        old.shut(true);
        let rows = many(40, "row");
        let first = house.batch(&borrowed(&rows));
        house.passes.follow(&first);
        house.until(|| !old.heard().is_empty());
        // One more waits for its turn.
        let waits = house.batch(&[("waits", 0.4)]);
        house.passes.follow(&waits);
        house.until(|| house.third(&waits.id).state == Life::Waiting);

        let new = Arc::new(Fake::new());
        let next = || appointed(Some(Arc::clone(&new)));
        house.passes.exchange(next).expect("the store");
        for id in [&first.id, &waits.id] {
            let pass = house.third(id);
            assert_eq!((pass.state, pass.asked), (Life::Stopped, 0));
            assert_eq!(pass.reason.as_deref(), Some(GONE));
        }
        if again_at_once {
            house.start(&first.id, Stage::Third);
        }
        old.shut(false);
        if !again_at_once {
            house.until(|| !house.at_work());
            house.start(&first.id, Stage::Third);
        }
        let pass = house.third_ended(&first.id);
        assert_eq!((pass.state, pass.asked), (Life::Finished, 40));
        assert_eq!(old.heard().len(), TEXTS, "what was under way, and no more");
        assert!(new.heard().len() >= 40);
        assert_eq!(house.third(&waits.id).state, Life::Stopped);

        let nobody = || Appointed {
            budget: None,
            ..appointed(None)
        };
        house.passes.exchange(nobody).expect("the store");
        let all = Budget::new(0, 0);
        let refused = house.passes.start(&waits.id, Stage::Third, all, || true);
        assert!(matches!(refused, Err(Refusal::NoJudge(Stage::Third, _))));
        let pass = house.third(&waits.id);
        assert_eq!((pass.judge, pass.state), (None, Life::Stopped));
    };
    check(false);
    check(true);
}

/// What the third says rests on what the second said, so nothing is said beneath it.
#[test]
fn the_second_is_not_begun_while_the_third_is_under_way() {
    let second = Fake {
        lives: Some(1),
        ..Fake::unsure()
    };
    let house = house_with(second, Some(Fake::new()));
    let third = house.third.as_ref().expect("a judge");
    third.shut(true);
    let first = house.batch(&borrowed(&many(20, "row")));
    house.passes.follow(&first);
    assert_eq!(house.ended(&first.id).state, Life::Failed);
    house.until(|| !third.heard().is_empty());
    let start = |meant| {
        let all = Budget::new(0, 0);
        house.passes.start(&first.id, Stage::Second, all, || meant)
    };
    assert!(matches!(start(true), Err(Refusal::ThirdIsLive)));
    assert!(matches!(start(false), Err(Refusal::Exchanged)));
    third.shut(false);
    house.third_ended(&first.id);
    assert!(start(true).is_ok());
}

#[test]
fn what_was_to_begin_by_itself_is_withdrawn_where_nothing_does_any_more() {
    let house = house_with(Fake::new(), Some(Fake::new()));
    let promised = house.passes.outlook(Stage::Third);
    let nobody = || Appointed {
        budget: None,
        ..appointed(None)
    };
    house.passes.exchange(nobody).expect("the store");
    assert_eq!(house.passes.outlook(Stage::Third).state, Life::Off);
    // A file began to arrive before.
    let new = NewBatch {
        out_of_domain_bound: 0.5,
        third_pass: promised,
        ..NewBatch::default()
    };
    let id = house.store.create(new).expect("room").id;
    let first = house.store.end(&id, End::Finished).expect("the batch");
    house.passes.follow(&first);
    let pass = house.third(&id);
    assert_eq!(
        (pass.state, pass.reason.as_deref()),
        (Life::Stopped, Some(GONE))
    );
}

#[test]
fn rows_told_alike_count_once_against_the_budget() {
    let house = house(Fake::new());
    let mut rows = vec![("same".to_owned(), 0.3); 2_000];
    rows.extend(many(5, "other"));
    let first = house.batch(&borrowed(&rows));
    let lane = house.passes.lane(Stage::Second);
    let job = Job::new(first.id.clone(), Stage::Second, Budget::new(3, 0));
    house.passes.enqueue(lane, &mut lane.line(), job);
    let pass = house.ended(&first.id);
    assert_eq!((pass.asked, pass.texts), (2_002, 3));
    assert_eq!((pass.state, pass.left()), (Life::BudgetSpent, 3));
}

#[test]
fn a_judge_hears_that_nobody_waits_any_more() {
    let check = |end: fn(&House, &str)| {
        let house = house(Fake::new());
        let first = house.batch(&[("patient", 0.4)]);
        house.passes.follow(&first);
        house.until(|| !house.judge.heard().is_empty());
        end(&house, &first.id);
        house.until(|| !house.at_work());
        assert_eq!(house.judge.heard(), ["patient"]);
    };
    check(|house, id| {
        house.passes.stop(id, Stage::Second).expect("the batch");
    });
    check(|house, id| house.store.delete(id).expect("the batch"));
    check(|house, _| {
        house.stop.send_replace(true);
    });
}
