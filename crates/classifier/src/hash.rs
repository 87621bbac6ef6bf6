//! The hash that names a feature. Part of the model file's meaning: change it and every shipped
//! model must be trained again.

/// 64-bit multiply-and-rotate over eight bytes at a time; the last eight may overlap the ones
/// before, so no byte is ever read alone. Not for adversaries: a text crafted to collide changes
/// its own verdict only.
#[inline]
pub fn word(bytes: &[u8]) -> u64 {
    let mut h = 0x51_7c_c1_b7_27_22_0a_95_u64 ^ bytes.len() as u64;
    if let Some(last) = bytes.last_chunk::<8>() {
        for chunk in bytes[..bytes.len() - 1].as_chunks::<8>().0 {
            h = step(h, u64::from_le_bytes(*chunk));
        }
        return finish(step(h, u64::from_le_bytes(*last)));
    }
    let short = match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32
        }
        _ => match *bytes {
            [] => 0,
            [a] => u64::from(a),
            [a, b] => u64::from(a) | u64::from(b) << 8,
            [a, b, c, ..] => u64::from(a) | u64::from(b) << 8 | u64::from(c) << 16,
        },
    };
    finish(step(h, short))
}

/// The feature of two words in this order.
#[inline]
pub const fn pair(a: u64, b: u64) -> u64 {
    finish(step(a.rotate_left(17), b))
}

/// The feature of a word's beginning, apart from the word that is just these letters.
#[inline]
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
