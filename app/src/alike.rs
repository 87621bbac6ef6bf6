//! What is told like an incident: the answer of `…/similar` in API and page, and, on the server, the
//! search for it.
//!
//! Nothing is kept for it: candidates are embedded when somebody asks, for a few seconds at most. Of a
//! file those come first that the classifier finds alike.

use serde::{Deserialize, Serialize};
use taxonomy::Label;
use triage::Decision;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Similar {
    /// Most similar first.
    pub similar: Vec<Found>,
    /// Texts looked at, of those there are.
    pub compared: usize,
    pub of: usize,
    /// From this similarity on `near_duplicate` is said.
    pub near_duplicate_at: f32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// In a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Cosine of the angle between the texts' embeddings, -1 to 1.
    pub similarity: f32,
    pub near_duplicate: bool,
    /// The same text, letter by letter.
    pub identical: bool,
    pub decision: Decision,
    pub base_label: Label,
    pub confidence: f32,
    /// The first 300 characters.
    pub excerpt: String,
}

#[cfg(feature = "ssr")]
pub use search::{NoAnswer, of_incident, of_row};

#[cfg(feature = "ssr")]
mod search {
    use std::time::Duration;

    use classifier::Scores;
    use semantic::{Alike, NEAR};
    use store::{StoreError, StoredRow};
    use triage::Settings;
    use triage::batch::Query;

    use super::{Found, Similar};
    use crate::backend::Backend;

    /// How long one question may keep the sentence model busy.
    const PATIENCE: Duration = Duration::from_secs(3);
    /// More than that patience ever looks at.
    const CANDIDATES: usize = 600;
    /// Rows read from the store at a time.
    const PIECE: usize = 4096;
    /// Characters of a text in the answer.
    const EXCERPT: usize = 300;

    /// Why nothing was compared.
    #[derive(Debug)]
    pub enum NoAnswer {
        Store(StoreError),
        /// The sentence model is missing or failed; in words.
        Model(String),
    }

    impl From<StoreError> for NoAnswer {
        fn from(error: StoreError) -> Self {
            Self::Store(error)
        }
    }

    /// A text to be looked at, and what is known of it.
    type Candidate = (Found, String);

    /// Other incidents in the store, the newest first.
    ///
    /// # Errors
    /// There is no such incident, or no model to compare with.
    pub fn of_incident(
        backend: &Backend,
        id: &str,
        settings: &Settings,
        limit: usize,
    ) -> Result<Similar, NoAnswer> {
        let own = backend.incidents.get(id)?;
        let all = backend.incidents.recent(usize::MAX)?;
        let of = all.len().saturating_sub(1);
        let others = all.into_iter().filter(|record| record.id != own.id);
        let among = others.take(CANDIDATES).map(|record| {
            let mut record = backend.weighed(record);
            record.redecide(*settings);
            let found = Found {
                row: None,
                id: Some(record.id),
                decision: record.decision,
                // The same text has the same id, so it is not among them.
                ..seen(&record.scores, &record.input.text)
            };
            (found, record.input.text)
        });
        answer(backend, &own.input.text, among.collect(), of, limit)
    }

    /// Rows of the same file that match the query's filters.
    ///
    /// # Errors
    /// There is no such row, or no model to compare with.
    pub fn of_row(
        backend: &Backend,
        batch: &str,
        row: u64,
        query: &Query,
        settings: &Settings,
        limit: usize,
    ) -> Result<Similar, NoAnswer> {
        let own = backend.batches.row(batch, row)?;
        let bound = backend.batches.model(batch)?.1;
        let (nearest, of) = nearest(backend, batch, &own, query, settings)?;
        let among = nearest.into_iter().map(|other| {
            let scores = other.seen(query.passes).0;
            let found = Found {
                row: Some(other.row),
                identical: other.text == own.text,
                decision: settings.decide(scores, bound),
                id: other.id.clone(),
                ..seen(scores, &other.text)
            };
            (found, other.text)
        });
        answer(backend, &own.text, among.collect(), of, limit)
    }

    /// Rows whose first scores are most like the row's, the nearest first, and how many rows there are.
    fn nearest(
        backend: &Backend,
        batch: &str,
        own: &StoredRow,
        query: &Query,
        settings: &Settings,
    ) -> Result<(Vec<StoredRow>, usize), StoreError> {
        let (mut kept, mut of, mut after) = (Vec::new(), 0, 0);
        loop {
            let store = &backend.batches;
            let piece = store.rows_after(batch, query, settings, after, PIECE)?;
            let Some(last) = piece.last() else { break };
            after = last.row;
            let before = kept.len();
            let others = piece.into_iter().filter(|other| other.row != own.row);
            kept.extend(others.map(|other| (apart(&own.scores, &other.scores), other)));
            of += kept.len() - before;
            if kept.len() > CANDIDATES {
                kept.sort_by(|a, b| a.0.total_cmp(&b.0));
                kept.truncate(CANDIDATES);
            }
        }
        kept.sort_by(|a, b| a.0.total_cmp(&b.0));
        Ok((kept.into_iter().map(|(_, row)| row).collect(), of))
    }

    /// The share of probability that two answers put elsewhere, times two.
    fn apart(a: &Scores, b: &Scores) -> f32 {
        let pairs = a.probabilities.iter().zip(b.probabilities);
        pairs.map(|(a, b)| (a - b).abs()).sum()
    }

    /// What scores and text say of a candidate; the rest is filled in by who knows it.
    fn seen(scores: &Scores, text: &str) -> Found {
        Found {
            row: None,
            id: None,
            similarity: 0.0,
            near_duplicate: false,
            identical: false,
            decision: Settings::default().decide(scores, 1.0),
            base_label: scores.base(),
            confidence: scores.max(),
            excerpt: text.chars().take(EXCERPT).collect(),
        }
    }

    fn answer(
        backend: &Backend,
        text: &str,
        among: Vec<Candidate>,
        of: usize,
        limit: usize,
    ) -> Result<Similar, NoAnswer> {
        let second = backend.second.as_ref().map_err(|why| {
            let why = format!("texts cannot be compared without the sentence model: {why}");
            NoAnswer::Model(why)
        })?;
        let Alike { found, compared } = second
            .alike(text, among, limit, PATIENCE)
            .map_err(|error| NoAnswer::Model(error.to_string()))?;
        let similar = found.into_iter().map(|(found, similarity)| Found {
            similarity,
            near_duplicate: similarity >= NEAR,
            ..found
        });
        Ok(Similar {
            similar: similar.collect(),
            compared,
            of,
            near_duplicate_at: NEAR,
        })
    }
}
