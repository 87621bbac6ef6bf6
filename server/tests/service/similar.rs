//! What is told alike, of single incidents and of the rows of a file.

use serde_json::Value;

use crate::client::Client;
use crate::host::Host;
use crate::program::Program;

/// One telling, with three people's names; two letters by letter the same; something else altogether.
const TEXTS: [&str; 5] = [
    "Maria Okafor got a mail from the parcel service and typed her password into portal-verify.example",
    "Lena Brandt got a mail from the parcel service and typed her password into track-login.example",
    "Maria Okafor got a mail from the parcel service and typed her password into portal-verify.example",
    "The fire doors on the second floor were painted green on Tuesday",
    "Amara Nowak got a mail from the parcel service and typed her password into parcel-check.example",
];

/// Rows or ids in the order they are found, which of them are near, and which identical.
fn found(answer: &Value, key: &str) -> Vec<(Value, bool, bool)> {
    let all = answer["similar"].as_array().unwrap().iter();
    let similarities: Vec<f64> = all
        .clone()
        .map(|f| f["similarity"].as_f64().unwrap())
        .collect();
    assert!(similarities.is_sorted_by(|a, b| a >= b), "{answer}");
    let at = answer["near_duplicate_at"].as_f64().unwrap();
    all.map(|found| {
        let near = found["near_duplicate"].as_bool().unwrap();
        assert_eq!(near, found["similarity"].as_f64().unwrap() >= at, "{found}");
        (
            found[key].clone(),
            near,
            found["identical"].as_bool().unwrap(),
        )
    })
    .collect()
}

/// The id of a text that was triaged and kept.
fn kept(client: &Client, text: &str) -> String {
    let answer = client.post("/api/v1/triage", "text/plain", text.as_bytes());
    let address = answer.header("location").unwrap();
    address.rsplit('/').next().unwrap().to_owned()
}

/// The id of a file of all texts.
fn uploaded(client: &Client) -> String {
    let file = TEXTS.iter().enumerate();
    let file: String = file.map(|(i, text)| format!("{i},{text}\n")).collect();
    client
        .upload("filename=a.csv", format!("id,text\n{file}").as_bytes())
        .batch()
}

#[test]
fn rows_of_a_file() {
    let program = Program::start(&[], &[]);
    let client = program.client();
    let id = uploaded(&client);
    let similar = |row: u64, query: &str| {
        client.get(&format!("/api/v1/batches/{id}/rows/{row}/similar?{query}"))
    };
    let answer = similar(1, "").json();
    assert_eq!((&answer["compared"], &answer["of"]), (&4.into(), &4.into()));
    let rows = found(&answer, "row");
    assert_eq!(rows[0], (3.into(), true, true), "{answer}");
    assert!(
        rows[1].1 && rows[2].1 && !rows[1].2 && !rows[2].2,
        "{answer}"
    );
    assert_eq!(rows[3], (4.into(), false, false), "{answer}");
    assert_eq!(answer["similar"][0]["id"], "2");

    let two = similar(1, "limit=2").json();
    assert_eq!(found(&two, "row"), rows[..2]);
    assert_eq!(two["compared"], 4, "all are looked at");
    let filtered = similar(1, "text=Amara").json();
    assert_eq!(found(&filtered, "row"), [(5.into(), true, false)]);
    assert_eq!(similar(9, "").status, 404);
    assert_eq!(similar(1, "limit=x").status, 400);
    assert_eq!(
        client
            .get("/api/v1/batches/0123456789abcdef/rows/1/similar")
            .status,
        404
    );
}

#[test]
fn incidents_of_the_store() {
    let program = Program::start(&[], &[]);
    let client = program.client();
    let ids: Vec<String> = TEXTS.iter().map(|text| kept(&client, text)).collect();
    let answer = client
        .get(&format!("/api/v1/incidents/{}/similar", ids[0]))
        .json();
    // The same text is the same incident.
    assert_eq!((&answer["compared"], &answer["of"]), (&3.into(), &3.into()));
    let others = found(&answer, "id");
    assert!(others[0].1 && others[1].1, "{answer}");
    assert_eq!(others[2], (ids[3].clone().into(), false, false));

    client.send(
        "DELETE",
        &format!("/api/v1/incidents/{}", ids[1]),
        &[],
        crate::client::Body::None,
    );
    let answer = client
        .get(&format!("/api/v1/incidents/{}/similar", ids[0]))
        .json();
    assert!(
        !answer.to_string().contains(&ids[1]),
        "what is deleted is not found"
    );
    assert_eq!(
        client
            .get("/api/v1/incidents/0123456789abcdef/similar")
            .status,
        404
    );
}

#[test]
fn without_the_model_it_is_said() {
    let host = Host::start();
    let client = host.client();
    let id = kept(&client, TEXTS[0]);
    let answer = client.get(&format!("/api/v1/incidents/{id}/similar"));
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains("switched off"), "{}", answer.text());
}

#[test]
fn a_file_in_groups() {
    let program = Program::start(&[], &[]);
    let client = program.client();
    let id = uploaded(&client);
    let groups = |query: &str| client.get(&format!("/api/v1/batches/{id}/groups?{query}"));

    let all = groups("").json();
    assert_eq!(
        (&all["compared"], &all["of"], &all["alone"]),
        (&5.into(), &5.into(), &1.into())
    );
    let found = all["groups"].as_array().unwrap();
    assert_eq!(found.len(), 1, "{all}");
    assert_eq!(found[0]["rows"], serde_json::json!([1, 2, 3, 5]));
    assert_eq!(
        (&found[0]["size"], &found[0]["texts"]),
        (&4.into(), &3.into())
    );
    assert!(
        found[0]["excerpt"]
            .as_str()
            .unwrap()
            .starts_with("Maria Okafor")
    );
    let labels = found[0]["labels"].as_array().unwrap().iter();
    assert_eq!(
        labels.map(|label| label[1].as_u64().unwrap()).sum::<u64>(),
        4
    );

    // Seen through a filter, only what it leaves is compared.
    let filtered = groups("text=Amara").json();
    assert_eq!(
        (&filtered["of"], &filtered["alone"]),
        (&1.into(), &1.into())
    );
    assert_eq!(filtered["groups"], serde_json::json!([]));

    let page = client.get(&format!("/batches/{id}/groups"));
    let page = page.text();
    assert!(
        page.contains("5 of 5 rows compared") && page.contains("4 rows, 3 different texts"),
        "{page}"
    );
    let none = client.get("/api/v1/batches/0123456789abcdef/groups");
    assert_eq!(none.status, 404);

    let alone = Program::start(&["--second-opinion", "off"], &[]);
    let client = alone.client();
    let id = client.upload("filename=a.csv", b"text\none\ntwo\n").batch();
    let answer = client.get(&format!("/api/v1/batches/{id}/groups"));
    assert_eq!(answer.status, 503);
    assert!(
        answer.text().contains("without the sentence model"),
        "{}",
        answer.text()
    );
}
