//! A language model held against the truth: what it is worth, and what is advised.

use std::collections::HashMap;
use std::fs;

use lab::scenarios::read;
use serde_json::{Value, json};
use taxonomy::Label;

use crate::endpoint::{Endpoint, Reply, telling};
use crate::tool::{Ran, data, folder, run, word};

/// A model of random words.
const TINY: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../llm/tests/data/tiny-llama.gguf"
);

/// An endpoint that knows the truth of the development set and says what is made of it; of no
/// incident, that it is uncertain.
fn knowing(say: fn(Label) -> Label) -> Endpoint {
    answering(move |truth| {
        let label = truth.map_or("uncertain", |truth| say(truth).id());
        Reply::saying(&json!({"label": label, "mitre_ids": [], "rationale": "It says so."}))
    })
}

/// An endpoint that knows the truth and tells how sure it is of it: so much.
fn doubting(sure: f64) -> Endpoint {
    answering(move |truth| {
        let Some(truth) = truth else {
            return Reply::status(
                "200 OK",
                &telling("uncertain", &[("uncertain", 1.0)]).to_string(),
            );
        };
        let other = Label::ALL[(truth.index() + 1) % Label::COUNT].id();
        let likely = [(truth.id(), sure), (other, 1.0 - sure)];
        Reply::status("200 OK", &telling(truth.id(), &likely).to_string())
    })
}

/// An endpoint that is told the truth about each text of the development set.
fn answering(answer: impl Fn(Option<Label>) -> Reply + Send + 'static) -> Endpoint {
    let file = fs::File::open(data("scenarios-dev.csv")).expect("the file");
    let question = |text: &str| opinion::ask(text).messages.pop().expect("one").content;
    let truths: HashMap<String, Option<Label>> = read(file)
        .expect("labelled rows")
        .into_iter()
        .map(|case| (question(&case.text), case.label))
        .collect();
    Endpoint::scripted(move |_, request| {
        let (_, body) = request.split_once("\r\n\r\n").expect("head and body");
        let body: Value = serde_json::from_str(body).expect("JSON");
        let asked = body["messages"].as_array().and_then(|all| all.last());
        let asked = asked.and_then(|message| message["content"].as_str());
        answer(truths[asked.expect("a question")])
    })
}

fn evaluate(endpoint: &Endpoint, more: &[&str]) -> Ran {
    let file = data("scenarios-dev.csv");
    let mut args = vec!["evaluate", &file, "--llm-model", "stub"];
    args.extend(["--llm-endpoint", &endpoint.url]);
    args.extend(more);
    run(&args)
}

const ALL: [&str; 4] = ["--llm", "all", "--llm-budget-rows", "0"];

#[test]
fn the_weight_is_what_the_answers_are_worth() {
    let check = |say: fn(Label) -> Label, worth: bool, words: &[&str]| {
        let ran = evaluate(&knowing(say), &[&["--json"][..], &ALL].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let found = &ran.objects()[0]["language_model"];
        assert_eq!(
            (found["wanted"].as_u64(), found["told"].as_u64()),
            (Some(140), Some(140))
        );
        assert_eq!(found["incidents"], 120);
        let count = |name: &str| found[name].as_u64().expect("a number");
        assert_eq!(
            count("believed") + count("uncertain") + count("not_believed"),
            140
        );
        assert_eq!(count("uncertain"), 20, "what is no incident: {found}");
        let number = |name: &str| found[name].as_f64().expect("a number");
        assert_eq!(number("weight") > 0.0, worth, "{found}");
        let loss = |with: &str| found[with]["log_loss"].as_f64().expect("a number");
        assert!((loss("without") - loss("with") - number("gain")).abs() < 1e-4);
        if worth {
            assert_eq!(number("accuracy"), 1.0, "{found}");
            assert_eq!(number("weight"), number("fitted_weight"));
            assert!(number("gain") > 2.0 * number("gain_error"));
            assert!(found["with"]["accuracy"].as_f64() > found["without"]["accuracy"].as_f64());
            // What is no incident is moved by nobody who is uncertain.
            let abstained = |with: &str| found[with]["out_of_scope_abstained"].clone();
            assert_eq!(abstained("with"), abstained("without"));
        }
        let table = evaluate(&knowing(say), &ALL).out;
        for words in words {
            assert!(table.contains(words), "{words}: {table}");
        }
    };
    check(
        |truth| truth,
        true,
        &["use --llm-weight ", "accuracy 100.0 %"],
    );
    // As wrong as can be.
    check(
        |truth| Label::ALL[(truth.index() + 1) % Label::COUNT],
        false,
        &["--llm-weight 0 is best", "none above 0 lowers the log-loss"],
    );
}

/// With likelihoods it is held against the truth by them, without by one vote each, and that is said.
#[test]
fn likelihoods_and_votes_are_told_apart() {
    let check = |endpoint: &Endpoint, votes: bool, log_loss: f64| {
        let found =
            evaluate(endpoint, &[&["--json"][..], &ALL].concat()).objects()[0]["language_model"]
                .clone();
        let voted = if votes { &found["believed"] } else { &json!(0) };
        assert_eq!(&found["votes"], voted, "{found}");
        assert_eq!(found["accuracy"], 1.0, "{found}");
        let loss = found["log_loss"].as_f64().expect("a number");
        assert!((loss - log_loss).abs() < 2e-3, "{loss}, not {log_loss}");
        let table = evaluate(endpoint, &ALL).out;
        assert_eq!(table.contains("no likelihoods"), votes, "{table}");
    };
    check(&knowing(|truth| truth), true, -0.9_f64.ln());
    check(&doubting(0.6), false, -0.6_f64.ln());
    check(&doubting(0.99), false, -0.99_f64.ln());
}

/// One that is sure of everything and wrong in some is to be told less sure than it is; one that means
/// what it says is not.
#[test]
fn the_temperature_is_what_its_doubt_is_worth() {
    let sure = |wrong: usize, likely: f64| {
        answering(move |truth| {
            let Some(truth) = truth else {
                let answer = telling("uncertain", &[("uncertain", 1.0)]);
                return Reply::status("200 OK", &answer.to_string());
            };
            let near = |steps: usize| Label::ALL[(truth.index() + steps) % Label::COUNT].id();
            let said = usize::from(truth.index() < wrong);
            let likely = [(near(said), likely), (near(1 - said), 1.0 - likely)];
            Reply::status("200 OK", &telling(near(said), &likely).to_string())
        })
    };
    let check = |wrong: usize, likely: f64, advised: bool| {
        let endpoint = sure(wrong, likely);
        let ran = evaluate(&endpoint, &[&["--json"][..], &ALL].concat());
        let found = ran.objects()[0]["language_model"].clone();
        let number = |value: &Value| value.as_f64().expect("a number");
        let tempered = &found["tempered"];
        let temperature = number(&tempered["fitted_temperature"]);
        let table = evaluate(&endpoint, &ALL).out;
        let words = format!(" --llm-temperature {temperature:.2}");
        assert_eq!(table.contains(&words), advised, "{words}: {table}");
        assert!(table.contains("at a temperature"), "{table}");
        if advised {
            assert_eq!(number(&tempered["temperature"]), temperature);
            assert!(temperature > 2.0, "{found}");
            assert!(number(&tempered["gain"]) > 2.0 * number(&tempered["gain_error"]));
            assert!(number(&tempered["log_loss"]) < number(&found["log_loss"]));
            let errors = [&tempered["calibration_error"], &found["calibration_error"]];
            assert!(number(errors[0]) < 0.5 * number(errors[1]), "{found}");
        } else {
            assert!(tempered["temperature"].is_null(), "{found}");
        }
    };
    check(4, 0.999, true);
    // Wrong so seldom that it may be chance.
    check(2, 0.99, false);
    // Likely as often as it says.
    check(4, 0.76, false);
    let votes = evaluate(&knowing(|truth| truth), &[&["--json"][..], &ALL].concat());
    let found = &votes.objects()[0]["language_model"]["tempered"];
    assert!(found.is_null(), "votes have no temperature: {found}");
}

#[test]
fn random_words_move_no_decision() {
    let file = data("scenarios-dev.csv");
    let mut args = vec!["evaluate", &file, "--llm-model", TINY, "--json"];
    args.extend(ALL);
    let ran = run(&args);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let object = &ran.objects()[0];
    let found = &object["language_model"];
    assert_eq!(found["model"], "tiny-llama");
    assert_eq!(found["told"], 140);
    assert_eq!(found["weight"], 0.0, "{found}");
    assert!(found["fitted_weight"].as_f64() < Some(0.2), "{found}");
    assert!(found["believed"].as_u64() > Some(30), "{found}");
    assert!(found["calibration_error"].as_f64() > Some(0.2), "{found}");
    // Nothing else of the evaluation is another one for it.
    let mut without = object.clone();
    without
        .as_object_mut()
        .expect("an object")
        .remove("language_model");
    assert_eq!(without, run(&["evaluate", &file, "--json"]).objects()[0]);
}

#[test]
fn the_worst_rows_are_held_against_the_truth() {
    let endpoint = knowing(|truth| truth);
    let check = |more: &[&str], wanted: u64, told: u64, words: &str| {
        let ran = evaluate(&endpoint, &[&["--json"], more].concat());
        let found = &ran.objects()[0]["language_model"];
        let counts = (found["wanted"].as_u64(), found["told"].as_u64());
        assert_eq!(counts, (Some(wanted), Some(told)), "{more:?}: {found}");
        let table = evaluate(&endpoint, more).out;
        assert!(table.contains(words), "{more:?} lacks {words}: {table}");
    };
    let unsure = evaluate(&endpoint, &["--json"]).objects()[0]["language_model"]["wanted"].clone();
    let unsure = unsure.as_u64().expect("a number");
    assert!((30..100).contains(&unsure), "{unsure}");
    check(&[], unsure, unsure, " rows it was wanted for");
    check(
        &["--llm-budget-rows", "5"],
        unsure,
        5,
        "nothing can be told, 30 are the fewest",
    );
}

/// A queue has the same alert again and again: that is one observation.
#[test]
fn a_text_counts_once() {
    let endpoint = Endpoint::saying(&json!({"label": "phishing", "mitre_ids": [],
        "rationale": "A phishing mail."}));
    let file = folder("weighing").join("again.csv");
    let rows = "a strange phishing mail,phishing\nan odd mail with a virus,malware\n".repeat(20);
    fs::write(&file, format!("text,label\n{rows}")).expect("a file");
    let mut args = vec!["evaluate", word(&file), "--llm-model", "stub"];
    args.extend(["--llm-endpoint", &endpoint.url]);
    args.extend(ALL);
    let found = run(&[&args[..], &["--json"]].concat()).objects()[0]["language_model"].clone();
    assert_eq!((&found["told"], &found["texts"]), (&json!(40), &json!(2)));
    assert_eq!(
        (&found["incidents"], &found["weight"]),
        (&json!(2), &json!(0.0))
    );
    assert!(found["gain_error"].is_null(), "{found}");
    let table = run(&args).out;
    assert!(table.contains("on 40 of 40 rows it was wanted for, 2 different texts"));
    assert!(
        table.contains("of 2 incidents nothing can be told"),
        "{table}"
    );
}

#[test]
fn a_dry_run_counts_the_rows_and_sends_nothing() {
    let endpoint = knowing(|truth| truth);
    let ran = evaluate(&endpoint, &["--llm-dry-run", "--llm", "all"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.err.contains("of 140 rows, 140 wanted; 140 texts"),
        "{}",
        ran.err
    );
    let body: Value = serde_json::from_str(&ran.out).expect("a request and nothing else");
    assert_eq!(body["model"], "stub");
    assert_eq!(endpoint.asked(), 0);
}

#[test]
fn an_endpoint_that_fails_costs_its_part_only() {
    let endpoint = Endpoint::answering("401 Unauthorized", r#"{"error":"no"}"#.into());
    let ran = evaluate(&endpoint, &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("no further opinions"), "{}", ran.err);
    assert!(ran.out.contains("macro-F1"), "{}", ran.out);
    assert!(
        ran.out.contains("the language model on 0 of "),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("--llm-weight 0 is best"), "{}", ran.out);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let file = folder("weighing").join("labelled.csv");
    fs::write(&file, "text,label\na phishing mail,phishing\n").expect("a file");
    let check = |args: &[&str], words: &str| {
        let ran = run(args);
        assert_eq!(ran.code, Some(2), "{args:?}: {}", ran.err);
        assert!(ran.err.contains(words), "{args:?}: {}", ran.err);
    };
    let file = word(&file);
    check(&["--llm-weight", "1", "evaluate", file], "takes none");
    check(
        &["--llm-temperature", "2", "evaluate", file],
        "the --llm-temperature to use, and takes none",
    );
    check(&["evaluate", "--llm", "all", file], "with a language model");
    check(
        &["evaluate", "--llm-redact", "--llm-model", TINY, file],
        "nothing is sent",
    );
    check(
        &["evaluate", "--llm-model", "/nowhere.gguf", file],
        "docs/local-llm.md",
    );
    check(
        &["evaluate", "--llm-endpoint", "http://127.0.0.1:9", file],
        "--llm-model",
    );
    check(
        &["generate", "--llm-model", TINY, "--outfile", "-"],
        "no order",
    );
}
