//! What is asked again, when, and when no more.

use std::io::Write;
use std::time::{Duration, SystemTime};

use remote::RemoteError;

use crate::stub::{Stub, response, said};
use crate::{complete, remote, request};

/// A server that gives `answers` one after the other, the last for ever; how it went, and how many
/// requests it took.
fn ask(answers: &[String]) -> (Result<u32, RemoteError>, usize) {
    let answers = answers.to_vec();
    let stub = Stub::new(move |asked, stream| {
        let answer = &answers[asked.number.min(answers.len() - 1)];
        let _ = stream.write_all(answer.as_bytes());
    });
    let answer = complete(&remote(&stub.url()), &request(true));
    (answer.map(|answer| answer.attempts), stub.asked().len())
}

fn busy(after: &str) -> String {
    response("429 Too Many Requests", after, "slow down")
}

#[test]
fn passing_failures_are_asked_again() {
    fn check(answers: &[String], attempts: u32) {
        let (answer, asked) = ask(answers);
        assert_eq!(answer, Ok(attempts), "{answers:?}");
        assert_eq!(asked, attempts as usize, "{answers:?}");
    }
    let past = httpdate::fmt_http_date(SystemTime::now() - Duration::from_secs(60));
    check(&[said("x")], 1);
    for status in ["429 a", "500 a", "502 a", "503 a", "504 a"] {
        check(&[response(status, "", "no"), said("x")], 2);
    }
    check(&[busy(""), busy(""), busy(""), said("x")], 4);
    check(&[busy("Retry-After: 0\r\n"), said("x")], 2);
    check(&[busy("Retry-After: 0.02\r\n"), said("x")], 2);
    check(&[busy(&format!("Retry-After: {past}\r\n")), said("x")], 2);
    check(&[busy("Retry-After: soon\r\n"), said("x")], 2);
    // Closed before a byte came.
    check(&[String::new(), said("x")], 2);
}

#[test]
fn others_are_not() {
    fn check(answer: &str) {
        let (result, asked) = ask(&[answer.to_owned()]);
        assert!(result.is_err(), "{answer}");
        assert_eq!(asked, 1, "{answer}");
    }
    for status in ["400 a", "401 a", "403 a", "404 a", "422 a", "501 a"] {
        check(&response(status, "", "no"));
    }
    check(&response("200 OK", "", "{}"));
    check(&said(""));
    check("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    // Longer than anyone waits.
    check(&busy("Retry-After: 3600\r\n"));
}

#[test]
fn there_is_an_end() {
    let (answer, asked) = ask(&[busy("Retry-After: 0\r\n")]);
    assert_eq!(asked, 4);
    assert_eq!(
        answer,
        Err(RemoteError::TooMany {
            retry_after: Some(Duration::ZERO),
            message: "slow down".to_owned(),
        })
    );
    let (answer, asked) = ask(&[String::new()]);
    assert_eq!(asked, 4);
    assert!(matches!(answer, Err(RemoteError::Unreachable(_))));
}

#[test]
fn the_reader_learns_when() {
    fn check(header: &str) {
        let (answer, _) = ask(&[busy(header)]);
        let Err(RemoteError::TooMany {
            retry_after: Some(after),
            ..
        }) = answer
        else {
            panic!("{header}: {answer:?}");
        };
        let hour = Duration::from_secs(3590)..=Duration::from_secs(3600);
        assert!(hour.contains(&after), "{header}: {after:?}");
    }
    check("Retry-After: 3600\r\n");
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3600));
    check(&format!("Retry-After: {date}\r\n"));
}

#[test]
fn pauses_are_told() {
    let stub = Stub::new(|asked, stream| {
        let answer = match asked.number {
            0 => busy("Retry-After: 0.03\r\n"),
            _ => said("x"),
        };
        let _ = stream.write_all(answer.as_bytes());
    });
    let answer = complete(&remote(&stub.url()), &request(false)).unwrap();
    let [first, second] = &stub.asked()[..] else {
        panic!()
    };
    assert!(second.at - first.at >= Duration::from_millis(30));
    assert_eq!(answer.waited, Duration::from_millis(30));
}
