//! Risk, severity, priority and false-positive likelihood by tables of cases.

mod common;

use common::{between, record, spread};
use taxonomy::{Label, Priority, Severity};
use triage::{Risk, Settings};

fn risk(text: &str, label: Label, probability: f32) -> Risk {
    record(text, spread(label, probability), &Settings::default()).risk
}

fn points(risk: &Risk, name: &str) -> f32 {
    let part = risk.parts.iter().find(|part| part.name == name);
    part.map_or(0.0, |part| part.points)
}

#[test]
fn without_words_the_label_alone_speaks() {
    for (label, severity, score) in [
        (Label::Phishing, Severity::High, 50),
        (Label::Malware, Severity::Critical, 65),
        (Label::PolicyViolation, Severity::Low, 20),
        (Label::SuspiciousNetworkActivity, Severity::Medium, 35),
        (Label::BenignActivity, Severity::Info, 5),
    ] {
        let risk = risk("Something happened.", label, 1.0);
        assert_eq!((risk.score, risk.severity), (score, severity), "{label}");
        assert_eq!(risk.parts.len(), 2, "{label}");
    }
}

#[test]
fn priorities_follow_the_rule() {
    use Label::{BenignActivity, DataExfiltration, Malware, Phishing, PolicyViolation};
    use Priority::{P1, P2, P3, P4, P5};
    for (text, label, probability, expected) in [
        ("A mail.", Phishing, 0.95, P2),
        (
            "The mail was quarantined and nobody clicked.",
            Phishing,
            0.95,
            P3,
        ),
        (
            "She entered her password on the fake login page.",
            Phishing,
            0.95,
            P1,
        ),
        (
            "She entered her password, the attempt was blocked.",
            Phishing,
            0.95,
            P2,
        ),
        ("An authorised phishing simulation.", Phishing, 0.9, P3),
        ("A program.", Malware, 0.95, P1),
        ("Trojan quarantined by the antivirus.", Malware, 0.95, P2),
        ("Files were encrypted.", Malware, 0.95, P1),
        ("A stick.", PolicyViolation, 0.95, P4),
        (
            "He uploaded customer data; data was sent to a competitor outside the company.",
            PolicyViolation,
            0.95,
            P3,
        ),
        ("Data left.", DataExfiltration, 0.9, P1),
        ("Planned maintenance.", BenignActivity, 0.9, P5),
        ("The website is down.", BenignActivity, 0.9, P5),
    ] {
        let risk = risk(text, label, probability);
        assert_eq!(
            risk.priority, expected,
            "{text}: {} {}",
            risk.score, risk.priority_rule
        );
        assert!(
            risk.priority_rule.contains(expected.id()),
            "{}",
            risk.priority_rule
        );
    }
}

#[test]
fn uncertain_is_p3_or_p4() {
    let settings = Settings::new(triage::Mode::SocHard, None, None).unwrap();
    for (text, label, probability, other, expected) in [
        (
            "A thing.",
            Label::Phishing,
            0.6,
            Label::Malware,
            Priority::P3,
        ),
        (
            "A thing.",
            Label::PolicyViolation,
            0.6,
            Label::BenignActivity,
            Priority::P4,
        ),
        (
            "It is still spreading to all servers.",
            Label::PolicyViolation,
            0.6,
            Label::SuspiciousNetworkActivity,
            Priority::P3,
        ),
    ] {
        let record = record(text, between(label, probability, other), &settings);
        assert_eq!(record.decision.id(), "uncertain");
        assert_eq!(
            record.risk.priority, expected,
            "{}",
            record.risk.priority_rule
        );
    }
}

#[test]
fn out_of_domain_is_low_and_p4() {
    let mut scores = spread(Label::Malware, 0.9);
    scores.out_of_domain = 0.95;
    let risk = record(
        "Take two eggs and a cup of flour.",
        scores,
        &Settings::default(),
    )
    .risk;
    assert_eq!(
        (risk.severity, risk.priority),
        (Severity::Low, Priority::P4)
    );
    assert_eq!(risk.score, 20);
}

#[test]
fn severity_moves_one_step_and_only_for_cause() {
    use Severity::{Critical, High, Info, Low, Medium};
    for (text, label, expected) in [
        ("A login.", Label::AccessAbuse, High),
        (
            "The intruder gained access and it is still spreading to servers.",
            Label::AccessAbuse,
            Critical,
        ),
        (
            "The account was blocked at once, nobody got in.",
            Label::AccessAbuse,
            Medium,
        ),
        (
            "The scan was blocked by the firewall.",
            Label::SuspiciousNetworkActivity,
            Low,
        ),
        ("Files were encrypted.", Label::Malware, Critical),
        ("The loader was quarantined.", Label::Malware, High),
        ("All systems are down.", Label::BenignActivity, Info),
        ("A false alarm.", Label::PolicyViolation, Info),
    ] {
        assert_eq!(risk(text, label, 0.95).severity, expected, "{text}");
    }
}

#[test]
fn words_count_whole_and_not_when_denied() {
    for (text, expected) in [
        ("It was blocked by the firewall.", -8.0),
        ("It was not blocked by the firewall.", 0.0),
        ("An unauthorised test of the latest build.", 0.0),
        ("An authorised test.", -10.0),
        ("Without an approved change.", 0.0),
        ("Under an approved change.", -10.0),
        ("It was no false alarm.", 0.0),
        ("It was a false alarm, by mistake.", -10.0),
        ("Nobody clicked. It was quarantined.", -14.0),
        (
            "False alarm, authorised test, was blocked, nobody clicked.",
            -24.0,
        ),
    ] {
        assert_eq!(
            points(&risk(text, Label::Malware, 1.0), "mitigation"),
            expected,
            "{text}"
        );
    }
}

#[test]
fn exposure_and_impact_add() {
    for (text, part, expected) in [
        ("Nothing special.", "exposure", 0.0),
        ("On the domain controller.", "exposure", 5.0),
        (
            "With a domain admin account on the domain controller.",
            "exposure",
            10.0,
        ),
        (
            "Customer data of all employees, with the root account on the production server.",
            "exposure",
            14.0,
        ),
        ("It is still spreading to other hosts.", "impact", 8.0),
        (
            "Still spreading to all hosts, the shop is down, files were encrypted.",
            "impact",
            16.0,
        ),
        ("There is no lateral movement.", "impact", 0.0),
        ("Talks to 203.0.113.77.", "entities", 2.0),
        ("Talks to 10.20.4.18.", "entities", 0.0),
        (
            "LT-4471, LT-4472 and SRV-FILE-03 exploited with CVE-2024-3400.",
            "entities",
            4.0,
        ),
        ("Files were encrypted.", "techniques", 7.0),
        ("A port scan.", "techniques", 2.0),
    ] {
        assert_eq!(
            points(&risk(text, Label::Malware, 1.0), part),
            expected,
            "{text}"
        );
    }
}

#[test]
fn length_never_counts() {
    let text = "The user clicked the link and files were encrypted on SRV-FILE-03. ";
    let short = risk(text, Label::Malware, 0.9);
    let long = risk(&text.repeat(50), Label::Malware, 0.9);
    assert_eq!(short, long);
    let padded = format!("{text}{}", "Then he had lunch with Anna. ".repeat(200));
    assert_eq!(risk(&padded, Label::Malware, 0.9).score, short.score);
}

#[test]
fn a_surer_benign_verdict_lowers_the_risk() {
    let text = "Large upload from the file server to 203.0.113.77, files were copied.";
    let scores: Vec<u8> = [0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
        .map(|benign| {
            let scores = between(Label::BenignActivity, benign, Label::DataExfiltration);
            record(text, scores, &Settings::default()).risk.score
        })
        .to_vec();
    assert!(
        scores.windows(2).all(|pair| pair[1] < pair[0]),
        "{scores:?}"
    );
    assert_eq!(scores.last(), Some(&5));
}

#[test]
fn doubt_between_bad_and_worse_costs_little() {
    let sure = record("x", spread(Label::Malware, 1.0), &Settings::default())
        .risk
        .score;
    let close = between(Label::Malware, 0.6, Label::DataExfiltration);
    assert_eq!(record("x", close, &Settings::default()).risk.score, sure);
    let milder = between(Label::Malware, 0.6, Label::BenignActivity);
    assert!(record("x", milder, &Settings::default()).risk.score < sure - 20);
}

#[test]
fn false_positive_likelihood() {
    let likelihood = |text, label, probability| risk(text, label, probability).false_positive;
    // Probabilities of 1 leave no entropy and no doubt of the domain: only words speak.
    for (text, label, expected) in [
        ("A thing.", Label::Malware, 0.0),
        ("A thing.", Label::BenignActivity, 1.0),
        ("An authorised scan.", Label::Malware, 0.4),
        ("A false positive.", Label::Malware, 0.5),
        ("An authorised scan, a false positive.", Label::Malware, 0.7),
        ("An unauthorised scan, the latest one.", Label::Malware, 0.0),
        (
            "An authorised scan that ran Mimikatz.",
            Label::Malware,
            0.36,
        ),
    ] {
        let found = likelihood(text, label, 1.0);
        assert!((found - expected).abs() < 1e-5, "{text}: {found}");
    }
    assert!(
        likelihood("A thing.", Label::Malware, 0.5) > likelihood("A thing.", Label::Malware, 0.9)
    );
    let reasons = risk("An authorised scan.", Label::Malware, 0.9).false_positive_reasons;
    assert!(
        reasons
            .iter()
            .any(|reason| reason.contains("planned or allowed")),
        "{reasons:?}"
    );
}
