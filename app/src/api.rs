//! Server functions: what pages read. They only read; everything that changes something is a
//! plain route of the server.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};
use triage::batch::{Page, Query, Status, Summary};
use triage::{Settings, Triage};

use crate::card::Card;

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
}

/// Name of the model that answers here.
#[server(prefix = "/data", endpoint = "model", input = GetUrl)]
pub async fn model_id() -> Result<String, ServerFnError> {
    Ok(backend()?.engine.model_id().to_owned())
}

/// A stored incident; `None` where there is none.
#[server(prefix = "/data", endpoint = "incident", input = GetUrl)]
pub async fn incident(id: String) -> Result<Option<Triage>, ServerFnError> {
    found(backend()?.incidents.get(&id))
}

/// All batches, newest first.
#[server(prefix = "/data", endpoint = "batches", input = GetUrl)]
pub async fn batches() -> Result<Vec<Status>, ServerFnError> {
    let backend = backend()?;
    work(move || backend.batches.list().map_err(failed)).await
}

/// A batch under a query and settings; `None` where there is none.
#[server(prefix = "/data", endpoint = "batch", input = GetUrl)]
pub async fn batch(
    id: String,
    query: Query,
    settings: Settings,
) -> Result<Option<BatchData>, ServerFnError> {
    let backend = backend()?;
    let mut query = query;
    query.per_page = query.per_page.clamp(1, 500);
    work(move || {
        let store = &*backend.batches;
        let read = || {
            let whole = store.summary(&id, &Query::default(), &settings)?;
            let page = store.page(&id, &query, &settings)?;
            Ok(BatchData {
                status: store.status(&id)?,
                summary: if page.matching == page.total {
                    whole.clone()
                } else {
                    store.summary(&id, &query, &settings)?
                },
                page,
                whole,
            })
        };
        found(read())
    })
    .await
}

/// One row of a batch as a full record; `None` where there is none.
#[server(prefix = "/data", endpoint = "row", input = GetUrl)]
pub async fn row(
    id: String,
    row: u64,
    settings: Settings,
) -> Result<Option<(Triage, Status)>, ServerFnError> {
    let backend = backend()?;
    work(move || {
        let read = || Ok((backend.batches.row(&id, row)?, backend.batches.status(&id)?));
        Ok(found(read())?.map(|(stored, status)| {
            let source = triage::Source::Batch { batch: id, row };
            let record = backend.engine.triage(&stored.text, &settings, source);
            (record, status)
        }))
    })
    .await
}

/// The card of the model that answers here. What the engine itself knows wins over the card.
#[server(prefix = "/data", endpoint = "card", input = GetUrl)]
pub async fn model_card() -> Result<Card, ServerFnError> {
    let backend = backend()?;
    let mut card = Card::read(&backend.model_card).unwrap_or_default();
    card.model = backend.engine.model_id().to_owned();
    card.bytes = backend.model_bytes;
    card.out_of_domain_bound = f64::from(backend.engine.out_of_domain_bound());
    Ok(card)
}

/// Answers the page being drawn with 404.
pub fn set_not_found() {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
}

#[cfg(feature = "ssr")]
use server::{backend, failed, found, work};

#[cfg(feature = "ssr")]
mod server {
    use leptos::prelude::*;
    use store::StoreError;

    use crate::backend::Backend;

    pub fn backend() -> Result<Backend, ServerFnError> {
        use_context::<Backend>().ok_or_else(|| ServerFnError::new("the server is not set up"))
    }

    pub fn failed(error: StoreError) -> ServerFnError {
        ServerFnError::new(error.to_string())
    }

    /// Not found is an answer, not a failure.
    pub fn found<T>(result: Result<T, StoreError>) -> Result<Option<T>, ServerFnError> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(StoreError::NotFound) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// Runs store and engine work where it may take its time.
    pub async fn work<T: Send + 'static>(
        work: impl FnOnce() -> Result<T, ServerFnError> + Send + 'static,
    ) -> Result<T, ServerFnError> {
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| ServerFnError::new("an error of ours; it was logged"))?
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
