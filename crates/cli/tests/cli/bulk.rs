//! Files in, files out.

use std::fs;

use serde_json::Value;

use crate::tool::{data, fed, folder, run, word};

#[test]
fn every_kind_of_file_is_read() {
    let folder = folder("kinds");
    let jsonl =
        "{\"ticket\":\"T-1\",\"body\":\"port scan\"}\n{\"ticket\":\"T-2\",\"body\":\"mail\"}\n";
    for (name, text, ids) in [
        ("a.csv", "id,text\nT-1,port scan\nT-2,mail\n", true),
        ("b.csv", "id;text\nT-1;port scan\nT-2;mail\n", true),
        ("c.tsv", "id\ttext\nT-1\tport scan\nT-2\tmail\n", true),
        ("d.jsonl", jsonl, true),
        (
            "e.json",
            "[{\"id\":\"T-1\",\"text\":\"port scan\"},{\"id\":\"T-2\",\"text\":\"mail\"}]",
            true,
        ),
        ("f.txt", "port scan\n\nmail\n", false),
        ("g.json", "[\"port scan\",\"mail\"]", false),
    ] {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        let file = run(&["--input-file", word(&path), "--json", "-q"]);
        let pipe = fed(&["--input-file", "-", "--json", "-q"], text.as_bytes());
        for (ran, ids) in [(&file, ids), (&pipe, ids)] {
            assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{name}");
            let found: Vec<_> = ran
                .objects()
                .iter()
                .map(|o| {
                    (
                        o["row"].as_u64(),
                        o["id"].as_str().map(str::to_owned),
                        o["raw_text"].clone(),
                    )
                })
                .collect();
            let id = |id: &str| ids.then(|| id.to_owned());
            let expected = [
                (Some(1), id("T-1"), Value::from("port scan")),
                (Some(2), id("T-2"), Value::from("mail")),
            ];
            assert_eq!(found, expected, "{name}");
        }
    }
}

#[test]
fn the_formats_say_the_same() {
    let folder = folder("formats");
    let demo = data("demo-incidents.csv");
    let write = |name: &str, flags: &[&str]| {
        let path = folder.join(name);
        let args = [
            &["--input-file", &demo, "--output-file", word(&path), "-q"],
            flags,
        ]
        .concat();
        let ran = run(&args);
        assert_eq!(
            (ran.code, ran.out.as_str(), ran.err.as_str()),
            (Some(0), "", ""),
            "{name}"
        );
        fs::read_to_string(path).unwrap()
    };
    let lines = write("out.jsonl", &[]);
    let objects: Vec<Value> = lines
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let array: Vec<Value> = serde_json::from_str(&write("out.json", &[])).unwrap();
    assert_eq!(objects.len(), 60);
    assert_eq!(array, objects);
    assert_eq!(write("out.data", &["--format", "jsonl"]), lines);
    assert_eq!(write("out.ndjson", &[]), lines);
    assert_eq!(run(&["-i", &demo, "-o", "-", "-q"]).out, lines);

    let csv = write("out.csv", &[]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    for (record, object) in reader.records().zip(&objects) {
        let record = record.unwrap();
        let cell = |name: &str| {
            let at = header.iter().position(|column| column == name);
            record.get(at.unwrap()).unwrap()
        };
        let close = |cell: &str, value: &Value| {
            let cell: f64 = cell.parse().unwrap();
            (cell - value.as_f64().unwrap()).abs() < 1e-6
        };
        assert_eq!(cell("row"), object["row"].to_string());
        assert_eq!(cell("id"), object["id"]);
        assert_eq!(cell("final_label"), object["final_label"]);
        assert_eq!(
            cell("reason"),
            object["reason"].as_str().unwrap_or_default()
        );
        assert_eq!(cell("priority"), object["risk"]["priority"]);
        assert_eq!(cell("severity"), object["risk"]["severity"]);
        assert!(close(cell("risk"), &object["risk"]["score"]));
        assert!(close(cell("confidence"), &object["max_prob"]));
        let mut shown: Vec<&str> = object["techniques"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|hit| hit["source"] == "text")
            .map(|hit| hit["id"].as_str().unwrap())
            .collect();
        shown.sort_unstable();
        assert_eq!(cell("techniques"), shown.join(" "));
    }
}

/// A row says the same alone and in company.
#[test]
fn company_changes_nothing() {
    let bulk = run(&["-i", &data("demo-incidents.csv"), "--json", "-q"]).objects();
    for row in bulk.iter().step_by(7) {
        let text = row["raw_text"].as_str().unwrap();
        let mut alone = run(&["--json", text]).objects().remove(0);
        for field in ["micros", "row", "id"] {
            alone.as_object_mut().unwrap().remove(field);
        }
        for (name, value) in alone.as_object().unwrap() {
            assert_eq!(value, &row[name], "{name} of {text}");
        }
    }
}

#[test]
fn the_summary_counts_every_row() {
    let folder = folder("summary");
    let output = folder.join("out.csv");
    let ran = run(&["-i", &data("demo-incidents.csv"), "-o", word(&output)]);
    for part in [
        "60 rows",
        "rows/s",
        "uncertain",
        "“description”",
        "“ticket”",
        "wrote ",
    ] {
        assert!(ran.err.contains(part), "lacks {part}: {}", ran.err);
    }
    let counted: u64 = ran
        .err
        .lines()
        .filter_map(|line| {
            line.strip_prefix("  ")?
                .split_whitespace()
                .nth(1)?
                .parse::<u64>()
                .ok()
        })
        .sum();
    assert_eq!(counted, 60, "{}", ran.err);
}

#[test]
fn the_table_fits_its_width() {
    for width in ["40", "80", "120"] {
        let output = crate::tool::command(&["-i", &data("demo-incidents.csv"), "-q"])
            .env("COLUMNS", width)
            .output()
            .unwrap();
        let table = String::from_utf8(output.stdout).unwrap();
        assert_eq!(table.lines().count(), 61);
        // Below 80 columns the text goes and the verdict stays.
        let most = width.parse().unwrap_or(0).max(80);
        for line in table.lines() {
            assert!(line.chars().count() <= most, "{width}: {line}");
        }
    }
}

/// The old file stays until the new one is whole, and nothing else is left.
#[test]
fn files_appear_whole_or_not_at_all() {
    let folder = folder("whole");
    let output = folder.join("out.jsonl");
    fs::write(&output, "old").unwrap();
    let bad = folder.join("bad.csv");
    fs::write(&bad, "id,text\n").unwrap();
    let ran = run(&["-i", word(&bad), "-o", word(&output)]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(fs::read_to_string(&output).unwrap(), "old");
    // A file may be its own output.
    let own = folder.join("own.jsonl");
    fs::write(&own, "{\"text\":\"port scan\"}\n").unwrap();
    assert_eq!(
        run(&["-i", word(&own), "-o", word(&own), "-q"]).code,
        Some(0)
    );
    assert!(fs::read_to_string(&own).unwrap().contains("final_label"));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 3);
}

#[test]
fn an_evaluation_counts_the_labelled_rows() {
    let file = data("scenarios-dev.csv");
    let table = run(&["evaluate", &file]);
    assert_eq!(table.code, Some(0), "{}", table.err);
    assert!(table.out.contains("accuracy") && table.out.contains("web_attack"));
    let loose = &run(&["evaluate", &file, "--json", "--threshold", "0"]).objects()[0];
    let strict = &run(&["evaluate", &file, "--json", "--mode", "soc-hard"]).objects()[0];
    assert_eq!(loose["report"]["rows"], 120);
    assert_eq!(loose["report"]["accuracy"], strict["report"]["accuracy"]);
    assert!(loose["answered"].as_f64() > strict["answered"].as_f64());
}
