//! Files byte for byte. A change of a column or a field shows up here and in review.
//!
//! `UPDATE_GOLDEN=1 cargo test -p export` writes them anew.

use std::fs;
use std::path::Path;
use std::time::Duration;

use classifier::Scores;
use export::{COLUMNS, Columns, Format, Told, Writer};
use opinion::Answer;
use taxonomy::{KillChainPhase, Label, Priority, Severity, Tactic};
use text::{Entity, EntityKind, IpScope, Span};
use triage::{
    Decision, Evidence, Input, Mode, Opinion, Risk, RiskPart, Settings, Source, TechniqueHit,
    TechniqueSource, Triage, UncertainReason,
};

fn record(text: &str, row: u64, best: Label, p: f32, reason: Option<UncertainReason>) -> Triage {
    let mut probabilities = [(1.0 - p) / 9.0; Label::COUNT];
    probabilities[best.index()] = p;
    let scores = Scores {
        probabilities,
        out_of_domain: 0.125,
        contested: false,
    };
    Triage {
        schema: Triage::SCHEMA,
        id: format!("{row:016x}"),
        input: Input {
            text: text.to_owned(),
            sha256: "00".repeat(32),
            source: Source::Batch {
                batch: "00000000000000ab".to_owned(),
                row,
            },
            received_at: Some("2026-03-02T07:12:00Z".to_owned()),
        },
        cleaned: text.to_lowercase(),
        entities: vec![Entity {
            kind: EntityKind::Ipv4,
            value: "198.51.100.7".to_owned(),
            scope: Some(IpScope::Documentation),
            spans: vec![Span::new(0, 4)],
        }],
        scores,
        base: best,
        margin: scores.margin(),
        entropy: scores.entropy(),
        out_of_domain_bound: 0.5,
        settings: Settings::of(Mode::SocHard),
        decision: Decision {
            label: reason.is_none().then_some(best),
            reason,
        },
        opinions: vec![Opinion {
            by: "classifier".to_owned(),
            label: Some(best),
            confidence: Some(p),
            model: "m-1".to_owned(),
            scores: None,
            micros: None,
        }],
        evidence: vec![Evidence {
            term: "scan".to_owned(),
            contribution: 1.5,
            spans: vec![Span::new(0, 4)],
        }],
        bias: -0.25,
        techniques: vec![
            TechniqueHit {
                id: "T1595".to_owned(),
                name: "Active Scanning".to_owned(),
                tactics: vec![Tactic::Reconnaissance],
                source: TechniqueSource::Text,
                confidence: 0.75,
                spans: vec![Span::new(0, 4)],
            },
            TechniqueHit {
                id: "T1071".to_owned(),
                name: "Application Layer Protocol".to_owned(),
                tactics: vec![Tactic::CommandAndControl],
                source: TechniqueSource::Label,
                confidence: 0.25,
                spans: Vec::new(),
            },
        ],
        kill_chain: Some(KillChainPhase::Reconnaissance),
        risk: Risk {
            score: 55,
            parts: vec![RiskPart {
                name: "severity".to_owned(),
                points: 55.0,
                why: "It is so.".to_owned(),
            }],
            severity: Severity::Medium,
            priority: Priority::P3,
            priority_rule: "By its label.".to_owned(),
            false_positive: 0.5,
            false_positive_reasons: vec!["Perhaps.".to_owned()],
        },
        next_actions: vec!["Look at 198[.]51[.]100[.]7.".to_owned()],
        micros: Some(42),
        model: "m-1".to_owned(),
        attack_version: "18.1".to_owned(),
        outlook: None,
    }
}

/// Phishing, says the second judge; together they stay with what the record says.
fn asked_twice(record: &mut Triage) {
    let scores = |label: Label, p| {
        let mut probabilities = [0.0; Label::COUNT];
        probabilities[label.index()] = p;
        Some(Scores {
            probabilities,
            out_of_domain: 0.0,
            contested: false,
        })
    };
    record.opinions[0].scores = scores(Label::WebAttack, 0.8125);
    record.opinions.push(Opinion {
        by: "semantic".to_owned(),
        label: Some(Label::Phishing),
        confidence: Some(0.625),
        model: "s-1".to_owned(),
        scores: scores(Label::Phishing, 0.625),
        micros: Some(10_000),
    });
}

/// With what a language model said of the first two rows, and what that changed, if there are columns
/// for it.
fn file(format: Format, columns: Columns) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = Writer::with(format, columns);
    writer.begin(&mut out);
    let rows = [
        (
            "NWC-1",
            "Scan of our ports, \"loud\"\nand long",
            Label::SuspiciousNetworkActivity,
            0.875,
            None,
        ),
        (
            "=1+1",
            "=HYPERLINK(\"http://a.example\",\"x\")",
            Label::WebAttack,
            0.5,
            Some(UncertainReason::LowConfidence),
        ),
        (
            "",
            "K\u{f6}nig <script>alert(1)</script>; '=x",
            Label::Phishing,
            1.0,
            None,
        ),
    ];
    for (row, (id, text, best, p, reason)) in (1..).zip(rows) {
        let id = Some(id).filter(|id| !id.is_empty());
        let mut record = record(text, row, best, p, reason);
        if reason.is_some() {
            asked_twice(&mut record);
        }
        let answer = answer(text, row).filter(|_| columns != Columns::Usual);
        record.opinions.extend(answer.as_ref().map(opinion_of));
        let before = Decision {
            label: None,
            reason: Some(UncertainReason::CloseCall),
        };
        let weight = (columns == Columns::Weighed).then_some(0.35);
        let told = answer
            .as_ref()
            .map(|answer| Told::of(answer, &before, 0.375, weight));
        writer.told(&mut out, Some(row), id, &record, told);
    }
    writer.end(&mut out);
    out
}

fn opinion_of(answer: &Answer) -> Opinion {
    Opinion::of_language_model(answer.label, &answer.model, answer.milliseconds)
}

/// One that is believed, with words that a spreadsheet would run, one that is not, and none.
fn answer(text: &str, row: u64) -> Option<Answer> {
    let said = match row {
        1 => {
            r#"{"label": "suspicious_network_activity", "mitre_ids": ["T1046", "T1595"],
                "rationale": "=1+1, \"ports\" were scanned."}"#
        }
        2 => {
            r#"{"label": "malware", "mitre_ids": ["T9999"], "rationale": "It was at 203.0.113.9."}"#
        }
        _ => return None,
    };
    let judged = opinion::judge(text, said);
    Some(Answer::new(
        judged,
        "stub".to_owned(),
        Duration::from_millis(1500),
    ))
}

#[test]
fn files_are_as_recorded() {
    for (name, columns) in [
        ("three-rows", Columns::Usual),
        ("told-rows", Columns::Answers),
        ("weighed-rows", Columns::Weighed),
    ] {
        for format in Format::ALL {
            let path = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("tests/golden")
                .join(format!("{name}.{}", format.extension()));
            let found = file(format, columns);
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, &found).unwrap();
            }
            let expected = fs::read(&path).unwrap_or_default();
            assert!(found == expected, "{} differs", path.display());
        }
    }
}

/// Whoever reads the columns by their place finds them where they were.
#[test]
fn answers_stand_behind_everything_else() {
    let rows = |columns| -> Vec<csv::StringRecord> {
        let file = file(Format::Csv, columns);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(file.as_slice());
        reader.records().map(Result::unwrap).collect()
    };
    let check = |fewer, more, columns: usize| {
        let (fewer, more) = (rows(fewer), rows(more));
        assert_eq!((fewer.len(), more.len()), (4, 4));
        for (fewer, more) in fewer.iter().zip(&more) {
            assert!(fewer.iter().eq(more.iter().take(fewer.len())));
            assert_eq!(more.len(), columns);
        }
    };
    check(Columns::Usual, Columns::Answers, COLUMNS.len() + 5);
    check(Columns::Answers, Columns::Weighed, COLUMNS.len() + 8);
}

#[test]
fn an_empty_file_is_whole() {
    for (format, expected) in [
        (Format::Csv, "row,id,text,"),
        (Format::Json, "[\n]\n"),
        (Format::JsonLines, ""),
    ] {
        let mut out = Vec::new();
        let writer = Writer::new(format);
        writer.begin(&mut out);
        writer.end(&mut out);
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with(expected), "{text}");
    }
}

/// What the file says is text comes back as the very same text.
#[test]
fn our_reader_restores_every_cell() {
    let texts: Vec<String> = ["", "'", "''", "'''"]
        .iter()
        .flat_map(|quotes| {
            [
                "=1",
                "+1",
                "-1",
                "@x",
                "\t=1",
                "\r=1",
                "plain",
                "a,b;c\td|e",
                "\"q\"",
                "l1\nl2\r\nl3",
                " x ",
            ]
            .map(|text| format!("{quotes}{text}"))
        })
        .collect();
    let mut out = Vec::new();
    let mut writer = Writer::new(Format::Csv);
    writer.begin(&mut out);
    for (row, text) in (1..).zip(&texts) {
        let record = record(text, row, Label::Malware, 0.9, None);
        writer.record(&mut out, Some(row), Some(text), &record);
    }
    writer.end(&mut out);
    let options = ingest::Options::default();
    let rows: Vec<_> = ingest::open(out.as_slice(), &options)
        .unwrap()
        .map(|item| match item.unwrap() {
            ingest::Item::Row(row) => (row.text, row.id.unwrap()),
            ingest::Item::Bad(bad) => panic!("{bad:?}"),
        })
        .collect();
    for (expected, (text, id)) in texts.iter().zip(&rows) {
        assert_eq!((text, id), (expected, expected));
    }
    assert_eq!(rows.len(), texts.len());
}
