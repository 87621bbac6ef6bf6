//! Files asked about twice: with the model that ships, and where there is none.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Body, Client};
use crate::host::Host;
use crate::program::Program;

const DEMO: &[u8] = include_bytes!("../../../data/demo-incidents.csv");

/// The batch's second pass once it has ended.
fn ended(client: &Client, id: &str) -> Value {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let status = client.get(&format!("/api/v1/batches/{id}")).json();
        let pass = &status["second_pass"];
        if !["waiting", "running"].contains(&pass["state"].as_str().unwrap()) {
            return pass.clone();
        }
        assert!(Instant::now() < deadline, "{pass}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Under a query: row, final label.
fn rows(client: &Client, id: &str, query: &str) -> Vec<(u64, String)> {
    let page = client.get(&format!("/api/v1/batches/{id}/rows?per_page=500&{query}"));
    let page = page.json();
    let rows = page["rows"].as_array().unwrap().iter();
    rows.map(|row| {
        let label = row["decision"]["label"].as_str().unwrap_or("uncertain");
        (row["row"].as_u64().unwrap(), label.to_owned())
    })
    .collect()
}

/// Cells of an export, each line from its end.
fn csv(client: &Client, id: &str, query: &str) -> Vec<Vec<String>> {
    let file = client.get(&format!("/api/v1/batches/{id}/export.csv?{query}"));
    // Line breaks in texts are shorter ones, and the cells after a text have no comma.
    file.text()
        .trim_end()
        .split("\r\n")
        .map(|line| line.rsplit(',').map(str::to_owned).collect())
        .collect()
}

fn wish(client: &Client, id: &str, wish: &Value) -> (u16, Value) {
    let path = format!("/api/v1/batches/{id}/second-pass");
    let answer = client.post(&path, "application/json", wish.to_string().as_bytes());
    (answer.status, answer.json())
}

#[test]
fn the_demo_queue_is_asked_about_and_can_be_seen_as_if_not() {
    let program = Program::start(&[], &[]);
    let client = program.client();
    let first = client.upload("filename=demo.csv", DEMO);
    let id = first.batch();
    let total = first.json()["rows"].as_u64().unwrap();

    // The stream goes on until the second pass is over.
    let events = client.get(&format!("/api/v1/batches/{id}/events"));
    let last = events
        .text()
        .lines()
        .rfind(|line| line.starts_with("data:"));
    assert!(
        last.unwrap().contains("\"finished\",\"reason\":null"),
        "{last:?}"
    );

    let pass = ended(&client, &id);
    let number = |field: &str| pass[field].as_u64().unwrap();
    assert_eq!(pass["state"], "finished", "{pass}");
    assert_eq!(number("certain") + number("wanted"), total);
    assert_eq!(number("asked"), number("wanted"));
    assert!(number("asked") > 5, "{pass}");
    assert!(
        pass["seconds"].as_f64().unwrap() > 0.0 && pass["seconds_saved"].as_f64().unwrap() > 0.0
    );

    let (now, before) = (rows(&client, &id, ""), rows(&client, &id, "passes=first"));
    let alone = Host::start();
    let alone = alone.client();
    let there = alone.upload("filename=demo.csv", DEMO).batch();
    assert_eq!(
        before,
        rows(&alone, &there, ""),
        "as a server without the model says"
    );
    let differ: Vec<_> = now
        .iter()
        .zip(&before)
        .filter(|(now, before)| now.1 != before.1)
        .map(|(now, _)| now.clone())
        .collect();
    assert_eq!(rows(&client, &id, "second=changed"), differ);
    assert_eq!(differ.len() as u64, number("changed"));
    assert_eq!(
        rows(&client, &id, "second=asked").len() as u64,
        number("asked")
    );
    assert_eq!(rows(&client, &id, ""), now, "nothing is lost by looking");

    // From the end of a line: model, confidence, label, first confidence, first label.
    let export = csv(&client, &id, "");
    assert_eq!(export[0][0], "second_opinion_model");
    let labelled = export[1..].iter().zip(&before);
    let asked: Vec<_> = labelled.filter(|(line, _)| !line[0].is_empty()).collect();
    assert_eq!(asked.len() as u64, number("asked"));
    for (line, (row, label)) in asked {
        assert_eq!(&line[4], label, "row {row}");
    }
    let undone = csv(&client, &id, "passes=first");
    assert!(undone[1..].iter().all(|line| line[0].is_empty()));

    let (row, label) = rows(&client, &id, "second=asked").swap_remove(0);
    for (query, opinions) in [("", 2), ("?passes=first", 1)] {
        let record = client
            .get(&format!("/api/v1/batches/{id}/rows/{row}{query}"))
            .json();
        assert_eq!(
            record["opinions"].as_array().unwrap().len(),
            opinions,
            "{query}"
        );
        if opinions == 2 {
            assert_eq!(record["final_label"], label, "as the table says");
        }
        let page = client.get(&format!("/batches/{id}/rows/{row}{query}"));
        assert_eq!(page.text().contains("They "), opinions == 2, "{query}");
    }

    let (status, _) = wish(&client, &id, &json!({"action": "start"}));
    assert_eq!(status, 200);
    let again = ended(&client, &id);
    assert_eq!(again["state"], "finished", "there was nothing left to ask");
    assert_eq!(again["seconds"], pass["seconds"]);
}

#[test]
fn without_a_model_the_pass_is_off_and_says_why() {
    let host = Host::start();
    let client = host.client();
    let answer = client.upload("filename=demo.csv", DEMO);
    let id = answer.batch();
    let pass = &answer.json()["second_pass"];
    assert_eq!(
        (&pass["state"], &pass["judge"]),
        (&"off".into(), &Value::Null)
    );
    assert!(
        pass["reason"].as_str().unwrap().contains("switched off"),
        "{pass}"
    );
    let page = client.get(&format!("/batches/{id}"));
    assert!(page.text().contains("No row is asked about twice"));

    let check = |id: &str, asked: Value, expected: u16| {
        assert_eq!(wish(&client, id, &asked).0, expected, "{asked}");
    };
    check(&id, json!({"action": "start"}), 503);
    check(&id, json!({"action": "stop"}), 200);
    check(&id, json!({"action": "pause"}), 400);
    check(&id, json!({"action": "start", "minutes": 1}), 400);
    check(&id, json!({"action": "start", "rows": -1}), 400);
    check(&id, json!({}), 400);
    check("0000000000000000", json!({"action": "start"}), 404);
    check("0000000000000000", json!({"action": "stop"}), 404);

    let form = |body: &str| {
        let path = format!("/batches/{id}/second-pass?second=asked");
        client.post(&path, "application/x-www-form-urlencoded", body.as_bytes())
    };
    let stopped = form("action=stop");
    let back = format!("/batches/{id}?second=asked");
    assert_eq!(
        (stopped.status, stopped.header("location")),
        (303, Some(&*back))
    );
    assert_eq!(form("action=start").status, 503);
    assert_eq!(form("action=").status, 400);
    let foreign = client.send(
        "POST",
        &format!("/batches/{id}/second-pass"),
        &[("Origin", "http://evil.example")],
        Body::Whole(b"action=stop"),
    );
    assert_eq!(foreign.status, 403);
}
