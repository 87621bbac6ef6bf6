//! The native half: every text of `data/` and some nasty ones, against `golden.jsonl`.
//!
//! The golden file is also the record of what the shipped model says today: a change of model,
//! cleaning or rules shows in review. `UPDATE_GOLDEN=1 cargo test -p parity` writes it anew.

use std::path::Path;

use parity::{Digest, Judge};

fn texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        "   \n\t ",
        "nul\0byte",
        "hxxps://evil[.]example/a?b=1 from 2001:db8::1 and 10.0.0.7:8443",
        "ＦＵＬＬＷＩＤＴＨ text, naïve façade, ΑΒΓ, 漢字, 🦀",
        "<script>alert('x')</script> =1+1 \u{202e}rtl",
    ]
    .map(String::from)
    .to_vec();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    for (file, column) in [
        ("scenarios-dev.csv", "text"),
        ("demo-incidents.csv", "description"),
    ] {
        let mut reader = csv::Reader::from_path(data.join(file)).expect("a file of the project");
        let headers = reader.headers().expect("a header");
        let at = headers
            .iter()
            .position(|h| h == column)
            .expect("the column");
        let rows = reader.records().map(|r| r.expect("a row")[at].to_owned());
        texts.extend(rows);
    }
    texts
}

#[test]
fn today_is_as_recorded() {
    let judge = Judge::load(shipped::CLASSIFIER).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden.jsonl");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let lines: Vec<String> = texts().iter().map(|t| judge.line(t)).collect();
        std::fs::write(&path, lines.join("\n") + "\n").unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap();
    let golden: Vec<Digest> = golden
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let texts = texts();
    assert_eq!(golden.len(), texts.len());
    for (want, text) in golden.iter().zip(&texts) {
        let got = judge.digest(text);
        let close = |a: f32, b: f32| (a - b).abs() <= 1e-6;
        assert!(
            want.probabilities
                .iter()
                .zip(&got.probabilities)
                .all(|(a, b)| close(*a, *b))
                && close(want.out_of_domain, got.out_of_domain),
            "{text}\nrecorded {:?}\nnow      {:?}",
            want.probabilities,
            got.probabilities
        );
        assert_eq!(
            (
                &want.cleaned,
                &want.entities,
                &want.decision,
                &want.techniques,
                want.risk
            ),
            (
                &got.cleaned,
                &got.entities,
                &got.decision,
                &got.techniques,
                got.risk
            ),
            "{text}"
        );
    }
}
