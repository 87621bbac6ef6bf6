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
    let may = use_context::<http::request::Parts>()
        .map(|parts| backend.language.who_may.check(&parts.headers));
    tokio::task::spawn_blocking(move || server::read_and_answer(&backend, &question, may))
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
mod server;

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
