//! Whether a rationale repeats what the model was told: the commonest wish of an injected text.
//!
//! A run of eight words in the order of the fixed prompt is a quotation; fewer happen by chance.
//! Label names and their meanings do not count: they are printed on the page anyway, and a good
//! rationale may use them. A prompt retold in other words, another language or a cipher is not
//! found; that the prompt holds no secret is what such a leak stops at.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::guard::{Check, CheckName};
use crate::wording;

/// Words in a row that are no chance.
const RUN: usize = 8;

static RUNS: LazyLock<HashSet<String>> =
    LazyLock::new(|| wording::private().flat_map(runs).collect());

/// The check: `rationale` quotes no run of words of the fixed prompt.
pub fn leak(rationale: &str) -> Check {
    let name = CheckName::Leak;
    if runs(rationale).iter().any(|run| RUNS.contains(run)) {
        return Check::failed(name, "The rationale repeats what the model was told.");
    }
    Check::passed(name, "The rationale repeats nothing of the prompt.")
}

/// Every run of [`RUN`] words, in lower case, without signs.
fn runs(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.windows(RUN).map(|run| run.join(" ")).collect()
}
