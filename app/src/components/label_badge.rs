//! A label as two letters on its colour, and its name. `uncertain` has a look of its own.

use leptos::prelude::*;
use taxonomy::Label;

/// The class that sets `--hue` to the label's colour.
pub fn label_class(label: Option<Label>) -> &'static str {
    match label {
        Some(Label::Phishing) => "label-phishing",
        Some(Label::Malware) => "label-malware",
        Some(Label::AccessAbuse) => "label-access_abuse",
        Some(Label::CredentialCompromise) => "label-credential_compromise",
        Some(Label::DataExfiltration) => "label-data_exfiltration",
        Some(Label::InsiderThreat) => "label-insider_threat",
        Some(Label::PolicyViolation) => "label-policy_violation",
        Some(Label::SuspiciousNetworkActivity) => "label-suspicious_network_activity",
        Some(Label::WebAttack) => "label-web_attack",
        Some(Label::BenignActivity) => "label-benign_activity",
        None => "label-uncertain",
    }
}

pub fn label_name(label: Option<Label>) -> &'static str {
    label.map_or("Uncertain", Label::name)
}

/// `None` is uncertain.
#[component]
pub fn LabelBadge(label: Option<Label>) -> impl IntoView {
    view! {
        <span class=format!("label {}", label_class(label))>
            <span class="label-mark" aria-hidden="true">
                {label.map_or("??", |label| label.info().mark)}
            </span>
            <span class="label-name">{label_name(label)}</span>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_carry_the_identifiers() {
        for label in Label::ALL {
            assert_eq!(label_class(Some(label)), format!("label-{}", label.id()));
        }
    }
}
