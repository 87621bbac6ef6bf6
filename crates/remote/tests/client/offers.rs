//! Servers that know only some parts of a request.

use std::io::Write;

use remote::{Offer, RemoteError, Request};
use serde_json::json;

use crate::stub::{Stub, response, said};
use crate::{complete, remote, request};

fn rich() -> Request {
    let mut request = request(true);
    request.schema = Some(json!({"type": "object"}));
    request.top_logprobs = Some(20);
    request.seed = Some(7);
    request
}

/// Refuses each of `parts` by its name, one at a time.
fn refusing(parts: &'static [&'static str], status: &'static str) -> Stub {
    Stub::new(move |asked, stream| {
        let unknown = parts.iter().find(|part| asked.body.get(**part).is_some());
        let answer = match unknown {
            Some(part) => response(status, "", &json!({"detail": [{"msg": part}]}).to_string()),
            None => said("x"),
        };
        let _ = stream.write_all(answer.as_bytes());
    })
}

#[test]
fn refused_once_and_never_sent_again() {
    fn check(parts: &'static [&'static str], status: &'static str, wanted: Offer) {
        let stub = refusing(parts, status);
        let remote = remote(&stub.url());
        let first = complete(&remote, &rich()).unwrap();
        assert_eq!(first.attempts as usize, 1 + parts.len(), "{parts:?}");
        assert_eq!(remote.offer(), wanted, "{parts:?}");
        let second = complete(&remote, &rich()).unwrap();
        assert_eq!(second.attempts, 1, "{parts:?}");
        assert_eq!(stub.asked().last().unwrap().body, remote.body(&rich()));
    }
    let all = Offer::default();
    let schema = Offer {
        schema: false,
        ..all
    };
    check(&[], "400 a", all);
    check(&["response_format"], "400 a", schema);
    check(&["response_format"], "422 a", schema);
    check(
        &["logprobs"],
        "400 a",
        Offer {
            logprobs: false,
            ..all
        },
    );
    check(&["seed"], "422 a", Offer { seed: false, ..all });
    check(
        &["stream_options"],
        "400 a",
        Offer {
            usage: false,
            ..all
        },
    );
    check(
        &["response_format", "logprobs", "seed"],
        "400 a",
        Offer {
            logprobs: false,
            seed: false,
            ..schema
        },
    );
}

#[test]
fn a_refusal_that_stays_teaches_nothing() {
    let stub = Stub::fixed(response("400 a", "", "bad seed in the text"));
    let remote = remote(&stub.url());
    let error = complete(&remote, &rich()).unwrap_err();
    assert!(matches!(error, RemoteError::Refused { status: 400, .. }));
    assert_eq!(stub.asked().len(), 2);
    assert_eq!(remote.offer(), Offer::default());
}
