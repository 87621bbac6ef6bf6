//! Rows of JSON: the elements of one array, cut apart without parsing them.

use std::io::{self, BufRead};

use serde_json::Value;

/// Where in the array we are.
#[derive(Debug, Default)]
pub(crate) struct Elements {
    opened: bool,
    closed: bool,
}

/// What one call of [`Elements::next`] found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Element,
    TooLong,
    /// The array was closed.
    End,
    /// The file ended inside the array.
    Unclosed,
}

impl Elements {
    /// The bytes of the next element, without the comma.
    pub(crate) fn next(
        &mut self,
        source: &mut impl BufRead,
        element: &mut Vec<u8>,
        limit: usize,
    ) -> io::Result<Found> {
        element.clear();
        if self.closed {
            return Ok(Found::End);
        }
        let (mut depth, mut in_string, mut escaped, mut whole) = (0u32, false, false, true);
        loop {
            let buf = source.fill_buf()?;
            if buf.is_empty() {
                return Ok(Found::Unclosed);
            }
            let mut stop = None;
            let mut from = 0;
            for (i, &byte) in buf.iter().enumerate() {
                if !self.opened {
                    self.opened = byte == b'[';
                    from = i + 1;
                    continue;
                }
                if in_string {
                    match byte {
                        _ if escaped => escaped = false,
                        b'\\' => escaped = true,
                        b'"' => in_string = false,
                        _ => {}
                    }
                    continue;
                }
                match byte {
                    b'"' => in_string = true,
                    b'{' | b'[' => depth += 1,
                    b']' if depth == 0 => {
                        self.closed = true;
                        stop = Some(i);
                        break;
                    }
                    b'}' | b']' => depth = depth.saturating_sub(1),
                    b',' if depth == 0 => {
                        stop = Some(i);
                        break;
                    }
                    _ => {}
                }
            }
            let part = &buf[from..stop.unwrap_or(buf.len())];
            if element.len() + part.len() > limit {
                whole = false;
            } else if whole {
                element.extend_from_slice(part);
            }
            let used = stop.map_or(buf.len(), |at| at + 1);
            source.consume(used);
            if stop.is_some() {
                return Ok(if !whole {
                    Found::TooLong
                } else if self.closed && element.trim_ascii().is_empty() {
                    Found::End
                } else {
                    Found::Element
                });
            }
        }
    }
}

/// A value as a cell: strings as they are, numbers and truth values written out.
pub(crate) fn cell(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
