//! Servers that know only some parts of a request.

use std::io::Write;

use remote::{Offer, RemoteError, Request};
use serde_json::{Value, json};

use crate::stub::{STREAM, Stub, json_response, last, piece, response, said};
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
            None => told(&asked.body),
        };
        let _ = stream.write_all(answer.as_bytes());
    })
}

/// An answer, with the probability of its token if the request asks for it.
fn told(asked: &Value) -> String {
    let mut choice = json!({"message": {"content": "x"}, "finish_reason": "stop"});
    if asked.get("logprobs").is_some() {
        choice["logprobs"] = json!({"content": [{"token": "x", "logprob": -1}]});
    }
    json_response(&json!({"choices": [choice]}))
}

#[test]
fn refused_once_and_never_sent_again() {
    fn check(parts: &'static [&'static str], status: &'static str, wanted: Offer) {
        let stub = refusing(parts, status);
        let remote = remote(&stub.url());
        let first = complete(&remote, &rich()).unwrap();
        // Fewer probabilities are asked for before none.
        let twice = usize::from(parts.contains(&"logprobs"));
        assert_eq!(
            first.attempts as usize,
            1 + parts.len() + twice,
            "{parts:?}"
        );
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
    let logprobs = Offer {
        alternatives: 0,
        ..all
    };
    check(&["logprobs"], "400 a", logprobs);
    check(&["logprobs"], "403 a", logprobs);
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
            alternatives: 0,
            seed: false,
            ..schema
        },
    );
}

/// Some tell probabilities, of fewer alternatives than the protocol has.
#[test]
fn as_many_alternatives_as_are_allowed_are_asked_for() {
    let stub = Stub::new(|asked, stream| {
        let answer = if asked.body["top_logprobs"].as_u64() > Some(8) {
            response("400 a", "", "top_logprobs must be 8 at most")
        } else {
            told(&asked.body)
        };
        let _ = stream.write_all(answer.as_bytes());
    });
    let remote = remote(&stub.url());
    for attempts in [2, 1] {
        let completion = complete(&remote, &rich()).unwrap();
        assert_eq!(completion.attempts, attempts);
        assert!(completion.logprobs.is_some());
    }
    let tops = stub.asked();
    let tops = tops.iter().map(|asked| asked.body["top_logprobs"].as_u64());
    assert_eq!(tops.collect::<Vec<_>>(), [Some(20), Some(5), Some(5)]);
}

/// Some take the request and say nothing of it.
#[test]
fn probabilities_that_were_left_out_are_not_asked_for_again() {
    fn check(answer: String, offered: bool) {
        let stub = Stub::fixed(answer.clone());
        let remote = remote(&stub.url());
        for time in 0..2 {
            let completion = complete(&remote, &rich()).unwrap();
            assert_eq!(completion.attempts, 1, "{answer}");
            assert_eq!(completion.logprobs.is_some(), offered, "{answer}");
            let asked = stub.asked()[time].body.get("logprobs").is_some();
            assert_eq!(asked, time == 0 || offered, "{answer}");
        }
        let wanted = Offer {
            alternatives: if offered { u8::MAX } else { 0 },
            ..Offer::default()
        };
        assert_eq!(remote.offer(), wanted, "{answer}");
    }
    check(told(&json!({"logprobs": true})), true);
    check(said("x"), false);
    check(format!("{STREAM}{}{}", piece("x"), last()), false);
    let unclear = json!({"choices": [{"message": {"content": "x"}, "logprobs": [0.5]}]});
    check(json_response(&unclear), false);
}

/// Nothing was said at all, so nothing is known.
#[test]
fn an_empty_answer_teaches_nothing() {
    let stub = Stub::fixed(said(""));
    let remote = remote(&stub.url());
    assert_eq!(
        complete(&remote, &rich()).unwrap_err(),
        RemoteError::EmptyAnswer
    );
    assert_eq!(remote.offer(), Offer::default());
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
