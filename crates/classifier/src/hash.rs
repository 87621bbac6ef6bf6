//! The hash that names a feature. Part of the model file's meaning: change it and every shipped
//! model must be trained again.

/// 64-bit multiply-and-rotate over eight bytes at a time. Not for adversaries: a text crafted to
/// collide changes its own verdict only.
pub fn word(bytes: &[u8]) -> u64 {
    let mut h = 0x51_7c_c1_b7_27_22_0a_95_u64 ^ bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut eight = [0; 8];
        eight.copy_from_slice(chunk);
        h = step(h, u64::from_le_bytes(eight));
    }
    let rest = chunks.remainder();
    if !rest.is_empty() {
        let mut eight = [0; 8];
        eight[..rest.len()].copy_from_slice(rest);
        h = step(h, u64::from_le_bytes(eight));
    }
    finish(h)
}

/// The feature of two words in this order.
pub const fn pair(a: u64, b: u64) -> u64 {
    finish(step(a.rotate_left(17), b))
}

/// The feature of a word's beginning, apart from the word that is just these letters.
pub const fn prefix(word: u64) -> u64 {
    finish(word ^ 0x9e37_79b9_7f4a_7c15)
}

const fn step(h: u64, v: u64) -> u64 {
    (h.rotate_left(5) ^ v).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

const fn finish(h: u64) -> u64 {
    let h = (h ^ (h >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    h ^ (h >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_pairs_and_prefixes_never_meet() {
        let words = [
            "",
            "a",
            "ab",
            "encrypt",
            "encrypted",
            "encrypts",
            "<ipv4>",
            "12345678",
        ];
        let mut seen = std::collections::HashSet::new();
        for a in words {
            assert!(seen.insert(word(a.as_bytes())));
            assert!(seen.insert(prefix(word(a.as_bytes()))));
            for b in words {
                assert!(seen.insert(pair(word(a.as_bytes()), word(b.as_bytes()))));
            }
        }
    }
}
