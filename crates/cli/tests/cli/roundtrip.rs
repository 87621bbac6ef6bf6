//! An export read again says the same, whatever stood in its cells.

use std::fs;

use proptest::prelude::*;

use crate::tool::{data, folder, run, word};

/// Judges a file into CSV and that CSV into CSV again.
fn twice(name: &str, input: &str) -> (String, String) {
    let folder = folder(name);
    let (first, second) = (folder.join("first.csv"), folder.join("second.csv"));
    for (from, to) in [(input, word(&first)), (word(&first), word(&second))] {
        let ran = run(&["--input-file", from, "--output-file", to, "-q"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
    let read = |path| fs::read_to_string(path).expect("the output");
    (read(&first), read(&second))
}

#[test]
fn our_own_data_comes_back() {
    for name in ["demo-incidents.csv", "scenarios-dev.csv"] {
        let (first, second) = twice("own-data", &data(name));
        assert_eq!(first, second);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..Default::default() })]

    #[test]
    fn hostile_cells_come_back(
        texts in proptest::collection::vec("[=+@',;\"\t\n<>|é-]{0,4}(port|mail|ransom|scan)[ =+@',;\"\r\n<>|a-zé-]{0,40}", 1..40),
    ) {
        let input = folder("hostile").join("in.jsonl");
        let lines: String = texts
            .iter()
            .enumerate()
            .map(|(i, text)| serde_json::json!({ "id": format!("={i}"), "text": text }).to_string() + "\n")
            .collect();
        fs::write(&input, lines).expect("the input");
        let kept = folder("hostile-kept").join("in.jsonl");
        fs::copy(&input, &kept).expect("the input");
        let (first, second) = twice("hostile", word(&kept));
        prop_assert_eq!(&first, &second);
        let mut reader = csv::Reader::from_reader(second.as_bytes());
        prop_assert_eq!(reader.records().filter(Result::is_ok).count(), texts.len());
    }
}
