//! The second pass with a judge that costs nothing and does as it is told.

use std::sync::Condvar;
use std::time::Instant;

use classifier::{Model, Scores};
use store::{End, Memory, NewBatch, NewRow, Standings};
use taxonomy::{Label, Priority, Severity};
use triage::SecondOpinion;

use super::job::TEXTS;
use super::*;

/// What a question costs the judge for each text.
const MICROS: u64 = 100_000;
/// Rows of one question.
const QUESTION: u64 = TEXTS as u64;

/// Says phishing to everything, and writes down what it was asked.
#[derive(Default)]
struct Fake {
    heard: Mutex<Vec<String>>,
    /// Questions it answers before it dies.
    lives: Option<usize>,
    questions: Mutex<usize>,
    /// Held by a test, it makes the judge wait.
    gate: (Mutex<bool>, Condvar),
}

impl Fake {
    fn mortal(lives: usize) -> Self {
        Self {
            lives: Some(lives),
            ..Self::default()
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

impl SecondJudge for Fake {
    fn id(&self) -> &str {
        "fake-1"
    }

    fn ask(&self, texts: &[(&str, Scores)]) -> Result<Vec<SecondOpinion>, String> {
        self.heard
            .lock()
            .unwrap()
            .extend(texts.iter().map(|(text, _)| (*text).to_owned()));
        let mut shut = self.gate.0.lock().unwrap();
        while *shut {
            shut = self.gate.1.wait(shut).unwrap();
        }
        drop(shut);
        assert!(texts.iter().all(|(text, _)| *text != "a bug"), "on purpose");
        let mut questions = self.questions.lock().unwrap();
        *questions += 1;
        if self.lives.is_some_and(|lives| *questions > lives) {
            return Err("the model's process died".to_owned());
        }
        let opinion = SecondOpinion {
            own: scores(0.9),
            pooled: scores(0.9),
            model: self.id().to_owned(),
            micros: Some(MICROS),
        };
        Ok(vec![opinion; texts.len()])
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
    stop: watch::Sender<bool>,
}

fn house(judge: Fake) -> House {
    let (judge, store) = (Arc::new(judge), Arc::new(Memory::default()));
    let (stop, stopping) = watch::channel(false);
    let model = Model::from_bytes(shipped::CLASSIFIER).expect("the shipped model");
    let passes = Passes(Arc::new(Inner {
        engine: Arc::new(Engine::new(model)),
        batches: Arc::clone(&store) as _,
        judge: Ok(Arc::clone(&judge) as _),
        budget: Some(Budget::new(0, 0)),
        turn: Duration::ZERO,
        stopping,
        line: Mutex::default(),
    }));
    House {
        passes,
        store,
        judge,
        stop,
    }
}

impl House {
    /// A finished batch of such rows, numbered from 1.
    fn batch(&self, rows: &[(&str, f32)]) -> Status {
        let new = NewBatch {
            out_of_domain_bound: 0.5,
            second_pass: self.passes.outlook(),
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

    fn status(&self, id: &str) -> SecondPass {
        self.store.status(id).expect("the batch").second_pass
    }

    /// Waits until a pass has ended.
    fn ended(&self, id: &str) -> SecondPass {
        self.until(|| !self.status(id).is_live());
        self.status(id)
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
        let house = house(Fake::default());
        let first = house.batch(rows);
        house.passes.follow(&first);
        let pass = house.ended(&first.id);
        assert_eq!(pass.state, Pass::Finished, "{rows:?}");
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
    let house = house(Fake::default());
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
    let house = house(Fake::default());
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
    let check = |budget: Budget, asked: u64, state: Pass| {
        let house = house(Fake::default());
        let rows = many(40, "row");
        let first = house.batch(&borrowed(&rows));
        let job = Job::new(first.id.clone(), budget);
        house.passes.enqueue(&mut house.passes.line(), job);
        let pass = house.ended(&first.id);
        assert_eq!((pass.asked, pass.state), (asked, state), "{budget:?}");
        // The judge's own time, which the fake one makes up.
        let seconds = asked as f64 * MICROS as f64 / 1e6;
        assert!((pass.seconds - seconds).abs() < 1e-6, "{budget:?}");
        if pass.left() == 0 {
            return;
        }
        house
            .passes
            .start(&first.id, Budget::new(0, 0))
            .expect("a pass");
        let pass = house.ended(&first.id);
        assert_eq!((pass.asked, pass.state), (40, Pass::Finished), "{budget:?}");
        let mut heard = house.judge.heard();
        heard.sort();
        heard.dedup();
        assert_eq!(heard.len(), 40, "nothing is asked twice");
        assert_eq!(house.judge.heard().len(), 40, "nothing is asked twice");
    };
    check(Budget::new(0, 0), 40, Pass::Finished);
    check(Budget::new(40, 0), 40, Pass::Finished);
    check(Budget::new(7, 0), 7, Pass::BudgetSpent);
    // Eight texts take 0.8 s, so a third question begins within 2 s and no fourth.
    check(Budget::new(0, 2), 3 * QUESTION, Pass::BudgetSpent);
    check(Budget::new(0, 1), 2 * QUESTION, Pass::BudgetSpent);
}

#[test]
fn a_person_stops_it_and_what_was_found_stays() {
    let house = house(Fake::default());
    house.judge.shut(true);
    let rows = many(40, "row");
    let first = house.batch(&borrowed(&rows));
    house.passes.follow(&first);
    house.until(|| house.judge.heard().len() == TEXTS);
    house.passes.stop(&first.id).expect("the batch");
    house.judge.shut(false);
    house.until(|| !house.passes.line().at_work);
    let pass = house.status(&first.id);
    assert_eq!(
        (pass.state, pass.asked),
        (Pass::Stopped, 0),
        "that question was given up"
    );
    house
        .passes
        .start(&first.id, Budget::new(0, 0))
        .expect("a pass");
    assert_eq!(house.ended(&first.id).asked, 40);
}

#[test]
fn a_dead_model_ends_it_in_words_and_costs_nothing_found() {
    let house = house(Fake::mortal(1));
    let rows = many(40, "row");
    let first = house.batch(&borrowed(&rows));
    house.passes.follow(&first);
    let pass = house.ended(&first.id);
    assert_eq!((pass.state, pass.asked), (Pass::Failed, QUESTION));
    assert_eq!(pass.reason.as_deref(), Some("the model's process died"));
    assert_eq!(
        house.store.status(&first.id).map(|status| status.rows),
        Ok(40)
    );
}

#[test]
fn a_bug_met_by_one_batch_costs_no_other() {
    let house = house(Fake::default());
    let first = house.batch(&[("a bug", 0.4)]);
    house.passes.follow(&first);
    let pass = house.ended(&first.id);
    assert_eq!((pass.state, pass.asked), (Pass::Failed, 0));
    let next = house.batch(&[("next", 0.4)]);
    house.passes.follow(&next);
    assert_eq!(house.ended(&next.id).state, Pass::Finished);
}

#[test]
fn batches_take_turns() {
    let house = house(Fake::default());
    house.judge.shut(true);
    let long = many(64, "long");
    let long = house.batch(&borrowed(&long));
    house.passes.follow(&long);
    house.until(|| !house.judge.heard().is_empty());
    let short = house.batch(&[("short", 0.4)]);
    house.passes.follow(&short);
    assert_eq!(house.status(&short.id).state, Pass::Waiting);
    house.judge.shut(false);
    house.ended(&long.id);
    assert_eq!(house.ended(&short.id).state, Pass::Finished);
    let heard = house.judge.heard();
    let at = heard.iter().position(|text| text == "short");
    assert_eq!(at, Some(TEXTS), "after one question of the long one");
    assert_eq!(house.status(&long.id).asked, 64);
}

#[test]
fn a_batch_that_goes_away_takes_its_pass_with_it() {
    let check = |end: fn(&House, &str)| {
        let house = house(Fake::default());
        house.judge.shut(true);
        let rows = many(40, "row");
        let gone = house.batch(&borrowed(&rows));
        house.passes.follow(&gone);
        house.until(|| !house.judge.heard().is_empty());
        let next = house.batch(&[("next", 0.4)]);
        house.passes.follow(&next);
        end(&house, &gone.id);
        house.judge.shut(false);
        assert_eq!(house.ended(&next.id).state, Pass::Finished);
        house.until(|| !house.passes.line().at_work);
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
    let house = house(Fake::default());
    house.judge.shut(true);
    let rows = many(40, "row");
    let first = house.batch(&borrowed(&rows));
    house.passes.follow(&first);
    house.until(|| !house.judge.heard().is_empty());
    house.stop.send_replace(true);
    house.judge.shut(false);
    let pass = house.ended(&first.id);
    assert_eq!((pass.state, pass.asked), (Pass::Stopped, QUESTION));
}
