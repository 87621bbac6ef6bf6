//! What a server says when it does not answer, made into our errors.

use std::time::Duration;

use serde_json::Value;

use crate::RemoteError;

/// The error of a status other than 200. Texts are the server's, not cleaned yet.
pub(crate) fn error(
    status: u16,
    body: &[u8],
    retry_after: Option<Duration>,
    url: &str,
    model: &str,
) -> RemoteError {
    let message = message(body);
    match status {
        401 => RemoteError::Unauthorised { message },
        403 => RemoteError::Forbidden { message },
        404 => RemoteError::NotFound {
            url: url.to_owned(),
            model: model.to_owned(),
            message,
        },
        429 => RemoteError::TooMany {
            retry_after,
            message,
        },
        500.. => RemoteError::Server {
            status,
            retry_after,
            message,
        },
        _ => RemoteError::Refused { status, message },
    }
}

/// The error of an `error` object in an answer that began well.
pub(crate) fn within(error: &Value) -> RemoteError {
    let code = |name: &str| match error.get(name)? {
        Value::String(code) => code.parse().ok(),
        code => code.as_u64().and_then(|code| u16::try_from(code).ok()),
    };
    let status = code("code").or_else(|| code("status")).unwrap_or(200);
    let message = text(error).unwrap_or_else(|| error.to_string());
    match status {
        401 => RemoteError::Unauthorised { message },
        403 => RemoteError::Forbidden { message },
        429 => RemoteError::TooMany {
            retry_after: None,
            message,
        },
        500.. => RemoteError::Server {
            status,
            retry_after: None,
            message,
        },
        _ => RemoteError::Refused { status, message },
    }
}

/// The sentence for people in an error's body: each server puts it elsewhere.
fn message(body: &[u8]) -> String {
    let raw = String::from_utf8_lossy(body);
    let raw = raw.trim();
    if let Ok(json) = serde_json::from_str::<Value>(raw) {
        return text(&json).unwrap_or_else(|| raw.to_owned());
    }
    if raw.starts_with('<') {
        return title(raw).unwrap_or("a web page").to_owned();
    }
    raw.to_owned()
}

fn text(json: &Value) -> Option<String> {
    match json {
        Value::String(text) => Some(text.clone()),
        Value::Array(all) => {
            let all: Vec<String> = all.iter().filter_map(text).collect();
            (!all.is_empty()).then(|| all.join("; "))
        }
        Value::Object(fields) => ["error", "message", "detail", "msg"]
            .iter()
            .find_map(|field| fields.get(*field).and_then(text)),
        _ => None,
    }
}

/// What a web page calls itself: "502 Bad Gateway" says more than its code.
fn title(page: &str) -> Option<&str> {
    let lower = page.to_ascii_lowercase();
    let from = lower.find("<title>")? + "<title>".len();
    let to = from + lower[from..].find("</title>")?;
    page.get(from..to).map(str::trim)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_error_in_an_answer_means_what_its_status_would() {
        fn check(error: &Value, wanted: &str) {
            let found = format!("{:?}", within(error));
            assert!(found.starts_with(wanted), "{error}: {found}");
        }
        check(&json!({"code": 429, "message": "slow down"}), "TooMany");
        check(&json!({"code": "503"}), "Server { status: 503");
        check(&json!({"status": 500}), "Server { status: 500");
        check(
            &json!({"code": "rate_limit_exceeded"}),
            "Refused { status: 200",
        );
        check(&json!({"code": 401}), "Unauthorised");
        check(&json!({"code": 403}), "Forbidden");
        check(&json!({"code": 400}), "Refused { status: 400");
        check(&json!("no"), "Refused { status: 200");
    }

    #[test]
    fn the_sentence_is_found() {
        fn check(body: &str, wanted: &str) {
            assert_eq!(message(body.as_bytes()), wanted, "{body}");
        }
        check(r#"{"error":{"message":"no","type":"x"}}"#, "no");
        check(r#"{"error":"no"}"#, "no");
        check(r#"{"object":"error","message":"no"}"#, "no");
        check(r#"{"detail":[{"msg":"a","loc":[1]},{"msg":"b"}]}"#, "a; b");
        check(r#"{"why":7}"#, r#"{"why":7}"#);
        check("plain words\n", "plain words");
        check(
            "<html><head><TITLE> 502 Bad Gateway </TITLE></head>",
            "502 Bad Gateway",
        );
        check("<html>ü", "a web page");
        check("", "");
    }
}
