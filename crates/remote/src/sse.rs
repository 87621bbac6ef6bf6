//! Server-sent events, taken apart as the bytes come, wherever they are cut.

/// Collects bytes until a line is whole. Knows nothing of what events mean, and keeps no more than
/// the line and the event that are open; whoever feeds it limits the total.
#[derive(Debug, Default)]
pub(crate) struct Events {
    line: Vec<u8>,
    data: Option<String>,
    after_cr: bool,
    begun: bool,
}

impl Events {
    /// The data of each event that ends within `bytes`.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut events = Vec::new();
        for &byte in bytes {
            let second_half = std::mem::take(&mut self.after_cr) && byte == b'\n';
            match byte {
                b'\n' if second_half => {}
                b'\n' | b'\r' => {
                    self.after_cr = byte == b'\r';
                    events.extend(self.end_line());
                }
                _ => self.line.push(byte),
            }
        }
        events
    }

    /// The event that the stream ended in: servers forget the blank line after the last one.
    pub(crate) fn finish(mut self) -> Option<String> {
        self.end_line().or(self.data)
    }

    fn end_line(&mut self) -> Option<String> {
        let line = std::mem::take(&mut self.line);
        // A line is whole here, so no character of it is cut.
        let line = String::from_utf8_lossy(&line);
        let line = if std::mem::replace(&mut self.begun, true) {
            &line
        } else {
            line.strip_prefix('\u{feff}').unwrap_or(&line)
        };
        if line.is_empty() {
            return self.data.take();
        }
        // Comments begin with a colon; names, ids and times of events say nothing here.
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        if field == "data" {
            let value = value.strip_prefix(' ').unwrap_or(value);
            match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(parts: &[&[u8]]) -> Vec<String> {
        let mut events = Events::default();
        let mut out: Vec<String> = parts.iter().flat_map(|part| events.feed(part)).collect();
        out.extend(events.finish());
        out
    }

    #[test]
    fn streams_are_read_alike_however_they_are_cut() {
        fn check(stream: &str, wanted: &[&str]) {
            let bytes = stream.as_bytes();
            assert_eq!(all(&[bytes]), wanted, "{stream:?}");
            for cut in 0..=bytes.len() {
                let (a, b) = bytes.split_at(cut);
                assert_eq!(all(&[a, b]), wanted, "{stream:?} cut at {cut}");
            }
            let single: Vec<&[u8]> = bytes.chunks(1).collect();
            assert_eq!(all(&single), wanted, "{stream:?} byte by byte");
        }
        check("data: a\n\ndata: b\n\n", &["a", "b"]);
        check("data: a\r\n\r\ndata: b\r\n\r\n", &["a", "b"]);
        check("data: a\r\rdata: b\r\r", &["a", "b"]);
        check("data:a\n\ndata:  b\n\n", &["a", " b"]);
        check(": ping\n\ndata: a\n: ping\n\n", &["a"]);
        check("event: x\nid: 7\nretry: 10\ndata: a\n\n", &["a"]);
        check("data: a\ndata: b\n\n", &["a\nb"]);
        check("data\n\ndata:\n\n", &["", ""]);
        check("data: ü🦀\n\ndata: [DONE]\n\n", &["ü🦀", "[DONE]"]);
        check("\u{feff}data: a\n\n", &["a"]);
        check("data: a\n\ndata: last", &["a", "last"]);
        check("data: a\n\ndata: last\n", &["a", "last"]);
        check("", &[]);
        check("\n\n\r\n", &[]);
        check("dat: a\n\n<html>\n\n", &[]);
    }
}
