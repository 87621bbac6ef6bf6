//! The rationale of an answer that is still being written, for whoever looks on.
//!
//! Never says that it is any good: only a whole answer can be judged.

use crate::MAX_RATIONALE;
use crate::field::{end_of_string, value};
use crate::read::plain;

/// A longer answer, in bytes, is not watched: a rationale with its label and ids is far shorter, and
/// every piece is a new look at all of it.
const WATCHED: usize = 8 * 1024;

/// The rationale in the beginning of an answer, as far as it is written; `None` before it begins.
pub fn rationale_so_far(answer: &str) -> Option<String> {
    if answer.len() > WATCHED {
        return None;
    }
    let inside = &answer[value(answer, "rationale")?..];
    let end = end_of_string(inside).unwrap_or(inside.len());
    let words = plain(&decoded(&inside[..end]));
    Some(words.chars().take(MAX_RATIONALE).collect())
}

/// What stands in a JSON string. Its last escape may be half written, `\ud83d\ude0` at most.
fn decoded(raw: &str) -> String {
    (0..=12)
        .filter_map(|less| raw.get(..raw.len().checked_sub(less)?))
        .find_map(|part| serde_json::from_str(&format!("\"{part}\"")).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rationale_is_seen_as_it_grows() {
        fn check(answer: &str, expected: Option<&str>) {
            assert_eq!(rationale_so_far(answer).as_deref(), expected, "{answer}");
        }
        check("", None);
        check(r#"{"label": "rationale", "mitre_ids": ["#, None);
        check(
            r#"{"label": "malware", "mitre_ids": [], "rationale": "#,
            None,
        );
        check(r#"{"rationale": ""#, Some(""));
        check(
            r#"Sure: {"label": "malware", "rationale":"A loader"#,
            Some("A loader"),
        );
        check(
            r#"{"rationale": "It said \"run\"", "label": "x"#,
            Some("It said \"run\""),
        );
        check(r#"{"rationale": "half \"#, Some("half"));
        check(r#"{"rationale": "half \u00"#, Some("half"));
        check(r#"{"rationale": "a\ud83d\ude0"#, Some("a"));
        check(r#"{"rationale": "a\ud83d\ude00"#, Some("a😀"));
        check(
            "{\"rationale\": \"seen\u{202e}\u{200b} here",
            Some("seen here"),
        );
        check(&format!("{{\"rationale\": \"{}", "x".repeat(9000)), None);
        let long = rationale_so_far(&format!("{{\"rationale\": \"{}", "x".repeat(5000)));
        assert_eq!(long.map(|words| words.len()), Some(MAX_RATIONALE));
    }

    #[test]
    fn every_beginning_has_an_answer() {
        let whole =
            r#"{"label": "malware", "rationale": "A \\ é \u00e9 😀 \"end\"", "mitre_ids": []}"#;
        let mut last = 0;
        for at in (0..=whole.len()).filter(|&at| whole.is_char_boundary(at)) {
            let length = rationale_so_far(&whole[..at]).map_or(0, |words| words.len());
            assert!(length >= last, "it only grows: {}", &whole[..at]);
            last = length;
        }
    }
}
