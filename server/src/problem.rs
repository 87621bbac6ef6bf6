//! Every error a client sees, in one shape.
//!
//! Programs get `application/problem+json` (RFC 9457); people get a page with the same words. Both
//! come from [`Problem`], which cannot carry a success status. The words are written for the
//! reader: what happened, what was kept, what to do. What only the operator should know is logged
//! where it happens and never put into a problem.
//!
//! Handlers return `Result<_, Problem>`. Layers that refuse a request (origin, rate, size) and the
//! catch-all for panics build the same type, so there is no second way to fail.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use store::StoreError;

/// A refusal with its words.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    status: StatusCode,
    /// Last part of the type's address, stable: `unknown-column`.
    id: &'static str,
    title: &'static str,
    detail: String,
    extra: Map<String, Value>,
    retry_after: Option<u32>,
}

impl Problem {
    /// `status` must be a client or server error; anything else becomes a 500.
    pub(crate) fn new(
        status: StatusCode,
        id: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        let failed = status.is_client_error() || status.is_server_error();
        Self {
            status: if failed {
                status
            } else {
                StatusCode::INTERNAL_SERVER_ERROR
            },
            id,
            title,
            detail: detail.into(),
            extra: Map::new(),
            retry_after: None,
        }
    }

    /// A further member, such as the columns there are.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.extra.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The batch that holds what could be read before it went wrong.
    pub(crate) fn batch(&self) -> Option<&str> {
        self.extra.get("batch")?.as_str()
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn title(&self) -> &'static str {
        self.title
    }

    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }

    pub(crate) fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "Nothing here",
            "There is nothing at this address. It may have been deleted or have expired.",
        )
    }

    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "bad-request",
            "The request cannot be read",
            detail,
        )
    }

    /// 413, naming the limit.
    pub(crate) fn too_large(what: &str, limit: u64) -> Self {
        let limit_words = if limit >= 1 << 20 {
            format!("{} MB", limit >> 20)
        } else if limit >= 1 << 10 {
            format!("{} KB", limit >> 10)
        } else {
            format!("{limit} bytes")
        };
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "Too large",
            format!("{what} is larger than the limit of {limit_words}."),
        )
        .with("limit_bytes", limit)
    }

    /// Something this service does without could not be had now.
    pub(crate) fn unavailable(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "Not available now",
            detail.into(),
        )
    }

    /// The last resort: nothing about the cause.
    pub(crate) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something broke",
            "The server hit an error of its own. Nothing you sent was lost; try again.",
        )
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::not_found(),
            StoreError::Exists => Self::new(
                StatusCode::CONFLICT,
                "exists",
                "Already there",
                "A batch with this id exists.",
            ),
            StoreError::Closed => Self::new(
                StatusCode::CONFLICT,
                "ended",
                "The batch has ended",
                error.to_string(),
            ),
            StoreError::Full { .. } => Self::new(
                StatusCode::INSUFFICIENT_STORAGE,
                "store-full",
                "The store is full",
                sentence(&error.to_string()),
            ),
            StoreError::Backend(cause) => {
                tracing::error!(cause, "the store failed");
                Self::internal()
            }
        }
    }
}

/// First letter in upper case, a stop at the end.
pub(crate) fn sentence(words: &str) -> String {
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => first
            .to_uppercase()
            .chain(characters)
            .chain(['.'])
            .collect(),
        None => String::new(),
    }
}

impl From<Problem> for Value {
    /// As programs are told it.
    fn from(problem: Problem) -> Self {
        let mut body = problem.extra;
        body.insert("type".into(), json!(format!("/problems/{}", problem.id)));
        body.insert("title".into(), json!(problem.title));
        body.insert("status".into(), json!(problem.status.as_u16()));
        body.insert("detail".into(), json!(problem.detail));
        Self::Object(body)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Value::from(self.clone());
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        // For the layer that turns it into a page.
        response.extensions_mut().insert(self);
        response
    }
}
