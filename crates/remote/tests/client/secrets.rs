//! A token goes where it should, and shows nowhere.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Mutex;

use remote::{Endpoint, Remote, RemoteError, Token};

use crate::stub::{STREAM, Stub, header, response, said};
use crate::{complete, endpoint, request};

const SECRET: &str = "hf_tellNobody123";

fn trusted(base_url: &str) -> Remote {
    Remote::new(Endpoint {
        token: Token::new(SECRET).ok(),
        ..endpoint(base_url)
    })
    .unwrap()
}

#[test]
fn it_is_sent_as_a_bearer_token() {
    let stub = Stub::fixed(said("x"));
    complete(&trusted(&stub.url()), &request(true)).unwrap();
    complete(&crate::remote(&stub.url()), &request(true)).unwrap();
    let asked = stub.asked();
    let wanted = format!("Bearer {SECRET}");
    assert_eq!(
        header(&asked[0].head, "authorization"),
        Some(wanted.as_str())
    );
    assert_eq!(header(&asked[1].head, "authorization"), None);
    assert!(!asked[0].body.to_string().contains(SECRET));
}

#[test]
fn a_server_that_says_it_aloud_is_not_repeated() {
    fn check(answer: &str) {
        assert!(answer.contains(SECRET));
        let stub = Stub::fixed(answer);
        let remote = trusted(&stub.url());
        let error = complete(&remote, &request(true)).unwrap_err();
        let shown = format!("{error} {error:?} {remote:?}");
        assert!(!shown.contains(SECRET), "{shown}");
        assert!(!shown.contains("hf_"), "{shown}");
    }
    let json = serde_json::json!({"error": {"message": format!("no {SECRET}, no")}}).to_string();
    for status in [
        "400 a", "401 a", "403 a", "404 a", "402 a", "429 a", "500 a",
    ] {
        check(&response(status, "", &json));
        check(&response(status, "", &format!("Bearer {SECRET}")));
        check(&response(status, "", &format!("<title>{SECRET}</title>")));
        // Cut at five hundred characters, in the middle of it.
        check(&response(
            status,
            "",
            &format!("{}{SECRET}", "x".repeat(490)),
        ));
    }
    check(&response(
        "200 OK",
        "",
        &format!("{{\"choices\":\"{SECRET}\"}}"),
    ));
    check(&response("200 OK", "", &format!("\"{SECRET}\"")));
    check(&format!("{STREAM}data: {json}\n\n"));
    check(&format!("{STREAM}data: \"{SECRET}\"\n\n"));
    check(&response(
        "307 a",
        &format!("Location: http://localhost/{SECRET}\r\n"),
        "",
    ));
}

#[test]
fn no_redirect_is_followed() {
    let other = Stub::fixed(said("x"));
    for status in ["301 a", "302 a", "303 a", "307 a", "308 a"] {
        let location = format!("Location: {}/v1/chat/completions\r\n", other.url());
        let stub = Stub::fixed(response(status, &location, ""));
        let error = complete(&trusted(&stub.url()), &request(true)).unwrap_err();
        assert!(matches!(error, RemoteError::BadEndpoint(_)), "{error:?}");
        assert!(error.to_string().contains(&other.url()), "{error}");
        assert_eq!(stub.asked().len(), 1);
    }
    assert!(other.asked().is_empty());
}

/// The environment is a process's own, so another one asks, with a proxy that is not there.
#[test]
fn no_proxy_is_used() {
    let mut asking = std::process::Command::new(std::env::current_exe().unwrap());
    asking.args(["--exact", "secrets::it_is_sent_as_a_bearer_token"]);
    for variable in ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"] {
        asking.env(variable, "http://127.0.0.1:9");
    }
    let output = asking.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("1 passed"), "{said}");
}

#[test]
fn it_never_travels_in_the_open() {
    let open = Endpoint {
        token: Token::new(SECRET).ok(),
        ..Endpoint::local("http://llm.example:8000", "tiny")
    };
    let error = Remote::new(open).unwrap_err();
    assert!(matches!(error, RemoteError::BadEndpoint(_)), "{error:?}");
}

/// Collects what anyone logs, at the finest level there is.
struct Logs(Mutex<String>);

impl log::Log for Logs {
    fn enabled(&self, _: &log::Metadata) -> bool {
        true
    }

    fn log(&self, record: &log::Record) {
        let mut all = self.0.lock().unwrap();
        let _ = writeln!(all, "{} {}", record.target(), record.args());
    }

    fn flush(&self) {}
}

static LOGS: Logs = Logs(Mutex::new(String::new()));

#[test]
fn no_log_has_it() {
    log::set_logger(&LOGS).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let stub = Stub::new(|_, stream| {
        let _ = stream.write_all(said("x").as_bytes());
    });
    complete(&trusted(&stub.url()), &request(true)).unwrap();
    let logs = LOGS.0.lock().unwrap();
    assert!(logs.contains("ureq"), "{logs}");
    // The finest level cuts bytes into rows of sixteen: look for the beginning of it.
    assert!(!logs.contains("hf_tell"), "{logs}");
    assert!(!logs.contains("Bearer"), "{logs}");
}
