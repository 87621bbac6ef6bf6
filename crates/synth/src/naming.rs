//! Whether a text names a label: `phish`, `compromised credentials`. A short text that does gives
//! the answer away, so rows are told without.

use taxonomy::Label;

/// Forms in which people write a label's name: small letters, words apart by one blank. A form
/// counts from the beginning of a word.
const fn forms(label: Label) -> &'static [&'static str] {
    match label {
        Label::Phishing => &["phish", "spear phish"],
        Label::Malware => &["malware"],
        Label::AccessAbuse => &["access abuse", "abuse of access", "abused access"],
        Label::CredentialCompromise => &[
            "credential compromise",
            "credentials compromise",
            "compromised credential",
            "compromise of credential",
        ],
        Label::DataExfiltration => &["exfil"],
        Label::InsiderThreat => &["insider"],
        Label::PolicyViolation => &["violat", "policy breach", "breach of policy"],
        Label::SuspiciousNetworkActivity => &["suspicious network", "network activity"],
        Label::WebAttack => &["web attack", "web application attack", "webattack"],
        Label::BenignActivity => &["benign"],
    }
}

/// Whether `text` contains the label's name or a near form of it.
pub fn names(label: Label, text: &str) -> bool {
    let mut plain = String::with_capacity(text.len() + 1);
    plain.push(' ');
    for c in text.chars() {
        if c.is_alphanumeric() {
            plain.extend(c.to_lowercase());
        } else if !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    forms(label).iter().any(|form| {
        plain
            .match_indices(form)
            .any(|(at, _)| plain[..at].ends_with(' '))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_forms_count_and_parts_of_words_do_not() {
        for (label, text, expected) in [
            (Label::Phishing, "Spear-PHISHING mail", true),
            (Label::Phishing, "phished yesterday", true),
            (Label::Phishing, "a strange mail", false),
            (Label::WebAttack, "web_attack on the shop", true),
            (Label::WebAttack, "cobweb attack", false),
            (Label::DataExfiltration, "data was exfiltrated", true),
            (Label::InsiderThreat, "(Insider) risk", true),
            (Label::BenignActivity, "closed as benign", true),
            (Label::BenignActivity, "phishing drill", false),
            (Label::PolicyViolation, "this violates the rules", true),
            (
                Label::CredentialCompromise,
                "compromised\ncredentials",
                true,
            ),
        ] {
            assert_eq!(names(label, text), expected, "{text}");
        }
    }
}
