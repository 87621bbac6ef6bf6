//! Letters and digits in one word: hashes, technique ids, logins, generated identifiers, figures
//! with their unit.

use crate::bytes::{DIGIT, LETTER, class, run};
use crate::output::LONGEST_WORD;
use crate::scan::Scan;
use crate::words::Words;
use crate::{EntityKind, TokenKind, context};

/// Words of letters and digits that are not taken apart.
#[rustfmt::skip]
static WHOLE: Words = Words::new(&[
    "0day", "0days", "1password", "2fa", "3des", "7z", "7zip", "8kun", "aes128",
    "aes256", "base64", "crc32", "ed25519", "ja3", "m365", "o365", "office365", "p256",
    "rsa2048", "rsa4096", "sha1", "sha256", "sha384", "sha512", "win10", "win11",
]);

impl Scan<'_> {
    /// Letters and digits: hashes, technique ids, logins, identifiers, figures with their unit.
    pub fn mixed(&mut self, start: usize, end: usize) {
        let b = self.b;
        let word = &self.text[start..end];
        if let Some(kind) = hash(word) {
            return self.out.entity("<hash>", kind, start, end);
        }
        if is_attack(word) {
            return self
                .out
                .entity("<attack>", EntityKind::AttackId, start, end);
        }
        if WHOLE.has(word) {
            return self.out.word(word, start, end);
        }
        if word.len() > LONGEST_WORD {
            return self.out.placeholder("<blob>", TokenKind::Blob, start, end);
        }
        if word.len() >= 4 && class(b, start) & LETTER != 0 {
            if context::announces_user(self.out.last()) {
                return self.user(start, end);
            }
            if context::announces_host(self.out.last()) {
                return self.out.entity("<host>", EntityKind::HostName, start, end);
            }
        }
        let first = if class(b, start) & DIGIT != 0 {
            run(b, start, DIGIT)
        } else {
            run(b, start, LETTER)
        };
        let second = if class(b, first) & DIGIT != 0 {
            run(b, first, DIGIT)
        } else {
            run(b, first, LETTER)
        };
        let digits = b[start..end].iter().filter(|c| c.is_ascii_digit()).count();
        if second == end {
            let figures_first = class(b, start) & DIGIT != 0;
            if figures_first && is_ordinal(&word[first - start..]) {
                return self.number(start, end, None);
            }
            if figures_first || digits >= 3 {
                // 4gb, 96s, chg0041, port8080
                self.part(start, first);
                self.part(first, end);
                return;
            }
            return self.out.word(word, start, end);
        }
        if digits >= 4 || word.len() > 24 {
            return self.out.placeholder("<id>", TokenKind::Id, start, end);
        }
        self.out.word(word, start, end);
    }
}

/// The letters of `1st`, `22nd`.
fn is_ordinal(letters: &str) -> bool {
    ["st", "nd", "rd", "th"]
        .iter()
        .any(|entry| letters.eq_ignore_ascii_case(entry))
}

/// Which hash a run of hex digits is, by its length; letters and digits must both be there.
pub fn hash(word: &str) -> Option<EntityKind> {
    let kind = match word.len() {
        32 => EntityKind::Md5,
        40 => EntityKind::Sha1,
        64 => EntityKind::Sha256,
        _ => return None,
    };
    (word.bytes().all(|c| c.is_ascii_hexdigit())
        && word.bytes().any(|c| c.is_ascii_digit())
        && word.bytes().any(|c| c.is_ascii_alphabetic()))
    .then_some(kind)
}

/// `T1059` or `T1059.001`.
pub fn is_attack(word: &str) -> bool {
    let b = word.as_bytes();
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    match b.len() {
        5 => b[0] | 32 == b't' && digits(&b[1..]),
        9 => b[0] | 32 == b't' && digits(&b[1..5]) && b[5] == b'.' && digits(&b[6..]),
        _ => false,
    }
}
