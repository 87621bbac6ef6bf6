//! Everything a person can get wrong, with the answer: status, title, and words of the detail. Long
//! because it is a table.

use server::Config;

use crate::client::{Body, Client};
use crate::host::Host;

const JSON: &str = "application/json";

#[test]
fn a_text_that_cannot_be_triaged() {
    let host = Host::start();
    let client = host.client();
    let long = "x".repeat(300 * 1024);
    let huge = "x".repeat(10 << 20);
    let long_json = format!("{{\"text\":\"{long}\"}}");
    let huge_json = format!("{{\"text\":\"{huge}\"}}");
    for (what, kind, body, status, title, words) in [
        (
            "empty",
            JSON,
            r#"{"text":""}"#.as_bytes(),
            422,
            "The text cannot be triaged",
            "is empty",
        ),
        (
            "spaces",
            JSON,
            br#"{"text":" \n\t "}"#,
            422,
            "The text cannot be triaged",
            "is empty",
        ),
        (
            "NUL",
            JSON,
            br#"{"text":"a\u0000b"}"#,
            422,
            "The text cannot be triaged",
            "NUL byte",
        ),
        (
            "empty, plain",
            "text/plain",
            b"",
            422,
            "The text cannot be triaged",
            "is empty",
        ),
        (
            "NUL, plain",
            "text/plain",
            b"a\0b",
            422,
            "The text cannot be triaged",
            "NUL byte",
        ),
        (
            "invalid UTF-8, plain",
            "text/plain",
            b"ab\xFF",
            400,
            "The request cannot be read",
            "at byte 2",
        ),
        (
            "invalid UTF-8, JSON",
            JSON,
            b"{\"text\":\"\xFF\"}",
            400,
            "The request cannot be read",
            "JSON",
        ),
        (
            "300 KB",
            JSON,
            long_json.as_bytes(),
            413,
            "Too large",
            "limit of 256 KB",
        ),
        (
            "300 KB, plain",
            "text/plain",
            long.as_bytes(),
            413,
            "Too large",
            "limit of 256 KB",
        ),
        (
            "10 MB",
            JSON,
            huge_json.as_bytes(),
            413,
            "Too large",
            "limit of 256 KB",
        ),
        (
            "10 MB, plain",
            "text/plain",
            huge.as_bytes(),
            413,
            "Too large",
            "limit of 256 KB",
        ),
        (
            "not JSON",
            JSON,
            b"{text",
            400,
            "The request cannot be read",
            "JSON",
        ),
        (
            "no text",
            JSON,
            b"{}",
            400,
            "The request cannot be read",
            "`text`",
        ),
        (
            "an unknown field",
            JSON,
            br#"{"text":"a","treshold":0.5}"#,
            400,
            "The request cannot be read",
            "treshold",
        ),
        (
            "threshold",
            JSON,
            br#"{"text":"a","threshold":7}"#,
            422,
            "A value does not fit",
            "between 0 and 1",
        ),
        (
            "mode",
            JSON,
            br#"{"text":"a","mode":"hard"}"#,
            422,
            "A value does not fit",
            "soc-hard",
        ),
        (
            "classes",
            JSON,
            br#"{"text":"a","max_classes":0}"#,
            422,
            "A value does not fit",
            "between 1 and 10",
        ),
    ] {
        let answer = client.post("/api/v1/triage", kind, body);
        check(what, &answer, status, title, words);
    }
    assert_eq!(
        client.get("/healthz").text(),
        "ok\n",
        "and the server lives"
    );
}

#[test]
fn a_file_that_cannot_be_read() {
    let host = Host::start();
    let client = host.client();
    let wide = (0..1000)
        .map(|i| format!("c{i}"))
        .collect::<Vec<_>>()
        .join(",");
    let wide = format!("{wide}\n{wide}\n");
    let title = "The file cannot be read";
    // Longer than any text may be, and no line of it looks like a row.
    let endless = format!(
        "id,text\n1,ok\n2,\"{}",
        "prose, of, a kind\n".repeat(20_000)
    );
    for (what, query, body, status, title, words) in [
        (
            "empty",
            "filename=a.csv",
            b"".as_slice(),
            422,
            title,
            "is empty",
        ),
        (
            "header only",
            "filename=a.csv",
            b"id,text\n",
            422,
            title,
            "no rows",
        ),
        (
            "unknown column",
            "filename=a.csv&column=body",
            b"id,text\n1,a\n",
            422,
            title,
            "\u{201c}id\u{201d}, \u{201c}text\u{201d}",
        ),
        (
            "no text column",
            "filename=a.csv",
            b"a,b\n1,2\n",
            422,
            title,
            "Choose one of",
        ),
        (
            "1,000 columns",
            "filename=a.csv",
            wide.as_bytes(),
            422,
            title,
            "1000 columns; at most 512",
        ),
        (
            "a workbook",
            "filename=a.xlsx",
            b"PK\x03\x04xxxx",
            422,
            title,
            "Save the sheet as CSV",
        ),
        (
            "unclosed quote",
            "filename=a.csv",
            endless.as_bytes(),
            422,
            "The file could not be read to its end",
            "line 3 is never closed",
        ),
        (
            "cut array",
            "filename=a.json",
            b"[{\"text\":\"ok\"},{\"te",
            422,
            "The file could not be read to its end",
            "kept",
        ),
        (
            "a bad id",
            "filename=a.csv&id=..%2F..",
            b"id,text\n1,a\n",
            422,
            "A value does not fit",
            "16 hexadecimal",
        ),
    ] {
        let answer = client.upload(query, body);
        check(what, &answer, status, title, words);
    }
    let unknown = client
        .upload("filename=a.csv&column=body", b"id,text\n1,a\n")
        .json();
    assert_eq!(unknown["columns"], serde_json::json!(["id", "text"]));
    // Rows before the quote are kept, and the batch says what happened.
    let broken = client.upload("filename=a.csv", endless.as_bytes()).json();
    let status = batch(&client, &broken);
    assert_eq!(
        (&status["state"], &status["rows"]),
        (&"failed".into(), &1.into())
    );
    assert!(status["message"].as_str().unwrap().contains("never closed"));
    // Where the lines after it look like rows, they are.
    let open = client.upload("filename=a.csv", b"id,text\n1,ok\n2,\"open\n3,ok\n");
    assert_eq!(open.status, 201);
    let status = batch(&client, &open.json());
    assert_eq!((&status["rows"], &status["failed"]), (&2.into(), &1.into()));
    let why = &status["errors"][0];
    assert_eq!(why["row"], 2);
    assert!(
        why["message"]
            .as_str()
            .unwrap()
            .contains("line 3 is never closed")
    );
}

/// The status of the batch that an upload's answer names.
fn batch(client: &Client, answer: &serde_json::Value) -> serde_json::Value {
    let id = answer["batch"].as_str().or(answer["id"].as_str()).unwrap();
    client.get(&format!("/api/v1/batches/{id}")).json()
}

#[test]
fn a_file_over_the_limit_is_413_with_and_without_a_length() {
    let host = Host::with(Config {
        second_opinion: false,
        max_upload: 1 << 20,
        ..Config::default()
    });
    let client = host.client();
    let mut file = b"id,text\n".to_vec();
    while file.len() < 3 << 20 {
        file.extend_from_slice(b"1,someone clicked a link in a mail and typed a password\n");
    }
    let answer = client.upload("filename=a.csv", &file);
    check("with a length", &answer, 413, "Too large", "limit of 1 MB");
    assert!(answer.json()["batch"].is_null());
    let pieces: Vec<&[u8]> = file.chunks(10_000).collect();
    let answer = client.send(
        "POST",
        "/api/v1/batches?filename=a.csv",
        &[],
        Body::Pieces(&pieces),
    );
    check(
        "without a length",
        &answer,
        413,
        "Too large",
        "limit of 1 MB",
    );
    let batch = answer.json()["batch"].as_str().unwrap().to_owned();
    let status = client.get(&format!("/api/v1/batches/{batch}")).json();
    assert_eq!(status["state"], "failed");
    assert!(
        status["rows"].as_u64().unwrap() > 1000,
        "rows before the limit are kept"
    );
}

#[test]
fn a_form_that_is_none() {
    let host = Host::start();
    let client = host.client();
    for (what, kind, body, status, words) in [
        (
            "no boundary",
            "multipart/form-data",
            b"x".as_slice(),
            400,
            "oundary",
        ),
        (
            "no file",
            "multipart/form-data; boundary=b",
            b"--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--b--\r\n",
            400,
            "no file",
        ),
        (
            "cut off",
            "multipart/form-data; boundary=b",
            b"--b\r\nContent-Dispo",
            400,
            "",
        ),
    ] {
        for path in ["/api/v1/batches", "/batches"] {
            let answer = client.post(path, kind, body);
            check(what, &answer, status, "The request cannot be read", words);
        }
    }
}

#[test]
fn an_address_without_anything() {
    let host = Host::start();
    let client = host.client();
    for (method, path, status, title) in [
        ("GET", "/api/v1/nothing", 404, "Nothing here"),
        (
            "GET",
            "/api/v1/batches/0000000000000000",
            404,
            "Nothing here",
        ),
        (
            "GET",
            "/api/v1/batches/0000000000000000/rows",
            404,
            "Nothing here",
        ),
        (
            "GET",
            "/api/v1/batches/0000000000000000/events",
            404,
            "Nothing here",
        ),
        (
            "GET",
            "/api/v1/batches/0000000000000000/export.csv",
            404,
            "Nothing here",
        ),
        (
            "GET",
            "/api/v1/incidents/0000000000000000",
            404,
            "Nothing here",
        ),
        (
            "DELETE",
            "/api/v1/batches/0000000000000000",
            404,
            "Nothing here",
        ),
        ("GET", "/model/nothing.bin", 404, "Nothing here"),
        ("GET", "/pkg/nothing.js", 404, "Nothing here"),
        ("GET", "/api/v1/triage", 405, "Not that way"),
        ("PUT", "/api/v1/batches", 405, "Not that way"),
        (
            "GET",
            "/api/v1/batches/0000000000000000/rows?sort=up",
            422,
            "A value does not fit",
        ),
    ] {
        let answer = client.send(method, path, &[], Body::None);
        check(path, &answer, status, title, "");
    }
    let html = client.send(
        "GET",
        "/no-such-page",
        &[("Accept", "text/html")],
        Body::None,
    );
    assert_eq!(html.status, 404);
    assert!(html.text().contains("<html"), "{}", html.text());
}

#[track_caller]
fn check(what: &str, answer: &crate::client::Answer, status: u16, title: &str, words: &str) {
    let json = answer.json();
    assert_eq!(answer.status, status, "{what}: {json}");
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json"),
        "{what}"
    );
    assert_eq!(json["title"], title, "{what}: {json}");
    assert_eq!(json["status"], status, "{what}: {json}");
    let detail = json["detail"].as_str().unwrap();
    assert!(detail.contains(words), "{what}: {detail}");
}
