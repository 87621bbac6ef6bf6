//! Names taken out and put back, exactly.

use opinion::redact;
use proptest::prelude::*;

fn check(cases: &[(&str, &str)]) {
    let mut wrong = String::new();
    for &(text, expected) in cases {
        let redacted = redact(text);
        if redacted.text != expected {
            wrong += &format!(
                "{text:?}\n  is     {:?}\n  not    {expected:?}\n",
                redacted.text
            );
        }
        assert_eq!(redacted.restore(&redacted.text), text);
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn values_become_placeholders() {
    check(&[
        ("", ""),
        ("nothing here", "nothing here"),
        (
            "user=jdoe on WS-0214 from 10.0.0.5",
            "user=USER_1 on HOST_1 from IP_1",
        ),
        ("10.0.0.5, 10.0.0.6, 10.0.0.5", "IP_1, IP_2, IP_1"),
        ("2001:db8::1 and 10.0.0.0/24", "IP_1 and IP_2"),
        (
            "see https://a.example/x?u=1 or b.example.",
            "see URL_1 or DOMAIN_1.",
        ),
        ("m.okafor@corp.example", "EMAIL_1"),
        (r"CORP\jdoe then jdoe again", r"USER_1 then USER_2 again"),
        ("arn:aws:s3:::bucket/key", "CLOUD_1"),
    ]);
}

#[test]
fn one_value_is_one_number_and_each_spelling_comes_back() {
    check(&[
        (
            "WS-0214 and ws-0214 and WS-0214",
            "HOST_1 and HOST_1B and HOST_1",
        ),
        ("evil[.]example is EVIL.example", "DOMAIN_1 is DOMAIN_1B"),
        ("user=jdoe, JDOE", "user=USER_1, USER_1B"),
    ]);
}

#[test]
fn a_value_is_found_where_it_is_no_entity() {
    check(&[
        (
            r"user=jdoe ran C:\Users\jdoe\x.exe",
            r"user=USER_1 ran C:\Users\USER_1\x.exe",
        ),
        (
            "/home/kim2/.ssh was read, kim2 denies",
            "/home/USER_1/.ssh was read, USER_1 denies",
        ),
        (
            "m.okafor@corp.example, m.okafor says",
            "EMAIL_1, USER_1 says",
        ),
    ]);
}

#[test]
fn what_names_nobody_stays() {
    check(&[
        ("user=root in /home/user", "user=root in /home/user"),
        (
            "T1059 CVE-2024-3400 x.exe port 443",
            "T1059 CVE-2024-3400 x.exe port 443",
        ),
    ]);
}

#[test]
fn placeholders_in_the_text_are_left_alone() {
    check(&[
        ("USER_1 said user=jdoe", "USER_1 said user=USER_1B"),
        ("ip_1 IP_1B 10.0.0.5", "ip_1 IP_1B IP_1C"),
        ("user=USER_1", "user=USER_1B"),
    ]);
}

/// What cannot be seen is not sent, so it must not hide a name from who looks for names.
#[test]
fn nothing_hides_behind_what_cannot_be_seen() {
    for (text, expected) in [
        (
            "user=jdoe signed in, j\u{ad}doe denied it",
            "user=USER_1 signed in, USER_1 denied it",
        ),
        ("from 10.0.\u{3164}0.5", "from IP_1"),
        ("WS-\u{115f}0214", "HOST_1"),
        ("m.okafor@\u{fffa}a.example", "EMAIL_1"),
    ] {
        assert_eq!(redact(text).text, expected);
    }
}

#[test]
fn answers_are_restored() {
    let redacted = redact("user=jdoe on WS-0214");
    for (answer, expected) in [
        ("USER_1 used HOST_1.", "jdoe used WS-0214."),
        ("user_1's host_1", "jdoe's WS-0214"),
        (
            "USER_2, USER_12, XUSER_1, USER_1B",
            "USER_2, USER_12, XUSER_1, USER_1B",
        ),
    ] {
        assert_eq!(redacted.restore(answer), expected);
    }
    assert_eq!(redacted.originals().count(), 2);
}

/// Values and what stands around them, to be strung together.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    " ", " ", " ", ",", ".", "/", "\\", "-", "_", "@", ":", "=", "(", ")", "'", "\"", "\n", "x", "7",
    "user=", "host=", "user=jdoe", "jdoe", "JDOE", "CORP\\jdoe", "WS-0214", "ws-0214", "svc_sql",
    "10.0.0.5", "10.0.0.5:443", "2001:db8::1", "fe80::1%eth0", "a.example", "b.a.example",
    "evil[.]example", "https://a.example/x", "hxxp://evil[.]example", "m.okafor@a.example", "m.okafor",
    "C:\\Users\\jdoe\\x", "/home/jdoe/y", "\\\\SRV-01\\c$", "arn:aws:s3:::b/k", "USER_1", "user_1", "IP_1",
    "HOST_1B", "USER_", "漢", "é", "İ", "\u{200b}", "\u{ad}", "\u{3164}", "１０．０．０．５", "müller.de", "from", "root",
];

fn text() -> impl Strategy<Value = String> {
    let pieces = proptest::collection::vec(proptest::sample::select(PIECES), 0..30);
    prop_oneof![4 => pieces.prop_map(|pieces| pieces.concat()), 1 => any::<String>()]
}

/// Whether `value` stands in `text` as words of its own, in any case.
fn remains(text: &str, value: &str) -> bool {
    let (text, value) = (text.to_ascii_lowercase(), value.to_ascii_lowercase());
    let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    text.match_indices(&value).any(|(at, _)| {
        let end = at + value.len();
        let (first, last) = (value.chars().next(), value.chars().last());
        let joined_before = word(first) && word(text[..at].chars().last());
        let joined_after = word(last) && word(text[end..].chars().next());
        !joined_before && !joined_after
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_comes_back_and_nothing_of_it_stays(text in text()) {
        let redacted = redact(&text);
        let seen: String = text.chars().filter(|&c| !text::is_invisible(c)).collect();
        prop_assert_eq!(redacted.restore(&redacted.text), seen.clone());
        let asked = opinion::ask(&redacted.text);
        let sent = &asked.messages.last().expect("the incident").content;
        for (placeholder, value) in redacted.originals() {
            prop_assert!(!remains(&seen, placeholder), "{:?} holds {}", text, placeholder);
            if value.len() >= 3 {
                prop_assert!(!remains(&redacted.text, value), "{:?} in {:?} of {:?}", value, redacted.text, text);
                prop_assert!(!remains(sent, value), "{:?} is sent of {:?}", value, text);
            }
        }
    }
}
