//! One line a row, flat, in UTF-8 with a comma.

use std::io::Write;

use taxonomy::{ATTACK_VERSION, Label};

use crate::{Columns, Flat, SCHEMA, Told, answer, cell};

/// The columns in order. `p_<label>` are the calibrated probabilities; `techniques` are ids shown
/// by the text, separated by blanks. The last five are empty where no second judge was asked: what the
/// first one's scores alone would give, and what the second says alone.
pub const COLUMNS: [&str; 34] = [
    "row",
    "id",
    "text",
    "final_label",
    "reason",
    "base_label",
    "confidence",
    "margin",
    "entropy",
    "out_of_domain",
    "risk",
    "severity",
    "priority",
    "p_phishing",
    "p_malware",
    "p_access_abuse",
    "p_credential_compromise",
    "p_data_exfiltration",
    "p_insider_threat",
    "p_policy_violation",
    "p_suspicious_network_activity",
    "p_web_attack",
    "p_benign_activity",
    "techniques",
    "mode",
    "threshold",
    "attack_version",
    "model",
    "schema",
    "first_label",
    "first_confidence",
    "second_opinion_label",
    "second_opinion_confidence",
    "second_opinion_model",
];

pub(crate) fn header(out: &mut Vec<u8>, columns: Columns) {
    for (i, column) in COLUMNS.into_iter().chain(columns.names()).enumerate() {
        if i > 0 {
            out.push(b',');
        }
        out.extend_from_slice(column.as_bytes());
    }
    out.extend_from_slice(b"\r\n");
}

/// `told`: of a file that has `columns` for it, what they say.
pub(crate) fn line(out: &mut Vec<u8>, flat: &Flat<'_>, columns: Columns, told: Option<Told<'_>>) {
    if let Some(row) = flat.row {
        number(out, row);
    }
    for text in [
        flat.id.unwrap_or_default(),
        flat.text,
        flat.decision.id(),
        flat.decision.reason.map_or("", |reason| reason.id()),
        flat.scores.base().id(),
    ] {
        out.push(b',');
        cell::push(out, text);
    }
    let scores = &flat.scores;
    for value in [
        scores.max(),
        scores.margin(),
        scores.entropy(),
        scores.out_of_domain,
    ] {
        out.push(b',');
        // The entropy of a certain answer is minus zero, and a cell must not begin with a minus.
        number(out, value + 0.0);
    }
    out.push(b',');
    number(out, flat.risk);
    for word in [flat.severity.id(), flat.priority.id()] {
        out.push(b',');
        out.extend_from_slice(word.as_bytes());
    }
    for label in Label::ALL {
        out.push(b',');
        number(out, scores.probabilities[label.index()]);
    }
    out.push(b',');
    for (i, id) in flat.techniques.iter().enumerate() {
        if i > 0 {
            out.push(b' ');
        }
        out.extend_from_slice(id.as_bytes());
    }
    out.push(b',');
    out.extend_from_slice(flat.settings.mode.id().as_bytes());
    out.push(b',');
    number(out, flat.settings.threshold);
    out.push(b',');
    out.extend_from_slice(ATTACK_VERSION.as_bytes());
    out.push(b',');
    cell::push(out, flat.model);
    out.push(b',');
    number(out, SCHEMA);
    match &flat.second {
        None => out.extend_from_slice(b",,,,,"),
        Some(second) => {
            out.push(b',');
            out.extend_from_slice(second.first.id().as_bytes());
            out.push(b',');
            number(out, second.first_confidence);
            out.push(b',');
            let label = second.label.map_or("uncertain", Label::id);
            out.extend_from_slice(label.as_bytes());
            out.push(b',');
            number(out, second.confidence);
            out.push(b',');
            cell::push(out, second.model);
        }
    }
    answer::cells(columns, told, out);
    out.extend_from_slice(b"\r\n");
}

/// The shortest digits that read back as the same number. Writing to a vector does not fail.
fn number(out: &mut Vec<u8>, value: impl std::fmt::Display) {
    let _ = write!(out, "{value}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_probability_column_for_each_label_in_order() {
        let expected = Label::ALL.map(|label| format!("p_{}", label.id()));
        assert_eq!(COLUMNS[13..23], expected);
    }
}
