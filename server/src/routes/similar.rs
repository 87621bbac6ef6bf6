//! `…/similar`: what else is told like this incident, in the store or in its file.
//!
//! Nothing is kept for it: candidates are embedded when somebody asks, for a few seconds at most, and
//! the answer says how many were looked at. Of a file those come first that the classifier finds alike.

use std::time::Duration;

use ::triage::Decision;
use app::backend::Backend;
use axum::Json;
use axum::extract::{Path, Query, State};
use classifier::Scores;
use semantic::{Alike, NEAR};
use serde::{Deserialize, Serialize};
use store::StoredRow;
use taxonomy::Label;

use crate::AppState;
use crate::problem::Problem;
use crate::query::View;

/// How long one question may keep the sentence model busy.
const PATIENCE: Duration = Duration::from_secs(3);
/// More than that patience ever looks at.
const CANDIDATES: usize = 600;
/// Rows read from the store at a time.
const PIECE: usize = 4096;
/// Characters of a text in the answer.
const EXCERPT: usize = 300;

#[derive(Deserialize)]
pub(super) struct Wish {
    limit: Option<usize>,
}

impl Wish {
    fn limit(&self) -> usize {
        self.limit.unwrap_or(10).clamp(1, 100)
    }
}

#[derive(Serialize)]
pub(super) struct Similar {
    /// Most similar first.
    similar: Vec<Found>,
    /// Texts looked at, of those there are.
    compared: usize,
    of: usize,
    /// From this similarity on `near_duplicate` is said.
    near_duplicate_at: f32,
}

#[derive(Serialize)]
struct Found {
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// Cosine of the angle between the texts' embeddings, -1 to 1.
    similarity: f32,
    near_duplicate: bool,
    /// The same text, letter by letter.
    identical: bool,
    final_label: &'static str,
    base_label: &'static str,
    confidence: f32,
    excerpt: String,
}

/// A text to be looked at, and what is known of it.
struct Candidate {
    row: Option<u64>,
    id: Option<String>,
    identical: bool,
    decision: Decision,
    scores: Scores,
    excerpt: String,
}

pub(super) async fn incidents(
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(wish): Query<Wish>,
    view: View,
) -> Result<Json<Similar>, Problem> {
    app.work(move |backend| {
        let own = backend.incidents.get(&id)?;
        let all = backend.incidents.recent(usize::MAX)?;
        let of = all.len().saturating_sub(1);
        let others = all.into_iter().filter(|record| record.id != own.id);
        let among = others.take(CANDIDATES).map(|mut record| {
            record.redecide(view.settings);
            let candidate = Candidate {
                row: None,
                // The same text has the same id, so it is not among them.
                identical: false,
                decision: record.decision,
                scores: record.scores,
                excerpt: excerpt(&record.input.text),
                id: Some(record.id),
            };
            (candidate, record.input.text)
        });
        answer(backend, &own.input.text, among.collect(), of, &wish)
    })
    .await
}

/// Rows of the same file that match the filters in the query.
pub(super) async fn rows(
    State(app): State<AppState>,
    Path((id, row)): Path<(String, u64)>,
    Query(wish): Query<Wish>,
    view: View,
) -> Result<Json<Similar>, Problem> {
    app.work(move |backend| {
        let own = backend.batches.row(&id, row)?;
        let bound = backend.batches.model(&id)?.1;
        let (nearest, of) = nearest(backend, &id, &own, &view)?;
        let among = nearest.into_iter().map(|other| {
            let scores = *other.seen(view.query.passes).0;
            let candidate = Candidate {
                row: Some(other.row),
                identical: other.text == own.text,
                decision: view.settings.decide(&scores, bound),
                scores,
                excerpt: excerpt(&other.text),
                id: other.id,
            };
            (candidate, other.text)
        });
        answer(backend, &own.text, among.collect(), of, &wish)
    })
    .await
}

/// Rows whose first scores are most like the row's, the nearest first, and how many rows there are.
fn nearest(
    backend: &Backend,
    id: &str,
    own: &StoredRow,
    view: &View,
) -> Result<(Vec<StoredRow>, usize), Problem> {
    let (mut kept, mut of, mut after) = (Vec::new(), 0, 0);
    loop {
        let piece = backend
            .batches
            .rows_after(id, &view.query, &view.settings, after, PIECE)?;
        let Some(last) = piece.last() else { break };
        after = last.row;
        let seen = kept.len();
        let others = piece.into_iter().filter(|other| other.row != own.row);
        kept.extend(others.map(|other| (apart(&own.scores, &other.scores), other)));
        of += kept.len() - seen;
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

fn answer(
    backend: &Backend,
    text: &str,
    among: Vec<(Candidate, String)>,
    of: usize,
    wish: &Wish,
) -> Result<Json<Similar>, Problem> {
    let second = backend.second.as_ref().map_err(|why| {
        Problem::unavailable(format!(
            "Texts cannot be compared without the sentence model: {why}."
        ))
    })?;
    let Alike { found, compared } = second
        .alike(text, among, wish.limit(), PATIENCE)
        .map_err(|error| Problem::unavailable(format!("{error}.")))?;
    let similar = found.into_iter().map(|(candidate, similarity)| Found {
        row: candidate.row,
        id: candidate.id,
        similarity,
        near_duplicate: similarity >= NEAR,
        identical: candidate.identical,
        final_label: candidate.decision.label.map_or("uncertain", Label::id),
        base_label: candidate.scores.base().id(),
        confidence: candidate.scores.max(),
        excerpt: candidate.excerpt,
    });
    Ok(Json(Similar {
        similar: similar.collect(),
        compared,
        of,
        near_duplicate_at: NEAR,
    }))
}

fn excerpt(text: &str) -> String {
    text.chars().take(EXCERPT).collect()
}
