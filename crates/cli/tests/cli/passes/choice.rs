//! Which rows are asked about, and how many.

use std::fs;
use std::time::Duration;

use serde_json::{Value, json};

use super::{alone, asked, by_doubt, demo, flags, nothing_moved, phishing, sorted, told};
use crate::endpoint::Endpoint;
use crate::tool::{Ran, folder, run, word};

#[test]
fn the_worst_rows_are_asked_about_within_the_budget() {
    let file = demo();
    let alone = alone(&file);
    let worst = by_doubt(&alone);
    let check = |more: &[&str], wanted: Option<usize>, words: &[&str]| {
        let endpoint = Endpoint::saying(&phishing());
        let ran = run(&flags(&endpoint, &file, &[&["--json"], more].concat()));
        assert_eq!(ran.code, Some(0), "{more:?}: {}", ran.err);
        let objects = ran.objects();
        nothing_moved(&objects, &alone);
        let asked = asked(&endpoint, &alone);
        if let Some(wanted) = wanted {
            assert_eq!(asked.len(), wanted, "{more:?}");
        }
        // One at a time they come in order; at once they are the same ones.
        if more.contains(&"1") {
            assert_eq!(asked, worst[..asked.len()], "{more:?}");
        }
        assert_eq!(sorted(asked), told(&objects), "{more:?}");
        for words in words {
            assert!(
                ran.err.contains(words),
                "{more:?} lacks {words}: {}",
                ran.err
            );
        }
        objects
    };
    let five = [
        "5 of the language model",
        "by --llm-budget-rows",
        "measured on 5 answers",
    ];
    check(
        &["--llm-budget-rows", "5", "--llm-at-once", "1"],
        Some(5),
        &five,
    );
    check(
        &["--llm-budget-rows", "5", "--llm-at-once", "3"],
        Some(5),
        &five,
    );
    let all = ["--llm", "all", "--llm-budget-rows", "0"];
    check(
        &all,
        Some(60),
        &["0 rows certain", "60 of the language model, 0 left\n"],
    );
    check(
        &["--llm", "all", "--llm-budget-rows", "7"],
        Some(7),
        &["53 left"],
    );
    // Where the classifier is unsure, and nowhere else.
    let unsure = check(&[], None, &["0 left\n", "agreed with the decision on "]);
    assert_eq!(unsure.len(), 60);
    for object in unsure {
        let sure = object["max_prob"].as_f64() >= Some(0.8);
        let told = object["llm_second_opinion"].is_object();
        assert!(sure || told, "{object}");
        // A text near the bound of what is an incident is unsure as well.
        assert!(
            !(sure && told) || object["out_of_domain"].as_f64() > Some(0.05),
            "{object}"
        );
    }
    // On request quietly.
    let endpoint = Endpoint::saying(&phishing());
    let quiet = run(&flags(
        &endpoint,
        &file,
        &["-q", "--json", "--llm-budget-rows", "1"],
    ));
    assert_eq!((quiet.code, quiet.err.as_str()), (Some(0), ""));
}

#[test]
fn time_ends_it() {
    let file = demo();
    let check = |endpoint: &Endpoint, at_once: &str| {
        let more = [
            "--json",
            "--llm-budget-seconds",
            "2",
            "--llm-at-once",
            at_once,
        ];
        let ran = run(&flags(endpoint, &file, &more));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(ran.err.contains("by --llm-budget-seconds"), "{}", ran.err);
        nothing_moved(&ran.objects(), &alone(&file));
        told(&ran.objects()).len()
    };
    let slow = Endpoint::slowly(Duration::from_millis(600), &phishing());
    let answers = check(&slow, "1");
    assert!((1..=3).contains(&answers), "{answers}");
    // What is under way is given up.
    let never = Endpoint::slowly(Duration::from_secs(60), &phishing());
    assert_eq!(check(&never, "4"), 0);
}

#[test]
fn the_same_text_is_asked_about_once() {
    let text = "the printer on floor two prints strange pages";
    let other = "somebody called and asked for a code";
    let file = folder("same").join("same.txt");
    fs::write(&file, format!("{text}\n{other}\n{text}\n{text}\n")).unwrap();
    let check = |rows: &str, requests: usize, told_rows: &[&[u64]]| {
        let endpoint = Endpoint::saying(&phishing());
        let more = ["--json", "--llm", "all", "--llm-budget-rows", rows];
        let ran = run(&flags(&endpoint, word(&file), &more));
        assert_eq!(endpoint.asked(), requests, "{rows}: {}", ran.err);
        let told = told(&ran.objects());
        assert!(told_rows.contains(&&told[..]), "{rows}: {told:?}");
        let count = format!(
            "{} of the language model, {} left",
            told.len(),
            4 - told.len()
        );
        assert!(ran.err.contains(&count), "{rows}: {}", ran.err);
    };
    check("0", 2, &[&[1, 2, 3, 4]]);
    check("2", 2, &[&[1, 2, 3, 4]]);
    // Whichever is worse.
    check("1", 1, &[&[1, 3, 4], &[2]]);
}

/// It is asked in the first reading, and its opinions are there in the second.
#[test]
fn what_the_sentence_model_said_stays() {
    let file = demo();
    let untimed = |ran: &Ran| {
        let mut objects = ran.objects();
        for object in &mut objects {
            for opinion in object["opinions"].as_array_mut().unwrap() {
                opinion["micros"] = json!(0);
            }
        }
        objects
    };
    let more = ["--json", "--second-opinion", "unsure"];
    let alone = run(&[&["-i", &file], &more[..]].concat());
    let endpoint = Endpoint::saying(&phishing());
    let ran = run(&flags(&endpoint, &file, &more));
    nothing_moved(&untimed(&ran), &untimed(&alone));
    let asked = ran
        .err
        .lines()
        .find(|line| line.starts_with("second opinion on"));
    assert!(
        asked.is_some_and(|line| alone.err.contains(line)),
        "{}",
        ran.err
    );
    // Rows of which it made sure are not asked about.
    let asked_it = |object: &&Value| object["opinions"].as_array().map(Vec::len) == Some(2);
    let asked_it = alone.objects().iter().filter(asked_it).count();
    assert!((1..asked_it).contains(&endpoint.asked()), "{asked_it}");
}

#[test]
fn a_dry_run_counts_and_sends_nothing() {
    let file = demo();
    let endpoint = Endpoint::saying(&phishing());
    let output = folder("dry").join("out.jsonl");
    let alone = alone(&file);
    let worst = by_doubt(&alone)[0];
    let check = |more: &[&str], words: &[&str]| {
        let mut args = flags(&endpoint, &file, &["--llm-dry-run", "-o", word(&output)]);
        args.extend(more);
        let ran = run(&args);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        for words in words {
            assert!(ran.err.contains(words), "{words}: {}", ran.err);
        }
        let body: Value = serde_json::from_str(&ran.out).unwrap();
        let text = alone[worst as usize - 1]["raw_text"].as_str().unwrap();
        assert!(
            body["messages"]
                .to_string()
                .contains(&json!(text).to_string()[1..20])
        );
        assert_eq!(endpoint.asked(), 0);
        assert!(!output.exists());
    };
    // As many as are asked about in earnest; all texts of the file differ.
    let other = Endpoint::saying(&phishing());
    assert_eq!(run(&flags(&other, &file, &["-q"])).code, Some(0));
    let wanted = other.asked();
    assert!((1..60).contains(&wanted), "{wanted}");
    let all = format!("of 60 rows, {wanted} wanted; {wanted} texts");
    let few = format!("{wanted} wanted; 3 texts");
    let first = format!("first comes row {worst}\n");
    check(&[], &[&all, &first, "nothing was sent"]);
    check(&["--llm-budget-rows", "3"], &[&few, &first]);
    check(&["--llm", "all"], &["60 wanted; 60 texts", &first]);
}
