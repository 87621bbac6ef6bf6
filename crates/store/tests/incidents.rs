//! Single incidents: what gives way, what stays deleted.

use classifier::Model;
use store::{Incidents, Limits, Memory, StoreError};
use triage::{Engine, Settings, Source, Triage};

fn engine() -> Engine {
    Engine::new(Model::from_bytes(shipped::CLASSIFIER).expect("the shipped model"))
}

fn record(engine: &Engine, text: &str) -> Triage {
    engine.triage(text, &Settings::default(), Source::Api)
}

/// As much room as the store counts for it.
fn size(engine: &Engine, text: &str) -> u64 {
    let record = record(engine, text);
    assert!(record.entities.is_empty());
    (record.input.text.len() + record.cleaned.len()) as u64
}

#[test]
fn the_oldest_gives_way_by_number_and_by_size() {
    let engine = engine();
    let check = |limits: Limits, texts: &[&str], kept: &[bool]| {
        let store = Memory::new(limits);
        let records: Vec<_> = texts.iter().map(|text| record(&engine, text)).collect();
        for record in &records {
            store.put(record).unwrap();
        }
        let found: Vec<_> = records.iter().map(|r| store.get(&r.id).is_ok()).collect();
        assert_eq!(found, kept);
    };
    let by = |incidents, incident_bytes| Limits {
        incidents,
        incident_bytes,
        ..Limits::default()
    };
    let (a, b, c) = ("a".repeat(1_000), "b".repeat(1_000), "c".repeat(9_000));
    let all = [&*a, &*b, &*c];
    check(by(9, 1 << 20), &all, &[true, true, true]);
    check(by(2, 1 << 20), &all, &[false, true, true]);
    check(by(0, 1 << 20), &all, &[false, false, true]);
    let [sa, sb, sc] = all.map(|text| size(&engine, text));
    check(by(9, sa + sb + sc), &all, &[true, true, true]);
    check(by(9, sa + sb + sc - 1), &all, &[false, true, true]);
    check(by(9, sb + sc - 1), &all, &[false, false, true]);
    // The newest stays, however long.
    check(by(9, 10), &all, &[false, false, true]);
    // The same text again takes no more room.
    check(by(9, sa + sb), &[&*a, &*b, &*a, &*a, &*b], &[true; 5]);
}

#[test]
fn what_was_deleted_stays_deleted() {
    let (engine, store) = (engine(), Memory::new(Limits::default()));
    let known = record(&engine, "a phishing mail");
    assert_eq!(store.update(&known), Err(StoreError::NotFound));
    store.put(&known).unwrap();
    store.update(&known).unwrap();
    store.discard(&known.id).unwrap();
    // Its judge answers late.
    assert_eq!(store.update(&known), Err(StoreError::NotFound));
    assert_eq!(store.get(&known.id), Err(StoreError::NotFound));
    store.restore(&known.id).unwrap();
    store.update(&known).unwrap();
    assert_eq!(store.get(&known.id).unwrap().input.text, known.input.text);
}

/// What is taken off is given back.
#[test]
fn room_is_counted_through_deleting_and_restoring() {
    let engine = engine();
    let texts = ["a", "b", "c"].map(|letter| letter.repeat(1_000));
    let store = Memory::new(Limits {
        incident_bytes: 2 * size(&engine, &texts[0]),
        ..Limits::default()
    });
    let [a, b, c] = texts.map(|text| record(&engine, &text));
    for _ in 0..20 {
        store.put(&a).unwrap();
        store.discard(&a.id).unwrap();
        store.restore(&a.id).unwrap();
    }
    store.put(&b).unwrap();
    assert!(store.get(&a.id).is_ok(), "both have room");
    store.delete(&a.id).unwrap();
    store.put(&c).unwrap();
    assert!(store.get(&b.id).is_ok(), "the room of the first is free");
    store.put(&a).unwrap();
    assert_eq!(store.get(&b.id), Err(StoreError::NotFound));
}
