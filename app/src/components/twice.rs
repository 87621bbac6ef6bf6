//! A small mark on a row that was asked about twice; what it became is in its name.

use leptos::prelude::*;
use triage::passes::Change;

use super::label_name;
use crate::format::probability;

/// `Asked twice: Uncertain 0.41 before, Phishing 0.83 after.`
fn words(change: &Change) -> String {
    let said = |label, confidence| format!("{} {}", label_name(label), probability(confidence));
    format!(
        "Asked twice: {} before, {} after.",
        said(change.before.label, change.confidence_before),
        said(change.after.label, change.confidence_after),
    )
}

#[component]
pub fn Twice(change: Change) -> impl IntoView {
    let words = words(&change);
    view! {
        <span
            class="twice"
            class:twice-other=change.is_other()
            role="img"
            aria-label=words.clone()
            title=words
        >
            "2\u{00d7}"
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use taxonomy::Label;
    use triage::passes::Beside;
    use triage::{Decision, UncertainReason};

    #[test]
    fn the_mark_tells_before_and_after() {
        let unsure = Decision {
            label: None,
            reason: Some(UncertainReason::CloseCall),
        };
        let phishing = Decision {
            label: Some(Label::Phishing),
            reason: None,
        };
        let check = |before, after, expected: &str| {
            let change = Change {
                by: "s-1".into(),
                said: Some(Label::Phishing),
                beside: Beside::Otherwise,
                before,
                after,
                confidence_before: 0.41,
                confidence_after: 0.83,
            };
            assert_eq!(words(&change), expected);
        };
        check(
            unsure,
            phishing,
            "Asked twice: Uncertain 0.41 before, Phishing 0.83 after.",
        );
        check(
            phishing,
            phishing,
            "Asked twice: Phishing 0.41 before, Phishing 0.83 after.",
        );
    }
}
