//! Everything a server can do wrong, and what the reader is told.

use std::io::Write;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use remote::{RemoteError, Slow};

use crate::stub::{STREAM, Stub, json_response, last, piece, response, said};
use crate::{complete, endpoint, remote, request};

fn error_page(status: &str, message: &str) -> String {
    let body = serde_json::json!({"error": {"message": message}}).to_string();
    response(status, "Content-Type: application/json\r\n", &body)
}

#[test]
fn every_answer_has_its_error() {
    fn check(answer: &str, wanted: RemoteError) {
        for stream in [false, true] {
            let stub = Stub::fixed(answer);
            let mut endpoint = endpoint(&stub.url());
            endpoint.retries.most = 0;
            let remote = remote::Remote::new(endpoint).unwrap();
            let error = complete(&remote, &request(stream)).unwrap_err();
            assert_eq!(error, wanted, "{answer}");
            assert_eq!(stub.asked().len(), 1, "{answer}");
        }
    }
    let no = || "no".to_owned();
    let bad = |why: &str| RemoteError::BadAnswer(why.to_owned());
    check(
        &error_page("401 Unauthorized", "no"),
        RemoteError::Unauthorised { message: no() },
    );
    check(
        &error_page("403 Forbidden", "no"),
        RemoteError::Forbidden { message: no() },
    );
    check(
        &error_page("402 Payment Required", "no"),
        RemoteError::Refused {
            status: 402,
            message: no(),
        },
    );
    check(
        &error_page("400 Bad Request", "too\nlong\u{1b}[0m"),
        RemoteError::Refused {
            status: 400,
            message: "too long [0m".to_owned(),
        },
    );
    check(
        &error_page("500 Oops", "no"),
        RemoteError::Server {
            status: 500,
            retry_after: None,
            message: no(),
        },
    );
    check(
        &response(
            "502 Bad Gateway",
            "Content-Type: text/html\r\n",
            "<html><title>502 Bad Gateway</title>",
        ),
        RemoteError::Server {
            status: 502,
            retry_after: None,
            message: "502 Bad Gateway".to_owned(),
        },
    );
    check(
        &response("200 OK", "Content-Type: text/html\r\n", "<html>Log in"),
        bad("it sent a web page"),
    );
    check(
        &response("200 OK", "", "  <!doctype html>"),
        bad("it sent a web page"),
    );
    check(&response("200 OK", "", ""), bad("it sent nothing"));
    check(
        &response("200 OK", "Content-Type: application/json\r\n", "{\"cho"),
        bad("it is no JSON we know: EOF while parsing a string at line 1 column 5"),
    );
    check(
        &json_response(&serde_json::json!({"ok": true})),
        bad("it holds no choices"),
    );
    check(
        &json_response(&serde_json::json!({"choices": []})),
        bad("it holds no choices"),
    );
    check(
        &format!("{STREAM}data: [DONE]\n\n"),
        bad("it holds no choices"),
    );
    check(
        "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"choices\"",
        bad("it broke off"),
    );
    check("SSH-2.0-OpenSSH_9.9\r\n", bad("it does not speak HTTP"));
    check(&said(""), RemoteError::EmptyAnswer);
    check(
        &json_response(&serde_json::json!({"choices": [{"message": {"content": null}}]})),
        RemoteError::EmptyAnswer,
    );
    check(&format!("{STREAM}{}", last()), RemoteError::EmptyAnswer);
    check(STREAM, bad("it broke off"));
    check(&format!("{STREAM}{}", piece("half")), bad("it broke off"));
    check(
        &format!("{STREAM}data: {{\"error\":{{\"message\":\"no\",\"code\":503}}}}\n\n"),
        RemoteError::Server {
            status: 503,
            retry_after: None,
            message: no(),
        },
    );
    check(
        &format!("{STREAM}data: {{\"error\":\"no\"}}\n\n"),
        RemoteError::Refused {
            status: 200,
            message: no(),
        },
    );
}

#[test]
fn what_does_not_exist_is_named() {
    let stub = Stub::fixed(error_page("404 Not Found", "no such model"));
    let error = complete(&remote(&stub.url()), &request(true)).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "there is no {}/v1/chat/completions, or it has no model `tiny`; check both; it says: \
             no such model",
            stub.url()
        )
    );
}

#[test]
fn nobody_listens() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let error = complete(&remote(&url), &request(true)).unwrap_err();
    assert!(matches!(error, RemoteError::Unreachable(_)), "{error:?}");
    assert!(error.to_string().contains("refused"), "{error}");
}

#[test]
fn time_limits() {
    fn check(name: &str, wait: [u64; 3], wanted: Result<&str, Slow>) {
        let stub = Stub::new(move |_, stream| {
            let pause = |millis| std::thread::sleep(Duration::from_millis(millis));
            pause(wait[0]);
            let _ = stream.write_all(STREAM.as_bytes());
            pause(wait[1]);
            for letter in ["a", "b", "c", "d", "e"] {
                let _ = stream.write_all(piece(letter).as_bytes());
                pause(wait[2]);
            }
            let _ = stream.write_all(last().as_bytes());
        });
        let mut endpoint = endpoint(&stub.url());
        endpoint.timeouts.first_byte = Duration::from_millis(400);
        endpoint.timeouts.between_bytes = Duration::from_millis(200);
        endpoint.timeouts.whole = Duration::from_millis(800);
        let remote = remote::Remote::new(endpoint).unwrap();
        let begun = Instant::now();
        let answer = complete(&remote, &request(true)).map(|answer| answer.text);
        let wanted = wanted.map(str::to_owned).map_err(RemoteError::TooSlow);
        assert_eq!(answer, wanted, "{name}");
        assert!(begun.elapsed() < Duration::from_secs(2), "{name}");
    }
    check("at once", [0, 0, 0], Ok("abcde"));
    check("a slow drip", [0, 0, 50], Ok("abcde"));
    check("thinks first", [0, 250, 0], Ok("abcde"));
    check("a head that never comes", [600, 0, 0], Err(Slow::FirstByte));
    check("a body that never comes", [0, 600, 0], Err(Slow::FirstByte));
    check("falls silent", [0, 0, 400], Err(Slow::BetweenBytes));
    check("never ends", [0, 250, 150], Err(Slow::Whole));
}

#[test]
fn too_much_is_cut_off() {
    fn check(head: &'static str, part: &str, times: usize) {
        let part = part.to_owned();
        let stub = Stub::new(move |_, stream| {
            let _ = stream.write_all(head.as_bytes());
            for _ in 0..times {
                if stream.write_all(part.as_bytes()).is_err() {
                    return;
                }
            }
        });
        let answer = complete(&remote(&stub.url()), &request(true));
        assert_eq!(answer, Err(RemoteError::TooLong));
    }
    let long = "x".repeat(64 << 10);
    check(STREAM, &piece(&long), 17);
    check(STREAM, &long, 257);
    check("HTTP/1.1 200 OK\r\n\r\n", &long, 257);
}
