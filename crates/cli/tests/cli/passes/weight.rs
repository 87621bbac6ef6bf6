//! What an opinion that counts does to a row, on the screen and in every format.

use std::fs;

use classifier::Scores;
use opinion::Answer;
use serde_json::{Value, json};
use triage::policy::pool;

use super::{TINY, alone, demo, flags, nothing_moved, phishing, told, without_times};
use crate::endpoint::{Endpoint, telling};
use crate::tool::{folder, run, word};

/// What the program says of a row with an opinion that counts so much, from what it says without.
fn follows(object: &Value, alone: &Value, weight: f32) {
    let Some(answer) = object.get("llm_second_opinion") else {
        assert_eq!(object, alone);
        return;
    };
    let answer: Answer = serde_json::from_value(answer.clone()).expect("an answer");
    let scores = |object: &Value| -> Scores {
        serde_json::from_value(object["scores"].clone()).expect("scores")
    };
    let before = scores(alone);
    let told = answer.log_likelihoods();
    let after = told.map_or(before, |told| pool(&before, &told, weight));
    assert_eq!(scores(object), after, "{object}");
    assert_eq!(number(&object["max_prob"]), after.max());
    assert_eq!(object["base_label"], after.base().id());
    let label = match () {
        () if alone["reason"] == "out_of_domain" => "uncertain",
        () if after.max() < 0.5 => "uncertain",
        () => after.base().id(),
    };
    assert_eq!(object["final_label"], label, "{object}");
    if label == "uncertain" && after.contested && alone["reason"] != "out_of_domain" {
        assert_eq!(object["reason"], "opinions_disagree");
    }
    assert_eq!(object["before_llm_label"], alone["final_label"]);
    assert_eq!(object["before_llm_confidence"], alone["max_prob"]);
    let counted = if told.is_some() { weight } else { 0.0 };
    assert_eq!(number(&object["llm_weight"]), counted);
    // Appended to what others said.
    let opinions = |object: &Value| object["opinions"].as_array().expect("a list").clone();
    let (opinions, others) = (opinions(object), opinions(alone));
    assert_eq!(opinions[..others.len()], others[..]);
    assert_eq!(opinions.len(), others.len() + 1);
    assert_eq!(opinions[others.len()]["by"], "llm");
}

fn number(value: &Value) -> f32 {
    serde_json::from_value(value.clone()).expect("a number")
}

/// Of rows with an opinion: to a label from none, from a label to none, to another label.
fn changes(objects: &[Value]) -> [usize; 3] {
    let mut counts = [0; 3];
    for object in objects {
        let Some(before) = object["before_llm_label"].as_str() else {
            continue;
        };
        let after = object["final_label"].as_str().expect("words");
        let kind = match (before, after) {
            _ if before == after => continue,
            ("uncertain", _) => 0,
            (_, "uncertain") => 1,
            _ => 2,
        };
        counts[kind] += 1;
    }
    counts
}

#[test]
fn a_weight_moves_decisions() {
    let file = demo();
    let alone = alone(&file);
    let check = |weight: &str, rows: &str, moves: bool| {
        let endpoint = Endpoint::saying(&phishing());
        let more = ["--json", "--llm", rows, "--llm-weight", weight];
        let ran = run(&flags(&endpoint, &file, &more));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let objects = ran.objects();
        let number: f32 = weight.parse().unwrap();
        if number == 0.0 {
            nothing_moved(&objects, &alone);
            assert!(!ran.err.contains("at weight"), "{}", ran.err);
            return;
        }
        for (object, alone) in objects.iter().zip(&alone) {
            follows(object, alone, number);
        }
        // What moved a decision did not agree with the one that was there.
        let agreed = objects.iter().filter(|object| {
            let answer = &object["llm_second_opinion"];
            let believed = answer["checks"]
                .as_array()
                .is_some_and(|checks| checks.iter().all(|check| check["passed"] == true));
            believed && answer["label"] == object["before_llm_label"]
        });
        let words = format!("agreed with the decision on {} (=)", agreed.count());
        assert!(ran.err.contains(&words), "{words}: {}", ran.err);
        let [answered, uncertain, another] = changes(&objects);
        let all = answered + uncertain + another;
        let words = format!(
            "at weight {weight} it changed the decision on {all} row{}: {answered} answered now, \
             {uncertain} uncertain now, {another} with another label",
            if all == 1 { "" } else { "s" }
        );
        assert!(ran.err.contains(&words), "{words}: {}", ran.err);
        assert_eq!(all > 0, moves, "{weight} {rows}: {}", ran.err);
    };
    check("0", "all", false);
    check("0.01", "unsure", false);
    check("0.5", "unsure", true);
    check("2", "all", true);
}

#[test]
fn every_format_says_what_it_changed() {
    let file = demo();
    let endpoint = Endpoint::saying(&phishing());
    let write = |format: &str| {
        let more = ["-o", "-", "--format", format, "-q", "--llm", "all"];
        let weight = ["--llm-weight", "2"];
        let ran = run(&flags(&endpoint, &file, &[&more[..], &weight].concat()));
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{format}");
        ran
    };
    let objects = write("jsonl").objects();
    assert_eq!(told(&objects).len(), 60);
    assert!(changes(&objects).iter().sum::<usize>() > 0);
    let csv = write("csv").out;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names = reader.headers().unwrap().clone();
    let mut rows = 0;
    for (record, object) in reader.records().zip(&objects) {
        let record = record.unwrap();
        let cell = |name: &str| {
            let at = names.iter().position(|n| n == name).expect(name);
            record.get(at).unwrap().to_owned()
        };
        for name in ["final_label", "before_llm_label", "base_label"] {
            assert_eq!(cell(name), object[name].as_str().unwrap(), "{name}");
        }
        assert_eq!(
            cell("reason"),
            object["reason"].as_str().unwrap_or_default()
        );
        for (name, field) in [
            ("confidence", "max_prob"),
            ("before_llm_confidence", "before_llm_confidence"),
            ("llm_weight", "llm_weight"),
            ("margin", "margin"),
        ] {
            let (there, here): (f64, f64) =
                (cell(name).parse().unwrap(), object[field].as_f64().unwrap());
            assert!((there - here).abs() < 1e-6, "{name}: {there} {here}");
        }
        assert_eq!(cell("risk"), object["risk"]["score"].to_string());
        assert_eq!(
            cell("priority"),
            object["risk"]["priority"].as_str().unwrap()
        );
        rows += 1;
    }
    assert_eq!(rows, 60);
}

/// One text is decided as the row of a file is, and a person reads what was.
#[test]
fn one_text_is_weighed_alike() {
    let text = "says a mail of desk 7 is back";
    let alone = run(&["--json", text]).objects().remove(0);
    assert_eq!(alone["final_label"], "uncertain", "a text for this test");
    let endpoint = Endpoint::saying(&phishing());
    let ask = |more: &[&str]| {
        let mut args = vec![text, "--llm-second-opinion", "--llm-model", "stub"];
        args.extend(["--llm-endpoint", &endpoint.url]);
        args.extend(more);
        run(&args)
    };
    let weighed = ask(&["--json", "--llm-weight", "1.5"]).objects().remove(0);
    let mut timeless = (weighed.clone(), alone);
    timeless.0["micros"] = json!(0);
    timeless.1["micros"] = json!(0);
    follows(&timeless.0, &timeless.1, 1.5);
    assert_eq!(weighed["final_label"], "phishing");
    let report = ask(&["--llm-weight", "1.5"]).out;
    assert!(report.starts_with("PHISHING"), "{report}");
    let words = "phishing; at weight 1.5 the answer above is phishing instead of uncertain";
    assert!(report.contains(words), "{report}");
    let report = ask(&["--llm-weight", "0"]).out;
    assert!(
        report.contains("phishing; the answer above stays uncertain"),
        "{report}"
    );
    let file = folder("weighed-one").join("one.csv");
    let written = ask(&["--llm-weight", "1.5", "-o", word(&file)]);
    assert_eq!(written.code, Some(0), "{}", written.err);
    let csv = fs::read_to_string(&file).unwrap();
    let cells = format!("stub,,1.5,uncertain,{}", weighed["before_llm_confidence"]);
    assert!(csv.trim_end().ends_with(&cells), "{csv}");
}

/// An endpoint that tells how likely each label is counts for as much as it is sure, and for nothing where
/// it finds another label likelier than the one it wrote.
#[test]
fn an_endpoint_is_weighed_as_sure_as_it_is() {
    let text = "says a mail of desk 7 is back";
    let mut alone = run(&["--json", text]).objects().remove(0);
    alone["micros"] = json!(0);
    let after = |likely: &[(&str, f64)]| {
        let answer = telling("phishing", likely).to_string();
        let endpoint = Endpoint::answering("200 OK", answer);
        let mut args = vec![text, "--json", "--llm-second-opinion", "--llm-weight", "1"];
        args.extend(["--llm-model", "stub", "--llm-endpoint", &endpoint.url]);
        let mut weighed = run(&args).objects().remove(0);
        weighed["micros"] = json!(0);
        follows(&weighed, &alone, 1.0);
        number(&weighed["scores"]["probabilities"][0])
    };
    let none = number(&alone["scores"]["probabilities"][0]);
    let vote = after(&[]);
    let doubting = after(&[("phishing", 0.5), ("malware", 0.3), ("web", 0.2)]);
    let sure = after(&[("phishing", 0.999), ("malware", 0.001)]);
    assert!(none < doubting && doubting < vote && vote < sure);
    let other = after(&[("phishing", 0.4), ("malware", 0.6)]);
    assert_eq!(other, none, "it counts for nothing");
}

/// What is told at a temperature counts as it is told; a vote has none.
#[test]
fn likelihoods_are_told_and_weighed_at_a_temperature() {
    let file = demo();
    let alone = alone(&file);
    let check = |answer: Value, temperature: &str, wanted: Option<f32>| {
        let endpoint = Endpoint::answering("200 OK", answer.to_string());
        let more = ["--json", "--llm", "all", "--llm-weight", "1"];
        let more = [&more[..], &["--llm-temperature", temperature]].concat();
        let ran = run(&flags(&endpoint, &file, &more));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        for (object, alone) in ran.objects().iter().zip(&alone) {
            follows(object, alone, 1.0);
            let answer = &object["llm_second_opinion"];
            let Some(likeliest) = wanted else {
                assert!(answer["temperature"].is_null() && answer["scores"].is_null());
                continue;
            };
            let found = number(&answer["scores"][0]["probability"]);
            assert!((found - likeliest).abs() < 1e-4, "{answer}");
            let noted = number(&answer["temperature"]).to_string();
            assert_eq!(noted, temperature, "{answer}");
        }
    };
    let likely = telling("phishing", &[("phishing", 0.9), ("malware", 0.1)]);
    check(likely.clone(), "2", Some(0.75));
    check(likely.clone(), "1", Some(0.9));
    check(likely, "0.5", Some(0.987_805));
    check(telling("phishing", &[]), "2", None);
}

/// In bulk it writes no words, and is heard all the same.
#[test]
fn a_model_on_this_machine_is_weighed() {
    let file = demo();
    let alone = alone(&file);
    let ask = |weight: &str| {
        let ran = run(&[
            "-i",
            &file,
            "--json",
            "--llm-second-opinion",
            "--llm-model",
            TINY,
            "--llm",
            "all",
            "--llm-weight",
            weight,
        ]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        without_times(&ran)
    };
    let objects = ask("0.5");
    for (object, alone) in objects.iter().zip(&alone) {
        follows(object, alone, 0.5);
        let answer = &object["llm_second_opinion"];
        assert!(answer["rationale"].is_null(), "{answer}");
        assert_eq!(answer["mitre_ids"], json!([]));
    }
    // A model of random weights is believed here and there.
    assert!(objects.iter().any(|object| object["llm_weight"] == 0.5));
    nothing_moved(&ask("0"), &alone);
}
