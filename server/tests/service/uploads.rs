//! A file on its way in, and the same rows on their way out.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::time::{Duration, Instant};

use serde_json::Value;
use server::Config;

use crate::client::{Answer, Body, Client};
use crate::host::Host;

const DEMO: &[u8] = include_bytes!("../../../data/demo-incidents.csv");

/// `row -> final label` over all pages.
fn labels(client: &Client, batch: &str) -> Vec<(u64, String)> {
    let address = format!("/api/v1/batches/{batch}/rows?per_page=500");
    let page = client.get(&address).json();
    let rows = page["rows"].as_array().unwrap();
    rows.iter()
        .map(|row| {
            let label = row["decision"]["label"].as_str().unwrap_or("uncertain");
            (row["row"].as_u64().unwrap(), label.to_owned())
        })
        .collect()
}

#[test]
fn a_queue_goes_in_and_comes_back_the_same() {
    let host = Host::start();
    let client = host.client();
    let answer = client.upload("filename=demo-incidents.csv", DEMO);
    let batch = answer.batch();
    let status = answer.json();
    let rows = status["rows"].as_u64().unwrap();
    assert!(rows > 30, "{status}");
    assert_eq!(
        (&status["state"], &status["failed"]),
        (&"finished".into(), &0.into())
    );
    assert_eq!(status["column"], "description");
    assert_eq!(status["bytes_read"], DEMO.len());
    let first = labels(&client, &batch);
    assert_eq!(first.len() as u64, rows);
    let page = client.get(&format!("/api/v1/batches/{batch}/rows")).json();
    assert_eq!(
        page["rows"][0]["id"], "NWC-26101",
        "the file's own ids are kept"
    );

    for (format, kind) in [
        ("csv", "text/csv"),
        ("json", "application/json"),
        ("jsonl", "application/x-ndjson"),
    ] {
        let file = client.get(&format!("/api/v1/batches/{batch}/export.{format}"));
        assert_eq!(file.status, 200);
        assert!(file.header("content-type").unwrap().starts_with(kind));
        let disposition = file.header("content-disposition").unwrap();
        assert_eq!(
            disposition,
            format!("attachment; filename=\"demo-incidents-triage.{format}\"")
        );
        let again = client
            .upload(&format!("filename=export.{format}"), &file.body)
            .batch();
        assert_eq!(
            labels(&client, &again),
            first,
            "re-import of the {format} export"
        );
    }
}

#[test]
fn an_export_honours_the_filter_and_says_so() {
    let host = Host::start();
    let client = host.client();
    let batch = client.upload("filename=demo.csv", DEMO).batch();
    let filter = "label=uncertain&threshold=0.9";
    let summary = client
        .get(&format!("/api/v1/batches/{batch}/summary?{filter}"))
        .json();
    let matching = summary["matching"].as_u64().unwrap();
    assert!(matching > 0, "at 0.9 something is unsure");
    let file = client.get(&format!("/api/v1/batches/{batch}/export.jsonl?{filter}"));
    let disposition = file.header("content-disposition").unwrap();
    assert!(
        disposition.contains("demo-triage-filtered.jsonl"),
        "{disposition}"
    );
    assert_eq!(file.header("x-filtered"), Some("true"));
    let rows: Vec<Value> = file
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows.len() as u64, matching);
    for row in rows {
        assert_eq!(row["final_label"], "uncertain");
        assert!(row["threshold"].as_f64().unwrap() > 0.89);
    }
}

#[test]
fn events_tell_of_progress_and_end() {
    let host = Host::start();
    let client = host.client();
    let id = "00000000000000a1";
    let mut events = client.connect();
    let path = format!("/api/v1/batches/{id}/events?wait=1");
    client.write(&mut events, "GET", &path, &[], Body::None);
    assert_eq!(
        client
            .upload(&format!("filename=d.csv&id={id}"), DEMO)
            .batch(),
        id
    );
    let mut text = String::new();
    events.read_to_string(&mut text).unwrap();
    assert!(text.contains("text/event-stream"));
    let last = text
        .lines()
        .rfind(|line| line.starts_with("data:"))
        .unwrap();
    let status: Value = serde_json::from_str(last.trim_start_matches("data:").trim()).unwrap();
    assert_eq!(status["state"], "finished");
    // Who comes late gets the end at once; a taken id is refused.
    let late = client.get(&format!("/api/v1/batches/{id}/events"));
    assert!(late.text().contains("finished"));
    assert_eq!(
        client
            .upload(&format!("filename=d.csv&id={id}"), DEMO)
            .status,
        409
    );
}

#[test]
fn a_body_without_length_and_other_encodings() {
    let host = Host::start();
    let client = host.client();
    let pieces: Vec<&[u8]> = DEMO.chunks(777).collect();
    let answer = client.send(
        "POST",
        "/api/v1/batches?filename=d.csv",
        &[],
        Body::Pieces(&pieces),
    );
    let whole = client.upload("filename=d.csv", DEMO).batch();
    assert_eq!(labels(&client, &answer.batch()), labels(&client, &whole));

    let text = String::from_utf8_lossy(DEMO);
    let utf16: Vec<u8> = std::iter::once(0xFEFF)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let wide = client.upload("filename=d.csv", &utf16).batch();
    assert_eq!(labels(&client, &wide), labels(&client, &whole));
}

#[test]
fn a_form_without_a_script_ends_on_the_batch_page() {
    let host = Host::start();
    let client = host.client();
    let mut body = b"--b\r\nContent-Disposition: form-data; name=\"column\"\r\n\r\nwhat\r\n--b\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"../q.csv\"\r\nContent-Type: text/csv\r\n\r\n"
        .to_vec();
    body.extend_from_slice(b"text,what\nx,someone scanned our ports\n\r\n--b--\r\n");
    let answer = client.post("/batches", "multipart/form-data; boundary=b", &body);
    assert_eq!(answer.status, 303, "{}", answer.text());
    let page = answer.header("location").unwrap().to_owned();
    let id = page.strip_prefix("/batches/").unwrap();
    let status = client.get(&format!("/api/v1/batches/{id}")).json();
    assert_eq!(
        (&status["file_name"], &status["column"]),
        (&"q.csv".into(), &"what".into())
    );
    assert_eq!(client.get(&page).status, 200);
}

#[test]
fn bad_rows_are_named_and_stop_nothing() {
    let host = Host::start();
    let client = host.client();
    let long = "x".repeat(300 * 1024);
    let file = format!("id,text\n1,ok one\n2,\n3,a\0b\n4,{long}\n5\n6,ok two,more\n");
    let status = client.upload("filename=a.csv", file.as_bytes()).json();
    assert_eq!(
        (&status["state"], &status["rows"], &status["failed"]),
        (&"finished".into(), &2.into(), &4.into())
    );
    let errors: Vec<u64> = status["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["row"].as_u64().unwrap())
        .collect();
    assert_eq!(errors, [2, 3, 4, 5]);
}

#[test]
fn html_and_formulas_stay_text() {
    let host = Host::start();
    let client = host.client();
    let script = "<script>alert(1)</script>";
    let formula = "=HYPERLINK(\"http://evil.example\",\"click\")";
    let file = format!(
        "id,text\n\"{script}\",\"{script} {formula}\"\n=1,\"{}\"\n",
        formula.replace('"', "\"\"")
    );
    let query = format!("filename={}", "%3Cscript%3Ealert(1)%3C%2Fscript%3E.csv");
    let batch = client.upload(&query, file.as_bytes()).batch();
    for page in [
        format!("/batches/{batch}"),
        format!("/batches/{batch}/rows/1"),
        "/bulk".to_owned(),
    ] {
        let answer = client.get(&page);
        assert_eq!(answer.status, 200, "{page}");
        assert!(!answer.text().contains("<script>alert"), "{page}");
    }
    let csv = client.get(&format!("/api/v1/batches/{batch}/export.csv"));
    for line in csv.text().lines().skip(1) {
        for cell in line.split(',') {
            let cell = cell.trim_start_matches('"');
            assert!(!cell.starts_with(['=', '+', '@', '-']), "{cell}");
        }
    }
    let again = client.upload("filename=e.csv", &csv.body).batch();
    let row = client
        .get(&format!("/api/v1/batches/{again}/rows/2"))
        .json();
    assert_eq!(
        (&row["raw_text"], &row["id"]),
        (&formula.into(), &"=1".into())
    );
}

#[test]
fn a_client_that_goes_away_leaves_its_rows() {
    let host = Host::start();
    let client = host.client();
    let id = "00000000000000b1";
    let mut stream = client.connect();
    let head = format!(
        "POST /api/v1/batches?filename=d.csv&id={id} HTTP/1.1\r\nHost: {}\r\nContent-Length: 99999999\r\n\r\n",
        client.address
    );
    stream.write_all(head.as_bytes()).unwrap();
    // More than the head that is looked at first, so that there is a batch with rows.
    let mut sent = b"id,text\n".to_vec();
    for i in 0..5000 {
        sent.extend(format!("{i},someone clicked a link and typed a password {i}\n").into_bytes());
    }
    stream.write_all(&sent).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    stream.shutdown(Shutdown::Both).unwrap();
    drop(stream);
    let status = ended(&client, id);
    assert_eq!(status["state"], "failed", "{status}");
    assert!(
        status["message"]
            .as_str()
            .unwrap()
            .contains("connection was lost"),
        "{status}"
    );
    assert_eq!(status["rows"], 5000, "all that arrived is kept");
    assert_eq!(client.get("/healthz").status, 200);
}

#[test]
fn an_upload_that_falls_silent_is_given_up() {
    let host = Host::with(Config {
        second_opinion: false,
        idle: Duration::from_millis(300),
        ..Config::default()
    });
    let client = host.client();
    let mut stream = client.connect();
    let head = format!(
        "POST /api/v1/batches?filename=d.csv HTTP/1.1\r\nHost: {}\r\nContent-Length: 9999\r\n\r\nid,text\n1,a\n",
        client.address
    );
    stream.write_all(head.as_bytes()).unwrap();
    let answer = Answer::read(stream);
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert!(
        answer.text().contains("nothing arrived"),
        "{}",
        answer.text()
    );
}

#[test]
fn a_running_batch_can_be_cancelled_and_deleted() {
    let host = Host::start();
    let client = host.client();
    for (id, method, path) in [
        (
            "00000000000000c1",
            "POST",
            "/api/v1/batches/00000000000000c1/cancel",
        ),
        (
            "00000000000000c2",
            "DELETE",
            "/api/v1/batches/00000000000000c2",
        ),
    ] {
        let mut stream = client.connect();
        let head = format!(
            "POST /api/v1/batches?filename=d.csv&id={id} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: 99999999\r\n\r\n",
            client.address
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut rows = b"id,text\n".to_vec();
        rows.extend(b"1,someone clicked a link and typed a password\n".repeat(4000));
        stream.write_all(&rows).unwrap();
        let deadline = Instant::now() + Duration::from_secs(10);
        while client.get(&format!("/api/v1/batches/{id}")).status != 200 {
            assert!(Instant::now() < deadline, "the batch never began");
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(client.send(method, path, &[], Body::None).status < 300);
        // The worker notices with its next rows.
        let rows = b"1,someone clicked a link and typed a password\n".repeat(4000);
        let _ = stream.write_all(&rows);
        let _ = stream.write_all(&rows);
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        let expected = if method == "POST" { "201" } else { "404" };
        assert!(line.contains(expected), "{line}");
    }
}

/// The status once the batch no longer runs.
fn ended(client: &Client, id: &str) -> Value {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let answer = client.get(&format!("/api/v1/batches/{id}"));
        if answer.status == 200 && answer.json()["state"] != "running" {
            return answer.json();
        }
        assert!(Instant::now() < deadline, "{}", answer.text());
        std::thread::sleep(Duration::from_millis(50));
    }
}
