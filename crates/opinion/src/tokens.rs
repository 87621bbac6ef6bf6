//! How likely a model found each answer, read off the tokens it wrote: what a model on this machine says
//! when it is asked, an endpoint says with the probabilities of its tokens.
//!
//! Looked at is the place where the label is written, and nothing else. A token that might have stood
//! there goes to the answers that begin as it would have gone on. The one that was written is followed
//! to the next token, until one answer is left that it can become: the rest of its letters costs it
//! nothing. What begins no answer counts for nothing. So far it means the same as the scores of a model
//! on this machine.
//!
//! The rest is not known, and shared evenly, which says no more than that: a token that begins several
//! answers by those it begins, and what the tokens that are not told might weigh by all that are still
//! open. Of that, no answer gets more than the least likely token that is told: those not told are no
//! likelier.
//!
//! Never guesses a place: tokens that do not spell the answer, or come without alternatives, say
//! nothing. Total on any tokens, in time proportional to them.

use crate::field::{end_of_string, value};
use crate::{ANSWERS, Likely, MAX_ANSWER, answers};

/// Longer labels, in bytes and with their blanks, are none.
const LONGEST: usize = 64;

/// A token of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Token<'a> {
    /// What it adds to the answer; it may be no whole character.
    pub bytes: &'a [u8],
    /// Natural logarithm of its probability.
    pub logprob: f32,
    /// The likeliest tokens in its place with theirs, itself among them if it is one.
    pub top: Vec<(&'a [u8], f32)>,
}

/// How likely each answer was, the likeliest first, together 1, when `answer` was written in `tokens`,
/// which may hold more before and after it. `None` where they do not tell.
pub fn likely(answer: &str, tokens: &[Token<'_>]) -> Option<Vec<Likely>> {
    Likely::ranked(&weights(answer, tokens)?)
}

/// Of each answer, in their order; together 1 at most.
fn weights(answer: &str, tokens: &[Token<'_>]) -> Option<[f64; ANSWERS]> {
    let spelled: Vec<u8> = tokens.iter().flat_map(|t| t.bytes).copied().collect();
    let spelled = std::str::from_utf8(&spelled).ok()?;
    let from = place(answer, spelled)?;
    let mut weights = [0.0; ANSWERS];
    // How likely the answer got as far as this.
    let mut open = 1.0;
    let mut end = 0;
    for token in tokens.iter().filter(|token| !token.bytes.is_empty()) {
        let begin = end;
        end += token.bytes.len();
        if end <= from {
            continue;
        }
        // A token may begin before the label does, or in the middle of it.
        let lead = spelled.as_bytes().get(begin..from).unwrap_or_default();
        let before = spelled.as_bytes().get(from..begin).unwrap_or_default();
        let fits = |bytes: &[u8]| match bytes.strip_prefix(lead) {
            Some(more) => begun(&[before, more].concat()),
            None => [false; ANSWERS],
        };
        let step = Step::of(token)?;
        for (bytes, probability) in &step.others {
            share(&mut weights, open * probability, fits(bytes));
        }
        let still = begun(before);
        let most = step.least * count(still) as f64;
        share(&mut weights, open * step.untold.min(most), still);
        open *= step.written;
        let still = fits(token.bytes);
        if count(still) <= 1 {
            share(&mut weights, open, still);
            return Some(weights);
        }
    }
    None
}

/// Where in what the tokens spell the label of `answer` begins, behind its quotation mark. The last such
/// place: a model may think aloud before it answers.
fn place(answer: &str, spelled: &str) -> Option<usize> {
    if answer.len() > MAX_ANSWER {
        return None;
    }
    let (object, label) = (answer.find('{')?, value(answer, "label")?);
    let length = end_of_string(&answer[label..]).filter(|&length| length <= LONGEST)?;
    let through = label + length + 1;
    if count(begun(&answer.as_bytes()[label..through])) != 1 {
        return None;
    }
    let found = spelled.rfind(&answer[object..through])?;
    Some(found + label - object)
}

/// The probabilities in a token's place, together 1 at most.
struct Step<'a> {
    written: f64,
    others: Vec<(&'a [u8], f64)>,
    /// Of the tokens that are not told, together.
    untold: f64,
    /// Of the least likely one that is.
    least: f64,
}

impl<'a> Step<'a> {
    /// `None` if there are no alternatives.
    fn of(token: &Token<'a>) -> Option<Self> {
        let told = token.top.iter();
        let mut told: Vec<_> = told.map(|&(bytes, l)| (bytes, probability(l))).collect();
        let least = told.iter().map(|(_, p)| *p).reduce(f64::min)?;
        if told.iter().all(|(bytes, _)| *bytes != token.bytes) {
            told.push((token.bytes, probability(token.logprob)));
        }
        // Rounding, or somebody's invention.
        let all = told.iter().map(|(_, p)| p).sum::<f64>();
        let scale = all.max(1.0).recip();
        let (written, others): (Vec<_>, Vec<_>) = told
            .into_iter()
            .map(|(bytes, p)| (bytes, p * scale))
            .partition(|(bytes, _)| *bytes == token.bytes);
        Some(Self {
            written: written.iter().map(|(_, p)| p).sum(),
            others,
            untold: (1.0 - all).max(0.0),
            least: least * scale,
        })
    }
}

/// What is no probability counts for nothing.
fn probability(logprob: f32) -> f64 {
    if logprob.is_nan() {
        return 0.0;
    }
    f64::from(logprob).exp().min(1.0)
}

/// The answers that a label can still become, or is, of which this much is written; past its quotation
/// mark, what follows says nothing of it. Case and blanks are forgiven, as they are when it is read.
fn begun(label: &[u8]) -> [bool; ANSWERS] {
    let label = label.trim_ascii_start().to_ascii_lowercase();
    let mark = label.iter().position(|&byte| byte == b'"');
    let mut fit = [false; ANSWERS];
    for (fit, id) in fit.iter_mut().zip(answers()) {
        *fit = match mark {
            Some(end) => label[..end].trim_ascii_end() == id.as_bytes(),
            None => id.as_bytes().starts_with(&label) || label.trim_ascii_end() == id.as_bytes(),
        };
    }
    fit
}

fn count(fit: [bool; ANSWERS]) -> usize {
    fit.into_iter().filter(|fit| *fit).count()
}

/// Evenly among those that fit; where none does, nobody gets anything.
fn share(weights: &mut [f64; ANSWERS], weight: f64, fit: [bool; ANSWERS]) {
    let each = weight / count(fit).max(1) as f64;
    for (own, _) in weights.iter_mut().zip(fit).filter(|(_, fit)| *fit) {
        *own += each;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Parts of answers, whole and broken, in any order.
    fn part() -> impl Strategy<Value = Vec<u8>> {
        let known = prop::sample::select(vec![
            "{",
            "}",
            "\"",
            ":",
            " ",
            "\n",
            "label",
            "\"label\"",
            "\": \"",
            "{\"label\": \"",
            "p",
            "ph",
            "hishing",
            "phishing",
            "olicy_violation",
            "malware",
            "uncertain",
            "\", ",
            "\\",
            "é",
            "",
        ]);
        prop_oneof![
            9 => known.prop_map(|text| text.as_bytes().to_vec()),
            1 => prop::collection::vec(any::<u8>(), 0..4),
        ]
    }

    type Written = (Vec<u8>, f32, Vec<(Vec<u8>, f32)>);

    /// An answer in pieces that mean what they like, some of it lost, with something else between.
    fn written() -> impl Strategy<Value = Vec<Written>> {
        let number = || prop_oneof![3 => -9.0_f32..0.0, 1 => any::<f32>()];
        let top = prop::collection::vec((part(), number()), 0..5);
        let told = prop::collection::vec((number(), top), 9);
        let other = prop::collection::vec(part(), 0..3);
        (0..ANSWERS, 0_usize..30, told, other, 0_usize..9, 0_usize..9).prop_map(
            |(answer, cut, told, other, at, lost)| {
                let id = answers().nth(answer).unwrap_or_default();
                let (a, b) = id.split_at(cut.min(id.len()));
                let parts = ["{\"label\"", ": \"", a, b, "\"", ", \"x\": 1}"];
                let mut parts: Vec<Vec<u8>> = parts.map(|part| part.as_bytes().to_vec()).into();
                if lost < parts.len() {
                    parts.remove(lost);
                }
                let at = at.min(parts.len());
                parts.splice(at..at, other);
                let written = parts.into_iter().zip(told);
                written.map(|(part, (l, top))| (part, l, top)).collect()
            },
        )
    }

    proptest! {
        #[test]
        fn any_tokens_have_weights_or_none(written in written()) {
            let tokens: Vec<Token<'_>> = written
                .iter()
                .map(|(bytes, logprob, top)| Token {
                    bytes,
                    logprob: *logprob,
                    top: top.iter().map(|(bytes, l)| (&**bytes, *l)).collect(),
                })
                .collect();
            let spelled: Vec<u8> = written.iter().flat_map(|part| part.0.clone()).collect();
            let answer = String::from_utf8_lossy(&spelled);
            if let Some(weights) = weights(&answer, &tokens) {
                prop_assert!(weights.iter().all(|w| (0.0..=1.0 + 1e-9).contains(w)), "{weights:?}");
                prop_assert!(weights.iter().sum::<f64>() <= 1.0 + 1e-9, "{weights:?}");
            }
            if let Some(likely) = likely(&answer, &tokens) {
                let sum: f32 = likely.iter().map(|one| one.probability).sum();
                prop_assert!((sum - 1.0).abs() < 1e-4, "{likely:?}");
                prop_assert!(likely.is_sorted_by(|a, b| a.probability >= b.probability));
                prop_assert_eq!(likely.len(), ANSWERS);
            }
        }
    }
}
