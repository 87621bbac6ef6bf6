//! The answers to what pages ask, read out of the store. Server only; changes nothing.

use std::path::PathBuf;

use language::Language;
use leptos::prelude::*;
use opinion::{Answer, defanged};
use store::{Counted, StoreError};
use triage::Triage;
use triage::batch::Status;
use triage::passes::{Passes, Stage};

use super::{BatchData, BatchList, Judges, Question, RowData};
use crate::address::BatchView;
use crate::alike::{NoAnswer, of_row};
use crate::backend::Backend;
use crate::card::Card;
use crate::groups;
use crate::language_model::{self, Choices, Offered, Opinions, Settings};
use crate::provider::On;
use crate::samples::SAMPLES;
use crate::who_may::Asker;

/// Rows told alike on one page.
const ALIKE: usize = 10;
/// Incidents that the settings page leads to.
const RECENT: usize = 10;

/// `may`: whether whoever asks may choose the language model; `None` where it is not known who asks.
pub fn read_and_answer(
    backend: &Backend,
    question: &str,
    may: Option<Result<Asker, &'static str>>,
) -> Result<String, ServerFnError> {
    if let Ok(question) = serde_json::from_str(question) {
        return answer(backend, question);
    }
    match serde_json::from_str(question) {
        Ok(language_model::Question::Opinions(id)) => json(&found(opinions(backend, &id))?),
        Ok(language_model::Question::Settings) => json(&settings(backend, may)?),
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
    let answers = backend.incidents.answers(id)?;
    let on = backend.language.now();
    let counts = answers.iter().rev().find_map(Counted::counts);
    let last = answers.last().map(|counted| counted.weight);
    Ok(Opinions {
        sent: on.would_send(&record.input.text),
        named: on.named(),
        weight: counts
            .map(|(_, weight)| weight)
            .or(last)
            .unwrap_or(on.use_of_language.weight),
        record,
        answers: answers.iter().map(shown).collect(),
    })
}

/// An answer as pages show it.
fn shown(Counted { answer, .. }: &Counted) -> Answer {
    Answer {
        rationale: answer.rationale.as_deref().map(defanged),
        ..answer.clone()
    }
}

fn settings(
    backend: &Backend,
    may: Option<Result<Asker, &'static str>>,
) -> Result<Settings, ServerFnError> {
    let recent = backend
        .incidents
        .recent(RECENT)
        .map_err(failed)?
        .into_iter();
    let beginning = |record: Triage| record.input.text.chars().take(80).collect();
    let on = backend.language.now();
    let may = may.ok_or_else(|| ServerFnError::new("nobody asks"))?;
    Ok(Settings {
        recent: recent
            .map(|record| (record.id.clone(), beginning(record)))
            .collect(),
        named: on.named(),
        use_of_language: on.use_of_language,
        sent: on.would_send(SAMPLES[0].text),
        tested: on.tested(),
        token: on.token,
        choices: may
            .map(|from| choices(backend, &on, from))
            .map_err(str::to_owned),
    })
}

fn choices(backend: &Backend, on: &On, from: Asker) -> Choices {
    let provider = &backend.language;
    let files = language::chat_models(provider.folders.iter().map(PathBuf::as_path));
    let (file, place) = match &on.language {
        None => (None, None),
        Some(Language::Local(local)) => (local.file().file_name(), None),
        Some(Language::Endpoint(_)) => (None, Some(on.place.clone())),
    };
    Choices {
        is_started: on.started,
        started: provider.started.clone(),
        files: files.into_keys().collect(),
        file: file.map(|name| name.to_string_lossy().into_owned()),
        place,
        // Only the person at this machine may send what its environment holds.
        environment: provider.environment && from == Asker::Here,
    }
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
    Ok(RowData {
        third: third.map(|revision| {
            let before = stored.seen(Passes::Second).0;
            revision.change(before, settings, record.out_of_domain_bound)
        }),
        record: record.with_outlook(),
        status,
        answer: stored.answer(passes).map(shown),
        is_language_on: backend.language.now().language.is_some(),
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
    let on = backend.language.now();
    let Some(named) = on.named() else {
        return Ok(None);
    };
    let sent = if named.local || status.is_live() {
        None
    } else {
        let store = &backend.batches;
        let first = store.unasked(&status.id, Stage::Third, 1)?;
        let first = store.rows_at(&status.id, &first)?.pop();
        first.and_then(|row| on.would_send(&row.text))
    };
    Ok(Some(Offered {
        named,
        use_of_language: on.use_of_language,
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
