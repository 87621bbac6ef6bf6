//! Data sets: what is in them, and that nothing short of a whole one ever has a file's name. Long
//! because each flag and each way to be interrupted is tried.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::golden::recorded;
use crate::parquet;
use crate::tool::{Ran, command, folder, run, word};

/// Rows small enough for a test, chunks small enough to be interrupted.
const ROWS: &str = "6000";
const CHUNK: &str = "200";

fn generate(out: &Path, rest: &[&str]) -> Ran {
    run(&[&["generate", "--outfile", word(out)], rest].concat())
}

fn well(out: &Path, rest: &[&str]) -> Vec<u8> {
    let ran = generate(out, rest);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
    fs::read(out).expect("the file")
}

fn beside(out: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}{ending}", word(out)))
}

fn refused(ran: &Ran, words: &[&str]) {
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
    for part in words {
        assert!(ran.err.contains(part), "lacks {part}: {}", ran.err);
    }
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
}

/// Names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the folder")
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    names.sort();
    names
}

fn columns(csv: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv);
    let head = reader.headers().expect("a header").clone();
    let cells = |record: csv::StringRecord| -> BTreeMap<String, String> {
        let pairs = head.iter().zip(record.iter());
        pairs
            .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
            .collect()
    };
    reader
        .records()
        .map(|record| cells(record.expect("a row")))
        .collect()
}

#[test]
fn the_first_rows_are_as_recorded() {
    let folder = folder("generate-golden");
    for name in ["generated.csv", "generated.jsonl"] {
        let bytes = well(
            &folder.join(name),
            &["--n-events", "20", "--seed", "7", "-q"],
        );
        recorded(name, &String::from_utf8(bytes).expect("UTF-8"));
    }
}

#[test]
fn three_formats_say_the_same() {
    let folder = folder("generate-formats");
    let flags = ["--n-events", "3000", "--chunk-size", "1000", "-q"];
    let csv = columns(&well(&folder.join("a.csv"), &flags));
    let lines = well(&folder.join("a.jsonl"), &flags);
    let lines: Vec<BTreeMap<String, String>> = String::from_utf8(lines)
        .expect("UTF-8")
        .lines()
        .map(
            |line| match serde_json::from_str(line).expect("an object") {
                Value::Object(fields) => fields,
                other => panic!("{other}"),
            },
        )
        .map(|fields| {
            let text = |value: Value| match value {
                Value::String(text) => text,
                other => other.to_string(),
            };
            fields
                .into_iter()
                .map(|(name, value)| (name, text(value)))
                .collect()
        })
        .collect();
    let table = parquet::read(&well(&folder.join("a.parquet"), &flags));
    assert_eq!((csv.len(), lines.len(), table.len()), (3000, 3000, 3000));
    for ((a, b), c) in csv.iter().zip(&lines).zip(&table) {
        assert_eq!((a, a), (b, c));
    }
}

#[test]
fn the_card_counts_what_is_in_the_file() {
    let out = folder("generate-card").join("a.csv");
    let flags = [
        "--n-events",
        "4000",
        "--label-noise",
        "0.1",
        "--noise",
        "0.05",
    ];
    let ran = generate(&out, &flags);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for part in ["4,000 rows", "rows/s", "a.csv.card.md", "phishing"] {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
    assert!(
        !ran.err.contains('\r'),
        "a bar without a terminal: {:?}",
        ran.err
    );
    let bytes = fs::read(&out).unwrap();
    let rows = columns(&bytes);
    let card: Value =
        serde_json::from_slice(&fs::read(beside(&out, ".card.json")).unwrap()).unwrap();
    assert_eq!(card["synthetic"], true);
    assert_eq!(
        card["file"]["sha256"],
        format!("{:x}", Sha256::digest(&bytes))
    );
    assert_eq!(card["file"]["bytes"], bytes.len());
    for column in [
        "true_label",
        "event_type",
        "register",
        "split",
        "difficulty",
        "severity",
    ] {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        rows.iter()
            .for_each(|row| *counts.entry(&row[column]).or_default() += 1);
        assert_eq!(
            card["counts"][column],
            serde_json::json!(counts),
            "{column}"
        );
    }
    let relabelled = rows
        .iter()
        .filter(|r| r["true_label"] != r["event_type"])
        .count();
    assert_eq!(card["label_noise"]["relabelled"], relabelled);
    let told = rows.iter().filter(|r| !r["campaign_id"].is_empty()).count();
    assert_eq!(card["campaigns"]["rows"], told);
    let rate = card["noise"]["share_of_open_words"].as_f64().unwrap();
    assert!((0.045..0.055).contains(&rate), "{rate}");
    let leaks = card["leak_audit"]["columns"].as_array().unwrap();
    assert_eq!(leaks.len(), rows[0].len());
    let leak = |name: &str| {
        let leak = leaks.iter().find(|l| l["column"] == name).unwrap();
        leak["accuracy"]["held_out_rows"].as_f64().unwrap()
    };
    assert_eq!(leak("true_label"), 1.0);
    assert!(
        (0.85..0.95).contains(&leak("event_type")),
        "{}",
        leak("event_type")
    );
    assert!(leak("src_port") < 0.2);
    let page = fs::read_to_string(beside(&out, ".card.md")).unwrap();
    let sha256 = card["file"]["sha256"].as_str().unwrap();
    assert!(
        page.contains("**Synthetic.**") && page.contains(sha256),
        "{page}"
    );
}

#[test]
fn bytes_depend_on_the_seed_and_not_on_chunks_or_neighbours() {
    let folder = folder("generate-same");
    let bytes = |name: &str, rest: &[&str]| well(&folder.join(name), &[rest, &["-q"]].concat());
    let one = bytes("a.csv", &["--n-events", "5000"]);
    assert_eq!(
        one,
        bytes("b.csv", &["--n-events", "5000", "--chunk-size", "37"])
    );
    assert_ne!(one, bytes("c.csv", &["--n-events", "5000", "--seed", "43"]));
    // A longer file begins with the shorter one.
    assert!(bytes("d.csv", &["--n-events", "6000"]).starts_with(&one));
    assert_eq!(names(&folder).len(), 4 * 3, "{:?}", names(&folder));
}

#[test]
fn settings_reach_the_rows() {
    let out = folder("generate-settings").join("a.csv");
    let flags = [
        "--n-events",
        "500",
        "--start-date",
        "2024-02-29",
        "--end-date",
        "2024-02-29",
        "--mix",
        "phishing=1,benign_activity=1",
        "--campaigns",
        "0",
        "-q",
    ];
    for row in columns(&well(&out, &flags)) {
        assert!(row["timestamp"].starts_with("2024-02-29T"), "{row:?}");
        assert!(["phishing", "benign_activity"].contains(&row["event_type"].as_str()));
        assert_eq!(row["campaign_id"], "");
    }
}

#[test]
fn standard_output_gets_rows_and_nothing_else() {
    let ran = run(&["generate", "--n-events", "50", "--outfile", "-"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(columns(ran.out.as_bytes()).len(), 50);
    let ran = run(&["generate", "--n-events", "5", "--outfile", "-", "--resume"]);
    refused(&ran, &["cannot be resumed"]);
}

/// Kills a run once its unfinished file has so many bytes; whether it was still running.
fn killed(out: &Path, flags: &[&str], at: u64) -> bool {
    let args = [&["generate", "--outfile", word(out)], flags].concat();
    let mut child = command(&args).spawn().expect("the program starts");
    let part = beside(out, ".part");
    let start = Instant::now();
    while fs::metadata(&part).map_or(0, |found| found.len()) < at {
        if child.try_wait().expect("a child").is_some() || start.elapsed() > Duration::from_secs(60)
        {
            break;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    let running = child.try_wait().expect("a child").is_none();
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    running
}

#[test]
fn a_killed_run_goes_on_to_the_same_bytes() {
    for (name, kind) in [
        ("a.csv", "csv"),
        ("a.jsonl", "jsonl"),
        ("a.parquet", "parquet"),
    ] {
        let folder = folder(&format!("generate-killed-{kind}"));
        let flags = ["--n-events", ROWS, "--chunk-size", CHUNK, "-q"];
        let whole = well(&folder.join(format!("whole.{kind}")), &flags);
        let out = folder.join(name);
        let resumed = [&flags[..], &["--resume"]].concat();
        let mut kills = 0;
        // Killed again and again, each time further on.
        for at in [
            1,
            100_000,
            2_000_000,
            6_000_000,
            whole.len() as u64 - 400_000,
        ] {
            let again = if kills == 0 { &flags[..] } else { &resumed };
            if killed(&out, again, at) {
                assert!(!out.exists(), "a file of {at} bytes has its name");
                kills += 1;
            } else {
                break;
            }
        }
        assert!(kills > 0, "{kind} was never killed");
        if beside(&out, ".checkpoint").exists() {
            assert!(well(&out, &resumed) == whole, "{kind} differs");
        }
        assert!(fs::read(&out).unwrap() == whole);
        let left: Vec<String> = names(&folder)
            .into_iter()
            .filter(|n| n.starts_with("a."))
            .collect();
        let finished = [
            name.to_owned(),
            format!("{name}.card.json"),
            format!("{name}.card.md"),
        ];
        assert_eq!(left, finished);
        let card = |name: &str| -> Value {
            serde_json::from_slice(&fs::read(folder.join(format!("{name}.card.json"))).unwrap())
                .unwrap()
        };
        let (mut one, mut other) = (card(name), card(&format!("whole.{kind}")));
        one["file"]["name"] = Value::Null;
        other["file"]["name"] = Value::Null;
        assert_eq!(one, other, "the cards of {kind} differ");
    }
}

/// What a kill may leave behind the last checkpoint is of no account; what it cannot is refused.
#[test]
fn whatever_stands_behind_the_checkpoint_is_cut_off() {
    let folder = folder("generate-cut");
    let flags = ["--n-events", "3000", "--chunk-size", "150", "-q"];
    let resumed = [&flags[..], &["--resume"]].concat();
    let whole = well(&folder.join("whole.csv"), &flags);
    let out = folder.join("a.csv");
    let (part, checkpoint) = (beside(&out, ".part"), beside(&out, ".checkpoint"));
    assert!(
        killed(&out, &flags, 300_000),
        "it was too fast to be killed"
    );
    let (bytes, state) = (fs::read(&part).unwrap(), fs::read(&checkpoint).unwrap());
    let kept: Value = serde_json::from_slice(&state).unwrap();
    let kept = kept["bytes"].as_u64().unwrap() as usize;
    let restore = |file: &[u8]| {
        fs::write(&part, file).unwrap();
        fs::write(&checkpoint, &state).unwrap();
        for ending in ["", ".card.json", ".card.md"] {
            let _ = fs::remove_file(beside(&out, ending));
        }
    };
    for file in [
        bytes.clone(),
        bytes[..kept].to_vec(),
        [&bytes[..kept], b"\"half a ro"].concat(),
        [&bytes[..kept], &[0; 5000][..]].concat(),
        [&bytes[..kept], &whole[kept..]].concat(),
    ] {
        restore(&file);
        assert!(well(&out, &resumed) == whole, "{} bytes there", file.len());
    }
    let mut changed = bytes.clone();
    changed[kept / 2] ^= 1;
    for (file, words) in [
        (&bytes[..kept - 1], "not as long as its checkpoint says"),
        (&changed[..], "not the file of its checkpoint"),
    ] {
        restore(file);
        refused(&generate(&out, &resumed), &[words, "without --resume"]);
        assert!(!out.exists());
    }
    restore(&bytes);
    fs::remove_file(&part).unwrap();
    refused(
        &generate(&out, &resumed),
        &["a.csv.part", "without --resume"],
    );
    restore(&bytes);
    fs::write(&checkpoint, b"{\"rows\":").unwrap();
    refused(
        &generate(&out, &resumed),
        &["is no checkpoint", "without --resume"],
    );
    let older = String::from_utf8_lossy(&state).replace("grammar ", "grammar 0");
    fs::write(&checkpoint, older).unwrap();
    refused(&generate(&out, &resumed), &["do not fit together"]);
    // Starting over is always possible.
    assert!(well(&out, &flags) == whole);
    refused(
        &generate(&out, &resumed),
        &["nothing to resume", "without --resume"],
    );
    assert!(
        fs::read(&out).unwrap() == whole,
        "the finished file was touched"
    );
}

#[test]
fn other_parameters_are_not_mixed_into_a_file() {
    let out = folder("generate-other").join("a.csv");
    let flags = ["--n-events", "9000", "--chunk-size", "300", "-q"];
    assert!(
        killed(&out, &flags, 200_000),
        "it was too fast to be killed"
    );
    let before = fs::read(beside(&out, ".part")).unwrap();
    for (other, words) in [
        (&["--seed", "43"][..], "--seed 42 there, --seed 43 here"),
        (&["--noise", "0.1"], "--noise 0.02 there"),
        (&["--mix", "malware=1"], "--mix"),
        (&["--end-date", "2025-06-30"], "--end-date 2025-12-31 there"),
        (&["--label-noise", "0.5"], "--label-noise"),
        (&["--campaigns", "0"], "--campaigns"),
        (&["--format", "jsonl"], "--format csv there"),
    ] {
        let ran = generate(&out, &[&flags[..], other, &["--resume"]].concat());
        refused(&ran, &["other parameters", words, "without --resume"]);
    }
    let ran = generate(
        &out,
        &["--n-events", "9001", "--chunk-size", "300", "--resume"],
    );
    refused(&ran, &["--n-events 9000 there, --n-events 9001 here"]);
    assert!(
        fs::read(beside(&out, ".part")).unwrap() == before,
        "it was touched"
    );
}

/// A run cut short while the card is written, and one while the names are given.
#[test]
fn the_last_steps_can_be_taken_again() {
    for (obstacle, named) in [(".card.json.part", false), (".card.json", true)] {
        let folder = folder("generate-last");
        let flags = ["--n-events", "2000", "-q"];
        let whole = well(&folder.join("whole.csv"), &flags);
        let out = folder.join("a.csv");
        let wall = beside(&out, obstacle);
        fs::create_dir(&wall).unwrap();
        fs::write(wall.join("full"), b"x").unwrap();
        refused(&generate(&out, &flags), &["cannot write", "--resume"]);
        assert_eq!(out.exists(), named, "{obstacle}");
        fs::remove_dir_all(&wall).unwrap();
        let resumed = [&flags[..], &["--resume"]].concat();
        assert!(well(&out, &resumed) == whole, "{obstacle}");
        assert!(!beside(&out, ".checkpoint").exists());
        assert!(beside(&out, ".card.md").exists());
    }
}

#[test]
fn two_runs_do_not_write_one_file() {
    let out = folder("generate-locked").join("a.csv");
    let part = fs::File::create(beside(&out, ".part")).unwrap();
    part.lock().unwrap();
    refused(
        &generate(&out, &["--n-events", "10"]),
        &["another run is writing", "name another file"],
    );
    drop(part);
    well(&out, &["--n-events", "10", "-q"]);
}

/// A limit on a file's size is what a full disk looks like to a program.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_keeps_what_there_is() {
    let folder = folder("generate-full");
    let flags = ["--n-events", "3000", "--chunk-size", "150", "-q"];
    let whole = well(&folder.join("whole.csv"), &flags);
    let out = folder.join("a.csv");
    let args = [&["generate", "--outfile", word(&out)], &flags[..]].concat();
    let mut limited = std::process::Command::new("sh");
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 2000; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_nlp-triage"))
        .args(&args);
    let output = limited.output().expect("a shell");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(
        err.contains("a.csv.part") && err.contains("--resume"),
        "{err}"
    );
    assert!(!out.exists());
    assert!(well(&out, &[&flags[..], &["--resume"]].concat()) == whole);
    let ran = run(&["generate", "--outfile", "/dev/full", "--n-events", "5000"]);
    refused(&ran, &["cannot write /dev/full"]);
}

#[test]
fn wrong_wishes_are_explained() {
    let folder = folder("generate-wrong");
    let file = folder.join("a.csv");
    for (flags, words) in [
        (&["--n-events", "0"][..], "from 1 to"),
        (&["--n-events", "-5"], "--n-events"),
        (&["--n-events", "many"], "from 1 to"),
        (&["--n-events", "99999999999999"], "from 1 to"),
        (&["--start-date", "2025-02-30"], "has no day 30"),
        (&["--start-date", "25-02-03"], "2025-03-14"),
        (&["--end-date", "9999-01-01"], "2100-12-31"),
        (&["--start-date", "2026-01-01"], "swap"),
        (&["--mix", "virus=1"], "the labels are phishing"),
        (&["--mix", "phishing=0"], "sum to zero"),
        (&["--mix", "phishing"], "label=weight"),
        (&["--noise", "2"], "noise must be between 0 and 0.5"),
        (&["--noise", "-0.1"], "noise must be between"),
        (
            &["--label-noise", "1.1"],
            "label-noise must be between 0 and 1",
        ),
        (&["--campaigns", "nan"], "campaigns must be between"),
        (&["--chunk-size", "0"], "from 1 to"),
        (&["--format", "xml"], "parquet"),
        (&["--seed", "x"], "--seed"),
        (&["--colour"], "--colour"),
        (&["--json"], "--json is about judging"),
        (&["--threshold", "0.5"], "--threshold is about judging"),
    ] {
        refused(&generate(&file, flags), &[words]);
    }
    refused(&run(&["generate"]), &["--outfile"]);
    refused(
        &generate(&folder, &["--n-events", "5"]),
        &["is a directory"],
    );
    let nowhere = folder.join("no/such/a.csv");
    refused(
        &generate(&nowhere, &["--n-events", "5"]),
        &["create its folder first"],
    );
    assert_eq!(names(&folder), Vec::<String>::new());
}

#[test]
fn help_and_documentation_know_every_flag_and_column() {
    let help = run(&["generate", "--help"]).out;
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/generator.md");
    let page = fs::read_to_string(page).expect("docs/generator.md");
    for flag in [
        "--n-events",
        "--outfile",
        "--seed",
        "--start-date",
        "--end-date",
        "--mix",
        "--noise",
        "--label-noise",
        "--campaigns",
        "--chunk-size",
        "--resume",
        "--format",
        "--quiet",
    ] {
        assert!(
            help.contains(flag) && page.contains(&format!("`{flag}")),
            "{flag}"
        );
    }
    assert!(!help.contains("--threshold"), "{help}");
    let rows = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    let documented: Vec<(&str, &str)> = rows.filter(|(name, _)| !name.starts_with('-')).collect();
    let known: Vec<(&str, String)> = synth::columns::COLUMNS
        .iter()
        .map(|column| (column.name, format!(" {} |", column.meaning)))
        .collect();
    let known: Vec<(&str, &str)> = known.iter().map(|(n, m)| (*n, m.as_str())).collect();
    assert_eq!(documented, known);
}

/// What we write, we can score.
#[test]
fn a_generated_file_can_be_evaluated() {
    let out = folder("generate-evaluate").join("gen.csv");
    well(&out, &["--n-events", "300", "--label-noise", "0.3", "-q"]);
    let found = &run(&["evaluate", word(&out), "--json"]).objects()[0];
    assert_eq!(found["report"]["rows"], 300);
    // Against the true labels: against the noisy ones it could not reach this.
    let accuracy = found["report"]["accuracy"].as_f64().unwrap();
    assert!(accuracy > 0.85, "{accuracy}");
}
