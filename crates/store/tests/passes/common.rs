//! Batches whose later passes can be filled by hand.

use classifier::Scores;
use proptest::prelude::*;
use store::{
    Batches, End, Memory, NewBatch, NewRow, Revision, Said, Standing, Standings, Step, StoreError,
};
use taxonomy::{Label, Priority, Severity};
use triage::Settings;
use triage::batch::{Page, Query, Summary};
use triage::passes::{Pass, Passes, Stage, State};

pub const BOUND: f32 = 0.9;
/// Rows of one segment, so that a batch of some dozen has several.
const SEGMENT: usize = 7;

pub fn scores(label: Label, p: f32) -> Scores {
    let mut probabilities = [0.0; Label::COUNT];
    probabilities[label.index()] = p;
    probabilities[(label.index() + 1) % Label::COUNT] = 1.0 - p;
    Scores {
        probabilities,
        out_of_domain: 0.0,
        contested: false,
    }
}

pub fn standings(scores: &Scores) -> Standings {
    let (risk, label) = ((scores.max() * 100.0) as u8, scores.base());
    Standings::from_fn(|reason| match reason {
        None => Standing {
            risk,
            severity: label.info().severity,
            priority: label.info().priority,
        },
        Some(_) => Standing {
            risk: 20,
            severity: Severity::Medium,
            priority: Priority::P3,
        },
    })
}

pub fn row(number: u64, scores: Scores) -> NewRow {
    NewRow {
        row: number,
        id: None,
        text: format!("text {number}"),
        scores,
        standings: standings(&scores),
        techniques: Vec::new(),
    }
}

pub fn revision(row: u64, pooled: Scores) -> Revision {
    Revision {
        row,
        pooled,
        standings: standings(&pooled),
        said: Said::Scores {
            own: pooled,
            judge: "s-1".into(),
        },
        micros: Some(10_000),
    }
}

fn waiting() -> Pass {
    Pass {
        state: State::Waiting,
        ..Pass::default()
    }
}

pub fn new_batch() -> NewBatch {
    NewBatch {
        out_of_domain_bound: BOUND,
        second_pass: waiting(),
        third_pass: waiting(),
        ..NewBatch::default()
    }
}

/// A batch of these first scores, rows numbered from 1, whose second pass runs.
pub fn begun(store: &Memory, first: &[Scores]) -> String {
    let id = store.create(new_batch()).unwrap().id;
    let rows: Vec<_> = (1..).zip(first).map(|(n, s)| row(n, *s)).collect();
    for part in rows.chunks(SEGMENT) {
        store.append(&id, part.to_vec(), Vec::new(), 0).unwrap();
    }
    store.end(&id, End::Finished).unwrap();
    store.advance(&id, Stage::Second, Step::Begin).unwrap();
    id
}

/// Everything a reader may ask under a query.
pub fn seen(store: &Memory, id: &str, query: &Query) -> (Page, Summary, Vec<(u64, Scores)>) {
    let settings = Settings::default();
    let query = Query {
        per_page: 500,
        ..query.clone()
    };
    let export = store.rows_after(id, &query, &settings, 0, 1_000).unwrap();
    let export = export
        .iter()
        .map(|row| (row.row, *row.seen(query.passes).0))
        .collect();
    (
        store.page(id, &query, &settings).unwrap(),
        store.summary(id, &query, &settings).unwrap(),
        export,
    )
}

pub fn through(passes: Passes) -> Query {
    Query {
        passes,
        ..Query::default()
    }
}

/// Adds second opinions.
pub fn revise(store: &Memory, id: &str, revisions: Vec<Revision>) -> Result<(), StoreError> {
    store.revise(id, Stage::Second, revisions, Vec::new())
}

pub fn any_scores() -> impl Strategy<Value = Scores> {
    (0..Label::COUNT, 0.3f32..1.0).prop_map(|(label, p)| scores(Label::ALL[label], p))
}
