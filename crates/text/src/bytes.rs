//! What each byte can be in a text. One table, read once per byte: the scanner's speed is here.
//!
//! Knows bytes only; words, entities and Unicode live elsewhere.

/// Separates: blanks, line ends, NUL and every other ASCII control.
pub const BLANK: u8 = 1;
pub const LOWER: u8 = 2;
pub const UPPER: u8 = 4;
pub const DIGIT: u8 = 8;
/// Part of a character outside ASCII.
pub const HIGH: u8 = 16;
/// Right after a run of letters, this byte may make it more than a plain word.
pub const LOOK: u8 = 32;

/// Something may start with this sign: a placeholder, a path, an amount.
pub const SIGN: u8 = 64;

pub const LETTER: u8 = LOWER | UPPER;
pub const ALNUM: u8 = LETTER | DIGIT;

pub static CLASS: [u8; 256] = table();

const fn table() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            0..=b' ' | 0x7f => BLANK,
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT | LOOK,
            0x80.. => HIGH | LOOK,
            b'.' | b':' | b'/' | b'\\' => LOOK | SIGN,
            b'_' | b'-' | b'+' | b'@' | b'\'' | b'[' | b'(' | b'{' | b'=' => LOOK,
            b'"' | b'>' => LOOK,
            b'<' | b'~' | b'%' | b'$' => SIGN,
            _ => 0,
        };
        byte += 1;
    }
    table
}

/// The class of the byte at `at`; past the end is a blank.
#[inline]
pub fn class(bytes: &[u8], at: usize) -> u8 {
    match bytes.get(at) {
        Some(&byte) => CLASS[byte as usize],
        None => BLANK,
    }
}

/// The byte at `at`; past the end is NUL, which is a separator like any other.
#[inline]
pub fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// Whether a word could go on at `at`.
#[inline]
pub fn continues(bytes: &[u8], at: usize) -> bool {
    class(bytes, at) & (ALNUM | HIGH) != 0 || byte(bytes, at) == b'_'
}

/// End of the run of bytes from `at` whose class meets `mask`.
#[inline]
pub fn run(bytes: &[u8], mut at: usize, mask: u8) -> usize {
    while class(bytes, at) & mask != 0 {
        at += 1;
    }
    at
}

/// The decimal value of an ASCII digit run of at most nine digits.
pub fn decimal(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.iter().try_fold(0u32, |value, &digit| {
        digit
            .is_ascii_digit()
            .then(|| value * 10 + u32::from(digit - b'0'))
    })
}

/// `text` starts with `prefix` at `at`, ASCII case aside.
pub fn starts_with(bytes: &[u8], at: usize, prefix: &str) -> bool {
    bytes
        .get(at..at + prefix.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
}
