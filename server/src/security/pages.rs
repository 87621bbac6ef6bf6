//! A problem as a page, for a person with a browser.
//!
//! Plain HTML without a script: it must work when nothing else does.

use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use crate::problem::Problem;

/// Turns a problem into a page where the client asks for HTML and is not speaking to the API.
pub(crate) async fn for_people(request: Request, next: Next) -> Response {
    let person = !request.uri().path().starts_with("/api/")
        && request
            .headers()
            .get(header::ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"));
    let response = next.run(request).await;
    match response.extensions().get::<Problem>() {
        Some(problem) if person => {
            let mut page = (problem.status(), Html(page(problem))).into_response();
            page.headers_mut()
                .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            if let Some(after) = response.headers().get(header::RETRY_AFTER) {
                page.headers_mut()
                    .insert(header::RETRY_AFTER, after.clone());
            }
            page
        }
        _ => response,
    }
}

fn page(problem: &Problem) -> String {
    let title = escape(problem.title());
    let detail = escape(problem.detail());
    let status = problem.status().as_u16();
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · AlertSage</title>\
         <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\
         <link rel=\"stylesheet\" href=\"/error.css\"></head>\
         <body class=\"error-page\"><main><p class=\"error-status\">{status}</p><h1>{title}</h1>\
         <p>{detail}</p><p><a href=\"/\">Triage an incident</a> · <a href=\"/bulk\">Bulk</a></p>\
         </main></body></html>"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detail_is_text() {
        let problem = Problem::bad_request("column “<script>\"&'”");
        let page = page(&problem);
        assert!(page.contains("&lt;script&gt;&quot;&amp;"));
        assert!(!page.contains("<script"));
    }
}
