//! The button that asks the sentence model about an incident, with the real model and without.

use crate::client::Client;
use crate::program::Program;

/// The classifier is sure of it.
const SURE: &str = "Every file on the share ends in .locked and a note demands ransom in bitcoin";
const FORM: &str = "application/x-www-form-urlencoded";

/// The id of a text that the classifier alone has judged.
fn kept(client: &Client) -> String {
    let body = serde_json::json!({ "text": SURE, "second_opinion": "nothing" }).to_string();
    let answer = client.post("/api/v1/triage", "application/json", body.as_bytes());
    let address = answer.header("location").unwrap();
    address.rsplit('/').next().unwrap().to_owned()
}

fn judges(client: &Client, id: &str) -> Vec<String> {
    let record = client.get(&format!("/api/v1/incidents/{id}")).json();
    let opinions = record["opinions"].as_array().unwrap().iter();
    opinions
        .map(|opinion| opinion["by"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn it_asks_once_and_leads_back() {
    let program = Program::start(&[], &[]);
    let client = program.client();
    let id = kept(&client);
    assert_eq!(judges(&client, &id), ["classifier"]);
    let page = client.get(&format!("/incidents/{id}"));
    assert!(page.text().contains("answer alone."), "{}", page.text());

    let button = format!("/incidents/{id}/second-opinion");
    let check = |form: &str, leads: &str| {
        let answer = client.post(&button, FORM, form.as_bytes());
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert_eq!(answer.header("location"), Some(leads));
        // However often it is pressed.
        assert_eq!(judges(&client, &id), ["classifier", "semantic"]);
    };
    check(
        "mode=&threshold=0.6",
        &format!("/incidents/{id}?threshold=0.6"),
    );
    check("", &format!("/incidents/{id}"));
    let page = client.get(&format!("/incidents/{id}"));
    assert!(!page.text().contains("answer alone."), "two have answered");

    let none = client.post("/incidents/0123456789abcdef/second-opinion", FORM, b"");
    assert_eq!(none.status, 404);
}

#[test]
fn without_the_model_the_reason_is_said_and_nothing_changes() {
    let program = Program::start(&["--second-opinion", "off"], &[]);
    let client = program.client();
    let id = kept(&client);
    let answer = client.post(&format!("/incidents/{id}/second-opinion"), FORM, b"");
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains("switched off"), "{}", answer.text());
    assert_eq!(judges(&client, &id), ["classifier"]);
}
