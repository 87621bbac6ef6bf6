//! Scoring one 400-character text with the shipped model: the hot path of every bulk run.

use classifier::Model;
use divan::{Bencher, black_box};
use text::Document;

const TEXT: &str = "Good morning, since about nine every drawing on the project share ends in a strange \
    extension and will not open. A text file in each folder says our network is locked and asks for \
    money within three days. EDR on SRV-FILE-03 shows vssadmin delete shadows by user m.okafor from \
    10.20.4.18, then many renames; beacon to 203.0.113.77:443 every minute. Two colleagues have it \
    too, we pulled the plug.";

fn main() {
    divan::main();
}

fn model() -> Model {
    Model::from_bytes(shipped::CLASSIFIER).expect("the shipped model")
}

#[divan::bench]
fn score(bencher: Bencher) {
    let model = model();
    let (mut scorer, document) = (model.scorer(), Document::new(TEXT));
    bencher.bench_local(|| scorer.score(black_box(&document)));
}

#[divan::bench]
fn read_and_score(bencher: Bencher) {
    let model = model();
    let (mut scorer, mut document) = (model.scorer(), Document::default());
    bencher.bench_local(|| {
        document.read(black_box(TEXT));
        scorer.score(&document)
    });
}

#[divan::bench]
fn load() -> Model {
    model()
}
