//! What must hold for every text and every model file.

use classifier::{COLUMNS, Model, ModelError, Parameters, encode};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use taxonomy::Label;
use text::Document;

/// A small model by hand: `ransom note` speaks for malware, `mail` for phishing.
fn model() -> Model {
    with_ballast(0.5)
}

fn with_ballast(ballast: f32) -> Model {
    let terms = ["encry*", "mail", "note", "ransom", "ransom note"];
    let mut weights = vec![[0.0; COLUMNS]; terms.len()];
    weights[0][Label::Malware.index()] = 2.0;
    weights[1][Label::Phishing.index()] = 3.0;
    weights[3][Label::Malware.index()] = 1.5;
    weights[4][Label::Malware.index()] = 4.0;
    weights[4][Label::Phishing.index()] = -1.0;
    let parameters = Parameters {
        id: "by-hand".into(),
        terms: terms.map(String::from).to_vec(),
        values: vec![1.0, 1.2, 1.1, 2.0, 2.5],
        weights,
        bias: [0.1; COLUMNS],
        ballast,
        unseen_weight: 1.0,
        out_of_domain_bound: 0.9,
    };
    Model::from_bytes(&encode(&parameters)).expect("a file just written")
}

#[test]
fn answers_by_hand() {
    for (text, label) in [
        ("A RANSOM note, and files encrypted.", Label::Malware),
        ("strange mail", Label::Phishing),
        ("the encryption of everything", Label::Malware),
    ] {
        assert_eq!(model().score(&Document::new(text)).base(), label, "{text}");
    }
    let nothing = model().score(&Document::new(""));
    assert_eq!(nothing.out_of_domain, 1.0);
    assert!(nothing.probabilities.iter().all(|p| (p - 0.1).abs() < 1e-6));
}

/// Without ballast one word draws a text to full length, and is as sure as a whole sentence of them.
#[test]
fn ballast_holds_back_a_word_more_than_a_sentence() {
    let kept = |text: &str| {
        let sure = |ballast| {
            let model = with_ballast(ballast);
            model.explain(&Document::new(text), Label::Malware).logit - 0.1
        };
        sure(4.0) / sure(0.0)
    };
    let (word, sentence) = (kept("ransom"), kept("a ransom note, and files encrypted"));
    assert!((word - 0.5f32.sqrt()).abs() < 0.02, "{word}");
    assert!(sentence > word + 0.05, "{sentence}");
}

#[test]
fn a_term_counts_once() {
    let m = model();
    assert_eq!(
        m.score(&Document::new("mail mail mail")).probabilities,
        m.score(&Document::new("mail")).probabilities
    );
}

#[test]
fn a_damaged_file_is_refused_wherever_it_is_damaged() {
    let good = encode(&Parameters {
        id: "x".into(),
        terms: vec!["a".into(), "b c".into()],
        values: vec![1.0, 2.0],
        weights: vec![[0.5; COLUMNS]; 2],
        ..Parameters::default()
    });
    assert!(Model::from_bytes(&good).is_ok());
    assert_eq!(
        Model::from_bytes(b"GGUF").err(),
        Some(ModelError::NotAModel)
    );
    for at in 0..good.len() {
        assert!(Model::from_bytes(&good[..at]).is_err(), "cut at {at}");
        let mut bad = good.clone();
        bad[at] ^= 0x40;
        assert!(Model::from_bytes(&bad).is_err(), "flipped at {at}");
    }
}

/// With a sum that fits: what a program of another mind might write.
#[test]
fn a_sound_file_of_other_contents_is_refused() {
    let check = |change: &dyn Fn(&mut Vec<u8>), why: &'static str| {
        let mut file = encode(&Parameters {
            id: "x".into(),
            terms: vec!["a".into(), "bé".into()],
            values: vec![1.0, 2.0],
            weights: vec![[0.5; COLUMNS]; 2],
            ..Parameters::default()
        });
        change(&mut file);
        let sum = Sha256::digest(&file[40..]);
        file[8..40].copy_from_slice(&sum);
        assert_eq!(
            Model::from_bytes(&file).err(),
            Some(ModelError::Malformed(why)),
        );
    };
    let (terms, bias, ballast) = (43, 47, 47 + 11 * 4);
    let lengths = ballast + 3 * 4 + 12 * 4 + 2 * 12;
    check(
        &|file| file[terms..terms + 4].fill(0xff),
        "more than a million terms",
    );
    check(&|file| file[terms + 1] = 0x10, "it ends too early");
    check(
        &|file| file[bias..bias + 4].copy_from_slice(&f32::NAN.to_le_bytes()),
        "a number is not finite",
    );
    check(
        &|file| file[ballast..ballast + 4].copy_from_slice(&(-1.0f32).to_le_bytes()),
        "its ballast is negative",
    );
    check(
        &|file| file[lengths..lengths + 2].copy_from_slice(&[3, 1]),
        "a term is not UTF-8",
    );
    check(&|file| file[lengths + 1] = 9, "it ends too early");
    check(
        &|file| *file.last_mut().expect("a byte") = 0xff,
        "a text is not UTF-8",
    );
}

proptest! {
    #[test]
    fn probabilities_sum_to_one_and_explanations_add_up(text in "([a-z]{1,9}|ransom|note|mail|encrypted| |\\PC){0,60}") {
        let (m, document) = (model(), Document::new(&text));
        let scores = m.score(&document);
        prop_assert!((scores.probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        prop_assert!((0.0..=1.0).contains(&scores.out_of_domain));
        for label in Label::ALL {
            let e = m.explain(&document, label);
            let sum: f32 = e.terms.iter().map(|t| t.contribution).sum();
            prop_assert!((sum + e.bias - e.logit).abs() < 1e-4);
            for span in e.terms.iter().flat_map(|t| &t.spans) {
                prop_assert!(text.get(span.range()).is_some());
            }
        }
    }

    #[test]
    fn a_row_does_not_feel_its_company(texts in proptest::collection::vec("(ransom |note |mail |other ){0,6}", 1..8)) {
        let m = model();
        let mut scorer = m.scorer();
        for text in texts.iter().chain(texts.iter().rev()) {
            let document = Document::new(text);
            prop_assert_eq!(scorer.score(&document), m.score(&document));
        }
    }
}
