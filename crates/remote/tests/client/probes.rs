//! The "test" button.

use std::io::Write;
use std::net::TcpStream;

use remote::{Cancel, Probe, Remote, RemoteError};
use serde_json::{Value, json};

use crate::endpoint;
use crate::stub::{Asked, Stub, json_response, response, said};

fn probe(
    model: &str,
    script: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static,
) -> (Result<Probe, RemoteError>, Vec<Asked>) {
    let stub = Stub::new(script);
    let mut endpoint = endpoint(&stub.url());
    endpoint.model = model.to_owned();
    let probe = Remote::new(endpoint).unwrap().probe(&Cancel::new());
    (probe, stub.asked())
}

fn models() -> String {
    json_response(&json!({"object": "list", "data": [{"id": "a"}, {"id": "b/c"}]}))
}

/// One token with its probability, as far as the request asks for it.
fn token(body: &Value) -> String {
    let logprobs = body
        .get("logprobs")
        .map(|_| json!({"content": [{"token": "{", "logprob": -0.1, "top_logprobs": []}]}));
    json_response(&json!({
        "choices": [{"message": {"content": "{"}, "logprobs": logprobs, "finish_reason": "length"}],
    }))
}

#[test]
fn what_an_endpoint_offers() {
    type Wanted<'a> = (&'a [&'a str], bool, bool, bool);
    fn check(model: &str, models: String, refuses: &'static [&'static str], wanted: Wanted) {
        let (probe, asked) = probe(model, move |asked, stream| {
            let refused = refuses.iter().find(|part| asked.body.get(**part).is_some());
            let answer = match refused {
                _ if asked.head.starts_with("GET /v1/models ") => models.clone(),
                Some(part) => response("400 a", "", part),
                None => token(&asked.body),
            };
            let _ = stream.write_all(answer.as_bytes());
        });
        let probe = probe.unwrap();
        let ids: Vec<&str> = probe.models.iter().map(String::as_str).collect();
        assert_eq!(
            (
                ids.as_slice(),
                probe.has_model,
                probe.schema,
                probe.logprobs
            ),
            wanted,
            "{model} {refuses:?}"
        );
        assert_eq!(asked.len(), 2 + refuses.len());
        assert_eq!(asked[1].body["max_tokens"], 1);
    }
    let both: &[&str] = &["a", "b/c"];
    check("a", models(), &[], (both, true, true, true));
    check("b/c:cerebras", models(), &[], (both, true, true, true));
    check("c", models(), &[], (both, false, true, true));
    check(
        "a",
        response("404 a", "", ""),
        &[],
        (&[], false, true, true),
    );
    check(
        "a",
        response("200 OK", "", "<html>"),
        &[],
        (&[], false, true, true),
    );
    check("a", models(), &["logprobs"], (both, true, true, false));
    check(
        "a",
        models(),
        &["response_format"],
        (both, true, false, true),
    );
    check(
        "a",
        models(),
        &["response_format", "logprobs"],
        (both, true, false, false),
    );
}

#[test]
fn probabilities_that_are_only_promised_are_none() {
    let (probe, _) = probe("a", |_, stream| {
        let _ = stream.write_all(said("x").as_bytes());
    });
    assert!(!probe.unwrap().logprobs);
}

#[test]
fn a_token_without_text_is_an_answer() {
    let (probe, _) = probe("a", |asked, stream| {
        let answer = match asked.body.get("response_format") {
            Some(_) => response("400 a", "", "response_format"),
            None => said(""),
        };
        let _ = stream.write_all(answer.as_bytes());
    });
    assert!(!probe.unwrap().schema);
}

#[test]
fn failures_are_told_at_once() {
    let (probe, asked) = probe("a", |_, stream| {
        let _ = stream.write_all(response("503 a", "", "loading").as_bytes());
    });
    assert_eq!(
        probe,
        Err(RemoteError::Server {
            status: 503,
            retry_after: None,
            message: "loading".to_owned(),
        })
    );
    assert_eq!(asked.len(), 2);
    let (probe, asked) = self::probe("a", |_, _| {});
    assert!(
        matches!(probe, Err(RemoteError::Unreachable(_))),
        "{probe:?}"
    );
    assert_eq!(asked.len(), 1);
}
