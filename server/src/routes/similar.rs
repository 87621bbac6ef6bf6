//! `…/similar`: what else is told like this incident, in the store or in its file; `…/groups`: a file's
//! rows in groups of what is told alike.

use app::alike::{NoAnswer, Similar, of_incident, of_row};
use app::groups::{Groups, of_batch};
use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use crate::AppState;
use crate::problem::Problem;
use crate::query::View;

#[derive(Deserialize)]
pub(super) struct Wish {
    limit: Option<usize>,
}

impl Wish {
    fn limit(&self) -> usize {
        self.limit.unwrap_or(10).clamp(1, 100)
    }
}

impl From<NoAnswer> for Problem {
    fn from(why: NoAnswer) -> Self {
        match why {
            NoAnswer::Store(error) => error.into(),
            NoAnswer::Model(why) => Self::unavailable(format!("{why}.")),
        }
    }
}

pub(super) async fn incidents(
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(wish): Query<Wish>,
    view: View,
) -> Result<Json<Similar>, Problem> {
    app.work(move |backend| {
        let similar = of_incident(backend, &id, &view.settings, wish.limit())?;
        Ok(Json(similar))
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
        let similar = of_row(backend, &id, row, &view.query, &view.settings, wish.limit())?;
        Ok(Json(similar))
    })
    .await
}

/// Of the rows that match the filters in the query.
pub(super) async fn groups(
    State(app): State<AppState>,
    Path(id): Path<String>,
    view: View,
) -> Result<Json<Groups>, Problem> {
    app.work(move |backend| Ok(Json(of_batch(backend, &id, &view.query, &view.settings)?)))
        .await
}
