//! What the model says today, and what an object looks like, recorded. A change shows up in review.
//!
//! `UPDATE_GOLDEN=1 cargo test -p nlp-triage --test cli recorded` writes the files anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::tool::{data, run};

pub fn recorded(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, found).expect("the golden file");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let (mut lines, mut there) = (found.lines(), expected.lines());
    loop {
        let (line, old) = (lines.next(), there.next());
        assert_eq!(
            line, old,
            "{name} differs; if that is meant: \
             UPDATE_GOLDEN=1 cargo test -p nlp-triage --test cli recorded"
        );
        if line.is_none() {
            return;
        }
    }
}

#[test]
fn the_model_answers_as_recorded() {
    for name in [
        "scenarios-dev.csv",
        "scenarios-reports.csv",
        "scenarios-rules.csv",
        "scenarios-tickets.csv",
        "demo-incidents.csv",
    ] {
        let ran = run(&["--input-file", &data(name), "--json", "-q"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let mut lines = "id,final_label,confidence\n".to_owned();
        for object in ran.objects() {
            let word = |field: &str| object[field].as_str().unwrap_or_default().to_owned();
            let confidence = object["max_prob"].as_f64().unwrap_or_default();
            lines += &format!("{},{},{confidence:.2}\n", word("id"), word("final_label"));
        }
        recorded(name, &lines);
    }
}

/// Every field with its type, so that no script meets another one.
#[test]
fn an_object_has_the_recorded_shape() {
    let ran = run(&["--input-file", &data("demo-incidents.csv"), "--json", "-q"]);
    let mut shape = BTreeSet::new();
    for object in ran.objects() {
        note(&object, String::new(), &mut shape);
    }
    let mut lines = String::new();
    for line in shape {
        lines += &line;
        lines.push('\n');
    }
    recorded("json-shape.txt", &lines);
}

fn note(value: &Value, place: String, shape: &mut BTreeSet<String>) {
    let kind = match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let dot = if place.is_empty() { "" } else { "." };
                note(value, format!("{place}{dot}{name}"), shape);
            }
            return;
        }
        Value::Array(elements) => {
            for element in elements {
                note(element, format!("{place}[]"), shape);
            }
            return;
        }
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
    };
    shape.insert(format!("{place}: {kind}"));
}
