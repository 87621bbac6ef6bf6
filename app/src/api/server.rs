//! The answers to what pages ask, read out of the store. Server only; changes nothing.

use std::sync::PoisonError;

use leptos::prelude::*;
use store::StoreError;
use triage::Triage;
use triage::batch::Status;
use triage::passes::{Passes, Stage};

use super::{BatchData, BatchList, Judges, Question, RowData};
use crate::address::BatchView;
use crate::alike::{NoAnswer, of_row};
use crate::backend::Backend;
use crate::card::Card;
use crate::defanged::defanged;
use crate::groups;
use crate::language_model::{self, Offered, Opinions, Settings};
use crate::samples::SAMPLES;

/// Rows told alike on one page.
const ALIKE: usize = 10;
/// Incidents that the settings page leads to.
const RECENT: usize = 10;

pub fn read_and_answer(backend: &Backend, question: &str) -> Result<String, ServerFnError> {
    if let Ok(question) = serde_json::from_str(question) {
        return answer(backend, question);
    }
    match serde_json::from_str(question) {
        Ok(language_model::Question::Opinions(id)) => json(&found(opinions(backend, &id))?),
        Ok(language_model::Question::Settings) => json(&settings(backend)?),
        Err(_) => match serde_json::from_str(question) {
            Ok(groups::Question::Groups(id, view)) => {
                let view: BatchView = read(&view)?;
                let found = groups::of_batch(backend, &id, &view.query, &view.settings);
                json(&found.map_err(in_words))
            }
            Err(_) => Err(ServerFnError::new("there is no such question")),
        },
    }
}

fn in_words(why: NoAnswer) -> String {
    match why {
        NoAnswer::Store(error) => error.to_string(),
        NoAnswer::Model(why) => why,
    }
}

fn answer(backend: &Backend, question: Question) -> Result<String, ServerFnError> {
    match question {
        Question::Judges => json(&judges(backend)),
        Question::Incident(id) => {
            let record = found(backend.incident(&id))?;
            json(&record.map(Triage::with_outlook))
        }
        Question::Batches(deleted) => json(&BatchList {
            list: backend.batches.list().map_err(failed)?,
            deleted: found(backend.batches.discarded(&deleted))?,
        }),
        Question::Deleted(id) => json(&backend.incidents.is_discarded(&id).map_err(failed)?),
        Question::Batch(id, view) => json(&found(batch(backend, &id, read(&view)?))?),
        Question::Row(id, row, view) => {
            let view: BatchView = read(&view)?;
            json(&found(row_data(backend, &id, row, &view))?)
        }
        Question::Similar(id, row, view) => {
            let view: BatchView = read(&view)?;
            let similar = of_row(backend, &id, row, &view.query, &view.settings, ALIKE);
            json(&similar.map_err(in_words))
        }
        Question::Card => json(&card(backend)),
    }
}

fn judges(backend: &Backend) -> Judges {
    let second = backend.second.as_ref();
    Judges {
        classifier: backend.engine.model_id().to_owned(),
        second: second.ok().map(|second| second.id().to_owned()),
        missing: second.err().map(ToString::to_string),
    }
}

fn opinions(backend: &Backend, id: &str) -> Result<Opinions, StoreError> {
    let record = backend.incident(id)?;
    let mut answers = backend.incidents.answers(id)?;
    for answer in &mut answers {
        answer.rationale = answer.rationale.as_deref().map(defanged);
    }
    Ok(Opinions {
        sent: backend.would_send(&record.input.text),
        named: backend.language_model(),
        weight: backend.use_of_language.weight,
        record,
        answers,
    })
}

fn settings(backend: &Backend) -> Result<Settings, ServerFnError> {
    let recent = backend
        .incidents
        .recent(RECENT)
        .map_err(failed)?
        .into_iter();
    let beginning = |record: Triage| record.input.text.chars().take(80).collect();
    let tested = backend.tested.lock();
    Ok(Settings {
        recent: recent
            .map(|record| (record.id.clone(), beginning(record)))
            .collect(),
        named: backend.language_model(),
        use_of_language: backend.use_of_language,
        sent: backend.would_send(SAMPLES[0].text),
        tested: tested.unwrap_or_else(PoisonError::into_inner).clone(),
    })
}

fn row_data(
    backend: &Backend,
    id: &str,
    row: u64,
    view: &BatchView,
) -> Result<RowData, StoreError> {
    let (stored, status) = (backend.batches.row(id, row)?, backend.batches.status(id)?);
    let (settings, passes) = (&view.settings, view.query.passes);
    let record = backend.record_of(&stored, id, settings, passes);
    let third = stored.opinion(Stage::Third, passes);
    let mut answer = stored.answer(passes).cloned();
    if let Some(answer) = &mut answer {
        answer.rationale = answer.rationale.as_deref().map(defanged);
    }
    Ok(RowData {
        third: third.map(|revision| {
            let before = stored.seen(Passes::Second).0;
            revision.change(before, settings, record.out_of_domain_bound)
        }),
        record: record.with_outlook(),
        status,
        answer,
        is_language_on: backend.language.is_some(),
    })
}

fn batch(backend: &Backend, id: &str, mut view: BatchView) -> Result<BatchData, StoreError> {
    let store = &*backend.batches;
    view.query.per_page = view.query.per_page.clamp(1, 500);
    let all = view.unfiltered();
    let whole = store.summary(id, &all.query, &all.settings)?;
    let page = store.page(id, &view.query, &view.settings)?;
    let status = store.status(id)?;
    Ok(BatchData {
        language: offered(backend, &status)?,
        status,
        summary: if page.matching == page.total {
            whole.clone()
        } else {
            store.summary(id, &view.query, &view.settings)?
        },
        page,
        whole,
    })
}

fn offered(backend: &Backend, status: &Status) -> Result<Option<Offered>, StoreError> {
    let Some(named) = backend.language_model() else {
        return Ok(None);
    };
    let sent = if named.local || status.is_live() {
        None
    } else {
        let store = &backend.batches;
        let first = store.unasked(&status.id, Stage::Third, 1)?;
        let first = store.rows_at(&status.id, &first)?.pop();
        first.and_then(|row| backend.would_send(&row.text))
    };
    Ok(Some(Offered {
        named,
        use_of_language: backend.use_of_language,
        sent,
    }))
}

fn read(view: &str) -> Result<BatchView, ServerFnError> {
    serde_json::from_str(view).map_err(|_| ServerFnError::new("there is no such view"))
}

fn card(backend: &Backend) -> Card {
    let mut card = Card::read(&backend.model_card).unwrap_or_default();
    card.model = backend.engine.model_id().to_owned();
    card.bytes = backend.model_bytes;
    card.out_of_domain_bound = f64::from(backend.engine.out_of_domain_bound());
    card
}

fn json(answer: &impl serde::Serialize) -> Result<String, ServerFnError> {
    serde_json::to_string(answer).map_err(|error| ServerFnError::new(error.to_string()))
}

fn failed(error: StoreError) -> ServerFnError {
    ServerFnError::new(error.to_string())
}

/// Not found is an answer, not a failure.
fn found<T>(result: Result<T, StoreError>) -> Result<Option<T>, ServerFnError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(failed(error)),
    }
}
