//! A language model asked about the rows of a file: which, how many, until when, and what becomes of
//! the answers.

mod choice;
mod failure;
mod told;
mod weight;

use serde_json::{Value, json};

use crate::endpoint::Endpoint;
use crate::tool::{Ran, data, run};

/// A model of random words.
const TINY: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../llm/tests/data/tiny-llama.gguf"
);

fn phishing() -> Value {
    json!({"label": "phishing", "mitre_ids": ["T1566"], "rationale": "A lure by mail."})
}

fn demo() -> String {
    data("demo-incidents.csv")
}

/// The program's flags for a file whose worst rows this endpoint is asked about.
fn flags<'a>(endpoint: &'a Endpoint, file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["-i", file, "--llm-second-opinion", "--llm-model", "stub"];
    args.extend(["--llm-endpoint", &endpoint.url]);
    args.extend(more);
    args
}

/// What the program says of each row without a language model.
fn alone(file: &str) -> Vec<Value> {
    run(&["-i", file, "--json", "-q"]).objects()
}

/// Row numbers, the least sure first.
fn by_doubt(objects: &[Value]) -> Vec<u64> {
    let mut rows: Vec<_> = objects
        .iter()
        .map(|o| {
            (
                o["max_prob"].as_f64().expect("a number"),
                o["row"].as_u64().expect("a number"),
            )
        })
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The rows whose texts an endpoint was sent, in the order in which they came.
fn asked(endpoint: &Endpoint, objects: &[Value]) -> Vec<u64> {
    let row = |request: String| {
        let body = request.split_once("\r\n\r\n").expect("head and body").1;
        let body: Value = serde_json::from_str(body).expect("JSON");
        let last = body["messages"]
            .as_array()
            .expect("a list")
            .last()
            .expect("one at least");
        let asked = last["content"].as_str().expect("words");
        let about = objects.iter().find(|object| {
            let text = object["raw_text"].as_str().expect("words");
            opinion::ask(text)
                .messages
                .last()
                .expect("one at least")
                .content
                == asked
        });
        about.expect("a text of the file")["row"]
            .as_u64()
            .expect("a number")
    };
    endpoint.requests().into_iter().map(row).collect()
}

/// Numbers of the rows that have an answer.
fn told(objects: &[Value]) -> Vec<u64> {
    let told = objects
        .iter()
        .filter(|o| o["llm_second_opinion"].is_object());
    told.map(|o| o["row"].as_u64().expect("a number")).collect()
}

/// But for what a language model said, the objects are what they are without one.
fn nothing_moved(told: &[Value], alone: &[Value]) {
    assert_eq!(told.len(), alone.len());
    for (told, alone) in told.iter().zip(alone) {
        let mut told = told.clone();
        let answer = told
            .as_object_mut()
            .expect("an object")
            .remove("llm_second_opinion");
        if let Some(answer) = answer {
            let last = told["opinions"].as_array_mut().expect("a list").pop();
            let last = last.expect("an opinion");
            assert_eq!(
                (&last["by"], &last["model"]),
                (&json!("llm"), &answer["model"])
            );
        }
        assert_eq!(&told, alone);
    }
}

fn sorted(mut rows: Vec<u64>) -> Vec<u64> {
    rows.sort_unstable();
    rows
}

/// Answers take their time, and each run another.
fn without_times(ran: &Ran) -> Vec<Value> {
    let mut objects = ran.objects();
    for object in &mut objects {
        if let Some(answer) = object.get_mut("llm_second_opinion") {
            answer["milliseconds"] = json!(0);
            let last = object["opinions"]
                .as_array_mut()
                .expect("one at least")
                .last_mut()
                .expect("one at least");
            last["micros"] = json!(0);
        }
    }
    objects
}
