//! What a language model said of a row, and what that changed.

use std::io::Write;

use opinion::Answer;
use serde::Serialize;
use triage::Decision;

use crate::cell;

/// An answer; its JSON is [`Answer`]'s own.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    pub answer: &'a Answer,
    /// Where opinions of language models weigh anything.
    pub weighed: Option<Weighed>,
}

/// What was before an answer was pooled with the other opinions. After it is the rest of the row.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Weighed {
    /// How far the answer counted, up to 2; 0 of one that was uncertain or not believed.
    #[serde(rename = "llm_weight")]
    pub weight: f32,
    /// A label or `uncertain`.
    #[serde(rename = "before_llm_label")]
    pub label: &'static str,
    #[serde(rename = "before_llm_confidence")]
    pub confidence: f32,
}

impl<'a> Told<'a> {
    /// An answer beside what was decided without it, and how likely the best label was then. It counts
    /// as far as `weight` says, if it is believed; without one, weights are not told.
    pub fn of(answer: &'a Answer, before: &Decision, confidence: f32, weight: Option<f32>) -> Self {
        let believed = answer.log_likelihoods().is_some();
        let weighed = weight.map(|weight| Weighed {
            weight: if believed { weight } else { 0.0 },
            label: before.id(),
            confidence,
        });
        Self { answer, weighed }
    }
}

/// Which columns stand behind the usual ones of a CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    Usual,
    /// [`ANSWER_COLUMNS`] as well.
    Answers,
    /// And [`WEIGHED_COLUMNS`].
    Weighed,
}

impl Columns {
    /// Where a language model was asked, and its opinions may weigh something.
    pub fn of(weighs: bool) -> Self {
        if weighs { Self::Weighed } else { Self::Answers }
    }

    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        let answers = ANSWER_COLUMNS
            .into_iter()
            .filter(move |_| self != Self::Usual);
        let weighed = WEIGHED_COLUMNS
            .into_iter()
            .filter(move |_| self == Self::Weighed);
        answers.chain(weighed)
    }
}

/// The columns of a CSV that stand behind the others where a language model was asked; empty in rows
/// that it was not asked about. The last are the names of the checks that failed, separated by blanks.
pub const ANSWER_COLUMNS: [&str; 5] = [
    "llm_second_opinion_label",
    "llm_second_opinion_mitre_ids",
    "llm_second_opinion_rationale",
    "llm_second_opinion_model",
    "llm_second_opinion_failed_checks",
];

/// The columns behind them where its opinions weigh: how much, and what was decided without it.
pub const WEIGHED_COLUMNS: [&str; 3] = ["llm_weight", "before_llm_label", "before_llm_confidence"];

/// The cells of these columns, each with a comma before it.
pub(crate) fn cells(columns: Columns, told: Option<Told<'_>>, out: &mut Vec<u8>) {
    let Some(Told { answer, weighed }) = told.filter(|_| columns != Columns::Usual) else {
        out.extend(columns.names().map(|_| b','));
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
    if columns == Columns::Weighed {
        // Writing to a vector does not fail.
        let _ = match weighed {
            Some(w) => write!(out, ",{},{},{}", w.weight, w.label, w.confidence),
            None => write!(out, ",,,"),
        };
    }
}
