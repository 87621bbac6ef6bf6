//! The cells of a language model's answer; its JSON is [`Answer`]'s own.

use opinion::Answer;

use crate::cell;

/// The columns of a CSV that stand behind the others where a language model was asked; empty in rows
/// that it was not asked about. The last are the names of the checks that failed, separated by blanks.
pub const ANSWER_COLUMNS: [&str; 5] = [
    "llm_second_opinion_label",
    "llm_second_opinion_mitre_ids",
    "llm_second_opinion_rationale",
    "llm_second_opinion_model",
    "llm_second_opinion_failed_checks",
];

/// The cells of [`ANSWER_COLUMNS`], each with a comma before it.
pub(crate) fn cells(answer: Option<&Answer>, out: &mut Vec<u8>) {
    let Some(answer) = answer else {
        out.extend_from_slice(b",,,,,");
        return;
    };
    let failed: Vec<&str> = answer.failed().map(|check| check.name.id()).collect();
    for text in [
        answer.id(),
        &answer.mitre_ids.join(" "),
        answer.rationale.as_deref().unwrap_or_default(),
        &answer.model,
        &failed.join(" "),
    ] {
        out.push(b',');
        cell::push(out, text);
    }
}
