//! The two forms of an answer list the same answers, and what they admit is read.

mod gbnf;

use gbnf::Grammar;
use opinion::form::{LABEL_START, grammar, schema};
use opinion::{UNCERTAIN, answers, prefix, read};
use taxonomy::Label;

fn expected() -> Vec<&'static str> {
    let mut expected: Vec<_> = Label::ALL.into_iter().map(Label::id).collect();
    expected.push(UNCERTAIN);
    expected
}

#[test]
fn every_label_and_uncertain_are_the_answers() {
    assert_eq!(answers().collect::<Vec<_>>(), expected());
}

#[test]
fn the_schema_lists_them() {
    let schema = schema();
    let label = &schema["properties"]["label"]["enum"];
    assert_eq!(label, &serde_json::json!(expected()));
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["properties"]["mitre_ids"]["maxItems"], 6);
    assert_eq!(schema["properties"]["rationale"]["maxLength"], 600);
    let fields = schema["properties"].as_object().unwrap();
    for required in schema["required"].as_array().unwrap() {
        assert!(fields.contains_key(required.as_str().unwrap()));
    }
}

#[test]
fn the_grammar_lists_them() {
    let grammar = grammar();
    let rule = |name: &str| {
        let head = format!("{name} ::= ");
        let line = grammar.lines().find(|line| line.starts_with(&head));
        line.map(|line| line[head.len()..].to_owned()).unwrap()
    };
    let label = rule("label");
    let listed: Vec<_> = label
        .split(" | ")
        .map(|one| one.trim_matches('"'))
        .collect();
    assert_eq!(listed, expected());
    assert_eq!(
        rule("root"),
        r#""{\"label\": \"" label "\", \"mitre_ids\": [" ids "], \"rationale\": \"" char{1,600} "\"}""#
    );
    let escaped = LABEL_START.replace('"', "\\\"");
    assert!(rule("root").starts_with(&format!("\"{escaped}\" label ")));
    assert_eq!(rule("ids"), r#"(id (", " id){0,5})?"#);
    assert_eq!(rule("id"), r#""\"T" [0-9]{4} ("." [0-9]{3})? "\"""#);
    assert_eq!(rule("char"), r#"[^"\\\x00-\x1F\x7F] | "\\" ["\\/]"#);
    assert_eq!(grammar.lines().count(), 5);
}

/// The examples of the prompt are written as the grammar has it: a model that is held to the
/// grammar writes what it was shown.
#[test]
fn the_examples_are_of_the_form() {
    let answers = prefix()
        .iter()
        .filter(|m| m.role == opinion::Role::Assistant);
    for answer in answers {
        let text = &answer.content;
        let reply = read(text).unwrap();
        let ids = reply.mitre_ids.iter().map(|id| format!("\"{id}\""));
        let written = format!(
            r#"{{"label": "{}", "mitre_ids": [{}], "rationale": "{}"}}"#,
            reply.label.map_or(UNCERTAIN, Label::id),
            ids.collect::<Vec<_>>().join(", "),
            reply.rationale
        );
        assert_eq!(text, &written);
    }
}

#[test]
fn the_grammar_admits_answers_and_nothing_else() {
    let grammar = Grammar::new(&grammar());
    let check = |label: &str, ids: &str, rationale: &str, admitted: bool| {
        let answer =
            format!(r#"{{"label": "{label}", "mitre_ids": [{ids}], "rationale": "{rationale}"}}"#);
        assert_eq!(grammar.admits(&answer), admitted, "{answer}");
        // What the grammar lets through is read.
        assert!(!admitted || read(&answer).is_ok(), "{answer}");
    };
    for label in expected() {
        check(label, "", "x", true);
    }
    let six = [r#""T1566.001""#; 6].join(", ");
    let seven = [r#""T1566""#; 7].join(", ");
    check("malware", &six, "x", true);
    check("malware", &seven, "x", false);
    check("malware", r#""T1566", "T1""#, "x", false);
    check("malware", r#""T1566.01""#, "x", false);
    check("malware", "T1566", "x", false);
    check("malware", r#""T1566","T1567""#, "x", false);
    check("malware", "", r#"in \"quotes\", C:\\x, ÄÖ 漢字 {}"#, true);
    check("malware", "", &"é".repeat(600), true);
    check("malware", "", &"é".repeat(601), false);
    check("malware", "", "", false);
    check("malware", "", "two\nlines", false);
    check("malware", "", r"\u202e", false);
    check("malware", "", r#"x", "more": "y"#, false);
    check("malware phishing", "", "x", false);
    check("", "", "x", false);
    for answer in prefix()
        .iter()
        .filter(|m| m.role == opinion::Role::Assistant)
    {
        assert!(grammar.admits(&answer.content));
    }
    for wrong in ["", "{}", "malware", "{\"label\": \"malware\"}"] {
        assert!(!grammar.admits(wrong), "{wrong}");
    }
}
