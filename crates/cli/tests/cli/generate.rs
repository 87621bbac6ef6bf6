//! `generate`: the same rows however they are made, nothing half-written, and a card that counts.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::tool::{command, folder, run, word};

fn generate(folder: &Path, name: &str, more: &[&str]) -> crate::tool::Ran {
    let path = folder.join(name);
    let mut args = vec!["generate", "--outfile", word(&path)];
    args.extend(more);
    run(&args)
}

#[test]
fn rows_are_what_their_number_says_however_they_are_cut() {
    let folder = folder("generate-same");
    let flags = ["--n-events", "700", "--campaigns", "0.2", "--noise", "0.3"];
    for (name, chunk) in [("a.csv", "1"), ("b.csv", "64"), ("c.csv", "100000")] {
        let ran = generate(
            &folder,
            name,
            &[&flags[..], &["--chunk-size", chunk]].concat(),
        );
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    assert_eq!(read("a.csv"), read("b.csv"));
    assert_eq!(read("a.csv"), read("c.csv"));
    generate(&folder, "d.csv", &[&flags[..], &["--seed", "43"]].concat());
    assert_ne!(read("a.csv"), read("d.csv"));
    let mut reader = csv::Reader::from_path(folder.join("a.csv")).unwrap();
    assert_eq!(reader.headers().unwrap().len(), 30);
    assert_eq!(
        reader
            .records()
            .filter(|r| r.as_ref().unwrap().len() == 30)
            .count(),
        700
    );
    for left in ["a.csv.part", "a.csv.checkpoint"] {
        assert!(!folder.join(left).exists(), "{left}");
    }
}

#[test]
fn json_lines_say_the_same_as_csv() {
    let folder = folder("generate-jsonl");
    generate(&folder, "a.csv", &["--n-events", "200"]);
    generate(&folder, "a.jsonl", &["--n-events", "200"]);
    let lines = fs::read_to_string(folder.join("a.jsonl")).unwrap();
    let mut reader = csv::Reader::from_path(folder.join("a.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    for (line, record) in lines.lines().zip(reader.records()) {
        let object: Value = serde_json::from_str(line).unwrap();
        for (name, cell) in header.iter().zip(record.unwrap().iter()) {
            let value = match &object[name] {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            assert_eq!(value, cell, "{name}");
        }
    }
    assert_eq!(lines.lines().count(), 200);
}

#[test]
fn a_killed_run_resumes_to_the_same_bytes() {
    let folder = folder("generate-kill");
    let flags = ["--n-events", "60000", "--chunk-size", "500"];
    generate(&folder, "whole.csv", &flags);
    let whole = fs::read(folder.join("whole.csv")).unwrap();
    let path = folder.join("killed.csv");
    let args = |more: &[&'static str]| -> Vec<String> {
        let mut args: Vec<String> = ["generate", "--outfile", word(&path)]
            .map(String::from)
            .into();
        args.extend(flags.iter().chain(more).map(|s| (*s).to_owned()));
        args
    };
    let mut kills = 0;
    for wait in [15, 40, 80, 30] {
        let words = args(&["--resume"]);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut child = command(&words).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        kills += i32::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        let _ = child.wait();
    }
    assert!(
        kills > 0,
        "the machine is too quick for this test: give it more rows"
    );
    let words = args(&["--resume"]);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ran = run(&words);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        fs::read(&path).unwrap() == whole,
        "the resumed file differs"
    );
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = folder("generate-bad");
    fs::create_dir(folder.join("there")).unwrap();
    // An interrupted run with other flags.
    let checkpoint = r#"{"settings":"other","rows":1,"bytes":1}"#;
    fs::write(folder.join("old.csv.checkpoint"), checkpoint).unwrap();
    fs::write(folder.join("torn.csv.checkpoint"), "{\"settings\"").unwrap();
    for (name, more, words) in [
        ("a.csv", &["--n-events", "0"][..], "--n-events"),
        ("a.csv", &["--n-events", "many"], "--n-events"),
        ("a.csv", &["--mix", "virus=1"], "not a label"),
        ("a.csv", &["--mix", "malware=0"], "above 0"),
        ("a.csv", &["--noise", "2"], "between 0 and 1"),
        (
            "a.csv",
            &["--start-date", "2025-02-30"],
            "not in the calendar",
        ),
        (
            "a.csv",
            &["--start-date", "2026-01-01"],
            "before --start-date",
        ),
        ("a.csv", &["--format", "parquet"], "csv, jsonl"),
        ("nowhere/a.csv", &["--n-events", "5"], "cannot write"),
        ("there", &["--n-events", "5"], "is a directory"),
        (
            "old.csv",
            &["--n-events", "5", "--resume"],
            "other settings",
        ),
        (
            "torn.csv",
            &["--n-events", "5", "--resume"],
            "not a checkpoint",
        ),
    ] {
        let ran = generate(&folder, name, more);
        assert_eq!(ran.code, Some(2), "{name} {more:?}: {}", ran.err);
        assert!(ran.err.contains(words), "{name} {more:?}: {}", ran.err);
        assert!(!folder.join(name).is_file(), "{name} {more:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_write_that_fails_leaves_nothing_under_the_name_and_can_be_resumed() {
    let folder = folder("generate-full");
    let flags = ["--n-events", "3000", "--chunk-size", "100"];
    generate(&folder, "whole.csv", &flags);
    let path = folder.join("a.csv");
    // A file may not grow beyond some hundred kilobytes; the write fails as on a full disk.
    let script = format!(
        "trap '' XFSZ; ulimit -f 600; exec {} generate --outfile {} {}",
        env!("CARGO_BIN_EXE_nlp-triage"),
        word(&path),
        flags.join(" ")
    );
    let ran = std::process::Command::new("sh")
        .args(["-c", &script])
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(2), "{err}");
    assert!(
        err.contains("cannot write") && err.contains("--resume"),
        "{err}"
    );
    assert!(!path.exists());
    let ran = generate(&folder, "a.csv", &[&flags[..], &["--resume"]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    assert!(
        read("a.csv") == read("whole.csv"),
        "the resumed file differs"
    );
}

#[test]
fn the_card_counts_and_the_file_is_evaluated_as_it_is() {
    let folder = folder("generate-card");
    let more = [
        "--n-events",
        "2000",
        "--label-noise",
        "0.2",
        "--mix",
        "malware=3,phishing=1",
    ];
    let ran = generate(&folder, "a.csv", &more);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let card = fs::read_to_string(folder.join("a.csv.card.json")).unwrap();
    let card: Value = serde_json::from_str(&card).unwrap();
    assert_eq!(card["synthetic"], true);
    assert_eq!(card["rows"], 2000);
    let labels = &card["by_label"];
    let (malware, phishing) = (labels["malware"].as_u64(), labels["phishing"].as_u64());
    // Campaigns bring other labels.
    assert!(malware > phishing, "{labels}");
    let relabelled = card["relabelled_rows"].as_u64().unwrap();
    assert!((300..500).contains(&relabelled), "{relabelled}");
    assert!(folder.join("a.csv.card.md").is_file());
    let ran = run(&["evaluate", word(&folder.join("a.csv")), "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ran.objects()[0]["report"]["rows"], 2000);
}
