//! A language model asked about the rows of a file that are still unsure: at an endpoint that stands in
//! for a real one, and on this machine. Long because each way it can end is tried.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use server::Config;

use crate::client::{Answer, Body, Client};
use crate::host::Host;
use crate::program::Program;
use crate::stub::{Stub, say};

const DEMO: &[u8] = include_bytes!("../../../data/demo-incidents.csv");
const TINY: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../crates/llm/tests/data/tiny-llama.gguf"
);

pub fn config(endpoint: &str) -> Config {
    Config {
        rate: 10_000.0,
        second_opinion: false,
        llm_endpoint: Some(endpoint.to_owned()),
        llm_model_name: Some("stub".to_owned()),
        llm_at_once: 1,
        ..Config::default()
    }
}

pub fn answers(label: &str) -> String {
    json!({"label": label, "mitre_ids": [], "rationale": "It reads like it."}).to_string()
}

/// Says phishing where the incident has a mail in it, and is uncertain of all else.
fn reader() -> Stub {
    reader_of("mail", "phishing")
}

/// Says `label` where the incident has the word in it, and is uncertain of all else.
fn reader_of(word: &'static str, label: &'static str) -> Stub {
    Stub::heeding(move |stream, request| {
        let incident = request.rsplit("<incident_text>").next().unwrap_or_default();
        let label = if incident.contains(word) {
            label
        } else {
            "uncertain"
        };
        say(stream, &answers(label));
    })
}

/// As many rows of which nobody can be sure, each with a text of its own.
pub fn vague(rows: usize) -> Vec<u8> {
    let rows = (1..=rows).map(|row| format!("V-{row},User of desk {row} says it is back\n"));
    format!("id,description\n{}", rows.collect::<String>()).into_bytes()
}

fn status(client: &Client, id: &str) -> Value {
    client.get(&format!("/api/v1/batches/{id}")).json()
}

fn third(client: &Client, id: &str) -> Value {
    status(client, id)["third_pass"].clone()
}

fn until(what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The pass once it has ended.
pub fn ended(client: &Client, id: &str) -> Value {
    let live = |pass: &Value| ["waiting", "running"].contains(&pass["state"].as_str().unwrap());
    until("the third pass ends", || !live(&third(client, id)));
    third(client, id)
}

pub fn wish(client: &Client, id: &str, wish: &Value) -> Answer {
    let path = format!("/api/v1/batches/{id}/third-pass");
    client.post(&path, "application/json", wish.to_string().as_bytes())
}

/// Asks about all that can be asked about.
pub fn start(client: &Client, id: &str) {
    let all = json!({"action": "start", "rows": 0, "seconds": 0});
    assert_eq!(wish(client, id, &all).status, 200);
}

/// Under a query: row, final label, confidence.
pub fn rows(client: &Client, id: &str, query: &str) -> Vec<(u64, String, String)> {
    let page = client.get(&format!("/api/v1/batches/{id}/rows?per_page=500&{query}"));
    let page = page.json();
    let rows = page["rows"].as_array().unwrap().iter();
    rows.map(|row| {
        let label = row["decision"]["label"].as_str().unwrap_or("uncertain");
        let scores = row["scores"].to_string();
        (row["row"].as_u64().unwrap(), label.to_owned(), scores)
    })
    .collect()
}

#[test]
fn it_is_said_what_is_sent_and_then_sent_and_told() {
    let stub = reader();
    let host = Host::with(config(&stub.url));
    let client = host.client();
    let id = client.upload("filename=demo.csv", DEMO).batch();
    let before = rows(&client, &id, "");
    let pass = third(&client, &id);
    assert_eq!(
        (&pass["state"], &pass["judge"]),
        (&"off".into(), &"stub".into())
    );
    let wanted = pass["wanted"].as_u64().unwrap();
    assert!(wanted > 5, "{pass}");

    let page = client.get(&format!("/batches/{id}"));
    for words in [
        format!("At most {wanted} different texts"),
        format!("go to {}", stub.url),
        "as they stand".to_owned(),
        format!("at most {wanted} requests"),
        "Exactly what is sent first".to_owned(),
        "moves no label".to_owned(),
        "Ask the language model".to_owned(),
    ] {
        assert!(page.text().contains(&words), "{words}");
    }
    assert!(stub.asked().is_empty(), "looking asks nobody");

    let form = client.post(
        &format!("/batches/{id}/third-pass?sort=risk"),
        "application/x-www-form-urlencoded",
        format!("action=start&rows={wanted}").as_bytes(),
    );
    let back = format!("/batches/{id}?sort=risk");
    assert_eq!((form.status, form.header("location")), (303, Some(&*back)));
    let pass = ended(&client, &id);
    let number = |field: &str| pass[field].as_u64().unwrap();
    assert_eq!(
        (&pass["state"], number("asked")),
        (&"finished".into(), wanted)
    );
    assert_eq!((number("changed"), number("failed")), (0, 0));
    assert_eq!(number("texts"), stub.asked().len() as u64, "each text once");
    let seconds = |field: &str| pass[field].as_f64().unwrap();
    assert!(
        seconds("seconds") > 0.0 && seconds("seconds_saved") > 0.0,
        "{pass}"
    );
    let said = pass["said"].as_object().unwrap().values();
    assert_eq!(said.map(|rows| rows.as_u64().unwrap()).sum::<u64>(), wanted);

    assert_eq!(rows(&client, &id, ""), before, "at weight 0 nothing moves");
    assert_eq!(rows(&client, &id, "third=changed"), []);
    let asked = rows(&client, &id, "third=asked");
    assert_eq!(asked.len() as u64, wanted);
    for said in ["agreed", "otherwise", "uncertain", "not_believed"] {
        let rows = rows(&client, &id, &format!("third={said}"));
        assert_eq!(
            rows.len() as u64,
            pass["said"][said].as_u64().unwrap(),
            "{said}"
        );
    }
    assert!(pass["said"]["otherwise"].as_u64().unwrap() > 0, "{pass}");

    let csv = client.get(&format!("/api/v1/batches/{id}/export.csv"));
    let mut lines = csv.text().split("\r\n");
    assert!(lines.next().unwrap().ends_with(
        "llm_second_opinion_label,llm_second_opinion_mitre_ids,llm_second_opinion_rationale,\
         llm_second_opinion_model,llm_second_opinion_failed_checks"
    ));
    let told = lines.filter(|line| line.contains(",stub,")).count() as u64;
    assert_eq!(told, wanted);
    let json = client.get(&format!("/api/v1/batches/{id}/export.jsonl?third=asked"));
    for line in json.text().lines() {
        let object: Value = serde_json::from_str(line).unwrap();
        assert_eq!(object["llm_second_opinion"]["model"], "stub");
        assert_eq!(object["opinions"].as_array().unwrap().len(), 2);
    }
    let without = client.get(&format!("/api/v1/batches/{id}/export.csv?passes=second"));
    assert!(!without.text().contains("llm_second_opinion"));

    let (row, ..) = asked[0];
    let record = client
        .get(&format!("/api/v1/batches/{id}/rows/{row}"))
        .json();
    assert_eq!(record["opinions"][1]["by"], "llm");
    assert_eq!(record["llm_second_opinion"]["model"], "stub");
    let page = client.get(&format!("/batches/{id}/rows/{row}"));
    for words in [
        "What the language model says",
        "It reads like it.",
        "The decision stays",
    ] {
        assert!(page.text().contains(words), "{words}");
    }
    let page = client.get(&format!("/batches/{id}/rows/{row}?passes=first"));
    assert!(!page.text().contains("It reads like it."));
}

#[test]
fn names_are_left_out_where_the_operator_said_so() {
    let stub = reader();
    let host = Host::with(Config {
        llm_redact: true,
        ..config(&stub.url)
    });
    let client = host.client();
    let file =
        b"text\nm.okafor@northwind.example says WS-4471 is not as it was yesterday, please look\n";
    let id = client.upload("filename=a.csv", file).batch();
    let page = client.get(&format!("/batches/{id}"));
    assert!(page.text().contains("replaced by placeholders"));
    start(&client, &id);
    assert_eq!(ended(&client, &id)["asked"], 1);
    let sent = stub.asked().pop().expect("it was asked");
    assert!(
        !sent.contains("okafor") && !sent.contains("WS-4471"),
        "{sent}"
    );
    let json = client.get(&format!("/api/v1/batches/{id}/export.jsonl"));
    assert!(json.text().contains("\"redacted\":true"));
}

#[test]
fn with_a_weight_it_moves_labels_and_can_be_looked_past() {
    let stub = reader_of("from", "benign_activity");
    let host = Host::with(Config {
        llm_weight: 1.0,
        ..config(&stub.url)
    });
    let client = host.client();
    let id = client.upload("filename=demo.csv", DEMO).batch();
    let before = rows(&client, &id, "");
    start(&client, &id);
    let pass = ended(&client, &id);
    let now = rows(&client, &id, "");
    let differ = |label: bool| -> Vec<_> {
        let pairs = now.iter().zip(&before);
        let moved = pairs.filter(|(now, then)| {
            if label {
                now.1 != then.1
            } else {
                now.2 != then.2
            }
        });
        moved.map(|(now, _)| now.clone()).collect()
    };
    assert!(!differ(true).is_empty(), "{pass}");
    assert_eq!(pass["changed"].as_u64().unwrap(), differ(true).len() as u64);
    assert_eq!(rows(&client, &id, "third=changed"), differ(true));
    // What is uncertain or not believed moves nothing.
    let believed = differ(false);
    let of = |query: &str| rows(&client, &id, query);
    assert!(
        of("third=uncertain")
            .iter()
            .all(|row| !believed.contains(row))
    );
    assert!(
        of("third=not_believed")
            .iter()
            .all(|row| !believed.contains(row))
    );
    for passes in ["second", "first"] {
        assert_eq!(rows(&client, &id, &format!("passes={passes}")), before);
    }
    let (row, label, _) = differ(true).swap_remove(0);
    let address = format!("/api/v1/batches/{id}/rows/{row}");
    assert_eq!(client.get(&address).json()["final_label"], label);
    let then = client.get(&format!("{address}?passes=second")).json();
    assert_ne!(then["final_label"], label);
    let page = client.get(&format!("/batches/{id}/rows/{row}"));
    assert!(page.text().contains("with it."), "it says what it did");

    let lines = client.get(&format!("/api/v1/batches/{id}/export.jsonl?third=asked"));
    for line in lines.text().lines() {
        let object: Value = serde_json::from_str(line).unwrap();
        let row = object["row"].as_u64().unwrap();
        let then = before.iter().find(|(number, ..)| *number == row).unwrap();
        assert_eq!(object["before_llm_label"], then.1, "row {row}");
        let counted = object["llm_weight"].as_f64().unwrap();
        let moved = believed.iter().any(|(number, ..)| *number == row);
        assert_eq!(counted > 0.0, moved, "row {row}");
    }
    let csv = client.get(&format!("/api/v1/batches/{id}/export.csv"));
    let head = csv.text().split("\r\n").next().unwrap();
    assert!(head.ends_with("llm_weight,before_llm_label,before_llm_confidence"));
}

/// Holds every answer back until it may be given; says when the other side has gone.
fn slow() -> (Stub, Arc<AtomicBool>, Arc<AtomicBool>) {
    let (open, gone) = (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default());
    let (opened, left) = (Arc::clone(&open), Arc::clone(&gone));
    let stub = Stub::new(move |stream| {
        if !opened.load(Ordering::SeqCst) {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
        }
        for _ in 0..1_200 {
            if opened.load(Ordering::SeqCst) {
                return say(stream, &answers("uncertain"));
            }
            std::thread::sleep(Duration::from_millis(20));
            if stream.write_all(b": still here\n\n").is_err() {
                left.store(true, Ordering::SeqCst);
                return;
            }
        }
    });
    (stub, open, gone)
}

#[test]
fn whoever_ends_it_stops_the_question_under_way() {
    let check = |end: fn(&Client, &str), stays: bool| {
        let (stub, open, gone) = slow();
        let host = Host::with(config(&stub.url));
        let client = host.client();
        let id = client.upload("filename=a.csv", &vague(3)).batch();
        start(&client, &id);
        until("it was asked", || stub.asked().len() == 1);
        end(&client, &id);
        until("the endpoint is left alone", || gone.load(Ordering::SeqCst));
        open.store(true, Ordering::SeqCst);
        if !stays {
            assert_eq!(client.get(&format!("/api/v1/batches/{id}")).status, 404);
            return;
        }
        let pass = third(&client, &id);
        assert_eq!(
            (&pass["state"], &pass["asked"]),
            (&"stopped".into(), &0.into())
        );
        start(&client, &id);
        let pass = ended(&client, &id);
        assert_eq!(
            (&pass["state"], &pass["asked"]),
            (&"finished".into(), &3.into())
        );
    };
    check(
        |client, id| assert_eq!(wish(client, id, &json!({"action": "stop"})).status, 200),
        true,
    );
    check(
        |client, id| {
            let path = format!("/api/v1/batches/{id}/third-pass");
            assert_eq!(client.send("DELETE", &path, &[], Body::None).status, 200);
        },
        true,
    );
    check(
        |client, id| {
            let path = format!("/api/v1/batches/{id}");
            assert_eq!(client.send("DELETE", &path, &[], Body::None).status, 204);
        },
        false,
    );
    check(
        |client, id| {
            let path = format!("/batches/{id}/delete");
            assert_eq!(client.post(&path, "text/plain", b"").status, 303);
        },
        false,
    );
}

#[test]
fn its_time_ends_it_in_the_middle_of_a_question() {
    let (stub, open, gone) = slow();
    let host = Host::with(config(&stub.url));
    let client = host.client();
    let id = client.upload("filename=a.csv", &vague(3)).batch();
    let brief = json!({"action": "start", "seconds": 1});
    assert_eq!(wish(&client, &id, &brief).status, 200);
    let pass = ended(&client, &id);
    assert_eq!(
        (&pass["state"], &pass["asked"]),
        (&"budget_spent".into(), &0.into())
    );
    assert_eq!(
        pass["failed"], 0,
        "that it was given up is no fault of the text"
    );
    until("the endpoint is left alone", || gone.load(Ordering::SeqCst));
    open.store(true, Ordering::SeqCst);
    start(&client, &id);
    assert_eq!(ended(&client, &id)["asked"], 3);
}

#[test]
fn a_person_waits_for_one_question_of_it_at_most() {
    let open = Arc::<AtomicUsize>::default();
    let opened = Arc::clone(&open);
    let given = AtomicUsize::new(0);
    // As many answers as it is let to give.
    let stub = Stub::new(move |stream| {
        let number = given.fetch_add(1, Ordering::SeqCst);
        while opened.load(Ordering::SeqCst) <= number {
            std::thread::sleep(Duration::from_millis(5));
        }
        say(stream, &answers("uncertain"));
    });
    let host = Host::with(config(&stub.url));
    let client = host.client();
    let id = client.upload("filename=a.csv", &vague(5)).batch();
    start(&client, &id);
    until("the pass asks", || stub.asked().len() == 1);
    let text = json!({"text": "A person wants to know about this mail"}).to_string();
    let kept = client.post("/api/v1/triage", "application/json", text.as_bytes());
    let incident = kept.header("location").expect("it was stored").to_owned();
    let mut stream = client.connect();
    let ask = format!("{incident}/language-opinion");
    client.write(&mut stream, "POST", &ask, &[], Body::Whole(b""));
    // So that it stands in line before the pass may ask again.
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(stub.asked().len(), 1, "one question at a time");
    open.store(2, Ordering::SeqCst);
    assert_eq!(Answer::read(stream).status, 200);
    until("the pass goes on", || stub.asked().len() == 3);
    assert!(stub.asked()[1].contains("A person wants to know"));
    open.store(100, Ordering::SeqCst);
    assert_eq!(ended(&client, &id)["asked"], 5);
}

#[test]
fn no_more_rows_than_allowed_and_then_more() {
    let stub = reader();
    let host = Host::with(Config {
        llm_pass_rows: 2,
        ..config(&stub.url)
    });
    let client = host.client();
    let id = client.upload("filename=a.csv", &vague(7)).batch();
    let check = |wished: Value, asked: u64, state: &str| {
        assert_eq!(wish(&client, &id, &wished).status, 200, "{wished}");
        let pass = ended(&client, &id);
        assert_eq!(
            (&pass["asked"], &pass["state"]),
            (&asked.into(), &state.into()),
            "{wished}"
        );
        assert_eq!(stub.asked().len() as u64, asked, "{wished}");
    };
    check(json!({"action": "start"}), 2, "budget_spent");
    check(json!({"action": "start", "rows": 3}), 5, "budget_spent");
    check(json!({"action": "start", "rows": 9}), 7, "finished");
    check(json!({"action": "start", "rows": 9}), 7, "finished");
    check(json!({"action": "stop"}), 7, "finished");
}

#[test]
fn where_there_is_no_language_model_one_line_says_so() {
    let host = Host::start();
    let client = host.client();
    let id = client.upload("filename=demo.csv", DEMO).batch();
    let page = client.get(&format!("/batches/{id}"));
    assert!(
        page.text()
            .contains("None is on, so nothing is asked of one.")
    );
    assert!(page.text().contains("href=\"/language\""));
    let refused = wish(&client, &id, &json!({"action": "start"}));
    assert_eq!(refused.status, 503);
    assert!(
        refused.text().contains("--llm-endpoint"),
        "{}",
        refused.text()
    );
    let check = |id: &str, asked: Value, expected: u16| {
        assert_eq!(wish(&client, id, &asked).status, expected, "{asked}");
    };
    check(&id, json!({"action": "stop"}), 200);
    check(&id, json!({"action": "pause"}), 400);
    check(&id, json!({"action": "start", "rows": -1}), 400);
    check("0000000000000000", json!({"action": "start"}), 404);
    let form = |body: &[u8]| {
        let path = format!("/batches/{id}/third-pass");
        client
            .post(&path, "application/x-www-form-urlencoded", body)
            .status
    };
    assert_eq!(form(b"action=start&rows=5"), 503);
    assert_eq!(form(b"action=start&rows=many"), 400);
    assert_eq!(form(b"rows=5"), 400);
    let foreign = client.send(
        "POST",
        &format!("/batches/{id}/third-pass"),
        &[("Origin", "http://evil.example")],
        Body::Whole(b"action=start"),
    );
    assert_eq!(foreign.status, 403);
    let csv = client.get(&format!("/api/v1/batches/{id}/export.csv"));
    assert!(
        !csv.text().contains("llm_second_opinion"),
        "no columns of nobody"
    );
}

#[test]
fn a_row_becomes_an_incident_that_can_be_asked_about() {
    let stub = reader();
    let host = Host::with(config(&stub.url));
    let client = host.client();
    let id = client.upload("filename=a.csv", &vague(3)).batch();
    let ask = |row: &str| {
        let path = format!("/batches/{id}/rows/{row}/incident");
        client.post(&path, "application/x-www-form-urlencoded", b"")
    };
    let page = client.get(&format!("/batches/{id}/rows/2"));
    assert!(
        page.text()
            .contains(&format!("/batches/{id}/rows/2/incident"))
    );
    let made = ask("2");
    assert_eq!(made.status, 303);
    let opinions = made.header("location").expect("an address");
    assert!(opinions.starts_with("/opinions/"), "{opinions}");
    assert!(client.get(opinions).text().contains("User of desk 2 says"));
    assert!(stub.asked().is_empty(), "nothing is asked yet");
    assert_eq!(ask("9").status, 404);
}

#[test]
fn by_itself_it_begins_only_when_the_operator_said_so() {
    let check = |on: bool| {
        let stub = reader();
        let host = Host::with(Config {
            llm_pass: on,
            ..config(&stub.url)
        });
        let client = host.client();
        let id = client.upload("filename=a.csv", &vague(3)).batch();
        if on {
            assert_eq!(ended(&client, &id)["asked"], 3);
        } else {
            std::thread::sleep(Duration::from_millis(300));
            assert_eq!(third(&client, &id)["state"], "off");
        }
        assert_eq!(stub.asked().is_empty(), !on);
    };
    check(true);
    check(false);
}

/// With the sentence model that ships before it.
#[test]
fn it_follows_the_second_pass() {
    let stub = reader();
    let arguments = [
        "--llm-endpoint",
        &stub.url,
        "--llm-model-name",
        "stub",
        "--llm-pass",
        "on",
    ];
    let program = Program::start(&arguments, &[]);
    let client = program.client();
    let id = client.upload("filename=demo.csv", DEMO).batch();
    let pass = ended(&client, &id);
    let second = status(&client, &id)["second_pass"].clone();
    assert_eq!(
        (&second["state"], &pass["state"]),
        (&"finished".into(), &"finished".into())
    );
    let number = |pass: &Value, field: &str| pass[field].as_u64().unwrap();
    assert_eq!(number(&pass, "asked"), number(&pass, "wanted"));
    assert!(
        number(&pass, "wanted") < number(&second, "wanted"),
        "{pass}"
    );
    assert_eq!(stub.asked().len() as u64, number(&pass, "texts"));
    let both = rows(&client, &id, "third=asked&second=asked");
    assert_eq!(
        both.len() as u64,
        number(&pass, "asked"),
        "all came through the second"
    );
    let (row, ..) = both[0];
    let record = client
        .get(&format!("/api/v1/batches/{id}/rows/{row}"))
        .json();
    let by: Vec<_> = record["opinions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| &o["by"])
        .collect();
    assert_eq!(by, ["classifier", "semantic", "llm"]);
}

#[test]
fn a_model_on_this_machine_that_is_killed_costs_one_answer() {
    let flags = ["--second-opinion", "off", "--llm-model", TINY];
    let flags = [&flags[..], &["--llm-temperature", "3"]].concat();
    let program = Program::start(&flags, &[]);
    let client = program.client();
    let many = 5_000;
    let id = client.upload("filename=a.csv", &vague(many)).batch();
    let page = client.get(&format!("/batches/{id}"));
    assert!(page.text().contains("nothing is sent anywhere"));
    assert!(program.children().is_empty(), "looking starts nothing");
    start(&client, &id);
    let asked = || third(&client, &id)["asked"].as_u64().unwrap();
    until("some are answered", || asked() > 2);
    let children = program.children();
    assert_eq!(children.len(), 1);
    let killed = std::process::Command::new("kill")
        .args(["-9", &children[0]])
        .status();
    assert!(killed.expect("kill").success());
    let failed = || third(&client, &id)["failed"].as_u64().unwrap();
    until("somebody was asked in vain", || failed() > 0);
    let before = asked();
    until("it goes on", || asked() > before);
    assert_eq!(wish(&client, &id, &json!({"action": "stop"})).status, 200);
    let pass = ended(&client, &id);
    assert_eq!(
        (&pass["state"], &pass["failed"]),
        (&json!("stopped"), &json!(1))
    );
    let why = pass["errors"][0]["message"].as_str().unwrap();
    assert!(why.contains("process ended"), "{why}");
    let page = client.get(&format!("/batches/{id}"));
    assert!(page.text().contains(why), "{why}");
    let told = rows(&client, &id, "third=asked&sort=row");
    let asked = usize::try_from(pass["asked"].as_u64().unwrap()).unwrap();
    assert_eq!(told.len(), asked.min(500));
    let (row, ..) = told[0];
    let said = client
        .get(&format!("/api/v1/batches/{id}/rows/{row}"))
        .json();
    let said = &said["llm_second_opinion"];
    assert!(
        said["scores"].is_array() && said["rationale"].is_null(),
        "{said}"
    );
    assert_eq!(said["temperature"], 3.0, "as the flag says");
}
