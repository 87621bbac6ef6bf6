//! Training on a small part of the corpus: reproducible, learns, and knows no names.

use classifier::encode;
use lab::dataset::{Origin, Sampling, rows};
use lab::evaluate::{Setup, train};
use lab::fit::{Recipe, probabilities};
use lab::metrics::{Judged, report};
use lab::vectors::Vectors;
use lab::vocabulary::{Choice, Vocabulary};
use synth::event::fold;

const SMALL: Setup = Setup {
    sampling: Sampling {
        seed: 7,
        per_frame: 1,
        balanced: false,
        cut: 0.2,
        soft: true,
    },
    choice: Choice {
        seed: 7,
        per_frame: 1,
        word_frames: 2,
        pair_frames: 3,
        rarity: 2.0,
        ballast: 100.0,
        lent_share: 1.0,
    },
    recipe: Recipe {
        alpha: 0.3,
        iterations: 12,
        vector_share: 0.45,
    },
};

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let file = || {
        let keep = |origin: Origin| fold(origin.frame, 30) == 0;
        let rows = rows(SMALL.sampling, keep);
        let trained = train(&SMALL, &Vectors::default(), &rows, keep);
        encode(&trained.expect("a model").parameters)
    };
    assert_eq!(file(), file());
}

#[test]
fn a_model_learns_what_it_is_told() {
    let keep = |origin: Origin| fold(origin.frame, 30) == 1;
    let learned = rows(SMALL.sampling, keep);
    let trained = train(&SMALL, &Vectors::default(), &learned, keep).expect("a model");
    let told = rows(
        Sampling {
            soft: false,
            ..SMALL.sampling
        },
        keep,
    );
    let judged: Vec<Judged> = told
        .iter()
        .filter_map(|row| {
            let h = trained.judge(row);
            Some(Judged {
                probabilities: probabilities(&h.logits, 1.0),
                truth: h.truth?,
            })
        })
        .collect();
    assert!(judged.len() > 50);
    assert!(report(&judged).accuracy > 0.9);
}

#[test]
fn the_vocabulary_knows_no_names() {
    let vocabulary = Vocabulary::draw(SMALL.choice, &Vectors::default(), |p| {
        fold(&p.frame.id, 4) == 0
    });
    assert!(vocabulary.len() > 1000);
    for name in [
        "okafor",
        "lindqvist",
        "harbourline",
        "brightwater",
        "gdansk",
        "kowalski",
        "zzz",
    ] {
        assert!(
            vocabulary.terms.iter().all(|term| !term.contains(name)),
            "{name}"
        );
    }
}
