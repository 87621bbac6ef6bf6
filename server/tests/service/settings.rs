//! A language model chosen while the server runs: what can be chosen and by whom, what ends with the one
//! that was on, what a token is told to. Long because each of these is tried by every door.

use std::io::Write;
use std::net::{Shutdown, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use server::Config;

use crate::client::{Answer, Body, Client};
use crate::host::Host;
use crate::program::Program;
use crate::stub::{Stub, answer};
use crate::third_pass::vague;

const TEXT: &str = "a strange mail with a link about a delivery";
const DEMO: &[u8] = include_bytes!("../../../data/demo-incidents.csv");
const TINY: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../crates/llm/tests/data/tiny-llama.gguf"
);

fn config() -> Config {
    Config {
        rate: 10_000.0,
        second_opinion: false,
        llm_at_once: 1,
        ..Config::default()
    }
}

/// With an endpoint that counts in decisions.
fn weighty(endpoint: &str) -> Config {
    Config {
        llm_endpoint: Some(endpoint.to_owned()),
        llm_model_name: Some("flagged".to_owned()),
        llm_weight: 1.0,
        ..config()
    }
}

fn saying(label: &str) -> Stub {
    Stub::saying(&answers(label))
}

fn answers(label: &str) -> String {
    json!({"label": label, "mitre_ids": [], "rationale": "A mail with a link."}).to_string()
}

fn endpoint(address: &str) -> Value {
    json!({"choice": "endpoint", "address": address, "model": "chosen"})
}

fn choose(client: &Client, wish: &Value) -> Answer {
    let body = wish.to_string();
    client.post("/api/v1/language", "application/json", body.as_bytes())
}

#[track_caller]
fn chosen(client: &Client, wish: &Value) {
    let answer = choose(client, wish);
    assert_eq!(answer.status, 200, "{wish}: {}", answer.text());
}

fn form(client: &Client, fields: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let kind = "application/x-www-form-urlencoded";
    client.post("/language/settings", kind, body.as_bytes())
}

fn on(client: &Client) -> Value {
    client.get("/api/v1/language").json()
}

/// The id of a text's incident.
fn incident(client: &Client, text: &str) -> String {
    let body = json!({ "text": text }).to_string();
    let answer = client.post("/api/v1/triage", "application/json", body.as_bytes());
    let address = answer.header("location").expect("it was stored");
    address.rsplit('/').next().expect("its id").to_owned()
}

fn ask(client: &Client, id: &str) -> Answer {
    let path = format!("/api/v1/incidents/{id}/language-opinion");
    client.post(&path, "application/json", b"")
}

fn third(client: &Client, id: &str) -> Value {
    client.get(&format!("/api/v1/batches/{id}")).json()["third_pass"].clone()
}

fn start(client: &Client, id: &str) -> Answer {
    let path = format!("/api/v1/batches/{id}/third-pass");
    let all = json!({"action": "start", "rows": 0, "seconds": 0}).to_string();
    client.post(&path, "application/json", all.as_bytes())
}

fn until(what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The pass once it has ended.
fn ended(client: &Client, id: &str) -> Value {
    let live = |pass: &Value| ["waiting", "running"].contains(&pass["state"].as_str().unwrap());
    until("the third pass ends", || !live(&third(client, id)));
    third(client, id)
}

/// Holds every answer back until it may be given; says when the other side has gone.
fn slow() -> (Stub, Arc<AtomicBool>, Arc<AtomicBool>) {
    let (open, gone) = (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default());
    let (opened, left) = (Arc::clone(&open), Arc::clone(&gone));
    let stub = Stub::new(move |stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
        while !opened.load(Ordering::SeqCst) {
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
fn it_is_off_until_somebody_chooses_and_off_again_at_once() {
    let stub = saying("phishing");
    let host = Host::with(config());
    let client = host.client();
    let id = incident(&client, TEXT);
    let batch = client.upload("filename=demo.csv", DEMO).batch();
    assert_eq!(on(&client)["language_model"], Value::Null);
    assert_eq!(third(&client, &batch)["judge"], Value::Null);
    assert_eq!(ask(&client, &id).status, 503);

    let fields = [
        ("choice", "endpoint"),
        ("place", ""),
        ("address", &*stub.url),
        ("model", "chosen"),
        ("redact", "on"),
        ("token", ""),
    ];
    let answer = form(&client, &fields);
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, Some("/language"))
    );
    let named = &on(&client)["language_model"];
    assert_eq!(
        (&named["model"], &named["redact"], &named["local"]),
        (&"chosen".into(), &true.into(), &false.into())
    );
    let page = client.get("/language");
    for words in [&*stub.url, "moves no decision", "It is sent no token."] {
        assert!(page.text().contains(words), "{words}");
    }
    // Pages that were there before show it at once.
    assert_eq!(third(&client, &batch)["judge"], "chosen");
    let page = client.get(&format!("/batches/{batch}"));
    for words in ["Ask the language model", "Exactly what is sent first"] {
        assert!(page.text().contains(words), "{words}");
    }
    assert!(stub.asked().is_empty(), "choosing sends nothing");

    assert_eq!(client.post("/language/test", "text/plain", b"").status, 303);
    assert!(client.get("/language").text().contains("It worked"));
    assert_eq!(ask(&client, &id).status, 200);
    start(&client, &batch);
    assert_eq!(ended(&client, &batch)["state"], "finished");
    let asked = stub.asked().len();

    assert_eq!(form(&client, &[("choice", "none")]).status, 303);
    assert_eq!(on(&client)["language_model"], Value::Null);
    assert_eq!(ask(&client, &id).status, 503);
    assert_eq!(start(&client, &batch).status, 503);
    let page = client.get("/language");
    assert!(page.text().contains("None is on") && !page.text().contains("It worked"));
    let page = client.get(&format!("/batches/{batch}"));
    assert!(!page.text().contains("Ask the language model"));
    let opinions = client.get(&format!("/opinions/{id}"));
    assert!(opinions.text().contains("chosen"), "its answers stay");
    assert_eq!(stub.asked().len(), asked);
}

#[test]
fn a_test_is_of_the_model_it_was_made_with() {
    let stub = saying("yes");
    let host = Host::with(config());
    let client = host.client();
    chosen(&client, &endpoint(&stub.url));
    let stream = client.post("/api/v1/language/test/events", "text/plain", b"");
    for words in ["event: news", "event: tested", "Takes a JSON schema"] {
        assert!(stream.text().contains(words), "{words}: {}", stream.text());
    }
    assert!(client.get("/language").text().contains("It worked"));
    chosen(&client, &endpoint(&stub.url));
    assert!(!client.get("/language").text().contains("It worked"));
}

#[test]
fn what_cannot_be_used_is_said_and_what_was_on_stays() {
    let stub = saying("phishing");
    let host = Host::with(config());
    let client = host.client();
    chosen(&client, &endpoint(&stub.url));
    let before = on(&client);
    let check = |wish: Value, status: u16, words: &str| {
        let answer = choose(&client, &wish);
        assert_eq!(answer.status, status, "{wish}: {}", answer.text());
        assert!(answer.text().contains(words), "{wish}: {}", answer.text());
        assert!(!answer.text().contains("s3cr3t"), "{}", answer.text());
        assert_eq!(on(&client), before, "{wish}");
    };
    let with = |name: &str, value: Value| {
        let mut wish = endpoint("https://llm.example");
        wish[name] = value;
        wish
    };
    check(json!({}), 400, "choice");
    check(json!({"choice": "s3cr3t"}), 400, "choice");
    check(json!({"choise": "s3cr3t"}), 400, "JSON");
    check(json!({"choice": "none", "s3cr3t": 1}), 400, "JSON");
    check(json!(["s3cr3t"]), 400, "choice");
    check(with("redact", "s3cr3t".into()), 400, "JSON");
    check(with("token", json!(["s3cr3t"])), 400, "JSON");
    check(with("token", "two s3cr3t".into()), 422, "no token has");
    check(with("token", "s3cr3t\u{e9}".into()), 422, "no token has");
    check(with("address", "".into()), 422, "no web address");
    check(with("address", "ftp://s3cr3t".into()), 422, "must begin");
    check(
        with("address", "https://a:s3cr3t@b".into()),
        422,
        "give a token",
    );
    check(
        with("address", "https://b?key=s3cr3t".into()),
        422,
        "end with its path",
    );
    check(with("model", " ".into()), 422, "no model is named");
    let mut unencrypted = with("token", "s3cr3t".into());
    unencrypted["address"] = "http://192.0.2.1".into();
    check(unencrypted, 422, "unencrypted");
    check(
        with("token_from_environment", true.into()),
        422,
        "holds no token",
    );
    let mut both = with("token", "s3cr3t".into());
    both["token_from_environment"] = true.into();
    check(both, 422, "not both");
    for file in [
        "",
        "nowhere.gguf",
        "alertsage-minilm-5-IQ4_NL.gguf",
        "../models/alertsage-minilm-5-IQ4_NL.gguf",
        TINY,
        "/etc/passwd",
        "..",
    ] {
        let wish = json!({"choice": "file", "file": file});
        check(wish, 422, "no such chat model");
    }
    let long = with("token", "s".repeat(20_000).into());
    assert_eq!(choose(&client, &long).status, 413);
    // A person gets a page.
    let body = Body::Whole(b"choice=endpoint&address=ftp://x&token=s3cr3t");
    let page = client.send(
        "POST",
        "/language/settings",
        &[("Accept", "text/html")],
        body,
    );
    assert_eq!(page.status, 422);
    assert!(page.text().contains("<html") && page.text().contains("is on still"));
    assert!(!page.text().contains("s3cr3t"));
    assert!(stub.asked().is_empty());
}

#[test]
fn only_the_person_at_this_machine_chooses_unless_the_operator_says_otherwise() {
    let check = |said: Option<bool>, address: &str, host: &str, status: u16, why: &str| {
        let service = Host::with(Config {
            llm_settings: said,
            hosts: ["rebound.example", "desk.example"]
                .map(str::to_owned)
                .into(),
            address: address.parse::<SocketAddr>().unwrap(),
            ..config()
        });
        let client = service.client();
        let headers = [("Host", host), ("Sec-Fetch-Site", "same-origin")];
        let send = |method, path, body| client.send(method, path, &headers, body);
        let none = json!({"choice": "none"}).to_string();
        let api = send("POST", "/api/v1/language", Body::Whole(none.as_bytes()));
        assert_eq!(api.status, status, "{said:?} {address} {host}");
        let form = send("POST", "/language/settings", Body::Whole(b"choice=none"));
        let may = status == 200;
        assert_eq!(form.status, if may { 303 } else { 403 });
        let page = send("GET", "/language", Body::None);
        assert_eq!(page.text().contains("name=\"choice\""), may);
        let files = send("GET", "/api/v1/language", Body::None).json();
        assert_eq!(files["files"].is_array(), may);
        if !may {
            for answer in [&api, &page] {
                assert!(answer.text().contains(why), "{why}: {}", answer.text());
            }
        }
    };
    let (here, all) = ("127.0.0.1:3000", "0.0.0.0:3000");
    check(None, here, "localhost:3000", 200, "");
    check(None, here, "127.0.0.1", 200, "");
    check(None, "[::1]:3000", "[::1]:3000", 200, "");
    check(
        None,
        here,
        "rebound.example:3000",
        403,
        "under the name localhost",
    );
    check(None, all, "localhost:3000", 403, "that others reach");
    check(None, all, "192.0.2.7:3000", 403, "that others reach");
    check(Some(true), all, "192.0.2.7:3000", 200, "");
    check(Some(true), here, "desk.example", 200, "");
    check(Some(false), here, "localhost:3000", 403, "was switched off");
    check(Some(false), all, "192.0.2.7:3000", 403, "was switched off");
}

/// One token is the environment's, one is typed.
#[test]
fn a_token_reaches_its_endpoint_and_nothing_else() {
    const TYPED: &str = "typed-t0ken";
    const OWN: &str = "environment-t0ken";
    // It even echoes the token.
    let nosy = || {
        Stub::heeding(|stream, request| {
            let token = request.split("Bearer ").nth(1).unwrap_or_default();
            let token = token.lines().next().unwrap_or_default();
            let body = json!({"error": {"message": format!("who is {token}?")}}).to_string();
            answer(stream, "401 Unauthorized", "", &body);
        })
    };
    let (first, second, third, fourth) = (nosy(), nosy(), nosy(), nosy());
    let flags = [
        "--second-opinion",
        "off",
        "--llm-endpoint",
        &first.url,
        "--llm-model-name",
        "flagged",
    ];
    let program = Program::logging(&flags, &[("ALERTSAGE_LLM_TOKEN", OWN)]);
    let client = program.client();
    let id = incident(&client, TEXT);
    let batch = client.upload("filename=a.csv", &vague(3)).batch();
    let mut told = Vec::new();
    let mut everything = |origin: &str| {
        assert_eq!(on(&client)["token"], origin);
        told.push(ask(&client, &id));
        told.push(client.post("/language/test", "text/plain", b""));
        told.push(client.post("/api/v1/language/test/events", "text/plain", b""));
        told.push(start(&client, &batch));
        ended(&client, &batch);
        let events = format!("/api/v1/incidents/{id}/language-opinion/events");
        told.push(client.post(&events, "text/plain", b""));
        for page in [
            "/language",
            "/about",
            "/bulk",
            "/api/v1/language",
            "/api/v1/model",
            "/api/v1/batches",
            &format!("/opinions/{id}"),
            &format!("/batches/{batch}"),
            &format!("/api/v1/batches/{batch}"),
            &format!("/api/v1/batches/{batch}/export.csv"),
            &format!("/api/v1/batches/{batch}/export.jsonl"),
        ] {
            told.push(client.get(page));
        }
    };
    everything("environment");
    // Another endpoint gets none of itself, whatever lies in the environment.
    chosen(&client, &endpoint(&second.url));
    everything("nobody");
    let answer = form(
        &client,
        &[
            ("choice", "endpoint"),
            ("address", &third.url),
            ("model", "chosen"),
            ("token", TYPED),
        ],
    );
    assert_eq!(answer.status, 303);
    everything("given");
    let mut own = endpoint(&fourth.url);
    own["token_from_environment"] = true.into();
    chosen(&client, &own);
    everything("environment");
    chosen(&client, &endpoint(&third.url));
    let until_now = third.asked().len();
    everything("nobody");

    for answer in &told {
        for token in [TYPED, OWN] {
            assert!(!answer.text().contains(token), "{}", answer.text());
        }
    }
    let bearers = |requests: &[String], token: Option<&str>| {
        assert!(requests.len() >= 3, "it was asked");
        for request in requests {
            let sent = request.split("Bearer ").nth(1);
            let sent = sent.and_then(|rest| rest.lines().next());
            assert_eq!(sent, token, "{request}");
        }
    };
    bearers(&first.asked(), Some(OWN));
    bearers(&second.asked(), None);
    bearers(&third.asked()[..until_now], Some(TYPED));
    bearers(&third.asked()[until_now..], None);
    bearers(&fourth.asked(), Some(OWN));
    let log = program.log();
    assert!(
        log.contains("/language/settings"),
        "it logs requests: {log}"
    );
    for token in [TYPED, OWN, TEXT] {
        assert!(!log.contains(token), "{token} is in the log");
    }
}

#[test]
fn who_reaches_it_from_elsewhere_cannot_send_the_environments_token() {
    let stub = saying("yes");
    let program = Program::start(
        &[
            "--second-opinion",
            "off",
            "--llm-settings",
            "on",
            "--hosts",
            "desk.example",
        ],
        &[("ALERTSAGE_LLM_TOKEN", "environment-t0ken")],
    );
    let client = program.client();
    let mut wish = endpoint(&stub.url);
    wish["token_from_environment"] = true.into();
    let body = wish.to_string();
    let from = |host: &str| {
        let headers = [("Host", host)];
        let page = client.send("GET", "/language", &headers, Body::None);
        let offered = page.text().contains("token_from_environment");
        let body = Body::Whole(body.as_bytes());
        let answer = client.send("POST", "/api/v1/language", &headers, body);
        (answer.status, offered)
    };
    assert_eq!(from("desk.example"), (422, false));
    assert_eq!(from("localhost"), (200, true));
}

#[test]
fn what_is_asked_ends_with_the_model_it_is_asked_of() {
    let check = |next: Option<&str>| {
        let (stub, open, gone) = slow();
        let host = Host::with(config());
        let client = host.client();
        let id = incident(&client, TEXT);
        let batch = client.upload("filename=a.csv", &vague(3)).batch();
        chosen(&client, &endpoint(&stub.url));
        let wish = match next {
            Some(url) => endpoint(url),
            None => json!({"choice": "none"}),
        };

        assert_eq!(start(&client, &batch).status, 200);
        until("the pass asks", || stub.asked().len() == 1);
        // One person waits behind it.
        let mut stream = client.connect();
        let path = format!("/api/v1/incidents/{id}/language-opinion");
        client.write(&mut stream, "POST", &path, &[], Body::Whole(b""));
        std::thread::sleep(Duration::from_millis(300));
        chosen(&client, &wish);
        let pass = third(&client, &batch);
        assert_eq!(
            (&pass["state"], &pass["asked"]),
            (&"stopped".into(), &0.into())
        );
        let reason = pass["reason"].as_str().unwrap();
        assert!(reason.contains("switched off or exchanged"), "{reason}");
        let page = client.get(&format!("/batches/{batch}"));
        assert_eq!(page.text().contains("Stopped, because"), next.is_some());
        let refused = Answer::read(stream);
        assert_eq!(refused.status, 503);
        assert!(
            refused.text().contains("exchanged meanwhile"),
            "{}",
            refused.text()
        );
        until("the endpoint is left alone", || gone.load(Ordering::SeqCst));
        assert_eq!(stub.asked().len(), 1, "who waited was not asked about");
        assert_eq!(client.get(&path).status, 404, "nothing was kept");

        // A person who is being answered.
        chosen(&client, &endpoint(&stub.url));
        gone.store(false, Ordering::SeqCst);
        let mut stream = client.connect();
        client.write(&mut stream, "POST", &path, &[], Body::Whole(b""));
        until("a person asks", || stub.asked().len() == 2);
        chosen(&client, &wish);
        assert_eq!(Answer::read(stream).status, 503);
        until("the endpoint is left alone", || gone.load(Ordering::SeqCst));
        assert_eq!(client.get(&path).status, 404, "nothing was kept");
        open.store(true, Ordering::SeqCst);
        if next.is_some() {
            assert_eq!(ask(&client, &id).json()["model"], "chosen");
            start(&client, &batch);
            assert_eq!(ended(&client, &batch)["asked"], 3);
        }
        assert_eq!(stub.asked().len(), 2);
    };
    check(None);
    check(Some(&saying("phishing").url));
}

#[test]
fn a_pass_that_was_to_begin_by_itself_does_not_with_another_model() {
    let (flagged, other) = (saying("phishing"), saying("phishing"));
    let host = Host::with(Config {
        llm_pass: true,
        ..weighty(&flagged.url)
    });
    let client = host.client();
    // Long enough to be read before it is all there.
    let mut rows = vague(3);
    for row in 0..1_500 {
        let text = "Phishing mail with a link to a fake sign-in page, a user typed the password";
        rows.extend(format!("P-{row},{text}\n").as_bytes());
    }
    // It is still arriving.
    let mut stream = client.connect();
    let path = "/api/v1/batches?filename=a.csv&id=00000000000000aa";
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        client.address,
        rows.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let (most, rest) = rows.split_at(rows.len() - 40);
    stream.write_all(most).unwrap();
    let id = "00000000000000aa";
    until("it is there", || {
        client.get(&format!("/api/v1/batches/{id}")).status == 200
    });
    assert_eq!(third(&client, id)["state"], "waiting");
    chosen(&client, &endpoint(&other.url));
    assert_eq!(third(&client, id)["state"], "stopped");
    stream.write_all(rest).unwrap();
    assert_eq!(Answer::read(stream).status, 201);
    let next = client.upload("filename=b.csv", &rows).batch();
    assert_eq!(third(&client, &next)["state"], "off");
    // And again with the one it was said of.
    chosen(&client, &json!({"choice": "started"}));
    let last = client.upload("filename=c.csv", &rows).batch();
    let pass = ended(&client, &last);
    assert_eq!(pass["asked"], pass["wanted"]);
    assert!(other.asked().is_empty());
    for id in [id, &next] {
        assert_eq!(third(&client, id)["asked"], 0);
        assert_eq!(third(&client, id)["judge"], "flagged");
    }
}

#[test]
fn an_answer_counts_as_its_own_model_does() {
    let (flagged, other) = (saying("phishing"), saying("malware"));
    let host = Host::with(weighty(&flagged.url));
    let client = host.client();
    let scores = |id: &str| client.get(&format!("/api/v1/incidents/{id}")).json()["scores"].clone();
    let [heard, unheard] = [TEXT, "another strange mail with a link"].map(|text| {
        let id = incident(&client, text);
        let before = scores(&id);
        (id, before)
    });
    let started = json!({"choice": "started"});
    assert_eq!(ask(&client, &heard.0).status, 200);
    let moved = scores(&heard.0);
    assert_ne!(moved, heard.1, "the operator's model counts");

    chosen(&client, &endpoint(&other.url));
    assert_eq!(scores(&heard.0), moved, "what counted counts");
    for (id, _) in [&heard, &unheard] {
        assert_eq!(ask(&client, id).status, 200);
    }
    for choice in [
        endpoint(&other.url),
        json!({"choice": "none"}),
        started.clone(),
    ] {
        chosen(&client, &choice);
        assert_eq!(scores(&heard.0), moved, "{choice}");
        assert_eq!(scores(&unheard.0), unheard.1, "{choice}");
        let page = |id: &str| client.get(&format!("/opinions/{id}"));
        assert!(page(&heard.0).text().contains("with weight 1"), "{choice}");
        assert!(
            page(&unheard.0).text().contains("does not move it"),
            "{choice}"
        );
    }
    assert_eq!(ask(&client, &unheard.0).status, 200);
    assert_ne!(scores(&unheard.0), unheard.1);

    // Rows of files alike.
    let rows = |batch: &str| {
        let page = client.get(&format!("/api/v1/batches/{batch}/rows?per_page=500"));
        let page = page.json();
        let rows = page["rows"].as_array().unwrap().iter();
        rows.map(|row| row["scores"].clone()).collect::<Vec<_>>()
    };
    let weights = |batch: &str| {
        let lines = client.get(&format!("/api/v1/batches/{batch}/export.jsonl?third=asked"));
        let weight = |line: &str| {
            let object: Value = serde_json::from_str(line).unwrap();
            object["llm_weight"].as_f64().unwrap()
        };
        lines.text().lines().map(weight).sum::<f64>()
    };
    let about = |batch: &str| {
        assert_eq!(start(&client, batch).status, 200);
        assert_eq!(ended(&client, batch)["state"], "finished");
    };
    let file = b"text\nsays a mail of desk 7 is back\nuser of desk 7 says it is back\n";
    chosen(&client, &endpoint(&other.url));
    let shown = client.upload("filename=a.csv", file).batch();
    let before = rows(&shown);
    about(&shown);
    chosen(&client, &started);
    assert_eq!((rows(&shown), weights(&shown)), (before.clone(), 0.0));
    let record = |batch: &str| {
        client
            .get(&format!("/api/v1/batches/{batch}/rows/1"))
            .json()
    };
    assert_eq!(record(&shown)["scores"], before[0]);

    let counted = client.upload("filename=b.csv", file).batch();
    about(&counted);
    let after = rows(&counted);
    assert_ne!(after, before);
    assert!(weights(&counted) > 0.0);
    chosen(&client, &json!({"choice": "none"}));
    assert_eq!(rows(&counted), after);
    assert_eq!(
        record(&counted)["scores"],
        after[0],
        "the record says what the table says"
    );
    assert!(weights(&counted) > 0.0);
}

#[test]
fn nobody_is_asked_but_the_model_that_the_page_named() {
    let (first, second) = (saying("phishing"), saying("phishing"));
    let host = Host::with(config());
    let client = host.client();
    let id = incident(&client, TEXT);
    let batch = client.upload("filename=a.csv", &vague(3)).batch();
    chosen(&client, &endpoint(&first.url));
    let named = on(&client)["language_model"]["choice"].as_u64().unwrap();
    let page = client.get(&format!("/opinions/{id}"));
    let meant = format!("language-opinion?choice={named}");
    assert!(page.text().contains(&meant), "{meant}");
    chosen(&client, &endpoint(&second.url));
    let check = |choice: u64, expected: [u16; 4]| {
        let kind = "application/x-www-form-urlencoded";
        let path = format!("/incidents/{id}/language-opinion");
        let fields = format!("action=start&rows=1&choice={choice}");
        let asked = [
            client.post(&format!("{path}?choice={choice}"), kind, b""),
            client.post(&format!("/api/v1{path}?choice={choice}"), kind, b""),
            client.post(&format!("/api/v1{path}/events?choice={choice}"), kind, b""),
            client.post(
                &format!("/batches/{batch}/third-pass"),
                kind,
                fields.as_bytes(),
            ),
        ];
        assert_eq!(asked.map(|answer| answer.status), expected, "{choice}");
    };
    check(named, [409; 4]);
    assert!(first.asked().is_empty() && second.asked().is_empty());
    check(named + 1, [303, 200, 200, 303]);
    assert_eq!(ended(&client, &batch)["asked"], 1);
    let path = format!("/api/v1/incidents/{id}/language-opinion?choice=last");
    assert_eq!(client.post(&path, "text/plain", b"").status, 400);
}

#[test]
fn a_file_is_chosen_by_its_name_and_its_process_ends_with_it() {
    let program = Program::start(&["--second-opinion", "off", "--llm-model", TINY], &[]);
    let client = program.client();
    let id = incident(&client, TEXT);
    let files = on(&client)["files"].clone();
    let files: Vec<_> = files.as_array().unwrap().iter().collect();
    assert!(
        files.iter().any(|file| *file == "tiny-llama.gguf"),
        "{files:?}"
    );
    assert!(
        files
            .iter()
            .all(|file| !file.as_str().unwrap().contains("minilm")),
        "the sentence model does not chat"
    );
    let file = json!({"choice": "file", "file": "tiny-llama.gguf"});
    for wish in [file.clone(), json!({"choice": "started"}), file] {
        chosen(&client, &wish);
        let now = on(&client);
        assert_eq!(now["language_model"]["local"], true);
        assert_eq!(now["is_started"], wish["choice"] == "started");
        until("the one before has ended", || program.children().is_empty());
        assert_eq!(ask(&client, &id).status, 200, "{wish}");
        assert_eq!(program.children().len(), 1);
    }
    chosen(&client, &json!({"choice": "none"}));
    until("its process ends", || program.children().is_empty());
    let mut stream = client.connect();
    client.write(&mut stream, "POST", "/language/test", &[], Body::Whole(b""));
    assert_eq!(Answer::read(stream.try_clone().unwrap()).status, 503);
    let _ = stream.shutdown(Shutdown::Both);
}

#[test]
fn a_model_that_is_switched_off_in_the_middle_of_a_file_ends() {
    let program = Program::start(&["--second-opinion", "off", "--llm-model", TINY], &[]);
    let client = program.client();
    let id = client.upload("filename=a.csv", &vague(5_000)).batch();
    start(&client, &id);
    let asked = || third(&client, &id)["asked"].as_u64().unwrap();
    until("some are answered", || asked() > 2);
    chosen(&client, &json!({"choice": "none"}));
    let pass = third(&client, &id);
    assert_eq!(pass["state"], "stopped", "{pass}");
    until("its process ends", || program.children().is_empty());
    assert_eq!(
        third(&client, &id)["asked"],
        pass["asked"],
        "what was said stays"
    );
    // And again from where it was.
    chosen(&client, &json!({"choice": "started"}));
    start(&client, &id);
    until("it goes on", || asked() > pass["asked"].as_u64().unwrap());
    chosen(&client, &json!({"choice": "none"}));
}

#[test]
fn who_follows_a_test_hears_how_far_it_is() {
    let program = Program::start(&["--second-opinion", "off", "--llm-model", TINY], &[]);
    let client = program.client();
    let stream = client.post("/api/v1/language/test/events", "text/plain", b"");
    for words in ["event: news", "event: tested", "Architecture"] {
        assert!(stream.text().contains(words), "{words}: {}", stream.text());
    }
    assert!(client.get("/language").text().contains("Computes on"));
}
