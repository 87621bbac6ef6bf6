//! The store in memory, asked as pages and exports ask it. Long because every answer is asked for once.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use classifier::Scores;
use store::{Batches, End, Limits, Memory, NewBatch, NewRow, Standing, Standings, StoreError};
use taxonomy::{Label, Priority, Severity};
use triage::batch::{Query, RowError, Sort, State};
use triage::{Settings, UncertainReason};

/// A row whose best label has probability `p`; the rest lies on the next label.
fn row(number: u64, label: Label, p: f32, text: &str) -> NewRow {
    let mut probabilities = [0.0; Label::COUNT];
    probabilities[label.index()] = p;
    probabilities[(label.index() + 1) % Label::COUNT] = 1.0 - p;
    NewRow {
        row: number,
        id: Some(format!("T-{number}")),
        text: text.to_owned(),
        scores: Scores {
            probabilities,
            out_of_domain: 0.0,
            contested: false,
        },
        standings: Standings::from_fn(|reason| match reason {
            None => Standing {
                risk: (p * 100.0) as u8,
                severity: label.info().severity,
                priority: label.info().priority,
            },
            Some(_) => Standing {
                risk: 20,
                severity: Severity::Medium,
                priority: Priority::P3,
            },
        }),
        techniques: Vec::new(),
    }
}

fn new_batch(name: &str) -> NewBatch {
    NewBatch {
        file_name: name.to_owned(),
        out_of_domain_bound: 0.9,
        model: "m".to_owned(),
        ..NewBatch::default()
    }
}

/// A text that cannot be packed: the same one every time.
fn noise(length: usize) -> String {
    let mut state = 1_u64;
    let mut letter = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        char::from(b'0' + (state >> 33) as u8 % 75)
    };
    (0..length).map(|_| letter()).collect()
}

/// Six rows in two segments; row 4 failed.
fn filled() -> (Memory, String) {
    let store = Memory::new(Limits::default());
    let id = store.create(new_batch("a.csv")).unwrap().id;
    let first = vec![
        row(1, Label::Malware, 0.95, "Ransom note on FS-01"),
        row(2, Label::Phishing, 0.80, "A fake sign-in page"),
        row(3, Label::Phishing, 0.55, "Odd mail"),
    ];
    let second = vec![
        row(5, Label::WebAttack, 0.70, "SQL injection in the shop"),
        row(6, Label::BenignActivity, 0.99, "Planned scan"),
        row(7, Label::Phishing, 0.52, "Another mail"),
    ];
    store.append(&id, first, Vec::new(), 100).unwrap();
    let error = RowError {
        row: 4,
        message: "too long".to_owned(),
    };
    store.append(&id, second, vec![error], 200).unwrap();
    store.end(&id, End::Finished).unwrap();
    (store, id)
}

#[test]
fn filters_answer_from_scores_and_settings() {
    let (store, id) = filled();
    let strict = Settings::new(triage::Mode::Default, Some(0.6), None).unwrap();
    let all = Query::default;
    let some = |s: &str| Some(s.to_owned());
    for (what, query, settings, expected) in [
        ("all", all(), Settings::default(), vec![1, 2, 3, 5, 6, 7]),
        (
            "label",
            Query {
                label: some("phishing"),
                ..all()
            },
            Settings::default(),
            vec![2, 3, 7],
        ),
        (
            "label, stricter",
            Query {
                label: some("phishing"),
                ..all()
            },
            strict,
            vec![2],
        ),
        (
            "uncertain",
            Query {
                label: some("uncertain"),
                ..all()
            },
            strict,
            vec![3, 7],
        ),
        (
            "reason",
            Query {
                reason: Some(UncertainReason::CloseCall),
                ..all()
            },
            strict,
            vec![7],
        ),
        (
            "no such label",
            Query {
                label: some("nope"),
                ..all()
            },
            strict,
            vec![],
        ),
        (
            "severity",
            Query {
                severity: Some(Severity::Critical),
                ..all()
            },
            strict,
            vec![1],
        ),
        (
            "severity of the unsure",
            Query {
                severity: Some(Severity::Medium),
                ..all()
            },
            strict,
            vec![3, 7],
        ),
        (
            "confidence",
            Query {
                min_confidence: Some(0.7),
                max_confidence: Some(0.95),
                ..all()
            },
            strict,
            vec![2, 5],
        ),
        (
            "upper bound 1 keeps all",
            Query {
                min_confidence: Some(0.95),
                max_confidence: Some(1.0),
                ..all()
            },
            strict,
            vec![1, 6],
        ),
        (
            "text",
            Query {
                text: some("MAIL"),
                ..all()
            },
            strict,
            vec![3, 7],
        ),
        (
            "own id",
            Query {
                text: some("t-6"),
                ..all()
            },
            strict,
            vec![6],
        ),
        (
            "technique implied by label",
            Query {
                technique: some("T1190"),
                ..all()
            },
            strict,
            vec![5],
        ),
        (
            "blank filters are none",
            Query {
                text: some(" "),
                label: some(""),
                ..all()
            },
            strict,
            vec![1, 2, 3, 5, 6, 7],
        ),
    ] {
        let page = store.page(&id, &query, &settings).unwrap();
        let rows: Vec<u64> = page.rows.iter().map(|row| row.row).collect();
        assert_eq!(rows, expected, "{what}");
        assert_eq!(page.matching as usize, expected.len(), "{what}");
        let summary = store.summary(&id, &query, &settings).unwrap();
        assert_eq!(summary.matching as usize, expected.len(), "{what}");
        assert_eq!(
            summary.confidence.iter().sum::<u64>(),
            summary.matching,
            "{what}"
        );
        assert_eq!(
            summary.severities.iter().sum::<u64>(),
            summary.matching,
            "{what}"
        );
        assert_eq!(
            summary.labels.iter().sum::<u64>() + summary.uncertain,
            summary.matching,
            "{what}"
        );
        let export = store.rows_after(&id, &query, &settings, 0, 100).unwrap();
        let exported: Vec<u64> = export.iter().map(|row| row.row).collect();
        assert_eq!(
            exported, expected,
            "{what}: an export holds the rows of the table"
        );
    }
}

#[test]
fn orders_and_pages() {
    let (store, id) = filled();
    for (sort, descending, page, expected) in [
        (Sort::Row, false, 1, vec![1, 2, 3, 5]),
        (Sort::Row, false, 2, vec![6, 7]),
        (Sort::Row, true, 1, vec![7, 6, 5, 3]),
        (Sort::Confidence, true, 1, vec![6, 1, 2, 5]),
        (Sort::Confidence, false, 1, vec![7, 3, 5, 2]),
        (Sort::Label, false, 1, vec![2, 3, 7, 1]),
        (Sort::Risk, true, 2, vec![3, 7]),
        (Sort::Row, false, 3, vec![]),
        (Sort::Row, false, u32::MAX, vec![]),
    ] {
        let query = Query {
            sort,
            descending,
            page,
            per_page: 4,
            ..Query::default()
        };
        let page = store.page(&id, &query, &Settings::default()).unwrap();
        let rows: Vec<u64> = page.rows.iter().map(|row| row.row).collect();
        assert_eq!(rows, expected, "{sort:?} {descending} page {}", query.page);
        assert_eq!((page.matching, page.total), (6, 6));
    }
}

#[test]
fn a_row_opens_by_its_number() {
    let (store, id) = filled();
    assert_eq!(store.row(&id, 5).unwrap().text, "SQL injection in the shop");
    for missing in [0, 4, 8] {
        assert_eq!(store.row(&id, missing).unwrap_err(), StoreError::NotFound);
    }
    let walked: Vec<u64> = store
        .rows_after(&id, &Query::default(), &Settings::default(), 3, 2)
        .unwrap()
        .iter()
        .map(|row| row.row)
        .collect();
    assert_eq!(walked, [5, 6]);
}

#[test]
fn a_batch_ends_once_and_then_takes_nothing() {
    let (store, id) = filled();
    let status = store.status(&id).unwrap();
    assert_eq!((status.rows, status.failed, status.bytes_read), (6, 1, 200));
    assert_eq!(status.errors[0].row, 4);
    assert_eq!(
        store.end(&id, End::Cancelled).unwrap().state,
        State::Finished
    );
    let late = store.append(&id, Vec::new(), Vec::new(), 300);
    assert_eq!(late.unwrap_err(), StoreError::Closed);
    store.delete(&id).unwrap();
    assert_eq!(store.status(&id).unwrap_err(), StoreError::NotFound);
    assert!(store.list().unwrap().is_empty());
}

#[test]
fn a_batch_that_was_set_aside_comes_back_whole_until_it_is_swept() {
    let (store, id) = filled();
    let before = store.status(&id).unwrap();
    store.discard(&id).unwrap();
    assert_eq!(store.status(&id).unwrap_err(), StoreError::NotFound);
    assert!(store.list().unwrap().is_empty());
    assert_eq!(store.discard(&id).unwrap_err(), StoreError::NotFound);
    assert_eq!(store.discarded(&id).unwrap().file_name, "a.csv");

    store.sweep(Duration::from_secs(3600)).unwrap();
    store.restore(&id).unwrap();
    assert_eq!(store.status(&id).unwrap(), before);
    assert_eq!(store.row(&id, 5).unwrap().text, "SQL injection in the shop");
    assert_eq!(store.restore(&id).unwrap_err(), StoreError::NotFound);

    store.discard(&id).unwrap();
    store.sweep(Duration::ZERO).unwrap();
    assert_eq!(store.restore(&id).unwrap_err(), StoreError::NotFound);
    assert_eq!(store.discarded(&id).unwrap_err(), StoreError::NotFound);
}

#[test]
fn a_running_batch_set_aside_takes_no_more_rows_and_its_bytes_count() {
    let store = Memory::new(Limits {
        bytes: 2_000,
        ..Limits::default()
    });
    let text = noise(1_500);
    let id = store.create(new_batch("a")).unwrap().id;
    let rows = vec![row(1, Label::Malware, 0.9, &text)];
    store.append(&id, rows, Vec::new(), 1).unwrap();
    store.discard(&id).unwrap();
    let late = store.append(&id, Vec::new(), Vec::new(), 2);
    assert_eq!(late.unwrap_err(), StoreError::NotFound);

    let other = store.create(new_batch("b")).unwrap().id;
    let rows = || vec![row(1, Label::Malware, 0.9, &text)];
    assert!(store.append(&other, rows(), Vec::new(), 1).is_err());
    store.delete(&id).unwrap();
    store.append(&other, rows(), Vec::new(), 1).unwrap();
    assert_eq!(store.restore(&id).unwrap_err(), StoreError::NotFound);
}

#[test]
fn a_watcher_sees_rows_arrive_and_the_end() {
    let store = Memory::default();
    let id = store.create(new_batch("a")).unwrap().id;
    let mut watcher = store.watch(&id).unwrap();
    assert!(!watcher.has_changed().unwrap());
    store.append(&id, Vec::new(), Vec::new(), 1).unwrap();
    assert!(watcher.has_changed().unwrap());
    store.end(&id, End::Failed("cut off".to_owned())).unwrap();
    assert_eq!(*watcher.borrow_and_update(), State::Failed);
    assert_eq!(
        store.status(&id).unwrap().message.as_deref(),
        Some("cut off")
    );
    store.delete(&id).unwrap();
    assert!(
        watcher.has_changed().is_err(),
        "deleted: the channel is closed"
    );
}

#[test]
fn limits_are_named_and_cost_no_stored_row() {
    let store = Memory::new(Limits {
        batches: 1,
        bytes: 2_000,
        ..Limits::default()
    });
    let chosen = NewBatch {
        id: Some("00000000000000aa".to_owned()),
        ..new_batch("a")
    };
    let id = store.create(chosen.clone()).unwrap().id;
    assert_eq!(store.create(chosen).unwrap_err(), StoreError::Exists);
    let full = store.create(new_batch("b")).unwrap_err();
    assert_eq!(
        full,
        StoreError::Full {
            what: "batches",
            limit: 1
        }
    );
    let small = vec![row(1, Label::Malware, 0.9, "small")];
    store.append(&id, small, Vec::new(), 10).unwrap();
    let big = vec![row(2, Label::Malware, 0.9, &noise(3_000))];
    let full = store.append(&id, big, Vec::new(), 20).unwrap_err();
    assert_eq!(
        full,
        StoreError::Full {
            what: "bytes",
            limit: 2_000
        }
    );
    assert_eq!(store.status(&id).unwrap().rows, 1);
}

#[test]
fn what_has_ended_expires_and_makes_room() {
    let store = Memory::new(Limits {
        batches: 1,
        ttl: Duration::ZERO,
        ..Limits::default()
    });
    let id = store.create(new_batch("a")).unwrap().id;
    std::thread::sleep(Duration::from_millis(2));
    assert!(store.status(&id).is_ok(), "a running batch never expires");
    store.end(&id, End::Finished).unwrap();
    std::thread::sleep(Duration::from_millis(2));
    assert_eq!(store.status(&id).unwrap_err(), StoreError::NotFound);
    store.create(new_batch("b")).unwrap();
}

/// `cargo test --release -p store -- --ignored --nocapture` prints the times.
#[test]
#[ignore = "a measurement"]
fn a_million_rows() {
    let store = Memory::default();
    let id = store.create(new_batch("big")).unwrap().id;
    let text = "An employee reported a suspicious message asking for credentials. ".repeat(6);
    for chunk in 0..1_000u64 {
        let rows = (0..1_000)
            .map(|i| {
                let n = chunk * 1_000 + i + 1;
                let label = Label::ALL[(n % 10) as usize];
                row(n, label, 0.4 + (n % 600) as f32 / 1_000.0, &text)
            })
            .collect();
        store.append(&id, rows, Vec::new(), 0).unwrap();
    }
    let time = |what: &str, f: &dyn Fn()| {
        let start = std::time::Instant::now();
        f();
        println!("{what}: {:?}", start.elapsed());
    };
    let settings = Settings::default();
    let by = |sort| Query {
        sort,
        descending: true,
        ..Query::default()
    };
    time("page, row order", &|| {
        drop(store.page(&id, &by(Sort::Row), &settings))
    });
    time("page, confidence", &|| {
        drop(store.page(&id, &by(Sort::Confidence), &settings))
    });
    time("summary", &|| {
        drop(store.summary(&id, &Query::default(), &settings))
    });
    let text = Query {
        text: Some("absent".to_owned()),
        ..Query::default()
    };
    time("text filter", &|| drop(store.page(&id, &text, &settings)));
}
