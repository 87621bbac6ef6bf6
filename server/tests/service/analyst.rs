//! A person's own opinion on an incident: by a form, by JSON, and what is refused.

use serde_json::json;

use crate::client::Client;
use crate::host::Host;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const TEXT: &str = "Every file on the share ends in .locked and a note demands ransom in bitcoin";

fn incident(client: &Client) -> String {
    let body = json!({ "text": TEXT, "second_opinion": "nothing" }).to_string();
    let answer = client.post("/api/v1/triage", JSON, body.as_bytes());
    let address = answer.header("location").unwrap();
    address.rsplit('/').next().unwrap().to_owned()
}

/// Who said what, oldest first.
fn opinions(client: &Client, id: &str) -> Vec<String> {
    let record = client.get(&format!("/api/v1/incidents/{id}")).json();
    let opinions = record["opinions"].as_array().unwrap().iter();
    let word = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    opinions
        .skip(1)
        .map(|said| {
            [&said["by"], &said["label"], &said["model"]]
                .map(word)
                .join(" ")
        })
        .collect()
}

#[test]
fn it_stands_beside_the_others_and_moves_no_decision() {
    let host = Host::start();
    let client = host.client();
    let id = incident(&client);
    let before = client.get(&format!("/api/v1/incidents/{id}")).json();

    let form = format!("/incidents/{id}/analyst-opinion");
    let answer = client.post(&form, FORM, b"label=phishing&name=Ada+%3Cb%3E");
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(answer.header("location"), Some(&*format!("/opinions/{id}")));
    let page = client.get(&format!("/opinions/{id}")).text().to_owned();
    assert!(page.contains("They disagree"), "{page}");
    assert!(page.contains("Ada &lt;b&gt;"), "a name is no markup");

    let body = json!({ "label": "uncertain" }).to_string();
    let answer = client.post(&format!("/api/v1{form}"), JSON, body.as_bytes());
    let record = answer.json();
    assert_eq!(record["decision"], before["decision"]);
    let said = ["analyst phishing Ada <b>", "analyst - "];
    assert_eq!(opinions(&client, &id), said);

    // The same text again is the same incident.
    assert_eq!(incident(&client), id);
    assert_eq!(opinions(&client, &id), said, "what was said stays");
}

#[test]
fn what_does_not_fit_is_refused_and_nothing_is_kept() {
    let host = Host::start();
    let client = host.client();
    let id = incident(&client);
    let check = |path: &str, kind: &str, body: &str, status: u16, words: &str| {
        let answer = client.post(path, kind, body.as_bytes());
        assert_eq!(answer.status, status, "{body}: {}", answer.text());
        assert!(answer.text().contains(words), "{body}: {}", answer.text());
    };
    let form = format!("/incidents/{id}/analyst-opinion");
    let api = format!("/api/v1{form}");
    check(&form, FORM, "", 422, "one of the ten labels");
    check(&form, FORM, "label=spam", 422, "one of the ten labels");
    let long = format!("label=malware&name={}", "a".repeat(61));
    check(&form, FORM, &long, 422, "at most 60 characters");
    check(&form, FORM, &"a".repeat(5000), 413, "");
    check(&api, JSON, "{", 400, "JSON");
    check(
        &api,
        JSON,
        r#"{"label": "malware", "sure": 1}"#,
        400,
        "sure",
    );
    let none = "/api/v1/incidents/0123456789abcdef/analyst-opinion";
    check(none, JSON, r#"{"label": "malware"}"#, 404, "");
    assert_eq!(opinions(&client, &id), [""; 0]);

    let most = store::Limits::default().persons;
    for _ in 0..most {
        check(&api, JSON, r#"{"label": "malware"}"#, 200, "");
    }
    check(
        &api,
        JSON,
        r#"{"label": "malware"}"#,
        507,
        &most.to_string(),
    );
    assert_eq!(opinions(&client, &id).len(), most);
}
