//! Percent-encoding, as far as words need it, and the step up (`../`) in all its disguises.

use crate::bytes::byte;

/// Whether `%27` or `%2f` stands at `at`; not the `%DA` of `%DATA%`: one of the two is a figure.
pub fn escape(b: &[u8], at: usize) -> bool {
    let (one, two) = (byte(b, at + 1), byte(b, at + 2));
    byte(b, at) == b'%'
        && one.is_ascii_hexdigit()
        && two.is_ascii_hexdigit()
        && (one.is_ascii_digit() || two.is_ascii_digit())
}

/// Length of a step up at `at`: two dots and a slash, each of them plain or encoded.
pub fn climb(b: &[u8], at: usize) -> Option<usize> {
    let one = sign(b, at, &[(b'.', b"2e")])?;
    let two = sign(b, at + one, &[(b'.', b"2e")])?;
    let slash = sign(b, at + one + two, &[(b'/', b"2f"), (b'\\', b"5c")])?;
    Some(one + two + slash)
}

/// Length of one of the signs at `at`, each given with its code.
fn sign(b: &[u8], at: usize, signs: &[(u8, &[u8; 2])]) -> Option<usize> {
    let first = byte(b, at);
    if first != b'%' {
        return signs.iter().any(|(plain, _)| first == *plain).then_some(1);
    }
    let code = b.get(at + 1..at + 3)?;
    signs
        .iter()
        .any(|(_, hex)| code.eq_ignore_ascii_case(*hex))
        .then_some(3)
}
