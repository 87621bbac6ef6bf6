//! A file opened as rows.

use std::io::Read;

use serde::Serialize;
use serde_json::Value;

use crate::csv::{self, Parser, Record, restore_cell};
use crate::decode::Utf8;
use crate::lines::read_line;
use crate::{Kind, Layout, OpenError, Options, Stop, json};

/// One incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// 1-based data row: the header and blank lines do not count.
    pub row: u64,
    pub id: Option<String>,
    pub text: String,
}

/// A row that cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BadRow {
    pub row: u64,
    pub message: String,
}

/// A row, good or bad.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    Row(Row),
    Bad(BadRow),
}

/// Rows in the order of the file, until its end or until the rest cannot be read.
pub struct Reader<R> {
    source: Utf8<R>,
    layout: Layout,
    max_text: usize,
    format: Format,
    row: u64,
    done: bool,
}

enum Format {
    Csv(Parser, Record),
    /// The line buffer.
    Text(Vec<u8>),
    JsonLines(Vec<u8>),
    JsonArray(json::Elements, Vec<u8>),
}

/// Looks at the beginning of a file and gets ready to read its rows.
///
/// # Errors
/// When the file cannot be read as rows at all; the message says what to do.
pub fn open<R: Read>(source: R, options: &Options) -> Result<Reader<R>, OpenError> {
    let mut source = Utf8::open(source)?;
    let layout = layout(&source, options)?.resolve(options.column.as_deref())?;
    let format = match layout.kind {
        Kind::Csv => {
            let delimiter = layout.delimiter.map_or(b',', |c| c as u8);
            let mut parser = Parser::new(delimiter, options.limits.text, options.limits.columns);
            let mut record = Record::default();
            parser
                .read(&mut source, &mut record)
                .map_err(OpenError::Io)?;
            parser.columns = record.fields;
            let mut keep = vec![layout.text_index];
            keep.extend(layout.id_index);
            parser.keep = Some(keep);
            Format::Csv(parser, record)
        }
        Kind::Text => Format::Text(Vec::new()),
        Kind::JsonLines => Format::JsonLines(Vec::new()),
        Kind::JsonArray => Format::JsonArray(json::Elements::default(), Vec::new()),
    };
    Ok(Reader {
        source,
        layout,
        max_text: options.limits.text,
        format,
        row: 0,
        done: false,
    })
}

/// What a column picker shows of the first bytes of a file. The column is a guess, or `None`
/// where none looks like text.
///
/// # Errors
/// As [`open`], a wrong column excepted.
pub fn preview(head: &[u8], whole: bool, options: &Options) -> Result<Layout, OpenError> {
    let source = Utf8::open(head)?;
    let mut found = Layout::read(
        source.head(),
        whole && source.complete(),
        options.file_name.as_deref(),
        &options.limits,
    )?;
    found.encoding = source.encoding();
    Ok(match found.clone().resolve(options.column.as_deref()) {
        Ok(resolved) => resolved.cut(),
        Err(_) => found.cut(),
    })
}

fn layout<R: Read>(source: &Utf8<R>, options: &Options) -> Result<Layout, OpenError> {
    let name = options.file_name.as_deref();
    let mut layout = Layout::read(source.head(), source.complete(), name, &options.limits)?;
    layout.encoding = source.encoding();
    Ok(layout)
}

impl<R: Read> Reader<R> {
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Bytes taken from the source so far.
    pub fn bytes_read(&self) -> u64 {
        self.source.bytes_read()
    }

    fn bad(&self, message: impl Into<String>) -> Item {
        Item::Bad(BadRow {
            row: self.row,
            message: message.into(),
        })
    }

    fn too_long(&self) -> Item {
        self.bad(format!(
            "The text is longer than {} KB.",
            self.max_text / 1024
        ))
    }

    fn good(&self, id: Option<String>, text: String) -> Item {
        if text.trim().is_empty() {
            return self.bad("The text is empty.");
        }
        if text.contains('\0') {
            return self.bad("The text contains a NUL byte.");
        }
        if text.len() > self.max_text {
            return self.too_long();
        }
        Item::Row(Row {
            row: self.row,
            id: id.filter(|id| !id.is_empty()),
            text,
        })
    }

    fn read(&mut self) -> Result<Option<Item>, Stop> {
        match &mut self.format {
            Format::Csv(parser, record) => {
                let found = parser.read(&mut self.source, record).map_err(Stop::Io)?;
                self.row += 1;
                match found {
                    csv::Found::End => Ok(None),
                    csv::Found::UnclosedQuote(line) => Ok(Some(self.bad(format!(
                        "The quote opened on line {line} is never closed. The lines after it were \
                         read as rows."
                    )))),
                    csv::Found::Lost(line) => Err(Stop::UnclosedQuote {
                        row: self.row,
                        line,
                    }),
                    csv::Found::Record => Ok(Some(self.csv_row())),
                }
            }
            Format::Text(line) => loop {
                let whole = read_line(&mut self.source, line, self.max_text).map_err(Stop::Io)?;
                let Some(whole) = whole else {
                    return Ok(None);
                };
                if whole && line.trim_ascii().is_empty() {
                    continue;
                }
                self.row += 1;
                let text = String::from_utf8_lossy(line).into_owned();
                return Ok(Some(if whole {
                    self.good(None, text)
                } else {
                    self.too_long()
                }));
            },
            Format::JsonLines(line) => loop {
                let limit = 4 * self.max_text;
                let whole = read_line(&mut self.source, line, limit).map_err(Stop::Io)?;
                let Some(whole) = whole else {
                    return Ok(None);
                };
                if whole && line.trim_ascii().is_empty() {
                    continue;
                }
                self.row += 1;
                let value = serde_json::from_slice(line);
                return Ok(Some(if whole {
                    self.json_row(value)
                } else {
                    self.too_long()
                }));
            },
            Format::JsonArray(elements, element) => {
                let limit = 4 * self.max_text;
                let found = elements
                    .next(&mut self.source, element, limit)
                    .map_err(Stop::Io)?;
                self.row += 1;
                match found {
                    json::Found::End => Ok(None),
                    json::Found::Unclosed => Err(Stop::UnclosedArray { row: self.row }),
                    json::Found::TooLong => Ok(Some(self.too_long())),
                    json::Found::Element => {
                        let value = serde_json::from_slice(element);
                        Ok(Some(self.json_row(value)))
                    }
                }
            }
        }
    }

    fn csv_row(&self) -> Item {
        let Format::Csv(_, record) = &self.format else {
            return self.bad("not a CSV");
        };
        let at = self.layout.text_index;
        if record.too_long == Some(at) {
            return self.too_long();
        }
        let cell = |field: usize| {
            record.text(field).map(|cell| {
                if self.layout.own_export {
                    restore_cell(cell).to_owned()
                } else {
                    cell.to_owned()
                }
            })
        };
        match cell(at) {
            Some(text) => self.good(self.layout.id_index.and_then(cell), text),
            None => self.bad(format!(
                "The row has {} of the header's {} fields and ends before the text.",
                record.fields,
                self.layout.columns.len()
            )),
        }
    }

    fn json_row(&self, value: serde_json::Result<Value>) -> Item {
        match value {
            Ok(Value::String(text)) => self.good(None, text),
            Ok(Value::Object(object)) => {
                let name = self.layout.column.as_deref().unwrap_or_default();
                let id = self.layout.id_column.as_deref();
                let id = id.and_then(|id| object.get(id)).and_then(json::cell);
                match object.get(name).and_then(json::cell) {
                    Some(text) => self.good(id, text),
                    None => self.bad(format!("The object has no text under “{name}”.")),
                }
            }
            Ok(_) => self.bad("The row is neither an object nor a string."),
            Err(error) => self.bad(format!("The row is not valid JSON: {error}.")),
        }
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Item, Stop>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        match self.read() {
            Ok(Some(item)) => Some(Ok(item)),
            Ok(None) => {
                self.done = true;
                None
            }
            Err(stop) => {
                self.done = true;
                Some(Err(stop))
            }
        }
    }
}
