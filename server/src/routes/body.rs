//! Request bodies of bounded size, and the checks every text passes.

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use futures_util::StreamExt;

use crate::Config;
use crate::problem::Problem;

/// A text of the largest size, each byte written as `\u00xx`, and some room for the other fields.
pub(super) fn json_limit(config: &Config) -> usize {
    6 * config.max_text + 4096
}

/// The whole body, if it is not larger than `limit`; the refusal names `named`, the limit on what
/// the body carries.
pub(super) async fn read(body: Body, limit: usize, named: usize) -> Result<Bytes, Problem> {
    let mut stream = body.into_data_stream();
    let mut whole = Vec::new();
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|_| Problem::bad_request("The request broke off."))?;
        if whole.len() + piece.len() > limit {
            return Err(Problem::too_large("The text", named as u64));
        }
        whole.extend_from_slice(&piece);
    }
    Ok(whole.into())
}

/// A text that can be triaged, or why it cannot.
pub(super) fn check_text(text: &str, config: &Config) -> Result<(), Problem> {
    if text.len() > config.max_text {
        return Err(Problem::too_large("The text", config.max_text as u64));
    }
    let refuse = |id, detail| {
        Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            id,
            "The text cannot be triaged",
            detail,
        ))
    };
    if text.trim().is_empty() {
        return refuse("empty-text", "The text is empty. Describe what happened.");
    }
    if text.contains('\0') {
        return refuse(
            "nul-byte",
            "The text contains a NUL byte, so it is not text. Remove it and send it again.",
        );
    }
    Ok(())
}

/// Bytes as text.
pub(super) fn utf8(bytes: &[u8]) -> Result<&str, Problem> {
    std::str::from_utf8(bytes).map_err(|error| {
        Problem::bad_request(format!(
            "The text is not valid UTF-8 at byte {}.",
            error.valid_up_to()
        ))
    })
}
