//! Rows as CSV and as JSON lines.

use std::io::Write;

use synth::Row;
use synth::columns::{COLUMNS, Value};

/// The header of a CSV.
pub fn csv_head(out: &mut Vec<u8>) {
    let names: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    out.extend_from_slice(names.join(",").as_bytes());
    out.push(b'\n');
}

/// A row by RFC 4180: columns of text always in quotes, the others never. Lines end in `\n`; a
/// text may contain line breaks.
pub fn csv(row: &Row, out: &mut Vec<u8>) {
    for value in row.values() {
        match value {
            Value::Number(number) => decimal(number, out),
            Value::Name(name) => out.extend_from_slice(name.as_bytes()),
            Value::Text(text) => quoted(text.as_bytes(), out),
        }
        out.push(b',');
    }
    if let Some(last) = out.last_mut() {
        *last = b'\n';
    }
}

fn quoted(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    let mut at = 0;
    for quote in memchr::memchr_iter(b'"', text) {
        out.extend_from_slice(&text[at..=quote]);
        out.push(b'"');
        at = quote + 1;
    }
    out.extend_from_slice(&text[at..]);
    out.push(b'"');
}

/// A row as one JSON object on a line, its keys in the order of the columns.
pub fn json(row: &Row, out: &mut Vec<u8>) {
    let mut before = b'{';
    for (column, value) in COLUMNS.iter().zip(row.values()) {
        out.push(before);
        before = b',';
        out.push(b'"');
        out.extend_from_slice(column.name.as_bytes());
        out.extend_from_slice(b"\":");
        match value {
            Value::Number(number) => decimal(number, out),
            Value::Name(text) | Value::Text(text) => {
                // Into a vector of bytes this cannot fail.
                let _ = serde_json::to_writer(&mut *out, text);
            }
        }
    }
    let _ = out.write_all(b"}\n");
}

fn decimal(mut number: u64, out: &mut Vec<u8>) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}
