//! Why a labelled file cannot be scored, and what to do about it.

use std::path::Path;

use lab::scenarios::CaseError;
use taxonomy::Label;

use crate::plain::harmless;

/// Unknown labels named one by one before they are only counted.
const NAMED: usize = 5;

/// In words for who has the file.
pub fn unusable(error: &CaseError, file: &Path) -> String {
    match error {
        CaseError::MissingColumn(_, there) if there.iter().all(|name| name.trim().is_empty()) => {
            "it is empty; it needs a header with the columns `text` and `label`".to_owned()
        }
        CaseError::MissingColumn(_, there) if there[0].starts_with(['{', '[']) => {
            "it looks like JSON; evaluate reads CSV with the columns `text` and `label`".to_owned()
        }
        CaseError::MissingColumn(_, there)
            if there.len() == 1 && there[0].contains([';', '\t']) =>
        {
            format!(
                "its only column is `{}`; save it with commas between the columns",
                harmless(&there[0])
            )
        }
        CaseError::MissingColumn(name, there) => {
            let names = if *name == "text" {
                "`text` (or `description`)"
            } else {
                "`label` (or `true_label`)"
            };
            format!(
                "there is no column {names}; the file has: {}. Rename one, or add it",
                harmless(&there.join(", "))
            )
        }
        CaseError::UnknownLabel(row, label) => format!(
            "row {row}: `{}` is not a label{}; the labels are {}; `out_of_scope` marks texts that \
             are no incident. Correct the column, or leave these rows out",
            harmless(label),
            others(file, label),
            Label::ALL.map(Label::id).join(", ")
        ),
        CaseError::Csv(error) => format!(
            "it is not readable as CSV: {error}. Rows need as many columns as the header, text in \
             UTF-8, and quotes around texts with commas or line breaks"
        ),
    }
}

/// How many rows have labels that are none, and which other ones there are.
fn others(file: &Path, first: &str) -> String {
    let Ok(mut reader) = csv::Reader::from_path(file) else {
        return String::new();
    };
    let found = |name: &str, headers: &csv::StringRecord| {
        headers.iter().position(|h| h.eq_ignore_ascii_case(name))
    };
    let column = reader
        .headers()
        .ok()
        .and_then(|headers| found("label", headers).or_else(|| found("true_label", headers)));
    let Some(column) = column else {
        return String::new();
    };
    let (mut rows, mut names) = (0, std::collections::BTreeSet::new());
    for record in reader.records().flatten() {
        let name = record.get(column).unwrap_or_default().trim();
        if name != "out_of_scope" && name.parse::<Label>().is_err() {
            rows += 1;
            if name != first {
                names.insert(harmless(name));
            }
        }
    }
    let more = names.len().saturating_sub(NAMED);
    let named: Vec<String> = names.iter().take(NAMED).map(|n| format!("`{n}`")).collect();
    match (rows, named.is_empty()) {
        (0 | 1, _) => String::new(),
        (_, true) => format!(" (it stands in {rows} rows)"),
        (_, false) if more == 0 => format!(", nor {} ({rows} rows in all)", named.join(", ")),
        (_, false) => format!(
            ", nor {} and {more} more ({rows} rows in all)",
            named.join(", ")
        ),
    }
}
