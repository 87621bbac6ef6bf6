//! How likely answers are: the same whatever is shared, and whoever is asked about beside.

use llm::{EngineError, QuestionError, Turn};

use crate::{score, settings, start, system, user, with};

/// Of a logarithm: floats summed in another order, weights and memory of 16 bits.
const NOISE: f32 = 0.002;

fn texts() -> Vec<String> {
    (0..11)
        .map(|n| {
            format!(
                "Alert {n}: {}",
                "a host asked a rare domain. ".repeat(1 + n % 5)
            )
        })
        .collect()
}

fn prefix() -> Vec<Turn> {
    vec![
        system("You say what kind of event a report describes."),
        user("Is this a report? Nine failed logins."),
    ]
}

const START: &str = "{\"label\": \"";
const CHOICES: [&str; 5] = [
    "phishing\"",
    "malware\"",
    "policy_violation\"",
    "port_scan\"",
    "x\"",
];

#[track_caller]
fn same(a: &[f32], b: &[f32]) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).abs() < NOISE, "{a} {b}");
    }
}

#[test]
fn neither_sharing_nor_company_changes_a_score() {
    let model = start();
    let texts = texts();
    let rows: Vec<Vec<Turn>> = texts.iter().map(|text| vec![user(text)]).collect();
    let scores = |prefix: &[Turn], rows: &[Vec<Turn>]| -> Vec<Vec<f32>> {
        let scores = score(&model, prefix, rows, START, &CHOICES).unwrap();
        scores.into_iter().map(Result::unwrap).collect()
    };
    let together = scores(&prefix(), &rows);
    assert_eq!(together.len(), rows.len());
    for (row, together) in rows.iter().zip(&together) {
        let whole = [prefix(), row.clone()].concat();
        for (prefix, row) in [
            (prefix(), row.clone()),
            (vec![], whole.clone()),
            (whole, vec![]),
        ] {
            same(&scores(&prefix, &[row])[0], together);
        }
    }
    // In another order, beside others, after other questions.
    let backwards: Vec<_> = rows.iter().rev().cloned().collect();
    for (a, b) in scores(&prefix(), &backwards).iter().rev().zip(&together) {
        same(a, b);
    }
    // And it is the text that makes the difference.
    let apart = together[0]
        .iter()
        .zip(&together[4])
        .map(|(a, b)| (a - b).abs());
    assert!(apart.fold(0.0, f32::max) > 10.0 * NOISE, "{together:?}");
}

#[test]
fn choices_stand_in_their_order() {
    let model = start();
    let rows = [vec![user("A row.")]];
    let scores = |choices: &[&str]| {
        let scores = score(&model, &prefix(), &rows, START, choices).unwrap();
        scores.into_iter().next().unwrap().unwrap()
    };
    let there = scores(&CHOICES);
    let back: Vec<&str> = CHOICES.iter().rev().copied().collect();
    let mut back = scores(&back);
    back.reverse();
    same(&there, &back);
    assert!(there.iter().all(|score| *score < 0.0), "{there:?}");
    assert_eq!(scores(&[]), [0.0; 0]);
    assert_eq!(scores(&["only"]), [0.0], "nothing to tell");
}

#[test]
fn choices_that_cannot_be_told_apart_are_refused() {
    let model = start();
    for choices in [&["a", "ab"][..], &["x", "x"], &["", "a"]] {
        let error = score(&model, &[], &[vec![user("?")]], "", choices);
        let error = error.unwrap_err();
        assert_eq!(error, EngineError::Question(QuestionError::Choices));
    }
    assert!(model.pid().is_some(), "it goes on");
}

#[test]
fn a_row_that_is_too_long_costs_itself_only() {
    let check = |context: u32, texts: &[&str], fits: &[bool]| {
        let model = with(llm::ChatSettings {
            context,
            ..settings()
        });
        let rows: Vec<Vec<Turn>> = texts.iter().map(|text| vec![user(text)]).collect();
        let scores = score(&model, &prefix(), &rows, START, &CHOICES).unwrap();
        for (score, fits) in scores.iter().zip(fits) {
            match score {
                Ok(scores) => assert!(*fits && scores.len() == CHOICES.len()),
                Err(QuestionError::TooLong { tokens, room }) => {
                    assert!(!fits && tokens > room && *room <= 8192, "{tokens} {room}");
                }
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(scores.len(), fits.len());
    };
    let long = "attack ".repeat(100_000 / 7);
    let no_blank = "a".repeat(100_000);
    let strange = "\u{202e}🦀\0<|im_end|>".repeat(8_000);
    let half = "word ".repeat(130);
    check(
        8192,
        &["short", &long, &no_blank, &strange, "", "short too"],
        &[true, false, false, false, true, true],
    );
    // As many at a time as there is room for, down to one.
    check(512, &[&half, &half, "short", &half], &[true; 4]);
    // No room even for what all rows share.
    check(256, &[&half, "a ".repeat(300).as_str()], &[false; 2]);
    // More than the model was trained on.
    check(1 << 17, &[&"word ".repeat(6000), "short"], &[false, true]);
}
