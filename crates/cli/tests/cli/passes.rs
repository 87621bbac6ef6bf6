//! A language model asked about the rows of a file: which, how many, until when, and what becomes of
//! the answers.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::endpoint::{Endpoint, Reply};
use crate::golden::recorded;
use crate::tool::{Ran, command, data, folder, given, ran, run, word};

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
            "1",
            "--llm-at-once",
            at_once,
        ];
        let ran = run(&flags(endpoint, &file, &more));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(ran.err.contains("by --llm-budget-seconds"), "{}", ran.err);
        nothing_moved(&ran.objects(), &alone(&file));
        told(&ran.objects()).len()
    };
    let slow = Endpoint::slowly(Duration::from_millis(300), &phishing());
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

#[test]
fn an_endpoint_that_fails_ends_the_pass_and_costs_no_row() {
    let file = demo();
    let alone = alone(&file);
    let check =
        |name: &str, failure: fn(usize) -> Option<Reply>, answers: usize, words: &[&str]| {
            let endpoint = Endpoint::scripted(move |n, _| {
                failure(n).unwrap_or_else(|| Reply::saying(&phishing()))
            });
            let output = folder(name).join("out.jsonl");
            let more = [
                "-o",
                word(&output),
                "--llm-at-once",
                "1",
                "--llm-budget-rows",
                "9",
                "-q",
            ];
            let ran = run(&flags(&endpoint, &file, &more));
            assert_eq!(ran.code, Some(1), "{name}: {}", ran.err);
            let lines = fs::read_to_string(&output).unwrap();
            let objects: Vec<Value> = lines
                .lines()
                .map(|l| serde_json::from_str(l).unwrap())
                .collect();
            nothing_moved(&objects, &alone);
            assert_eq!(told(&objects).len(), answers, "{name}");
            for words in words {
                assert!(ran.err.contains(words), "{name} lacks {words}: {}", ran.err);
            }
        };
    const NO_MORE: &str = "no further opinions of the language model";
    check(
        "pass-401",
        |n| (n == 2).then(|| Reply::status("401 Unauthorized", r#"{"error":"no"}"#)),
        2,
        &[NO_MORE, "token"],
    );
    // Asked again as often as usual, then given up.
    check(
        "pass-500",
        |n| {
            (n >= 2).then(|| Reply::Http {
                status: "500 Internal Server Error",
                head: "Retry-After: 0\r\n",
                body: String::new(),
            })
        },
        2,
        &[NO_MORE, "status 500"],
    );
    check(
        "pass-gone",
        |n| (n == 3).then_some(Reply::Gone),
        3,
        &[NO_MORE, "cannot be reached"],
    );
    check(
        "pass-page",
        |_| Some(Reply::status("200 OK", "<html>log in</html>")),
        0,
        &[NO_MORE, "chat completion"],
    );
    // One text that it will not take is no reason to end.
    check(
        "pass-one-400",
        |n| (n == 2).then(|| Reply::status("413 Content Too Large", "{}")),
        8,
        &["row ", "no opinion of the language model", "413"],
    );
}

#[test]
fn standard_input_is_read_once_and_leaves_nothing() {
    let file = demo();
    let endpoint = Endpoint::saying(&phishing());
    let more = ["--json", "-q", "--llm-budget-rows", "3"];
    let by_name = without_times(&run(&flags(&endpoint, &file, &more)));
    let bytes = fs::read(&file).unwrap();
    let place = folder("spool");
    let check = |input: &[u8], flags: &[&str], code: i32| {
        let mut command = command(flags);
        command.env("TMPDIR", &place);
        let ran = given(command, input);
        assert_eq!(ran.code, Some(code), "{}", ran.err);
        assert_eq!(fs::read_dir(&place).unwrap().count(), 0, "{flags:?}");
        ran
    };
    let by_pipe = check(&bytes, &flags(&endpoint, "-", &more), 0);
    assert_eq!(without_times(&by_pipe), by_name);
    assert_eq!(told(&by_pipe.objects()).len(), 3);
    check(b"", &flags(&endpoint, "-", &more), 2);
    check(
        b"PK\x03\x04\x14\0\0\0\x08\0",
        &flags(&endpoint, "-", &more),
        2,
    );
    let endless = format!(
        "id,text\n1,scan\n2,\"{}",
        "prose, of, a kind\n".repeat(20_000)
    );
    let broken = check(endless.as_bytes(), &flags(&endpoint, "-", &more), 1);
    assert!(broken.err.contains("never closed"), "{}", broken.err);
    let dead = Endpoint::scripted(|_, _| Reply::status("401 Unauthorized", "{}"));
    check(&bytes, &flags(&dead, "-", &more), 1);
    check(
        &bytes,
        &["-i", "-", "--llm-dry-run", "--llm-model", TINY],
        0,
    );
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
    let first = format!("first comes row {worst}\n");
    check(
        &[],
        &[
            "of 60 rows, 42 wanted; 42 texts",
            &first,
            "nothing was sent",
        ],
    );
    check(&["--llm-budget-rows", "3"], &["42 wanted; 3 texts", &first]);
    check(&["--llm", "all"], &["60 wanted; 60 texts", &first]);
}

#[test]
fn a_file_that_changes_meanwhile_is_named() {
    let path = folder("changed").join("queue.txt");
    fs::write(&path, "something odd happened\nthe fan is loud\n").unwrap();
    let grows = path.clone();
    let endpoint = Endpoint::scripted(move |_, _| {
        fs::write(
            &grows,
            "a new line\nsomething odd happened\nthe fan is loud\n",
        )
        .unwrap();
        Reply::saying(&phishing())
    });
    let ran = run(&flags(&endpoint, word(&path), &["--json", "--llm", "all"]));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("queue.txt changed while"), "{}", ran.err);
    // Each answer is with its text, wherever that stands now.
    assert_eq!(ran.objects().len(), 3);
    assert_eq!(told(&ran.objects()), [2, 3]);
}

/// A file may be its own output, and while an endpoint is asked no draft lies beside it.
#[test]
fn nothing_is_begun_before_the_answers_are_there() {
    let folder = folder("own-pass");
    let path = folder.join("own.jsonl");
    fs::write(&path, "{\"text\":\"something odd happened\"}\n").unwrap();
    let beside = folder.clone();
    let endpoint = Endpoint::scripted(move |_, _| {
        assert_eq!(files(&beside), 1);
        Reply::saying(&phishing())
    });
    let file = word(&path);
    let ran = run(&flags(&endpoint, file, &["-o", file, "-q", "--llm", "all"]));
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(
        fs::read_to_string(&path)
            .unwrap()
            .contains("llm_second_opinion")
    );
    assert_eq!(files(&folder), 1);
    let nowhere = run(&flags(&endpoint, file, &["-o", "/nowhere/x.csv"]));
    assert_eq!(nowhere.code, Some(2), "{}", nowhere.err);
    assert_eq!(
        endpoint.asked(),
        1,
        "asked for an output that cannot be written"
    );
}

fn files(folder: &Path) -> usize {
    fs::read_dir(folder).expect("a folder").count()
}

#[test]
fn a_model_on_this_machine_is_asked_about_a_file() {
    let file = demo();
    let alone = alone(&file);
    let check = |layers: &str, more: &[&str], code: i32, answers: usize, words: &[&str]| {
        let flags = ["-i", &file, "--json", "--llm-second-opinion", "--llm-model"];
        let mut command = command(&[&flags, more].concat());
        let ran = ran(command.env("LLAMA_N_GPU_LAYERS", layers).output().unwrap());
        assert_eq!(ran.code, Some(code), "{more:?}: {}", ran.err);
        for words in words {
            assert!(
                ran.err.contains(words),
                "{more:?} lacks {words}: {}",
                ran.err
            );
        }
        let objects = ran.objects();
        if code == 2 {
            assert!(objects.is_empty());
            return;
        }
        nothing_moved(&objects, &alone);
        let mut expected = by_doubt(&alone);
        expected.truncate(answers);
        assert_eq!(told(&objects), sorted(expected));
        for row in told(&objects) {
            let answer = &objects[row as usize - 1]["llm_second_opinion"];
            assert_eq!(answer["model"], "tiny-llama");
            assert_eq!(answer["scores"].as_array().map(Vec::len), Some(11));
        }
    };
    let three = [TINY, "--llm-budget-rows", "3"];
    check(
        "0",
        &three,
        0,
        3,
        &["3 of the language model", "measured on 3 answers"],
    );
    check(
        "many",
        &three,
        1,
        0,
        &["no further opinions", "LLAMA_N_GPU_LAYERS"],
    );
    check(
        "0",
        &["/nowhere.gguf"],
        2,
        0,
        &["nowhere.gguf", "docs/local-llm.md"],
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
