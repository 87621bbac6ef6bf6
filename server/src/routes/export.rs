//! `/api/v1/batches/{id}/export.{csv,json,jsonl}`: the rows of the current filter as a file,
//! written while it is sent.

use ::triage::batch::Query;
use ::triage::passes::Stage;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use export::{Flat, Format, Second, Writer};
use futures_util::{StreamExt, stream};
use store::{Said, StoreError, StoredRow};

use crate::AppState;
use crate::problem::Problem;
use crate::query::View;
use crate::told;

/// Rows of one piece.
const PIECE: usize = 512;

pub(super) async fn csv(
    app: State<AppState>,
    id: Path<String>,
    view: View,
) -> Result<Response, Problem> {
    export(app.0, id.0, view, Format::Csv).await
}

pub(super) async fn json(
    app: State<AppState>,
    id: Path<String>,
    view: View,
) -> Result<Response, Problem> {
    export(app.0, id.0, view, Format::Json).await
}

pub(super) async fn json_lines(
    app: State<AppState>,
    id: Path<String>,
    view: View,
) -> Result<Response, Problem> {
    export(app.0, id.0, view, Format::JsonLines).await
}

struct Job {
    app: AppState,
    id: String,
    view: View,
    model: String,
    bound: f32,
    format: Format,
    writer: Writer,
    after: u64,
    begun: bool,
    ended: bool,
}

async fn export(
    app: AppState,
    id: String,
    view: View,
    format: Format,
) -> Result<Response, Problem> {
    let status = app.backend.batches.status(&id)?;
    let (model, bound) = app.backend.batches.model(&id)?;
    let stem = status
        .file_name
        .rsplit_once('.')
        .map_or(status.file_name.as_str(), |(stem, _)| stem);
    let filtered = is_filtered(&view.query);
    let part = if filtered { "-filtered" } else { "" };
    let name = format!("{}-triage{part}.{}", ascii(stem), format.extension());
    let weighs = app.config.llm_weight > 0.0;
    let columns = told::columns(&status, view.query.passes, weighs);
    let writer = Writer::with(format, columns);
    let job = Job {
        app,
        id,
        view,
        model,
        bound,
        format,
        writer,
        after: 0,
        begun: false,
        ended: false,
    };
    let pieces = stream::unfold(job, |job| async move {
        if job.ended {
            return None;
        }
        // The store and the engine work; the connection waits.
        match tokio::task::spawn_blocking(move || job.piece()).await {
            Ok((piece, job)) => Some((piece, job)),
            Err(_) => None,
        }
    })
    // Compression asks once more after the end.
    .fuse();
    let mut response = Body::from_stream(pieces).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(format.media_type()),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(disposition) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers.insert(
        HeaderName::from_static("x-filtered"),
        HeaderValue::from_static(if filtered { "true" } else { "false" }),
    );
    Ok(response)
}

/// Whether rows are left out; order, page and passes do not matter to that.
fn is_filtered(query: &Query) -> bool {
    let all = Query {
        sort: query.sort,
        descending: query.descending,
        page: query.page,
        per_page: query.per_page,
        passes: query.passes,
        ..Query::default()
    };
    *query != all
}

/// A file name that needs no quoting.
fn ascii(name: &str) -> String {
    let kept: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') {
                c
            } else {
                '-'
            }
        })
        .collect();
    if kept.is_empty() {
        "batch".to_owned()
    } else {
        kept
    }
}

impl Job {
    /// The next bytes. A batch deleted meanwhile breaks the file off, so that it is not taken for
    /// a whole one.
    fn piece(mut self) -> (Result<Bytes, StoreError>, Self) {
        let mut out = Vec::with_capacity(PIECE * 512);
        if !self.begun {
            self.begun = true;
            self.writer.begin(&mut out);
        }
        let view = &self.view;
        let batches = &self.app.backend.batches;
        let rows = batches.rows_after(&self.id, &view.query, &view.settings, self.after, PIECE);
        let rows = match rows {
            Ok(rows) => rows,
            Err(error) => {
                self.ended = true;
                return (Err(error), self);
            }
        };
        for row in &rows {
            self.write(&mut out, row);
        }
        match rows.last() {
            Some(last) if rows.len() == PIECE => self.after = last.row,
            _ => {
                self.ended = true;
                self.writer.end(&mut out);
            }
        }
        (Ok(out.into()), self)
    }

    fn write(&mut self, out: &mut Vec<u8>, row: &StoredRow) {
        let (settings, passes) = (self.view.settings, self.view.query.passes);
        let weighs = self.app.config.llm_weight > 0.0;
        let told = told::told(row, passes, &settings, self.bound, weighs);
        if !self.format.is_flat() {
            let backend = &self.app.backend;
            let record = backend.record_of(row, &self.id, &settings, passes);
            let (number, id) = (Some(row.row), row.id.as_deref());
            return self.writer.told(out, number, id, &record, told);
        }
        let (scores, standings) = row.seen(passes);
        let decision = settings.decide(scores, self.bound);
        let standing = standings.under(decision);
        let second = match row.opinion(Stage::Second, passes).map(|given| &given.said) {
            Some(Said::Scores { own, judge }) => {
                Some(Second::of(&row.scores, own, judge, &settings, self.bound))
            }
            _ => None,
        };
        self.writer.flat_told(
            out,
            &Flat {
                row: Some(row.row),
                id: row.id.as_deref(),
                text: &row.text,
                scores: *scores,
                decision,
                settings,
                risk: standing.risk,
                severity: standing.severity,
                priority: standing.priority,
                techniques: row.techniques.clone(),
                model: &self.model,
                second,
            },
            told,
        );
    }
}
