//! Headers that tell a browser what this site never does.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// Allows the scripts that Leptos writes into this one page; new for every request.
#[derive(Debug, Clone)]
pub(crate) struct PageNonce(pub(crate) String);

impl PageNonce {
    fn new() -> Option<Self> {
        let (a, b) = (getrandom::u64().ok()?, getrandom::u64().ok()?);
        Some(Self(format!("{a:016x}{b:016x}")))
    }
}

/// Everything is denied first; each opening says what needs it.
fn policy(nonce: Option<&PageNonce>) -> String {
    let nonce = nonce.map_or(String::new(), |nonce| format!("'nonce-{}' ", nonce.0));
    [
        "default-src 'none'",
        // The loader and hydration data carry the nonce; WASM needs its own word.
        &format!("script-src 'self' {nonce}'wasm-unsafe-eval'"),
        // One style sheet; widths of bars are style attributes, which cannot run anything.
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        // The WASM itself, the API, event streams.
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
    .join("; ")
}

/// Sets them on every response, errors and files included.
pub(crate) async fn set(mut request: Request, next: Next) -> Response {
    let nonce = PageNonce::new();
    if let Some(nonce) = &nonce {
        request.extensions_mut().insert(nonce.clone());
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::try_from(policy(nonce.as_ref())) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
