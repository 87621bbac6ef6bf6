//! What becomes of the answers: files, the table, the summary.

use std::fs;

use serde_json::{Value, json};

use super::{flags, phishing, told, without_times};
use crate::endpoint::{Endpoint, Reply};
use crate::golden::recorded;
use crate::tool::{folder, run, word};

/// Texts on which one answer is believed, contradicted, left open and not believed.
const FOUR: &str = "id,text\n\
    T-1,\"Someone sent a mail with a link to a fake login page, =1+1\"\n\
    T-2,Good morning\n\
    T-3,port scan from 198.51.100.7 against the server\n\
    T-4,\"Got a strange mail, not sure whether anything is wrong with it\"\n";

fn four(name: &str) -> (String, Endpoint) {
    let path = folder(name).join("four.csv");
    fs::write(&path, FOUR).expect("a file");
    let endpoint = Endpoint::scripted(|_, request| {
        Reply::saying(&if request.contains("fake login") {
            phishing()
        } else if request.contains("port scan from") {
            json!({"label": "uncertain", "mitre_ids": [], "rationale": "=HYPERLINK(1)"})
        } else if request.contains("strange mail") {
            phishing()
        } else {
            json!({"label": "malware", "mitre_ids": ["T9999"], "rationale": "It was 203.0.113.9."})
        })
    });
    (word(&path).to_owned(), endpoint)
}

#[test]
fn every_format_tells_it() {
    let (file, endpoint) = four("told");
    let write = |format: &str| {
        let more = ["-o", "-", "--format", format, "-q", "--llm", "all"];
        let ran = run(&flags(&endpoint, &file, &more));
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{format}");
        ran
    };
    let lines = write("jsonl");
    let objects = without_times(&lines);
    let array: Vec<Value> = serde_json::from_str(&write("json").out).unwrap();
    assert_eq!(told(&array), [1, 2, 3, 4]);
    let mut short = String::new();
    for object in &objects {
        let opinion = object["opinions"].as_array().unwrap().last().unwrap();
        let answer = &object["llm_second_opinion"];
        short += &format!("{} {opinion}\n{answer}\n", object["row"]);
    }
    recorded("passes.jsonl", &short);
    // Behind the columns that a file without has, byte for byte.
    let csv = write("csv").out;
    let plain = run(&["-i", &file, "-o", "-", "--format", "csv", "-q"]).out;
    let mut cells = String::new();
    for (line, plain) in csv.lines().zip(plain.lines()) {
        let more = line.strip_prefix(plain).expect("the columns as they were");
        cells += more;
        cells.push('\n');
    }
    recorded("passes.csv", &cells);
}

#[test]
fn a_table_marks_what_was_said() {
    let (file, endpoint) = four("marks");
    let ran = run(&flags(&endpoint, &file, &["--llm", "all"]));
    let plain = run(&["-i", &file]);
    let mut marks = String::new();
    for (line, plain) in ran.out.lines().zip(plain.out.lines()).skip(1) {
        let at = line.chars().zip(plain.chars()).position(|(a, b)| a != b);
        let at = at.unwrap_or_else(|| panic!("no mark: {line}"));
        marks.extend(line.chars().nth(at));
        let rest = |line: &str| line.chars().skip(at + 1).collect::<String>();
        assert_eq!(rest(line), rest(plain));
    }
    assert_eq!(
        marks.chars().filter(|c| "=≠?!".contains(*c)).count(),
        4,
        "{marks}"
    );
    assert!(marks.contains('!'), "{marks}");
    let count = |mark: char| marks.chars().filter(|c| *c == mark).count();
    for mark in ['=', '≠', '?', '!'] {
        let words = format!("on {} ({mark})", count(mark));
        assert!(ran.err.contains(&words), "{words}: {}", ran.err);
    }
    assert!(
        ran.err.contains("techniques 1, indicators 1, vocabulary 1"),
        "{}",
        ran.err
    );
}

/// One text in a file says what it says on the screen.
#[test]
fn one_text_goes_to_a_file_with_its_answer() {
    let endpoint = Endpoint::saying(&phishing());
    let output = folder("one-told").join("out.csv");
    let mut args = vec!["a mail with a fake login page", "--llm-second-opinion"];
    args.extend(["--llm-endpoint", &endpoint.url, "--llm-model", "stub"]);
    args.extend(["-o", word(&output)]);
    let ran = run(&args);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let csv = fs::read_to_string(output).unwrap();
    assert!(
        csv.trim_end()
            .ends_with("phishing,T1566,A lure by mail.,stub,"),
        "{csv}"
    );
}
