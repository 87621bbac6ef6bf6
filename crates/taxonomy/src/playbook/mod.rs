//! What to do next: one playbook a label, and one for each reason of not deciding.
//!
//! Texts are templates. `{hosts}`, `{users}`, `{addresses}`, `{domains}`, `{files}` and
//! `{indicators}` stand for what the incident's text names; messages also have `{label}`,
//! `{confidence}`, `{techniques}` and `{time}`. Filling them is `triage`'s, with a neutral phrase
//! where the text names nothing. Steps are in the order in which they help most.

mod data;
mod identity;
mod network;
mod review;
mod threats;

use crate::Label;

/// The response plan for a label.
#[derive(Debug)]
pub struct Playbook {
    pub title: &'static str,
    /// Time to first response, in minutes, at the label's own priority.
    pub respond_within_minutes: u32,
    pub steps: &'static [Step],
    /// Whom to call when a step fails or the scope grows.
    pub escalation: &'static str,
    /// What to tell each kind of reader, one paragraph each.
    pub technical_message: &'static str,
    pub executive_message: &'static str,
    pub legal_message: &'static str,
}

/// One thing to do.
#[derive(Debug)]
pub struct Step {
    /// An imperative sentence.
    pub action: &'static str,
    /// How to do it or what to look at; one or two sentences.
    pub detail: &'static str,
}

/// Every slot a template may have.
pub const SLOTS: [&str; 10] = [
    "{hosts}",
    "{users}",
    "{addresses}",
    "{domains}",
    "{files}",
    "{indicators}",
    "{label}",
    "{confidence}",
    "{techniques}",
    "{time}",
];

pub(crate) const fn of(label: Label) -> &'static Playbook {
    match label {
        Label::Phishing => &threats::PHISHING,
        Label::Malware => &threats::MALWARE,
        Label::AccessAbuse => &identity::ACCESS_ABUSE,
        Label::CredentialCompromise => &identity::CREDENTIAL_COMPROMISE,
        Label::DataExfiltration => &data::DATA_EXFILTRATION,
        Label::InsiderThreat => &data::INSIDER_THREAT,
        Label::PolicyViolation => &data::POLICY_VIOLATION,
        Label::SuspiciousNetworkActivity => &network::SUSPICIOUS_NETWORK_ACTIVITY,
        Label::WebAttack => &network::WEB_ATTACK,
        Label::BenignActivity => &network::BENIGN_ACTIVITY,
    }
}

/// What to do where nothing is decided, by the reason's id: `close_call`, `out_of_domain`,
/// `opinions_disagree`; anything else is read as `low_confidence`.
pub fn review_playbook(reason: &str) -> &'static Playbook {
    match reason {
        "close_call" => &review::CLOSE_CALL,
        "out_of_domain" => &review::OUT_OF_DOMAIN,
        "opinions_disagree" => &review::OPINIONS_DISAGREE,
        _ => &review::LOW_CONFIDENCE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<&'static Playbook> {
        let reviews = [
            "low_confidence",
            "close_call",
            "out_of_domain",
            "opinions_disagree",
        ];
        Label::ALL
            .into_iter()
            .map(of)
            .chain(reviews.into_iter().map(review_playbook))
            .collect()
    }

    fn texts(playbook: &'static Playbook) -> Vec<&'static str> {
        let steps = playbook
            .steps
            .iter()
            .flat_map(|step| [step.action, step.detail]);
        let messages = [
            playbook.technical_message,
            playbook.executive_message,
            playbook.legal_message,
            playbook.escalation,
        ];
        steps.chain(messages).collect()
    }

    #[test]
    fn every_label_has_a_plan_of_its_own() {
        for label in Label::ALL {
            let playbook = label.playbook();
            assert!((6..=9).contains(&playbook.steps.len()), "{label}");
            assert!(playbook.respond_within_minutes > 0, "{label}");
        }
        let mut titles: Vec<_> = all().iter().map(|playbook| playbook.title).collect();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), Label::COUNT + 4);
    }

    #[test]
    fn texts_are_sentences_with_known_slots() {
        for playbook in all() {
            for text in texts(playbook) {
                assert!(text.ends_with(['.', '?']) && text.len() > 10, "{text}");
                let mut rest = text.to_owned();
                for slot in SLOTS {
                    rest = rest.replace(slot, "");
                }
                assert!(!rest.contains(['{', '}']), "{text}");
            }
        }
    }

    #[test]
    fn every_message_says_what_happened() {
        for label in Label::ALL {
            let playbook = label.playbook();
            for message in [
                playbook.technical_message,
                playbook.executive_message,
                playbook.legal_message,
            ] {
                assert!(message.contains("{label}"), "{label}: {message}");
            }
            assert!(
                playbook.technical_message.contains("{techniques}"),
                "{label}"
            );
            assert!(
                playbook.technical_message.contains("{indicators}"),
                "{label}"
            );
        }
    }
}
