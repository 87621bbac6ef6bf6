//! Reading a labelled CSV: the visible development set, or a user's own file.

use taxonomy::Label;

/// One labelled text.
#[derive(Debug, Clone)]
pub struct Case {
    pub id: String,
    pub register: String,
    /// `None` for `out_of_scope`.
    pub label: Option<Label>,
    pub text: String,
}

/// Why a labelled file cannot be scored.
#[derive(Debug)]
pub enum CaseError {
    Csv(csv::Error),
    /// A needed column is missing; the columns there are.
    MissingColumn(&'static str, Vec<String>),
    /// 1-based data row, and what stands there.
    UnknownLabel(usize, String),
}

impl std::fmt::Display for CaseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Csv(error) => write!(f, "the file is not readable as CSV: {error}"),
            Self::MissingColumn(name, there) => write!(
                f,
                "there is no column `{name}`; the file has: {}. Rename one, or add it",
                there.join(", ")
            ),
            Self::UnknownLabel(row, label) => write!(
                f,
                "row {row}: {}; `out_of_scope` marks texts that are no incident",
                taxonomy::UnknownLabel(label.clone())
            ),
        }
    }
}

impl std::error::Error for CaseError {}

impl From<csv::Error> for CaseError {
    fn from(error: csv::Error) -> Self {
        Self::Csv(error)
    }
}

/// Reads cases from CSV with columns `text` (or `description`) and `label` (or `true_label`),
/// and `id` and `register` where there are such.
///
/// # Errors
/// Unreadable CSV, a missing column, a label that is none of the ten nor `out_of_scope`.
pub fn read(source: impl std::io::Read) -> Result<Vec<Case>, CaseError> {
    let mut reader = csv::Reader::from_reader(source);
    let headers: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let find = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| headers.iter().position(|h| h.eq_ignore_ascii_case(name)))
    };
    let missing = |name| CaseError::MissingColumn(name, headers.clone());
    let text = find(&["text", "description"]).ok_or_else(|| missing("text"))?;
    let label = find(&["label", "true_label"]).ok_or_else(|| missing("label"))?;
    let (id, register) = (find(&["id", "event_id"]), find(&["register"]));
    let mut cases = Vec::new();
    for (i, record) in reader.records().enumerate() {
        let record = record?;
        let cell = |at: Option<usize>| at.and_then(|i| record.get(i)).unwrap_or_default();
        let name = cell(Some(label)).trim();
        cases.push(Case {
            id: cell(id).to_owned(),
            register: cell(register).to_owned(),
            label: match name {
                "out_of_scope" => None,
                name => Some(
                    name.parse()
                        .map_err(|_| CaseError::UnknownLabel(i + 1, name.to_owned()))?,
                ),
            },
            text: cell(Some(text)).to_owned(),
        });
    }
    Ok(cases)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_good_and_bad() {
        for (file, want) in [
            ("text,label\nhello,phishing\n", Ok(1)),
            ("Description,true_label\na,out_of_scope\nb,malware\n", Ok(2)),
            ("text,label\n", Ok(0)),
            ("text\nhello\n", Err("no column `label`")),
            ("body,label\nx,malware\n", Err("no column `text`")),
            (
                "text,label\nx,virus\n",
                Err("row 1: `virus` is not a label"),
            ),
            ("text,label\n\"x,malware\n", Err("not readable")),
        ] {
            match (read(file.as_bytes()), want) {
                (Ok(cases), Ok(n)) => assert_eq!(cases.len(), n),
                (Err(error), Err(part)) => {
                    assert!(error.to_string().contains(part), "{error}");
                }
                (got, _) => panic!("{file:?}: {got:?}"),
            }
        }
    }
}
