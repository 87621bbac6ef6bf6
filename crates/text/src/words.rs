//! A fixed set of words, asked millions of times. Most questions end at the first letter and the
//! length; the rest is a binary search.

/// Lower-case ASCII words, ascending.
pub struct Words {
    list: &'static [&'static str],
    /// For each first letter, the lengths that occur, as bits.
    lengths: [u32; 32],
}

impl Words {
    /// Fails to compile when the list does not ascend.
    pub const fn new(list: &'static [&'static str]) -> Self {
        let mut lengths = [0; 32];
        let mut i = 0;
        while i < list.len() {
            let word = list[i].as_bytes();
            assert!(!word.is_empty() && word.len() < 32);
            assert!(i == 0 || ascends(list[i - 1].as_bytes(), word));
            lengths[(word[0] & 31) as usize] |= 1 << word.len();
            i += 1;
        }
        Self { list, lengths }
    }

    /// Whether the word, ASCII case aside, is one of them.
    pub fn has(&self, word: &str) -> bool {
        let Some(&first) = word.as_bytes().first() else {
            return false;
        };
        if word.len() >= 32 || self.lengths[(first & 31) as usize] >> word.len() & 1 == 0 {
            return false;
        }
        let lower = |byte: &u8| byte.to_ascii_lowercase();
        self.list
            .binary_search_by(|entry| entry.bytes().cmp(word.as_bytes().iter().map(lower)))
            .is_ok()
    }
}

const fn ascends(one: &[u8], two: &[u8]) -> bool {
    let mut i = 0;
    while i < one.len() && i < two.len() {
        if one[i] != two[i] {
            return one[i] < two[i];
        }
        i += 1;
    }
    one.len() < two.len()
}
