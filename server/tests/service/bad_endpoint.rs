//! Everything an endpoint can do wrong while it is asked about the rows of a file: what a person is
//! told, what is counted, and that nothing else is lost.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::Client;
use crate::host::Host;
use crate::stub::{Stub, answer, piece, say};
use crate::third_pass::{answers, config, ended, rows, start, vague, wish};

/// Rows of the file; the last is a text of 100,000 characters.
const ROWS: u64 = 6;
/// Rows that were answered well before.
const BEFORE: u64 = 2;

type Script = Arc<dyn Fn(&mut TcpStream, &str) + Send + Sync>;

/// An endpoint that changes its ways.
struct Moody {
    stub: Stub,
    script: Arc<Mutex<Script>>,
}

impl Moody {
    fn new() -> Self {
        let script = Arc::new(Mutex::new(well()));
        let now = Arc::clone(&script);
        let stub = Stub::heeding(move |stream, request| {
            let script = Arc::clone(&now.lock().unwrap());
            script(stream, request);
        });
        Self { stub, script }
    }

    fn becomes(&self, script: Script) {
        *self.script.lock().unwrap() = script;
    }
}

fn well() -> Script {
    saying(answers("uncertain"))
}

fn saying(words: String) -> Script {
    Arc::new(move |stream, _| say(stream, &words))
}

fn status(status: &'static str, headers: &'static str, body: &'static str) -> Script {
    Arc::new(move |stream, _| answer(stream, status, headers, body))
}

const JSON: &str = "Content-Type: application/json\r\n";
const STREAM: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

fn file() -> Vec<u8> {
    let mut file = vague(ROWS as usize - 1);
    let long = "User of desk 6 says the mail is back. ".repeat(2_700);
    assert!(long.len() > 100_000);
    file.extend(format!("V-6,{long}\n").into_bytes());
    file
}

fn is_about_the_long_one(request: &str) -> bool {
    request.matches("desk 6 says the mail is back").count() > 1
}

/// The rows that were asked about, as they are exported.
fn told(client: &Client, id: &str) -> Vec<Value> {
    let lines = client.get(&format!("/api/v1/batches/{id}/export.jsonl?third=asked"));
    let objects = lines.text().lines().map(serde_json::from_str);
    objects.collect::<Result<_, _>>().unwrap()
}

/// How the pass over the rows that are left ends: what of them was answered and not believed, and for
/// how many texts there was no answer.
struct Course {
    state: &'static str,
    answered: u64,
    not_believed: u64,
    failed: u64,
}

/// Each of the rows left has an answer, which is believed.
const ANSWERED: Course = Course {
    state: "finished",
    answered: ROWS - BEFORE,
    not_believed: 0,
    failed: 0,
};
/// Each has an answer that is none of ours.
const NOT_BELIEVED: Course = Course {
    not_believed: ROWS - BEFORE,
    ..ANSWERED
};
/// One has none, and the pass goes on.
const ALL_BUT_ONE: Course = Course {
    answered: ROWS - BEFORE - 1,
    failed: 1,
    ..ANSWERED
};
/// It does not answer at all: that ends the pass with the first question.
const BROKEN: Course = Course {
    state: "failed",
    answered: 0,
    not_believed: 0,
    failed: 1,
};
/// It answers, and not one text of three.
const THREE: Course = Course {
    failed: 3,
    ..BROKEN
};

/// One server, one endpoint and a file for each way: whatever one of them did, the next is served.
#[test]
fn each_bad_answer_is_told_and_costs_nothing_but_itself() {
    let endpoint = Moody::new();
    let host = Host::with(config(&endpoint.stub.url));
    let client = host.client();
    let check = |name: &str, script: Script, course: &Course, words: &[&str]| {
        endpoint.becomes(well());
        let id = client.upload("filename=a.csv", &file()).batch();
        let first = json!({"action": "start", "rows": BEFORE, "seconds": 0});
        assert_eq!(wish(&client, &id, &first).status, 200, "{name}");
        let pass = ended(&client, &id);
        assert_eq!(
            (&pass["wanted"], &pass["asked"]),
            (&json!(ROWS), &json!(BEFORE)),
            "{name}"
        );
        let (before, opinions) = (rows(&client, &id, ""), told(&client, &id));
        assert_eq!(opinions.len() as u64, BEFORE, "{name}");

        endpoint.becomes(script);
        start(&client, &id);
        let pass = ended(&client, &id);
        assert_eq!(pass["state"], course.state, "{name}: {pass}");
        assert_eq!(pass["asked"], BEFORE + course.answered, "{name}: {pass}");
        assert_eq!(pass["failed"], course.failed, "{name}: {pass}");
        // "Uncertain" agrees with the short rows, which nobody had decided and which come first, and
        // not with the long one.
        let believed = BEFORE + course.answered - course.not_believed;
        let agreed = believed.min(ROWS - 1);
        let said = json!({"agreed": agreed, "otherwise": 0, "uncertain": believed - agreed,
            "not_believed": course.not_believed});
        assert_eq!(pass["said"], said, "{name}");
        let reason = pass["reason"].as_str().unwrap_or_default();
        assert_eq!(reason.is_empty(), words.is_empty(), "{name}: {reason}");
        // A person reads the same.
        let page = client.get(&format!("/batches/{id}"));
        assert_eq!(page.status, 200, "{name}");
        for words in words {
            assert!(reason.contains(words), "{name} lacks {words}: {reason}");
            assert!(
                page.text().contains(words),
                "the page of {name} lacks {words}"
            );
        }
        let unanswered = match course.failed {
            0 => None,
            1 => Some("1 text got no answer."),
            _ => Some("3 texts got no answer."),
        };
        assert_eq!(
            page.text().contains("got no answer."),
            unanswered.is_some(),
            "{name}"
        );
        assert!(
            unanswered.is_none_or(|words| page.text().contains(words)),
            "{name}"
        );
        // Each is told by its row and why, but what ended the pass only once.
        let errors = pass["errors"].as_array().expect("a list");
        assert_eq!(errors.len() as u64, course.failed, "{name}: {pass}");
        let others = errors
            .iter()
            .filter(|error| error["message"] != pass["reason"]);
        let others: Vec<_> = others.map(|error| error["row"].to_string()).collect();
        for row in &others {
            let link = format!("href=\"/batches/{id}/rows/{row}\">Row ");
            assert!(page.text().contains(&link), "{name}: {row}");
        }
        let listed = page.text().contains("Why some got no answer");
        assert_eq!(listed, !others.is_empty(), "{name}");
        // Every row is there and decided as before, and what was said before stands.
        assert_eq!(rows(&client, &id, ""), before, "{name}");
        let now = told(&client, &id);
        assert_eq!(now.len() as u64, BEFORE + course.answered, "{name}");
        assert!(opinions.iter().all(|one| now.contains(one)), "{name}");
        let stands = page.text().contains("what was said stands");
        assert_eq!(stands, course.state == "failed", "{name}");
        // Everybody else is served.
        assert_eq!(client.get("/healthz").status, 200, "{name}");
        let text = br#"{"text": "a phishing mail"}"#;
        let incident = client.post("/api/v1/triage", "application/json", text);
        assert!(incident.status < 300, "{name}: {}", incident.text());
        // When it is well again, what is left is asked about.
        endpoint.becomes(well());
        start(&client, &id);
        let pass = ended(&client, &id);
        assert_eq!(
            (&pass["state"], &pass["asked"]),
            (&json!("finished"), &json!(ROWS)),
            "{name}"
        );
    };

    let refused = r#"{"error": {"message": "no"}}"#;
    check(
        "401",
        status("401 a", JSON, refused),
        &BROKEN,
        &["does not accept the token", "no"],
    );
    check(
        "403",
        status("403 a", JSON, refused),
        &BROKEN,
        &["may not use this model"],
    );
    check(
        "404",
        status("404 a", JSON, refused),
        &BROKEN,
        &["has no model `stub`"],
    );
    let too_many = "the endpoint has had too many requests";
    check(
        "429, at once",
        status("429 a", "Retry-After: 0\r\n", "{}"),
        &BROKEN,
        &[too_many],
    );
    check(
        "429, in a while",
        status("429 a", "Retry-After: 999\r\n", "{}"),
        &BROKEN,
        &[too_many, "ask again in 999 s"],
    );
    check(
        "429, whenever",
        status("429 a", "", "{}"),
        &BROKEN,
        &[too_many, "ask again later"],
    );
    check(
        "hangs up",
        Arc::new(|_, _| {}),
        &BROKEN,
        &["cannot be reached"],
    );

    let three = "3 texts in succession got no answer, the last because";
    let no_completion = "did not answer with a chat completion";
    // Another text may be one that it can bear.
    check(
        "500",
        status("500 a", "Retry-After: 0\r\n", "Oops"),
        &THREE,
        &[three, "failed (status 500)", "Oops"],
    );
    check(
        "an error in the answer",
        status(
            "200 OK",
            JSON,
            r#"{"error": {"code": 503, "message": "Oops"}}"#,
        ),
        &THREE,
        &[three, "failed (status 503)", "Oops"],
    );
    check(
        "400",
        status("400 a", JSON, refused),
        &THREE,
        &[three, "status 400", "no"],
    );
    check(
        "a web page",
        status("200 OK", "Content-Type: text/html\r\n", "<html>Log in"),
        &THREE,
        &[three, no_completion, "it sent a web page"],
    );
    check(
        "no JSON",
        status("200 OK", JSON, "{\"choices\": [}"),
        &THREE,
        &[three, no_completion, "no JSON"],
    );
    check(
        "no choices",
        status("200 OK", JSON, "{\"ok\": true}"),
        &THREE,
        &[three, no_completion, "no choices"],
    );
    check(
        "no body",
        status("200 OK", JSON, ""),
        &THREE,
        &[three, "it sent nothing"],
    );
    check(
        "no words",
        saying(String::new()),
        &THREE,
        &[three, "answered with nothing"],
    );
    check(
        "breaks off",
        Arc::new(|stream, _| {
            let _ = stream.write_all(STREAM);
            let _ = piece(stream, "{\"label\": \"phi");
        }),
        &THREE,
        &[three, "it broke off"],
    );
    check(
        "falls over the long one",
        Arc::new(|stream, request| {
            if is_about_the_long_one(request) {
                answer(stream, "500 a", "Retry-After: 0\r\n", "{}");
            } else {
                say(stream, &answers("uncertain"));
            }
        }),
        &ALL_BUT_ONE,
        &[],
    );
    check(
        "no room for the long one",
        Arc::new(|stream, request| {
            if is_about_the_long_one(request) {
                answer(stream, "413 a", JSON, "{}");
            } else {
                say(stream, &answers("uncertain"));
            }
        }),
        &ALL_BUT_ONE,
        &[],
    );

    // What it says is an answer, whatever it is worth.
    check(
        "prose",
        saying("I cannot help with that.".to_owned()),
        &NOT_BELIEVED,
        &[],
    );
    check(
        "half an object",
        saying("{\"label\": \"phi".to_owned()),
        &NOT_BELIEVED,
        &[],
    );
    check("no label", saying(answers("alien")), &NOT_BELIEVED, &[]);
    let twice = format!("{0} {0}", answers("uncertain"));
    check("two answers", saying(twice), &NOT_BELIEVED, &[]);
    let polite = format!(
        "Sure!\n```json\n{}\n```\nAnything else?",
        answers("uncertain")
    );
    check("words around it", saying(polite), &ANSWERED, &[]);
    check(
        "a slow drip",
        Arc::new(|stream, _| {
            let _ = stream.write_all(STREAM);
            for letter in answers("uncertain").chars() {
                let _ = piece(stream, &letter.to_string());
                std::thread::sleep(Duration::from_millis(5));
            }
            let _ = stream.write_all(b"data: [DONE]\n\n");
        }),
        &ANSWERED,
        &[],
    );
}

#[test]
fn an_endpoint_that_is_not_there_is_said_to_be_so() {
    let nobody = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let dead = format!("http://{}", nobody.local_addr().expect("its address"));
    drop(nobody);
    let host = Host::with(config(&dead));
    let client = host.client();
    let id = client.upload("filename=a.csv", &vague(3)).batch();
    start(&client, &id);
    let pass = ended(&client, &id);
    assert_eq!(
        (&pass["state"], &pass["asked"]),
        (&"failed".into(), &0.into())
    );
    assert!(
        pass["reason"]
            .as_str()
            .unwrap()
            .contains("cannot be reached"),
        "{pass}"
    );
}
