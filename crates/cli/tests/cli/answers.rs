//! One text, or one a line.

use serde_json::Value;

use crate::tool::{fed, run};

const MAIL: &str = "User j.doe got a mail from http://evil.example/login asking for her password, \
                    clicked the link and typed it.";

#[test]
fn a_text_is_answered_as_asked() {
    for (args, expected, absent) in [
        (
            &[MAIL][..],
            &["PHISHING", "T1566", "threshold 50 %", "Next actions"][..],
            "http://",
        ),
        (
            &["--difficulty", "soc-hard", MAIL],
            &["(soc-hard)", "threshold 75 %"],
            "\x1b[",
        ),
        (&["--mode", "soc-medium", MAIL], &["(soc-medium)"], "\x1b["),
        (
            &["--threshold", "1", MAIL],
            &["UNCERTAIN", "best guess"],
            "http://",
        ),
        (
            &["--max-classes", "2", MAIL],
            &["Most likely"],
            "benign_activity   ",
        ),
        (&["--", "--json"], &["UNCERTAIN"], "{"),
        (
            &["--", "--user of desk 7 says it is back"],
            &["UNCERTAIN"],
            "{",
        ),
        (&["-V"], &["nlp-triage 0", "model ", "ATT&CK 18.1"], "error"),
        (
            &["--help"],
            &["--input-file", "Exit codes", "--mode", "--second-opinion"],
            "panicked",
        ),
        (&["completions", "bash"], &["--input-file"], "panicked"),
        (&["completions", "zsh"], &["--input-file"], "panicked"),
        (&["completions", "fish"], &["input-file"], "panicked"),
    ] {
        let ran = run(args);
        assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.err);
        for part in expected {
            assert!(ran.out.contains(part), "{args:?} lacks {part}: {}", ran.out);
        }
        assert!(!ran.out.contains(absent), "{args:?}: {}", ran.out);
        assert_eq!(ran.err, "", "{args:?}");
    }
}

#[test]
fn json_is_pure_and_follows_the_flags() {
    for (args, threshold, classes, mode) in [
        (&["--json", MAIL][..], 0.5, 5, "default"),
        (
            &["--json", "--difficulty", "soc-hard", MAIL],
            0.75,
            3,
            "soc-hard",
        ),
        (
            &["--json", "--threshold", "0.25", "--max-classes", "10", MAIL],
            0.25,
            10,
            "default",
        ),
    ] {
        let ran = run(args);
        let object: Value = serde_json::from_str(&ran.out).expect("one object");
        assert_eq!(object["threshold"], threshold, "{args:?}");
        assert_eq!(
            object["probs_sorted"].as_array().map(Vec::len),
            Some(classes)
        );
        assert_eq!(object["mode"], mode);
        assert_eq!(object["raw_text"], MAIL);
        assert!(object["micros"].is_u64());
        assert_eq!(ran.err, "");
    }
}

#[test]
fn a_pipe_is_answered_line_by_line() {
    for (args, input, rows) in [
        (&["--json"][..], "port scan\n\nransom note\r\n", &[1, 2][..]),
        (&["--json"], "no line end", &[1]),
        (&["--json"], "exit\nquit\n", &[1, 2]),
        (
            &["--format", "jsonl", "-q"],
            "text,label\nport scan\n",
            &[1, 2],
        ),
    ] {
        let ran = fed(args, input.as_bytes());
        let found: Vec<u64> = ran
            .objects()
            .iter()
            .filter_map(|object| object["row"].as_u64())
            .collect();
        assert_eq!(found, rows, "{args:?} {input:?}");
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    }
    let reports = fed(&[], b"port scan\nransom note\n").out;
    assert_eq!(reports.matches("confidence").count(), 2, "{reports}");
}

#[test]
fn a_dash_is_one_text_of_many_lines() {
    let text = "Ticket 7\n\nThe user typed her password\ninto a page that was not ours.\n";
    let object = &fed(&["--json", "-"], text.as_bytes()).objects()[0];
    assert_eq!(object["raw_text"], text);
}

/// Text that would colour, retitle or redirect the terminal arrives as words.
#[test]
fn hostile_text_steers_no_terminal() {
    let text = "\x1b]0;owned\x07 \x1b[2J mail from \u{202e}http://evil.example/ to \x1b[31mjane\x1b[0m, \
                clicked the link on host ws\x1b[5m-1";
    for args in [&[text][..], &["--difficulty", "soc-hard", text]] {
        let out = run(args).out;
        let steering = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!out.contains(steering), "{out:?}");
        assert!(!out.contains("http://evil.example"), "{out}");
    }
    let table = fed(&["--input-file", "-"], text.as_bytes()).out;
    assert!(!table.contains('\x1b'), "{table:?}");
    assert!(!table.contains("http://evil.example"), "{table}");
}
