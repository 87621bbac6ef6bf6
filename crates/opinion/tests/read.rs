//! What is read as an answer, and what is refused and why.

use opinion::{MAX_ANSWER, Reply, ReplyError, read};
use proptest::prelude::*;
use taxonomy::Label;

const GOOD: &str =
    r#"{"label": "malware", "mitre_ids": ["T1486"], "rationale": "Files were encrypted."}"#;

fn good() -> Reply {
    Reply {
        label: Some(Label::Malware),
        mitre_ids: vec!["T1486".into()],
        rationale: "Files were encrypted.".into(),
    }
}

#[test]
fn one_object_is_found_among_words() {
    for answer in [
        GOOD.to_owned(),
        format!("  \n{GOOD}\n"),
        format!("```json\n{GOOD}\n```"),
        format!("```\n{GOOD}\n```\n"),
        format!("Here is my answer:\n\n{GOOD}\n\nLet me know if I can help."),
        format!("\"quoted\" words {GOOD} and }} a stray brace"),
        GOOD.replace("malware", " Malware "),
        GOOD.replace("T1486", " t1486 "),
        GOOD.replace("Files", "\\u202e\\n Files"),
    ] {
        assert_eq!(read(&answer), Ok(good()), "{answer}");
    }
}

#[test]
fn braces_and_quotes_in_strings_are_text() {
    for rationale in [
        r"{",
        r"}}",
        r#"a \"b\" {c}"#,
        r"ends in a backslash \\",
        r#"\\\"}"#,
    ] {
        let answer = GOOD.replace("Files were encrypted.", rationale);
        let reply = read(&answer).unwrap();
        let plain: String = serde_json::from_str(&format!("\"{rationale}\"")).unwrap();
        assert_eq!(reply.rationale, plain);
    }
}

#[test]
fn uncertain_is_an_answer() {
    let reply = read(&GOOD.replace("malware", "Uncertain")).unwrap();
    assert_eq!(reply.label, None);
}

#[test]
fn everything_else_is_refused() {
    use ReplyError as E;
    // None: not the three fields with their types, in the parser's words.
    let cases: Vec<(String, Option<E>)> = vec![
        (String::new(), Some(E::NoObject)),
        ("malware".into(), Some(E::NoObject)),
        (GOOD[..40].into(), Some(E::Unfinished)),
        (
            GOOD.replace("encrypted.\"", "encrypted."),
            Some(E::Unfinished),
        ),
        (format!("{GOOD} {GOOD}"), Some(E::SeveralObjects)),
        (format!("{GOOD} {{"), Some(E::SeveralObjects)),
        (format!("{{note}} {GOOD}"), Some(E::SeveralObjects)),
        ("{}".into(), None),
        ("{note}".into(), None),
        (format!("{{\"answer\": {GOOD}}}"), None),
        (GOOD.replace("\"T1486\"", "1486"), None),
        (GOOD.replace("[\"T1486\"]", "\"T1486\""), None),
        (GOOD.replace("\"malware\"", "null"), None),
        (GOOD.replace("\"malware\"", "[\"malware\"]"), None),
        (GOOD.replace("\"rationale\"", "\"reason\""), None),
        (GOOD.replace('}', ", \"more\": 1}"), None),
        (GOOD.replace('}', ", \"label\": \"phishing\"}"), None),
        (GOOD.replace("Files", "\\ud800"), None),
        (
            GOOD.replace("\"T1486\"", &["\"T1486\""; 7].join(",")),
            Some(E::TooManyIds(7)),
        ),
        (
            GOOD.replace("Files were encrypted.", " \\u200b\\n"),
            Some(E::EmptyRationale),
        ),
        (
            GOOD.replace("Files were encrypted.", &"é".repeat(601)),
            Some(E::LongRationale(601)),
        ),
        (
            GOOD.replace("malware", "routine_noise"),
            Some(E::UnknownLabel("routine_noise".into())),
        ),
        (
            GOOD.replace("malware", ""),
            Some(E::UnknownLabel(String::new())),
        ),
        (
            GOOD.replace("malware", &"x".repeat(900)),
            Some(E::UnknownLabel("x".repeat(40))),
        ),
        (
            GOOD.replace("malware", "malware, phishing"),
            Some(E::UnknownLabel("malware, phishing".into())),
        ),
        ("x".repeat(MAX_ANSWER + 1), Some(E::TooLong(MAX_ANSWER + 1))),
    ];
    for (answer, expected) in cases {
        match read(&answer) {
            Ok(reply) => panic!("{answer:.80}: {reply:?}"),
            Err(error) => {
                let as_expected = match expected {
                    Some(expected) => error == expected,
                    None => matches!(error, E::Shape(_)),
                };
                assert!(as_expected, "{answer:.80}: {error:?}");
                assert!(!error.to_string().is_empty());
            }
        }
    }
}

#[test]
fn ten_megabytes_do_not_hurt() {
    let start = std::time::Instant::now();
    for piece in ["{", "{\"a\":", "\\\"", "[", "x", "\"{"] {
        let answer = piece.repeat(10_000_000 / piece.len());
        assert!(matches!(read(&answer), Err(ReplyError::TooLong(_))));
        assert!(read(&answer[..MAX_ANSWER / 8 * 8]).is_err());
    }
    assert!(start.elapsed().as_secs() < 5);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(answer: String) {
        let _ = read(&answer);
    }

    #[test]
    fn anything_like_json_is_read_or_refused(answer in "[{}\\[\\]\":,\\\\a-z0-9 `\\n]{0,80}") {
        let _ = read(&answer);
    }

    #[test]
    fn words_around_change_nothing(before in "[^{]*", after in "[^{]*") {
        let answer = format!("{before}{GOOD}{after}");
        prop_assert_eq!(read(&answer), Ok(good()));
    }
}
