//! The models as they ship belong together: each is the one that the others name.

use std::path::{Path, PathBuf};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(file: &str) -> Vec<u8> {
    std::fs::read(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn card_head_and_models_are_of_one_training() {
    let card: Value = serde_json::from_slice(&read("models/classifier.json")).unwrap();
    let sum = |file: &str| llm::sha256(&root().join(file)).unwrap();
    assert_eq!(card["sha256"], sum("models/classifier.bin"));
    assert_eq!(card["bytes"], read("models/classifier.bin").len());
    assert_eq!(card["frames"], synth::corpus::frames().count());

    let semantic = &card["semantic"];
    let embedder = format!("models/{}", semantic["embedder"].as_str().unwrap());
    assert_eq!(semantic["embedder_sha256"], sum(&embedder));
    let head = classifier::Head::from_bytes(&read("models/semantic.bin")).unwrap();
    assert_eq!(semantic["embedder_sha256"], head.embedder);
    assert_eq!(semantic["model"], head.id);
}

#[test]
fn the_chapter_on_quality_is_the_card() {
    let card = String::from_utf8(read("models/classifier.md")).unwrap();
    assert_eq!(card, String::from_utf8(read("docs/quality.md")).unwrap());
    let json: Value = serde_json::from_slice(&read("models/classifier.json")).unwrap();
    assert!(card.contains(json["sha256"].as_str().unwrap()));
}

/// Sure enough not to ask for a second opinion is nobody of a word that stands in texts of every kind.
#[test]
fn a_common_word_alone_convinces_nobody() {
    let model = classifier::Model::from_bytes(&read("models/classifier.bin")).unwrap();
    for word in [
        "mail", "server", "user", "laptop", "login", "update", "--json",
    ] {
        let most = model.score(&text::Document::new(word)).max();
        assert!(most < triage::policy::SURE, "{word}: {most}");
        // As the README says of the commonest.
        let uncertain = most < 0.5 || !["mail", "user"].contains(&word);
        assert!(uncertain, "{word}: {most}");
    }
}
