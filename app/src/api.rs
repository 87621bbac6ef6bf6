//! What pages ask the server, and how it answers.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};
use triage::Triage;
use triage::batch::{Page, Status, Summary};
use triage::passes::Change;

use crate::address::BatchView;
use crate::language_model;

/// How the server would read a file: the answer of `POST /api/v1/preview`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Preview {
    pub kind: String,
    pub encoding: String,
    pub delimiter: Option<char>,
    pub columns: Vec<String>,
    pub column: Option<String>,
    pub id_column: Option<String>,
    pub rows: Vec<Vec<String>>,
}

impl Preview {
    /// `CSV, semicolons, utf-8, ids in “ticket”`.
    pub fn in_words(&self) -> String {
        let kind = match self.kind.as_str() {
            "csv" => "separated values",
            "text" => "text, one incident a line",
            "json_lines" => "JSON, one object a line",
            "json_array" => "a JSON array",
            other => other,
        };
        let delimiter = match self.delimiter {
            Some(',') => ", commas".to_owned(),
            Some(';') => ", semicolons".to_owned(),
            Some('\t') => ", tabs".to_owned(),
            Some('|') => ", bars".to_owned(),
            _ => String::new(),
        };
        let ids = self
            .id_column
            .as_ref()
            .map(|name| format!(", ids in \u{201c}{name}\u{201d}"))
            .unwrap_or_default();
        format!("{kind}{delimiter}, {}{ids}", self.encoding)
    }
}

/// A batch as its page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchData {
    pub status: Status,
    pub page: Page,
    /// Over the rows that match the filter.
    pub summary: Summary,
    /// Over all rows, for the numbers at the head.
    pub whole: Summary,
    /// The language model, if there is one.
    pub language: Option<language_model::Offered>,
}

/// A row of a batch as its page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowData {
    pub record: Triage,
    /// Of the batch.
    pub status: Status,
    /// What a language model said of it in the third pass, and what that did; as far as the view's
    /// passes show it.
    pub answer: Option<opinion::Answer>,
    pub third: Option<Change>,
    /// Whether there is a language model to ask.
    pub is_language_on: bool,
}

/// What there is of batches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchList {
    /// Newest first.
    pub list: Vec<Status>,
    /// The one asked about, if it can be had back.
    pub deleted: Option<Status>,
}

/// Who answers here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Judges {
    /// Name of the classifier.
    pub classifier: String,
    /// Name of the second judge.
    pub second: Option<String>,
    /// Why there is no second judge.
    pub missing: Option<String>,
}

/// What a page can ask. One server function answers them all, as JSON, and each page reads its own
/// answer: every type is decoded in one place, and resources are all of one kind, which keeps the
/// page's WASM small.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Answer: [`Judges`].
    Judges,
    /// Answer: `Option<Triage>`, under the settings it was stored with.
    Incident(String),
    /// With the id of a batch deleted a moment ago, or none. Answer: [`BatchList`].
    Batches(String),
    /// Whether an incident was deleted a moment ago and can be had back. Answer: `bool`.
    Deleted(String),
    /// A batch seen through a view; see [`Question::batch`]. Answer: `Option<BatchData>`.
    Batch(String, String),
    /// A row as a full record, in the same way. Answer: `Option<RowData>`.
    Row(String, u64, String),
    /// Rows told like a row, in the same way. Answer: `Result<Similar, String>`; see [`crate::alike`].
    Similar(String, u64, String),
    /// Answer: [`Card`]. What the engine itself knows wins over the card.
    Card,
}

impl Question {
    /// The view travels as JSON in a string, so that the half of the program that has no files does not
    /// know its fields.
    pub fn batch(id: String, view: &BatchView) -> Self {
        Self::Batch(id, serde_json::to_string(view).unwrap_or_default())
    }

    pub fn row(id: String, row: u64, view: &BatchView) -> Self {
        Self::Row(id, row, serde_json::to_string(view).unwrap_or_default())
    }

    pub fn similar(id: String, row: u64, view: &BatchView) -> Self {
        Self::Similar(id, row, serde_json::to_string(view).unwrap_or_default())
    }
}

/// An answer as it travels.
pub type Told = Result<String, ServerFnError>;

/// An answer as a page reads it.
///
/// # Errors
/// The server's error, or an answer of another kind than asked for.
pub fn read<T: serde::de::DeserializeOwned>(told: Told) -> Result<T, ServerFnError> {
    serde_json::from_str(&told?).map_err(|_| ServerFnError::new("the answer could not be read"))
}

/// A question that the page being drawn waits for, asked again when it changes.
pub fn resource(question: impl Fn() -> Question + Send + Sync + 'static) -> Resource<Told> {
    let question = Memo::new(move |_| question());
    let handed = use_context::<Handed>();
    Resource::new_blocking(
        move || question.get(),
        move |question| {
            let known = handed.and_then(|handed| handed.take(&question));
            async move {
                match known {
                    Some(answer) => Ok(answer),
                    None => ask(question).await,
                }
            }
        },
    )
}

/// One answer that a page already has for the next: who stores an incident is told its record, and
/// need not ask for it again.
#[derive(Clone, Copy, Default)]
pub struct Handed(StoredValue<Option<(Question, String)>>);

impl Handed {
    pub fn put(self, question: Question, answer: String) {
        self.0.set_value(Some((question, answer)));
    }

    fn take(self, question: &Question) -> Option<String> {
        let (known, answer) = self.0.try_update_value(Option::take)??;
        (known == *question).then_some(answer)
    }
}

/// Asks the server.
pub async fn ask(question: Question) -> Told {
    let question = serde_json::to_string(&question)
        .map_err(|_| ServerFnError::new("the question could not be written"))?;
    answer(question).await
}

/// Answers a [`Question`], one of [`language_model`](crate::language_model::Question) or of
/// [`groups`](crate::groups::Question), written as JSON. It only reads; everything that changes
/// something is a plain route of the server.
#[server(prefix = "/data", endpoint = "answer", input = GetUrl)]
pub async fn answer(question: String) -> Result<String, ServerFnError> {
    let backend =
        use_context::<Backend>().ok_or_else(|| ServerFnError::new("the server is not set up"))?;
    tokio::task::spawn_blocking(move || server::read_and_answer(&backend, &question))
        .await
        .map_err(|_| ServerFnError::new("an error of ours; it was logged"))?
}

/// Answers the page being drawn with 404.
pub fn set_not_found() {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
}

#[cfg(feature = "ssr")]
use crate::backend::Backend;

#[cfg(feature = "ssr")]
mod server {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_described_in_words() {
        let preview = Preview {
            kind: "csv".into(),
            encoding: "utf-8".into(),
            delimiter: Some(';'),
            id_column: Some("ticket".into()),
            ..Preview::default()
        };
        assert_eq!(
            preview.in_words(),
            "separated values, semicolons, utf-8, ids in \u{201c}ticket\u{201d}"
        );
    }
}
