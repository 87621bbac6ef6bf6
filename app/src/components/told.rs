//! A small mark on a row that a language model was asked about; what it said is in its name.

use leptos::prelude::*;
use triage::passes::{Beside, Change};

use super::label_name;
use crate::format::probability;

/// As on the command line.
const fn sign(beside: Beside) -> &'static str {
    match beside {
        Beside::Agreed => "=",
        Beside::Otherwise => "\u{2260}",
        Beside::Uncertain => "?",
        Beside::NotBelieved => "!",
    }
}

/// What it said beside the decision that was there, and what came of it.
pub fn told_words(change: &Change) -> String {
    let said = match (change.beside, change.said) {
        (Beside::Agreed, Some(label)) => format!("agrees: {}", label.name()),
        (Beside::Agreed, None) => "is uncertain as well".to_owned(),
        (Beside::NotBelieved, _) => "said what is not believed".to_owned(),
        (_, Some(label)) => format!("says {}", label.name()),
        (_, None) => "is uncertain".to_owned(),
    };
    let of = |label, confidence| format!("{} {}", label_name(label), probability(confidence));
    let before = of(change.before.label, change.confidence_before);
    let after = of(change.after.label, change.confidence_after);
    if before == after {
        format!("The language model {said}. The decision stays: {after}.")
    } else {
        format!("The language model {said}: {before} before, {after} with it.")
    }
}

#[component]
pub fn Told(change: Change) -> impl IntoView {
    let words = told_words(&change);
    view! {
        <span
            class="twice"
            class:twice-other=change.is_other()
            role="img"
            aria-label=words.clone()
            title=words
        >
            {format!("LM{}", sign(change.beside))}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use taxonomy::Label;
    use triage::{Decision, UncertainReason};

    #[test]
    fn the_mark_tells_what_was_said_and_what_came_of_it() {
        let (mail, code) = (Some(Label::Phishing), Some(Label::Malware));
        let decision = |label: Option<Label>| Decision {
            label,
            reason: label.is_none().then_some(UncertainReason::CloseCall),
        };
        let check = |said, believed, before, after, confidence, expected: &str| {
            let before = decision(before);
            let change = Change {
                by: "m-1".into(),
                said,
                beside: Beside::of(said, believed, &before),
                before,
                after: decision(after),
                confidence_before: 0.41,
                confidence_after: confidence,
            };
            assert_eq!(told_words(&change), expected);
        };
        check(
            mail,
            true,
            mail,
            mail,
            0.41,
            "The language model agrees: Phishing. The decision stays: Phishing 0.41.",
        );
        check(
            mail,
            true,
            None,
            mail,
            0.83,
            "The language model says Phishing: Uncertain 0.41 before, Phishing 0.83 with it.",
        );
        check(
            code,
            true,
            mail,
            mail,
            0.41,
            "The language model says Malware. The decision stays: Phishing 0.41.",
        );
        check(
            None,
            true,
            None,
            None,
            0.41,
            "The language model is uncertain as well. The decision stays: Uncertain 0.41.",
        );
        check(
            None,
            true,
            mail,
            mail,
            0.41,
            "The language model is uncertain. The decision stays: Phishing 0.41.",
        );
        check(
            None,
            false,
            mail,
            mail,
            0.41,
            "The language model said what is not believed. The decision stays: Phishing 0.41.",
        );
    }
}
