//! How likely each answer was by the tokens it was written in. Long because tokens can lie in so many ways
//! across a label.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use opinion::{ANSWERS, Likely, Token, UNCERTAIN, answers, likely};
use proptest::prelude::*;
use taxonomy::Label;

/// Each token with the alternatives to it; those without are certain.
type Written<'a> = &'a [(&'a str, &'a [(&'a str, f32)])];

fn tokens<'a>(written: &[(&'a str, &[(&'a str, f32)])]) -> Vec<Token<'a>> {
    let token = |&(text, top): &(&'a str, &[(&'a str, f32)])| {
        let own = top.iter().find(|(other, _)| *other == text);
        Token {
            bytes: text.as_bytes(),
            logprob: own.map_or(1.0, |(_, p)| *p).ln(),
            top: top.iter().map(|(t, p)| (t.as_bytes(), p.ln())).collect(),
        }
    };
    written.iter().map(token).collect()
}

fn id(likely: &Likely) -> &'static str {
    likely.label.map_or(UNCERTAIN, Label::id)
}

/// Of the answers that are told more than a thousandth.
fn told(answer: &str, tokens: &[Token<'_>]) -> Vec<(&'static str, f32)> {
    let likely = likely(answer, tokens).unwrap_or_default();
    let worth = likely.iter().filter(|likely| likely.probability > 1e-3);
    worth
        .map(|likely| (id(likely), likely.probability))
        .collect()
}

fn check(written: Written<'_>, wanted: &[(&str, f32)]) {
    let answer: String = written.iter().map(|(text, _)| *text).collect();
    let found = told(&answer, &tokens(written));
    let near = |((a, p), (b, q)): (&(&str, f32), &(&str, f32))| a == b && (p - q).abs() < 1e-4;
    assert!(
        found.len() == wanted.len() && found.iter().zip(wanted).all(near),
        "{answer}: {found:?}, not {wanted:?}"
    );
}

const START: (&str, &[(&str, f32)]) = ("{\"label\": \"", &[]);
const END: (&str, &[(&str, f32)]) = ("\", \"mitre_ids\": []}", &[]);

#[test]
fn each_token_goes_to_the_answers_that_begin_with_it() {
    let of = |label: &'static str, top: &'static [(&'static str, f32)], wanted: &[_]| {
        check(&[START, (label, top), END], wanted);
    };
    // Whole labels and beginnings of them.
    of(
        "malware",
        &[("malware", 0.7), ("web", 0.2), ("benign_", 0.1)],
        &[
            ("malware", 0.7),
            ("web_attack", 0.2),
            ("benign_activity", 0.1),
        ],
    );
    // Several ways to begin the same.
    of(
        "malware",
        &[("malware", 0.5), ("mal", 0.3), ("m", 0.1), ("w", 0.1)],
        &[("malware", 0.9), ("web_attack", 0.1)],
    );
    of(
        "uncertain",
        &[("uncertain", 0.8), ("malware", 0.2)],
        &[("uncertain", 0.8), ("malware", 0.2)],
    );
    // What begins none counts for nothing, what ends too early neither.
    of(
        "malware",
        &[
            ("malware", 0.3),
            ("The", 0.4),
            ("virus", 0.1),
            ("web\"", 0.1),
            ("web", 0.1),
        ],
        &[("malware", 0.75), ("web_attack", 0.25)],
    );
    // Case and blanks as they are read.
    of(
        " Malware ",
        &[(" Malware ", 0.5), ("WEB", 0.3), ("  web", 0.2)],
        &[("malware", 0.5), ("web_attack", 0.5)],
    );
    // Of two that begin alike nobody knows which; the other letters tell.
    of(
        "malware",
        &[("malware", 0.8), ("p", 0.2)],
        &[
            ("malware", 0.8),
            ("phishing", 0.1),
            ("policy_violation", 0.1),
        ],
    );
    // A token that was written and is not among the likeliest: it was certain, so that is 1.6 in all.
    of(
        "malware",
        &[("web", 0.6)],
        &[("malware", 0.625), ("web_attack", 0.375)],
    );
}

#[test]
fn what_was_written_is_followed() {
    // Of `p`, 0.6 of all, one part in four would have become a policy violation.
    check(
        &[
            START,
            ("p", &[("p", 0.6), ("mal", 0.4)]),
            ("hishing", &[("hishing", 0.75), ("olicy", 0.25)]),
            END,
        ],
        &[
            ("phishing", 0.45),
            ("malware", 0.4),
            ("policy_violation", 0.15),
        ],
    );
    // The letters behind cost nothing, whatever they might have been.
    check(
        &[
            START,
            ("mal", &[("mal", 0.9), ("web", 0.1)]),
            ("ware", &[("ware", 0.2), ("ice", 0.8)]),
            END,
        ],
        &[("malware", 0.9), ("web_attack", 0.1)],
    );
    // A blank, then the label; a token that adds nothing, between.
    check(
        &[
            START,
            (" ", &[(" ", 0.5), ("web", 0.5)]),
            ("", &[("mal", 1.0)]),
            ("mal", &[("mal", 0.8), ("web", 0.2)]),
            ("ware", &[]),
            END,
        ],
        &[("web_attack", 0.6), ("malware", 0.4)],
    );
}

#[test]
fn tokens_lie_across_the_label_and_its_marks() {
    let mal = [("mal", 0.6), ("web", 0.4)];
    let wanted = [("malware", 0.6), ("web_attack", 0.4)];
    // The mark before it in the same token; another form of the same is another token.
    check(
        &[
            ("{\"label", &[]),
            (
                "\":\"mal",
                &[
                    ("\":\"mal", 0.5),
                    ("\":\"web", 0.3),
                    ("\": \"", 0.1),
                    ("\":", 0.1),
                ],
            ),
            ("ware", &[]),
            END,
        ],
        &[("malware", 0.625), ("web_attack", 0.375)],
    );
    // The mark alone leaves all open.
    check(
        &[
            ("{\"label\":", &[]),
            ("\"mal", &[("\"mal", 0.89), ("\"", 0.11)]),
            ("ware", &[]),
            END,
        ],
        &[
            ("malware", 0.9),
            ("phishing", 0.01),
            ("access_abuse", 0.01),
            ("credential_compromise", 0.01),
            ("data_exfiltration", 0.01),
            ("insider_threat", 0.01),
            ("policy_violation", 0.01),
            ("suspicious_network_activity", 0.01),
            ("web_attack", 0.01),
            ("benign_activity", 0.01),
            (UNCERTAIN, 0.01),
        ],
    );
    // The mark behind it, and all in one token.
    check(
        &[
            START,
            ("malware\",", &[("malware\",", 0.6), ("web_attack\"", 0.4)]),
            (" \"mitre_ids\": []}", &[]),
        ],
        &wanted,
    );
    let whole = "{\"label\":\"malware\"}";
    let other = "{\"label\":\"web_attack\"}";
    check(&[(whole, &[(whole, 0.6), (other, 0.4)])], &wanted);
    // Line breaks, another field first, a fence, thoughts that are no part of the answer.
    check(
        &[
            ("```json\n{\n  \"label\"", &[]),
            (": \"", &[]),
            ("mal", &mal),
            ("ware\"\n}", &[]),
        ],
        &wanted,
    );
    check(
        &[
            ("{\"rationale\": \"é {\", ", &[]),
            ("\"label\": \"", &[]),
            ("mal", &mal),
            ("ware\"}", &[]),
        ],
        &wanted,
    );
    let thought = [
        ("Perhaps {\"label\": \"", &[][..]),
        ("malware", &[("malware", 1.0)]),
        ("\"}?</think>{\"label\": \"", &[]),
        ("mal", &mal),
        ("ware\"}<|eot|>", &[]),
    ];
    assert_eq!(told("{\"label\": \"malware\"}", &tokens(&thought)).len(), 2);
}

#[test]
fn a_character_may_be_cut() {
    let first = "{\"rationale\":\"\u{e9}\",\"label\":\"".as_bytes();
    let at = first.iter().position(|&byte| byte == 0xc3).unwrap() + 1;
    let (a, b) = first.split_at(at);
    let token = |bytes| Token {
        bytes,
        logprob: 0.0,
        top: vec![(bytes, 0.0)],
    };
    let all = [token(a), token(b), token(b"malware\"}")];
    let answer = "{\"rationale\":\"\u{e9}\",\"label\":\"malware\"}";
    assert_eq!(told(answer, &all), [("malware", 1.0)]);
    assert_eq!(likely(answer, &[token(a), token(b"malware\"}")]), None);
}

/// What is left of 1 is shared, and nobody gets more of it than the least that is told.
#[test]
fn what_is_not_told_is_shared_evenly() {
    fn check(top: &[(&str, f32)], malware: f32, others: f32) {
        let written = [START, ("malware", top), END];
        let answer = "{\"label\": \"malware\", ";
        for likely in likely(answer, &tokens(&written)).unwrap() {
            let wanted = match id(&likely) {
                "malware" => malware,
                "web_attack" => continue,
                _ => others,
            };
            assert!(
                (likely.probability - wanted).abs() < 1e-5,
                "{top:?} {likely:?}"
            );
        }
    }
    // Of 0.55 each of eleven gets 0.05, the one that was written too.
    check(&[("malware", 0.45)], 0.5, 0.05);
    check(&[("malware", 0.8), ("web", 0.09)], 0.81, 0.01);
    // 0.3 would be 0.027 each, but what is not told is 0.01 at most.
    let all = 0.7 + 11.0 * 0.01;
    check(&[("malware", 0.69), ("web", 0.01)], 0.7 / all, 0.01 / all);
    check(&[("malware", 1.0)], 1.0, 0.0);
    check(&[("malware", 0.5), ("web", 0.0)], 1.0, 0.0);
}

#[test]
fn what_is_no_probability_counts_for_nothing() {
    let check = |own: f32, other: f32, wanted: Option<f32>| {
        let token = Token {
            bytes: b"malware",
            logprob: own,
            top: vec![(b"malware", own), (b"web", other)],
        };
        let all = [&tokens(&[START])[..], &[token], &tokens(&[END])].concat();
        let likely = likely("{\"label\": \"malware\"", &all);
        let found = likely.map(|all| {
            let malware = all.iter().find(|one| id(one) == "malware");
            malware.map_or(0.0, |one| one.probability)
        });
        assert_eq!(found, wanted, "{own} {other}");
    };
    check(0.0, f32::NAN, Some(1.0));
    check(0.0, f32::NEG_INFINITY, Some(1.0));
    check(0.0, -9999.0, Some(1.0));
    // More than certain is certain, and two of them are even.
    check(f32::INFINITY, 5.0, Some(0.5));
    check(7.0, f32::NAN, Some(1.0));
    check(f32::NAN, f32::NAN, None);
}

#[test]
fn where_nothing_is_told_nothing_is_said() {
    let none = |answer: &str, written: Written<'_>| {
        assert_eq!(likely(answer, &tokens(written)), None, "{answer}");
    };
    let malware: (&str, &[(&str, f32)]) = ("malware", &[("malware", 1.0)]);
    let answer = "{\"label\": \"malware\", \"mitre_ids\": []}";
    assert!(likely(answer, &tokens(&[START, malware, END])).is_some());
    none(answer, &[]);
    none(answer, &[START, ("malware", &[]), END]);
    none(answer, &[START, ("p", &[("p", 1.0)]), END]);
    // Not what was answered, or no label that is ours or whole.
    none("{\"label\": \"phishing\"}", &[START, malware, END]);
    none("{\"label\":\"malware\"}", &[START, malware, END]);
    for label in [
        "virus",
        "malware2",
        "",
        "mal",
        "m\\u0061lware",
        "\\\"malware",
    ] {
        let answer = format!("{{\"label\": \"{label}\"}}");
        let written = [START, (label, &[("malware", 0.5)][..]), ("\"}", &[])];
        assert_eq!(likely(&answer, &tokens(&written)), None, "{label}");
    }
    none("malware", &[malware]);
    none("{\"label\": \"malware", &[START, malware]);
    none(
        "{\"Label\": \"malware\"}",
        &[("{\"Label\": \"", &[]), malware, END],
    );
    let blanks = format!("{{\"label\": \"malware{}\"}}", " ".repeat(64));
    let one: [(&str, &[(&str, f32)]); 1] = [(&blanks, &[("{", 1.0)])];
    assert_eq!(likely(&blanks, &tokens(&one)), None);
}

/// Parts of a label, and what is none.
fn part() -> impl Strategy<Value = String> {
    let known = [
        "",
        "p",
        "ph",
        "mal",
        "malware",
        "un",
        "web_attack\"",
        "The",
        "\"",
        " ",
    ];
    prop_oneof![
        prop::sample::select(known.to_vec()).prop_map(str::to_owned),
        "[a-z_]{1,9}"
    ]
}

/// A piece of a label as it was written: how likely that was, and what else with which parts of the rest.
type Step = (f32, Vec<(String, f32)>);

proptest! {
    #[test]
    fn what_was_written_is_likeliest_unless_other_ways_were_likelier(
        answer in 0..ANSWERS,
        cuts in prop::collection::btree_set(1_usize..30, 0..3),
        steps in prop::collection::vec((0.001_f32..1.0, prop::collection::vec((part(), 0.0_f32..1.0), 0..6)), 3),
    ) {
        let name = answers().nth(answer).unwrap();
        let mut ends: Vec<usize> = cuts.into_iter().filter(|&at| at < name.len()).collect();
        ends.push(name.len());
        let (mut all, mut begin) = (tokens(&[START]), 0);
        // As far as they decide.
        let (mut this, mut others, mut decided) = (1.0, 0.0, false);
        let steps: &[Step] = &steps;
        for (end, (own, top)) in ends.into_iter().zip(steps) {
            let bytes = &name.as_bytes()[begin..end];
            let all_shares: f32 = top.iter().map(|(_, share)| share).sum();
            let rest = (1.0 - own) / all_shares.max(1e-6);
            let top = top.iter().filter(|(other, _)| other.as_bytes() != bytes);
            let top = top.map(|(other, share)| (other.as_bytes(), (share * rest).ln()));
            let logprob = own.ln();
            all.push(Token { bytes, logprob, top: [(bytes, logprob)].into_iter().chain(top).collect() });
            if !decided {
                others += this * (1.0 - own);
                this *= own;
            }
            decided = answers().filter(|id| id.starts_with(&name[..end])).count() == 1;
            begin = end;
        }
        all.extend(tokens(&[END]));
        let likely = likely(&format!("{{\"label\": \"{name}\", "), &all).unwrap();
        let written = likely.iter().find(|likely| id(likely) == name).unwrap();
        prop_assert!(written.probability >= this - 1e-4, "{likely:?}");
        if this > others + 1e-4 {
            prop_assert_eq!(id(&likely[0]), name);
        }
    }
}
