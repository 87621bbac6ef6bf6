//! Which column holds the text, and which the id.

/// Names of text columns, the best first. Our own exports are among them.
const TEXT: [&str; 22] = [
    "description",
    "incident_text",
    "raw_text",
    "text",
    "incident_description",
    "message",
    "summary",
    "narrative",
    "details",
    "detail",
    "incident",
    "incident_details",
    "body",
    "content",
    "event_description",
    "alert_description",
    "alert",
    "short_description",
    "comment",
    "comments",
    "notes",
    "note",
];

const ID: [&str; 10] = [
    "id",
    "ticket",
    "ticket_id",
    "case",
    "case_id",
    "incident_id",
    "event_id",
    "alert_id",
    "number",
    "key",
];

/// `Incident Description` and `incident-description` are `incident_description`.
fn normal(name: &str) -> String {
    name.trim()
        .chars()
        .map(|c| {
            if c.is_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect()
}

fn by_name(columns: &[String], names: &[&str]) -> Option<usize> {
    let normals: Vec<String> = columns.iter().map(|name| normal(name)).collect();
    names
        .iter()
        .find_map(|name| normals.iter().position(|column| column == name))
}

/// The column somebody asked for: exactly, else without regard to case and punctuation.
pub(crate) fn find(columns: &[String], wanted: &str) -> Option<usize> {
    columns
        .iter()
        .position(|name| name == wanted)
        .or_else(|| by_name(columns, &[normal(wanted).as_str()]))
}

pub(crate) fn id(columns: &[String]) -> Option<usize> {
    by_name(columns, &ID)
}

/// By name; else the column with the longest mean text, if it reads like text at all: two words
/// in half of its cells.
pub(crate) fn text(columns: &[String], rows: &[Vec<String>]) -> Option<usize> {
    if let Some(named) = by_name(columns, &TEXT) {
        return Some(named);
    }
    let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column));
    let mean = |column: usize| cells(column).map(String::len).sum::<usize>() / rows.len().max(1);
    let best = (0..columns.len())
        .rev()
        .max_by_key(|column| mean(*column))?;
    let wordy = cells(best)
        .filter(|cell| cell.split_whitespace().nth(1).is_some())
        .count();
    (wordy > 0 && wordy * 2 >= rows.len()).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_column_is_found() {
        let long = "a user opened the file and it ran";
        for (header, row, expected) in [
            ("id,description", ["1", "x"].as_slice(), Some(1)),
            ("Text,Summary", &["a", "b"], Some(0)),
            ("Incident Description,note", &["a", "b"], Some(0)),
            (
                "when,what happened",
                &["2026-03-02T07:12:00Z", long],
                Some(1),
            ),
            ("a,b", &["1", "2"], None),
            ("hash,n", &["0123456789abcdef0123456789abcdef", "1"], None),
        ] {
            let columns: Vec<String> = header.split(',').map(str::to_owned).collect();
            let rows = vec![row.iter().map(|&s| s.to_owned()).collect()];
            assert_eq!(text(&columns, &rows), expected, "{header}");
        }
    }

    #[test]
    fn an_asked_column_forgives_case() {
        let columns = ["Ticket ID", "text", "Text"].map(str::to_owned);
        for (wanted, expected) in [
            ("Text", Some(2)),
            ("text", Some(1)),
            ("TEXT", Some(1)),
            ("ticket_id", Some(0)),
            ("nope", None),
        ] {
            assert_eq!(find(&columns, wanted), expected, "{wanted}");
        }
        assert_eq!(id(&columns), Some(0));
    }
}
