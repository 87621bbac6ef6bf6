//! Every hostile text in every position: the prompt holds.

use std::collections::HashSet;

use opinion::injections::{Goal, Position, all, texts};
use opinion::{CLOSE, OPEN, Role, ask, prefix};
use taxonomy::Label;

/// Control tokens of chat templates in use; the prompt knows none of them by name.
const TOKENS: [&str; 22] = [
    "<|",
    "|>",
    "<｜",
    "｜>",
    "</s>",
    "<s>",
    "<<sys>>",
    "<</sys>>",
    "[inst]",
    "[/inst]",
    "<start_of_turn>",
    "<end_of_turn>",
    "<bos>",
    "<eos>",
    "<sop>",
    "[gmask]",
    "[tool_calls]",
    "[available_tools]",
    "[system_prompt]",
    "<unk>",
    "<pad>",
    "[mask]",
];

#[test]
fn the_suite_is_whole() {
    let names: HashSet<_> = all().map(|injection| injection.name).collect();
    assert_eq!(names.len(), all().count(), "a name is used twice");
    assert!(names.len() >= 48, "{}", names.len());
    assert_eq!(texts().count(), 3 * names.len());
    for label in Label::ALL {
        let of = all().filter(|injection| injection.truth == label).count();
        assert!(of >= 4, "{label}: {of}");
    }
    for injection in all() {
        assert_ne!(
            injection.goal,
            Goal::Label(injection.truth),
            "{}",
            injection.name
        );
        for position in Position::ALL {
            let text = injection.text(position);
            assert!(text.contains(injection.words), "{}", injection.name);
        }
    }
}

#[test]
fn no_text_gets_out_of_its_marks() {
    for (injection, position, text) in texts() {
        let case = format!("{} {position:?}", injection.name);
        let question = ask(&text);
        let (last, fixed) = question.messages.split_last().unwrap();
        assert_eq!(fixed, prefix(), "{case}");
        assert_eq!(last.role, Role::User, "{case}");
        assert!(!question.cut, "{case}");
        let content = &last.content;
        assert_eq!(content.matches(OPEN).count(), 1, "{case}");
        assert_eq!(content.matches(CLOSE).count(), 1, "{case}");
        assert!(content.starts_with(OPEN), "{case}");
        let shown = &content[OPEN.len()..content.find(CLOSE).unwrap()];
        let lower = shown.to_lowercase();
        for token in TOKENS {
            assert!(!lower.contains(token), "{case}: {token}");
        }
        assert!(!shown.contains(['<', '>', '＜', '＞']), "{case}");
        assert!(
            shown
                .chars()
                .all(|c| !c.is_control() || c == '\n' || c == '\t'),
            "{case}"
        );
    }
}
