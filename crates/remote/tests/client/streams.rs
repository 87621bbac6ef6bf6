//! Answers that come well: whole, in pieces, cut anywhere.

use std::io::Write;
use std::net::TcpStream;
use std::ops::ControlFlow;
use std::time::Duration;

use remote::{Cancel, Completion, Finish, RemoteError, Request, TokenLogprob, Usage};
use serde_json::json;

use crate::stub::{STREAM, Stub, json_response, last, piece, response, said};
use crate::{complete, remote, request};

/// An answer and the pieces it came in.
fn gather(answer: &str, request: &Request) -> Result<(Completion, Vec<String>), RemoteError> {
    let stub = Stub::fixed(answer);
    let mut pieces = Vec::new();
    let completion = remote(&stub.url()).complete(
        request,
        &mut |piece| {
            pieces.push(piece.to_owned());
            ControlFlow::Continue(())
        },
        &Cancel::new(),
    )?;
    assert_eq!(completion.text, pieces.concat());
    Ok((completion, pieces))
}

#[test]
fn whole_or_in_pieces_whichever_was_asked() {
    fn check(answer: &str, wanted: &[&str]) {
        for stream in [false, true] {
            let (completion, pieces) = gather(answer, &request(stream)).unwrap();
            assert_eq!(pieces, wanted, "{answer}");
            assert_eq!(completion.finish, Finish::Stop, "{answer}");
            assert_eq!(completion.attempts, 1, "{answer}");
            assert_eq!(completion.waited, Duration::ZERO, "{answer}");
        }
    }
    check(&said("Hello"), &["Hello"]);
    check(
        &said("Sure!\n```json\n{\"label\":1}\n```"),
        &["Sure!\n```json\n{\"label\":1}\n```"],
    );
    let pieces = format!("{}: ping\n\n{}", piece("Hel"), piece("lo"));
    check(&format!("{STREAM}{pieces}{}", last()), &["Hel", "lo"]);
    check(
        &format!("{STREAM}{pieces}{}", last()).replace("\n\n", "\r\n\r\n"),
        &["Hel", "lo"],
    );
    // No last word, but a reason to stop; no blank line at the end.
    let end = json!({"choices": [{"delta": {"content": "!"}, "finish_reason": "stop"}]});
    check(&format!("{STREAM}{pieces}data: {end}"), &["Hel", "lo", "!"]);
    // A stream that says it is something else.
    check(
        &response("200 OK", "", &format!("{pieces}{}", last())),
        &["Hel", "lo"],
    );
    // In chunks, cut where it suits the server.
    let body = format!("{pieces}{}", last());
    let (a, b) = body.split_at(33);
    check(
        &format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\
             Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{a}\r\n{:x}\r\n{b}\r\n0\r\n\r\n",
            a.len(),
            b.len()
        ),
        &["Hel", "lo"],
    );
}

#[test]
fn cut_at_every_byte() {
    fn send(stream: &mut TcpStream, parts: &[&[u8]]) {
        let _ = stream.set_nodelay(true);
        for part in parts {
            let _ = stream.write_all(part);
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    let body = format!(": hi\r\n\r\n{}{}", piece("zwölf "), piece("🦀"));
    let answer = format!("{STREAM}{body}{}", last());
    let cuts = answer.len();
    let bytes = answer.clone().into_bytes();
    let stub = Stub::new(move |asked, stream| {
        let (a, b) = bytes.split_at(asked.number);
        send(stream, &[a, b]);
    });
    let remote_ = remote(&stub.url());
    for cut in 0..cuts {
        let completion = complete(&remote_, &request(true)).unwrap();
        assert_eq!(completion.text, "zwölf 🦀", "cut at {cut}");
        assert!(completion.usage.is_some(), "cut at {cut}");
    }
    let stub = Stub::new(move |_, stream| {
        send(stream, &answer.as_bytes().chunks(1).collect::<Vec<_>>());
    });
    let completion = complete(&remote(&stub.url()), &request(true)).unwrap();
    assert_eq!(completion.text, "zwölf 🦀");
}

#[test]
fn why_it_stopped() {
    fn check(reason: serde_json::Value, wanted: Finish) {
        let answer = json!({"choices": [{"message": {"content": "x"}, "finish_reason": reason}]});
        let (completion, _) = gather(&json_response(&answer), &request(false)).unwrap();
        assert_eq!(completion.finish, wanted, "{reason}");
        assert_eq!(completion.usage, None);
    }
    check(json!("stop"), Finish::Stop);
    check(json!("length"), Finish::Length);
    check(json!("content_filter"), Finish::Other);
    check(json!(null), Finish::Other);
}

#[test]
fn servers_are_careless() {
    fn check(choice: serde_json::Value, usage: serde_json::Value) {
        let answer = json!({"choices": [choice], "usage": usage, "more": {"a": 1}});
        let (completion, _) = gather(&json_response(&answer), &request(false)).unwrap();
        assert_eq!(completion.text, "x");
        assert_eq!(completion.usage, None);
    }
    let message = json!({"content": "x"});
    check(json!({"message": message}), json!(null));
    check(
        json!({"message": message, "logprobs": null}),
        json!({"prompt_tokens": null}),
    );
    check(
        json!({"message": message, "logprobs": {"content": null}}),
        json!("many"),
    );
    check(
        json!({"message": message, "logprobs": {"content": [
            {"token": "x", "logprob": -1, "top_logprobs": null}, {"token": "y"}]}}),
        json!(-1),
    );
    // Whatever is told of tokens, the answer is the answer.
    for broken in [
        json!(7),
        json!([]),
        json!({"content": "x"}),
        json!({"content": [[]]}),
        json!({"content": [{"token": null, "logprob": -1}]}),
        json!({"content": [{"token": "x", "logprob": "NaN"}]}),
        json!({"content": [{"token": "x", "bytes": [-1]}]}),
        json!({"content": [{"token": "x", "top_logprobs": 7}]}),
    ] {
        check(json!({"message": message, "logprobs": broken}), json!(null));
    }
    let number = r#"{"choices": [{"message": {"content": "x"},
        "logprobs": {"content": [{"token": "x", "logprob": -1e999}]}}]}"#;
    let head = "Content-Type: application/json\r\n";
    let (completion, _) = gather(&response("200 OK", head, number), &request(false)).unwrap();
    assert_eq!((&*completion.text, completion.logprobs), ("x", None));
}

#[test]
fn counts_and_probabilities_are_read() {
    let yes = json!({"token": " yes", "logprob": -0.25, "bytes": b" yes", "top_logprobs": [
        {"token": " yes", "logprob": -0.25}, {"token": " no", "logprob": -1.5, "bytes": b" no"}]});
    let no = json!({"token": "\u{fffd}", "logprob": -0.5, "bytes": [0xe2, 0x80],
        "top_logprobs": [{"token": "!", "logprob": null, "bytes": null}]});
    let wanted = vec![
        TokenLogprob {
            bytes: b" yes".to_vec(),
            logprob: -0.25,
            top: vec![(b" yes".to_vec(), -0.25), (b" no".to_vec(), -1.5)],
        },
        TokenLogprob {
            // Its bytes count, whatever it looks like.
            bytes: vec![0xe2, 0x80],
            logprob: -0.5,
            top: vec![(b"!".to_vec(), f32::NEG_INFINITY)],
        },
    ];
    let whole = json_response(&json!({
        "choices": [{"message": {"content": " yes!"}, "logprobs": {"content": [yes, no]},
                     "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
    }));
    let part = |text: &str, token: &serde_json::Value| {
        let choice = json!({"delta": {"content": text}, "logprobs": {"content": [token]}});
        format!("data: {}\n\n", json!({"choices": [choice]}))
    };
    let pieces = format!("{STREAM}{}{}{}", part(" yes", &yes), part("!", &no), last());
    for answer in [whole, pieces] {
        let mut request = request(true);
        request.top_logprobs = Some(2);
        let (completion, _) = gather(&answer, &request).unwrap();
        assert_eq!(completion.logprobs.as_ref(), Some(&wanted));
        assert_eq!(
            completion.usage,
            Some(Usage {
                prompt_tokens: 3,
                completion_tokens: 2
            })
        );
    }
}

#[test]
fn what_is_sent_is_what_is_shown() {
    let stub = Stub::fixed(said("x"));
    let remote = remote(&stub.url());
    let mut request = request(true);
    request.schema = Some(json!({"type": "object"}));
    request.top_logprobs = Some(20);
    request.seed = Some(7);
    let shown = remote.body(&request);
    complete(&remote, &request).unwrap();
    let asked = stub.asked().remove(0);
    assert_eq!(asked.body, shown);
    assert!(
        asked
            .head
            .starts_with("POST /v1/chat/completions HTTP/1.1\r\n"),
        "{}",
        asked.head
    );
}
