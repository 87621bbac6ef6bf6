//! Server-sent events taken out of a stream of bytes, for streams that are asked for with POST, which
//! the browser's own reader cannot.

/// What has come so far of the next event.
#[derive(Debug, Default)]
pub struct Events(Vec<u8>);

impl Events {
    /// Takes in the next bytes; name and data of each event that is whole now. Comments and fields of
    /// other names are passed over.
    pub fn add(&mut self, bytes: &[u8]) -> Vec<(String, String)> {
        self.0.extend_from_slice(bytes);
        let mut whole = Vec::new();
        while let Some(end) = self.0.windows(2).position(|two| two == b"\n\n") {
            let event: Vec<u8> = self.0.drain(..end + 2).collect();
            let (mut name, mut data) = (String::new(), String::new());
            for line in String::from_utf8_lossy(&event).lines() {
                match line.split_once(": ") {
                    Some(("event", value)) => value.clone_into(&mut name),
                    Some(("data", value)) => data.push_str(value),
                    _ => {}
                }
            }
            if !name.is_empty() {
                whole.push((name, data));
            }
        }
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_whole_however_the_bytes_are_cut() {
        let stream = "event: news\ndata: {\"a\": \"é\"}\n\n:\n\nevent: end\ndata: {}\n\nevent: ha";
        let check = |size: usize| {
            let mut events = Events::default();
            let heard: Vec<_> = stream
                .as_bytes()
                .chunks(size)
                .flat_map(|piece| events.add(piece))
                .collect();
            let expected = [("news", "{\"a\": \"é\"}"), ("end", "{}")];
            let expected = expected.map(|(name, data)| (name.to_owned(), data.to_owned()));
            assert_eq!(heard, expected, "{size}");
        };
        for size in [1, 2, 3, 7, 1000] {
            check(size);
        }
    }
}
