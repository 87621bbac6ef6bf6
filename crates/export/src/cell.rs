//! Cells that no spreadsheet runs.
//!
//! A cell that begins like a formula gets an apostrophe before it (OWASP ASVS 1.2.10). So that
//! nothing is lost, a cell that already reads `'=...` gets one more, and the reader of our own
//! exports takes exactly one away (`ingest::restore_cell`).

/// What to write in front of the cell: `'` or nothing.
pub fn guard(cell: &str) -> &'static str {
    match cell.trim_start_matches('\'').as_bytes().first() {
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r') => "'",
        _ => "",
    }
}

/// Appends a guarded, quoted cell.
pub(crate) fn push(out: &mut Vec<u8>, cell: &str) {
    let guard = guard(cell);
    let quoted = cell
        .bytes()
        .any(|byte| matches!(byte, b'"' | b',' | b';' | b'\t' | b'\n' | b'\r'))
        || cell.starts_with(' ')
        || cell.ends_with(' ');
    if !quoted {
        out.extend_from_slice(guard.as_bytes());
        out.extend_from_slice(cell.as_bytes());
        return;
    }
    out.push(b'"');
    out.extend_from_slice(guard.as_bytes());
    for (i, part) in cell.split('"').enumerate() {
        if i > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_harmless_and_whole() {
        for (cell, expected) in [
            ("plain", "plain"),
            ("", ""),
            ("=1+1", "'=1+1"),
            ("+49 30", "'+49 30"),
            ("-5", "'-5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("'=1", "''=1"),
            ("'quoted'", "'quoted'"),
            ("a=1", "a=1"),
            ("a,b", "\"a,b\""),
            ("a;b", "\"a;b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            (" padded ", "\" padded \""),
            (
                "=HYPERLINK(\"http://x\",\"y\")",
                "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"",
            ),
        ] {
            let mut out = Vec::new();
            push(&mut out, cell);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
