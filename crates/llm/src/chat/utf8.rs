//! Bytes that come in pieces, as text: a character that is not whole yet waits for its rest, and
//! bytes that can become none are not let in.

/// What has come and was not told yet.
#[derive(Debug, Default)]
pub(crate) struct Utf8 {
    waiting: Vec<u8>,
}

impl Utf8 {
    /// Whether these bytes can come next.
    pub fn fits(&self, bytes: &[u8]) -> bool {
        match std::str::from_utf8(&[&self.waiting, bytes].concat()) {
            Ok(_) => true,
            Err(error) => error.error_len().is_none(),
        }
    }

    /// The text that is whole with these bytes, which must fit.
    pub fn push(&mut self, bytes: &[u8]) -> String {
        self.waiting.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.waiting) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        let rest = self.waiting.split_off(whole);
        let text = std::mem::replace(&mut self.waiting, rest);
        String::from_utf8(text).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_wait_until_they_are_whole() {
        let check = |pieces: &[&[u8]], want: &[&str]| {
            let mut utf8 = Utf8::default();
            for (piece, want) in pieces.iter().zip(want) {
                assert!(utf8.fits(piece), "{pieces:?}");
                assert_eq!(utf8.push(piece), *want, "{pieces:?}");
            }
        };
        check(&[b"a", b"", b"bc"], &["a", "", "bc"]);
        check(&[b"\xc3", b"\xa9"], &["", "é"]);
        check(&[b"x\xf0\x9f", b"\xa6", b"\x80y"], &["x", "", "🦀y"]);
        check(&[b"\xc3", b"\xa9\xc3", b"\xa9"], &["", "é", "é"]);
    }

    #[test]
    fn what_becomes_no_character_does_not_fit() {
        for (before, next) in [
            (&b"\xc3"[..], &b"a"[..]),
            (b"", b"\xff"),
            (b"", b"\xa9"),
            (b"\xf4", b"\x90"),
            (b"\xed", b"\xa0"),
            (b"ok", b"ok\xc0"),
        ] {
            let mut utf8 = Utf8::default();
            utf8.push(before);
            assert!(!utf8.fits(next), "{before:?} {next:?}");
        }
    }
}
