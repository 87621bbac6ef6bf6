//! Rows as Parquet: flat, every column required, plain encoding, no compression.
//!
//! Our own two hundred lines instead of the `parquet` crate, because a resumed file needs the
//! footer's row groups kept in a checkpoint, which no writer offers, and because that crate brings
//! more code than the rest of the generator. What is written is the format's simplest form, which
//! every reader knows.

use serde::{Deserialize, Serialize};
use synth::Row;
use synth::columns::{COLUMNS, Kind, Value};

/// First and last bytes of a file.
pub const MAGIC: &[u8] = b"PAR1";

/// What the footer has to say about a row group; its place follows from those before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub rows: u64,
    /// Bytes of each column's page, header included.
    pub sizes: Vec<u64>,
}

/// A row group in the making.
#[derive(Debug)]
pub struct Columns {
    rows: u64,
    values: Vec<Vec<u8>>,
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            rows: 0,
            values: vec![Vec::new(); COLUMNS.len()],
        }
    }
}

impl Columns {
    pub fn push(&mut self, row: &Row) {
        self.rows += 1;
        for (values, value) in self.values.iter_mut().zip(row.values()) {
            match value {
                Value::Number(number) => values.extend_from_slice(&number.to_le_bytes()),
                Value::Name(text) | Value::Text(text) => {
                    values.extend_from_slice(&(text.len() as u32).to_le_bytes());
                    values.extend_from_slice(text.as_bytes());
                }
            }
        }
    }

    /// Appends the group, one page a column, and begins the next.
    pub fn finish(&mut self, out: &mut Vec<u8>) -> Group {
        let mut sizes = Vec::with_capacity(COLUMNS.len());
        for values in &mut self.values {
            let start = out.len();
            page_header(self.rows, values.len(), out);
            out.append(values);
            sizes.push((out.len() - start) as u64);
        }
        Group {
            rows: std::mem::take(&mut self.rows),
            sizes,
        }
    }
}

/// The end of a file whose first group stands behind [`MAGIC`].
pub fn footer(groups: &[Group], created_by: &str) -> Vec<u8> {
    let mut thrift = Thrift::default();
    thrift.int(1, 1);
    thrift.list(2, STRUCT, COLUMNS.len() + 1);
    thrift.open();
    thrift.text(4, "incidents");
    thrift.int(5, COLUMNS.len() as i64);
    thrift.close();
    for column in &COLUMNS {
        thrift.open();
        thrift.int(1, physical(column.kind));
        thrift.int(3, 0); // required
        thrift.text(4, column.name);
        if column.kind != Kind::Number {
            thrift.int(6, 0); // UTF8
        }
        thrift.close();
    }
    thrift.long(3, groups.iter().map(|group| group.rows as i64).sum());
    thrift.list(4, STRUCT, groups.len());
    let mut offset = MAGIC.len() as i64;
    for group in groups {
        thrift.open();
        thrift.list(1, STRUCT, COLUMNS.len());
        let first = offset;
        for (column, size) in COLUMNS.iter().zip(&group.sizes) {
            thrift.open();
            thrift.long(2, offset);
            thrift.nested(3);
            thrift.int(1, physical(column.kind));
            thrift.list(2, INT, 1);
            thrift.bare_int(0); // plain
            thrift.list(3, BINARY, 1);
            thrift.bare_text(column.name);
            thrift.int(4, 0); // uncompressed
            thrift.long(5, group.rows as i64);
            thrift.long(6, *size as i64);
            thrift.long(7, *size as i64);
            thrift.long(9, offset);
            thrift.close();
            thrift.close();
            offset += *size as i64;
        }
        thrift.long(2, offset - first);
        thrift.long(3, group.rows as i64);
        thrift.close();
    }
    thrift.list(5, STRUCT, 1);
    thrift.open();
    thrift.text(1, "synthetic");
    thrift.text(2, "true");
    thrift.close();
    thrift.text(6, created_by);
    let mut out = thrift.end();
    out.extend_from_slice(&(out.len() as u32).to_le_bytes());
    out.extend_from_slice(MAGIC);
    out
}

/// Numbers are 64 bits wide, everything else is bytes.
fn physical(kind: Kind) -> i64 {
    match kind {
        Kind::Number => 2,
        Kind::Name | Kind::Text => 6,
    }
}

fn page_header(rows: u64, bytes: usize, out: &mut Vec<u8>) {
    let mut thrift = Thrift::default();
    thrift.int(1, 0); // data page
    thrift.int(2, bytes as i64);
    thrift.int(3, bytes as i64);
    thrift.nested(5);
    thrift.int(1, rows as i64);
    thrift.int(2, 0); // plain
    thrift.int(3, 3); // levels by run lengths; required columns have none
    thrift.int(4, 3);
    thrift.close();
    out.extend(thrift.end());
}

const INT: u8 = 5;
const LONG: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// Thrift's compact protocol, as far as Parquet's headers need it.
#[derive(Debug, Default)]
struct Thrift {
    out: Vec<u8>,
    /// The last field's number in each struct that is open.
    last: Vec<i16>,
    field: i16,
}

impl Thrift {
    fn header(&mut self, field: i16, kind: u8) {
        // Fields come in ascending order, never 15 apart.
        self.out.push(((field - self.field) as u8) << 4 | kind);
        self.field = field;
    }

    fn varint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.out.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.out.push(number as u8);
    }

    /// Zigzag: small numbers of either sign are short.
    fn bare_int(&mut self, number: i64) {
        self.varint(((number << 1) ^ (number >> 63)) as u64);
    }

    fn bare_text(&mut self, text: &str) {
        self.varint(text.len() as u64);
        self.out.extend_from_slice(text.as_bytes());
    }

    fn int(&mut self, field: i16, number: i64) {
        self.header(field, INT);
        self.bare_int(number);
    }

    fn long(&mut self, field: i16, number: i64) {
        self.header(field, LONG);
        self.bare_int(number);
    }

    fn text(&mut self, field: i16, text: &str) {
        self.header(field, BINARY);
        self.bare_text(text);
    }

    fn list(&mut self, field: i16, kind: u8, len: usize) {
        self.header(field, LIST);
        if len < 15 {
            self.out.push((len as u8) << 4 | kind);
        } else {
            self.out.push(0xf0 | kind);
            self.varint(len as u64);
        }
    }

    /// A struct as a field.
    fn nested(&mut self, field: i16) {
        self.header(field, STRUCT);
        self.open();
    }

    /// A struct in a list.
    fn open(&mut self) {
        self.last.push(std::mem::take(&mut self.field));
    }

    fn close(&mut self) {
        self.out.push(0);
        self.field = self.last.pop().unwrap_or(0);
    }

    fn end(mut self) -> Vec<u8> {
        self.out.push(0);
        self.out
    }
}
