//! What kind of file it is, from its name and its first bytes.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::csv::{Found, Parser, Record};
use crate::{Limits, OpenError, PREVIEW_ROWS, columns, json};

/// The format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Separated values with a header line.
    Csv,
    /// One incident per line that is not blank.
    Text,
    /// One JSON object (or string) per line.
    JsonLines,
    /// One array of objects (or strings).
    JsonArray,
}

/// How the file will be read, and its first rows: all that a column picker shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Layout {
    pub kind: Kind,
    /// `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`.
    pub encoding: &'static str,
    pub delimiter: Option<char>,
    /// Empty for plain text.
    pub columns: Vec<String>,
    /// Name of the chosen or guessed column.
    pub column: Option<String>,
    pub id_column: Option<String>,
    /// The first rows, cells in the order of `columns`.
    pub rows: Vec<Vec<String>>,
    #[serde(skip)]
    pub(crate) text_index: usize,
    #[serde(skip)]
    pub(crate) id_index: Option<usize>,
    /// One of our own CSV exports: its cells are restored.
    #[serde(skip)]
    pub(crate) own_export: bool,
}

/// Rows looked at for guesses.
const SAMPLE: usize = 50;

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

impl Layout {
    /// `complete` tells whether `head` is the whole file. The text column is resolved later.
    pub(crate) fn read(
        head: &[u8],
        complete: bool,
        name: Option<&str>,
        limits: &Limits,
    ) -> Result<Self, OpenError> {
        if head.trim_ascii().is_empty() {
            return Err(OpenError::Empty);
        }
        match kind(head, name) {
            Kind::Text => Ok(Self::new(Kind::Text, Vec::new(), lines(head))),
            Kind::Csv => csv(head, complete, name, limits),
            kind => json_layout(kind, head, limits),
        }
    }

    fn new(kind: Kind, columns: Vec<String>, rows: Vec<Vec<String>>) -> Self {
        Self {
            kind,
            encoding: "utf-8",
            delimiter: None,
            columns,
            column: None,
            id_column: None,
            rows,
            text_index: 0,
            id_index: None,
            own_export: false,
        }
    }

    /// Settles the columns: the one asked for, or a guess.
    pub(crate) fn resolve(mut self, wanted: Option<&str>) -> Result<Self, OpenError> {
        if !self.columns.is_empty() {
            let wanted = wanted.map(str::trim).filter(|name| !name.is_empty());
            self.text_index = match wanted {
                Some(name) => {
                    columns::find(&self.columns, name).ok_or_else(|| OpenError::UnknownColumn {
                        wanted: name.to_owned(),
                        columns: self.columns.clone(),
                    })?
                }
                None => columns::text(&self.columns, &self.rows).ok_or_else(|| {
                    OpenError::NoTextColumn {
                        columns: self.columns.clone(),
                    }
                })?,
            };
            self.column = Some(self.columns[self.text_index].clone());
            self.id_index = columns::id(&self.columns).filter(|id| *id != self.text_index);
            self.id_column = self.id_index.map(|id| self.columns[id].clone());
        }
        Ok(self)
    }

    /// Leaves as many rows as a preview shows.
    pub(crate) fn cut(mut self) -> Self {
        self.rows.truncate(PREVIEW_ROWS);
        self
    }
}

fn kind(head: &[u8], name: Option<&str>) -> Kind {
    let ending = name
        .and_then(|name| name.rsplit_once('.'))
        .map(|(_, ending)| ending.to_ascii_lowercase());
    let first = head.trim_ascii_start().first();
    match (ending.as_deref(), first) {
        (Some("txt" | "log"), _) => Kind::Text,
        (Some("csv" | "tsv" | "tab" | "psv"), _) => Kind::Csv,
        (Some("json" | "jsonl" | "ndjson") | None, Some(b'[')) => Kind::JsonArray,
        (Some("json" | "jsonl" | "ndjson"), _) | (None, Some(b'{')) => Kind::JsonLines,
        // Neither a name nor JSON: a header with a text column makes a table.
        _ => {
            let header = head.split(|b| *b == b'\n').next().unwrap_or_default();
            let delimiter = delimiter(header, true);
            let names: Vec<String> = String::from_utf8_lossy(header)
                .split(char::from(delimiter))
                .map(|name| name.trim().trim_matches('"').to_owned())
                .collect();
            if columns::text(&names, &[]).is_some() {
                Kind::Csv
            } else {
                Kind::Text
            }
        }
    }
}

fn lines(head: &[u8]) -> Vec<Vec<String>> {
    String::from_utf8_lossy(head)
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(PREVIEW_ROWS)
        .map(|line| vec![line.to_owned()])
        .collect()
}

/// Complete records of the head, the header first.
fn records(
    head: &[u8],
    complete: bool,
    delimiter: u8,
    limits: &Limits,
) -> (Vec<Vec<String>>, usize) {
    let mut parser = Parser::new(delimiter, limits.text, limits.columns);
    let (mut rest, mut record) = (head, Record::default());
    let (mut records, mut widest) = (Vec::new(), 0);
    while records.len() <= SAMPLE {
        match parser.read(&mut rest, &mut record) {
            // The last record of a cut head may be cut as well.
            Ok(Found::Record) if complete || !rest.is_empty() => {
                widest = widest.max(if records.is_empty() { record.fields } else { 0 });
                records.push(record.texts());
            }
            // Of a cut head, the quote may close later.
            Ok(Found::UnclosedQuote(_)) if complete && !records.is_empty() => {}
            _ => break,
        }
    }
    (records, widest)
}

fn csv(
    head: &[u8],
    complete: bool,
    name: Option<&str>,
    limits: &Limits,
) -> Result<Layout, OpenError> {
    let by_name = match name.and_then(|name| name.rsplit_once('.')) {
        Some((_, ending)) if ending.eq_ignore_ascii_case("tsv") => Some(b'\t'),
        _ => None,
    };
    let delimiter = by_name.unwrap_or_else(|| delimiter(head, complete));
    let (mut records, fields) = records(head, complete, delimiter, limits);
    if fields > limits.columns {
        return Err(OpenError::TooManyColumns {
            found: fields,
            limit: limits.columns,
        });
    }
    if records.is_empty() {
        return Err(OpenError::Malformed(if complete {
            "The header opens a quote and never closes it."
        } else {
            "The header line is longer than 64 KB, so this is not a table of incidents."
        }));
    }
    let columns: Vec<String> = records
        .remove(0)
        .into_iter()
        .map(|name| name.trim().to_owned())
        .collect();
    if records.is_empty() && complete && !opens_a_row(head, delimiter, limits) {
        return Err(OpenError::HeaderOnly { columns });
    }
    let has = |name: &str| columns.iter().any(|column| column == name);
    let own_export = has("text") && has("final_label") && has("schema");
    let mut layout = Layout::new(Kind::Csv, columns, records);
    layout.delimiter = Some(char::from(delimiter));
    layout.own_export = own_export;
    Ok(layout)
}

/// Whether anything follows the header, if only a row whose quote never closes.
fn opens_a_row(head: &[u8], delimiter: u8, limits: &Limits) -> bool {
    let mut parser = Parser::new(delimiter, limits.text, limits.columns);
    let (mut rest, mut record) = (head, Record::default());
    let header = parser.read(&mut rest, &mut record);
    matches!(header, Ok(Found::Record)) && !rest.trim_ascii().is_empty()
}

/// The delimiter with which most records have as many fields as the header; more fields win, then
/// the order of the list. A comma if none gives two fields.
fn delimiter(head: &[u8], complete: bool) -> u8 {
    let limits = Limits {
        text: usize::MAX,
        columns: usize::MAX,
    };
    let mut best = (0, b',');
    for candidate in DELIMITERS {
        let (records, fields) = records(head, complete, candidate, &limits);
        let alike = records.iter().filter(|r| r.len() == fields).count();
        if fields > 1 && alike * 2 > records.len() {
            let score = 1000 * alike / records.len().max(1) * 1000 + fields.min(999);
            if score > best.0 {
                best = (score, candidate);
            }
        }
    }
    best.1
}

const NOT_ROWS: OpenError =
    OpenError::Malformed("This JSON is neither an array of objects nor one object per line.");

fn json_layout(kind: Kind, head: &[u8], limits: &Limits) -> Result<Layout, OpenError> {
    let mut objects: Vec<Map<String, Value>> = Vec::new();
    let (mut strings, mut tried) = (Vec::new(), 0);
    let mut note = |element: &[u8]| {
        tried += 1;
        match serde_json::from_slice(element) {
            Ok(Value::Object(object)) => objects.push(object),
            Ok(Value::String(text)) => strings.push(vec![text]),
            _ => {}
        }
    };
    let mut element = Vec::new();
    let mut rest = head;
    if kind == Kind::JsonArray {
        let mut elements = json::Elements::default();
        while let Ok(json::Found::Element) = elements.next(&mut rest, &mut element, limits.text * 4)
        {
            note(&element);
        }
    } else {
        // An object over several lines is one value, not rows.
        let first = head.trim_ascii_start().split(|b| *b == b'\n').next();
        if first.is_some_and(|line| line.starts_with(b"{") && !line.trim_ascii().ends_with(b"}")) {
            return Err(NOT_ROWS);
        }
        for line in head.split(|b| *b == b'\n').take(SAMPLE) {
            note(line);
        }
    }
    if objects.is_empty() {
        if strings.is_empty() && tried > 0 && kind == Kind::JsonLines {
            return Err(NOT_ROWS);
        }
        if strings.is_empty() && head.trim_ascii().ends_with(b"]") && tried == 0 {
            return Err(OpenError::Empty);
        }
        return Ok(Layout::new(kind, Vec::new(), strings));
    }
    let mut columns: Vec<String> = Vec::new();
    for key in objects.iter().flat_map(|object| object.keys()) {
        if !columns.contains(key) {
            columns.push(key.clone());
        }
    }
    if columns.len() > limits.columns {
        return Err(OpenError::TooManyColumns {
            found: columns.len(),
            limit: limits.columns,
        });
    }
    let rows = objects
        .iter()
        .map(|object| {
            columns
                .iter()
                .map(|key| object.get(key).and_then(json::cell).unwrap_or_default())
                .collect()
        })
        .collect();
    Ok(Layout::new(kind, columns, rows))
}
