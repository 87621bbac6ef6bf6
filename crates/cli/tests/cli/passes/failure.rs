//! What goes wrong costs opinions, never a row, and leaves nothing behind.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{
    TINY, alone, by_doubt, demo, flags, nothing_moved, phishing, sorted, told, without_times,
};
use crate::endpoint::{Endpoint, Reply};
use crate::tool::{command, folder, given, ran, run, word};

#[test]
fn an_endpoint_that_fails_ends_the_pass_and_costs_no_row() {
    let file = demo();
    let alone = alone(&file);
    // How many of nine texts are answered, what is said where not all are, and what of the answers is
    // believed.
    let check = |name: &str,
                 reply: fn(usize) -> Option<Reply>,
                 answers: usize,
                 words: &[&str],
                 believed: bool| {
        let endpoint =
            Endpoint::scripted(move |n, _| reply(n).unwrap_or_else(|| Reply::saying(&phishing())));
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
        let code = i32::from(answers < 9);
        assert_eq!(ran.code, Some(code), "{name}: {}", ran.err);
        let lines = fs::read_to_string(&output).unwrap();
        let objects: Vec<Value> = lines
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        nothing_moved(&objects, &alone);
        assert_eq!(told(&objects).len(), answers, "{name}");
        assert_eq!(ran.err.is_empty(), words.is_empty(), "{name}: {}", ran.err);
        for words in words {
            assert!(ran.err.contains(words), "{name} lacks {words}: {}", ran.err);
        }
        let not: Vec<&Value> = objects
            .iter()
            .flat_map(|object| object["llm_second_opinion"]["checks"].as_array())
            .flatten()
            .filter(|check| check["name"] == "schema" && check["passed"] == false)
            .collect();
        assert_eq!(not.len(), if believed { 0 } else { answers }, "{name}");
    };
    let ends = |name, reply, answers, words: &[&str]| {
        const NO_MORE: &str = "no further opinions of the language model";
        check(name, reply, answers, &[&[NO_MORE], words].concat(), true);
    };
    // It stays so: one more question may be under way when the first refusal is heard of.
    ends(
        "pass-401",
        |n| (n >= 2).then(|| Reply::status("401 Unauthorized", r#"{"error":"no"}"#)),
        2,
        &["token"],
    );
    ends(
        "pass-403",
        |n| (n >= 2).then(|| Reply::status("403 Forbidden", "{}")),
        2,
        &["may not use this model"],
    );
    ends(
        "pass-404",
        |n| (n >= 2).then(|| Reply::status("404 Not Found", "{}")),
        2,
        &["no model `stub`"],
    );
    ends(
        "pass-429-later",
        |n| (n >= 2).then(|| busy("Retry-After: 999\r\n")),
        2,
        &["too many requests", "ask again in 999 s"],
    );
    // Asked again as often as usual, then given up.
    ends(
        "pass-429",
        |n| (n >= 2).then(|| busy("Retry-After: 0\r\n")),
        2,
        &["too many requests"],
    );
    ends(
        "pass-500",
        |n| {
            (n >= 2).then(|| Reply::Http {
                status: "500 Internal Server Error",
                head: "Retry-After: 0\r\n",
                body: String::new(),
            })
        },
        2,
        &["status 500"],
    );
    ends(
        "pass-gone",
        |n| (n == 3).then_some(Reply::Gone),
        3,
        &["cannot be reached"],
    );
    // Nothing of three texts in succession.
    let no_completion = "did not answer with a chat completion";
    ends(
        "pass-page",
        |_| Some(Reply::status("200 OK", "<html>log in</html>")),
        0,
        &[no_completion, "it sent a web page"],
    );
    ends(
        "pass-no-json",
        |n| (n >= 2).then(|| Reply::status("200 OK", "{\"choices\": [}")),
        2,
        &[no_completion, "no JSON"],
    );
    ends(
        "pass-no-body",
        |n| (n >= 2).then(|| Reply::status("200 OK", "")),
        2,
        &[no_completion, "it sent nothing"],
    );
    ends(
        "pass-no-words",
        |n| (n >= 2).then(|| Reply::saying(&json!(""))),
        2,
        &["answered with nothing"],
    );
    // One text that it will not take is no reason to end.
    check(
        "pass-one-413",
        |n| (n == 2).then(|| Reply::status("413 Content Too Large", "{}")),
        8,
        &["row ", "no opinion of the language model", "413"],
        true,
    );
    // Nor is one that has too much to do for a moment and does not say how long.
    check(
        "pass-429-once",
        |n| (n == 2).then(|| busy("")),
        9,
        &[],
        true,
    );
    // What it says is an answer, whatever it is worth and however long it takes.
    check(
        "pass-prose",
        |_| Some(Reply::saying(&json!("I cannot help with that."))),
        9,
        &[],
        false,
    );
    check(
        "pass-half",
        |_| Some(Reply::saying(&json!("{\"label\": \"phi"))),
        9,
        &[],
        false,
    );
    check(
        "pass-polite",
        |_| {
            let words = format!("Sure!\n```json\n{}\n```\nAnything else?", phishing());
            Some(Reply::saying(&json!(words)))
        },
        9,
        &[],
        true,
    );
    check(
        "pass-drip",
        |_| Some(Reply::Drip(phishing().to_string())),
        9,
        &[],
        true,
    );
}

fn busy(head: &'static str) -> Reply {
    Reply::Http {
        status: "429 Too Many Requests",
        head,
        body: "{}".to_owned(),
    }
}

#[test]
fn of_a_text_of_a_hundred_thousand_characters_the_beginning_is_asked_about() {
    let path = folder("long-pass").join("queue.txt");
    let odd = "something odd happened and somebody should look at it; ";
    let long = odd.repeat(2_000);
    assert!(long.len() > 100_000);
    fs::write(&path, format!("{odd}\n{long}\n{odd}again\n")).unwrap();
    let endpoint = Endpoint::saying(&phishing());
    let ran = run(&flags(&endpoint, word(&path), &["--json", "--llm", "all"]));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let objects = ran.objects();
    assert_eq!(told(&objects), [1, 2, 3]);
    let cut = objects.iter().map(|o| &o["llm_second_opinion"]["cut"]);
    assert_eq!(cut.collect::<Vec<_>>(), [false, true, false]);
    let sent = endpoint.requests();
    assert!(sent.iter().all(|request| request.len() < 20_000));
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
