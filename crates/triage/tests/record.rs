//! The record as a whole: techniques told apart, actions and messages filled, hash and address.

mod common;

use common::{record, spread};
use taxonomy::Label;
use triage::{Decision, Mode, Settings, TechniqueSource, UncertainReason, sha256};

const TEXT: &str = "m.okafor@corp.example clicked the link to https://portal-verify.example/login \
                    on LT-4471 and updater_v2.exe talked to 203.0.113.77.";

#[test]
fn the_same_text_has_the_same_address() {
    let record = record(TEXT, spread(Label::Phishing, 0.9), &Settings::default());
    assert_eq!(record.input.sha256, sha256(TEXT.as_bytes()));
    assert_eq!(record.id, record.input.sha256[..16]);
    assert_eq!(
        sha256(b"abc"),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

#[test]
fn suggested_techniques_fill_in_only_what_the_text_leaves_open() {
    let record = record(TEXT, spread(Label::Phishing, 0.9), &Settings::default());
    let shown: Vec<_> = record
        .techniques
        .iter()
        .filter(|hit| hit.source == TechniqueSource::Text)
        .collect();
    assert!(shown.iter().any(|hit| hit.id == "T1566.002"), "{shown:?}");
    for hit in &shown {
        assert!(!hit.spans.is_empty() && hit.confidence >= 0.6, "{hit:?}");
    }
    for hit in record
        .techniques
        .iter()
        .filter(|hit| hit.source == TechniqueSource::Label)
    {
        assert!(
            hit.spans.is_empty() && (hit.confidence - 0.45).abs() < 1e-6,
            "{hit:?}"
        );
        assert!(
            !hit.id.starts_with("T1566"),
            "the text shows a relative of {}",
            hit.id
        );
    }
    assert!(record.techniques.iter().any(|hit| hit.id == "T1598"));
}

#[test]
fn nothing_is_suggested_where_nothing_is_decided() {
    let settings = Settings::of(Mode::SocHard);
    let record = record("A thing.", spread(Label::Phishing, 0.6), &settings);
    assert_eq!(record.decision.reason, Some(UncertainReason::LowConfidence));
    assert!(record.techniques.is_empty() && record.kill_chain.is_none());
    assert_eq!(
        record.next_actions.len(),
        record.decision.playbook().steps.len()
    );
}

#[test]
fn actions_name_what_the_text_names_and_nothing_can_be_clicked() {
    let record = record(TEXT, spread(Label::Phishing, 0.9), &Settings::default());
    let all = record.next_actions.join("\n");
    assert!(
        all.contains("m.okafor[@]corp[.]example") || all.contains("m.okafor"),
        "{all}"
    );
    assert!(all.contains("203[.]0[.]113[.]77"), "{all}");
    assert!(!all.contains("https://") && !all.contains('{'), "{all}");
    let messages = record.messages();
    for message in [&messages.technical, &messages.executive, &messages.legal] {
        assert!(
            message.to_lowercase().contains("phishing") && message.contains("90 %"),
            "{message}"
        );
        assert!(
            !message.contains('{') && !message.contains("https://"),
            "{message}"
        );
    }
    assert!(
        messages.technical.contains("LT-4471"),
        "{}",
        messages.technical
    );
    assert!(
        messages.technical.contains("T1566.002"),
        "{}",
        messages.technical
    );
}

#[test]
fn empty_slots_read_neutrally() {
    for label in Label::ALL {
        let record = record("A thing.", spread(label, 0.9), &Settings::default());
        let steps = record.steps();
        let texts = steps.iter().flat_map(|step| [&step.action, &step.detail]);
        for text in texts.chain(&record.next_actions) {
            assert!(!text.contains(['{', '}']), "{text}");
            let first = text.chars().next().unwrap();
            assert!(first.is_uppercase(), "{text}");
        }
        let legal = record.messages().legal;
        assert!(legal.starts_with(|c: char| c.is_uppercase()), "{legal}");
    }
}

#[test]
fn a_text_cannot_fill_slots_of_its_own() {
    let hostile = "host {users} and user {label} wrote to {hosts}";
    let record = record(hostile, spread(Label::Malware, 0.9), &Settings::default());
    let messages = record.messages();
    assert!(messages.technical.contains("malware"));
}

#[test]
fn another_judge_may_decide() {
    let mut record = record(TEXT, spread(Label::Phishing, 0.4), &Settings::default());
    assert_eq!(record.decision.label, None);
    record.adopt(Decision {
        label: Some(Label::CredentialCompromise),
        reason: None,
    });
    assert_eq!(
        record.next_actions.len(),
        Label::CredentialCompromise.playbook().steps.len()
    );
    assert!(
        record
            .risk
            .parts
            .iter()
            .any(|part| part.why.contains("another judge"))
    );
    let suggested = record.techniques.iter().find(|hit| hit.id == "T1539");
    assert!(suggested.is_some_and(|hit| hit.source == TechniqueSource::Label));
}
