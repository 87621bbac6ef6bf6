//! Rows as bytes: CSV (RFC 4180, LF) and JSON lines.

use crate::row::{COLUMNS, NUMBERS, Row};

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    JsonLines,
}

impl Format {
    /// What stands before the first row.
    pub fn head(self, out: &mut Vec<u8>) {
        if self == Self::Csv {
            out.extend(COLUMNS.join(",").as_bytes());
            out.push(b'\n');
        }
    }

    /// Appends one row.
    pub fn row(self, row: &Row, out: &mut Vec<u8>) {
        match self {
            Self::Csv => {
                for (i, field) in row.fields().enumerate() {
                    if i > 0 {
                        out.push(b',');
                    }
                    cell(field, out);
                }
            }
            Self::JsonLines => {
                for (i, field) in row.fields().enumerate() {
                    out.push(if i == 0 { b'{' } else { b',' });
                    out.push(b'"');
                    out.extend(COLUMNS[i].as_bytes());
                    out.extend(b"\":");
                    if NUMBERS.contains(&i) {
                        out.extend(field.as_bytes());
                    } else {
                        string(field, out);
                    }
                }
                out.push(b'}');
            }
        }
        out.push(b'\n');
    }
}

fn cell(field: &str, out: &mut Vec<u8>) {
    let bytes = field.as_bytes();
    if !bytes
        .iter()
        .any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r'))
    {
        out.extend_from_slice(bytes);
        return;
    }
    out.push(b'"');
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|b| *b == b'"') {
        out.extend_from_slice(&rest[..=at]);
        out.push(b'"');
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

fn string(field: &str, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    for byte in field.bytes() {
        match byte {
            b'"' | b'\\' => out.extend([b'\\', byte]),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b'\t' => out.extend(b"\\t"),
            0..0x20 => {
                out.extend(b"\\u00");
                out.extend([HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
            }
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_and_strings() {
        for (field, csv, json) in [
            ("plain", "plain", "\"plain\""),
            ("a,b", "\"a,b\"", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\"", "\"say \\\"x\\\"\""),
            ("two\nlines", "\"two\nlines\"", "\"two\\nlines\""),
            ("C:\\x\u{1}", "C:\\x\u{1}", "\"C:\\\\x\\u0001\""),
            ("", "", "\"\""),
        ] {
            let (mut a, mut b) = (Vec::new(), Vec::new());
            cell(field, &mut a);
            string(field, &mut b);
            assert_eq!(a, csv.as_bytes(), "{field:?}");
            assert_eq!(b, json.as_bytes(), "{field:?}");
        }
    }
}
