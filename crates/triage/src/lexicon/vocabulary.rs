//! The words patterns are made of, numbered, and found by one hash and one comparison.

/// The number of any word that no pattern has.
pub const NONE: u16 = u16::MAX;

/// Words to numbers: an open-addressed table at most a quarter full.
#[derive(Debug, Default)]
pub struct Vocabulary {
    words: Vec<Box<str>>,
    /// Upper half of the hash and the word's number; `u32::MAX` where nothing is.
    table: Vec<u32>,
}

impl Vocabulary {
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The word's number, a new one if need be. At most `u16::MAX - 1` words fit; the lexicon's
    /// test counts them.
    pub fn add(&mut self, word: &str) -> u16 {
        if self.words.len() * 4 >= self.table.len() {
            self.grow();
        }
        let found = self.find(word);
        if found != NONE {
            return found;
        }
        let number = self.words.len() as u16;
        self.words.push(word.into());
        self.put(number);
        number
    }

    /// The word's number, or [`NONE`].
    #[inline]
    pub fn find(&self, word: &str) -> u16 {
        if self.table.is_empty() {
            return NONE;
        }
        let hash = hash(word.as_bytes());
        let mut at = hash as usize & (self.table.len() - 1);
        loop {
            let entry = self.table[at];
            if entry == u32::MAX {
                return NONE;
            }
            let number = entry as u16;
            if entry >> 16 == hash >> 16 && *self.words[usize::from(number)] == *word {
                return number;
            }
            at = (at + 1) & (self.table.len() - 1);
        }
    }

    fn grow(&mut self) {
        self.table = vec![u32::MAX; (self.words.len() * 8).max(64).next_power_of_two()];
        for number in 0..self.words.len() {
            self.put(number as u16);
        }
    }

    fn put(&mut self, number: u16) {
        let hash = hash(self.words[usize::from(number)].as_bytes());
        let mut at = hash as usize & (self.table.len() - 1);
        while self.table[at] != u32::MAX {
            at = (at + 1) & (self.table.len() - 1);
        }
        self.table[at] = hash & 0xffff_0000 | u32::from(number);
    }
}

/// Length, both ends and the middle of a word, mixed: enough to tell words apart, and constant
/// time. Equal hashes cost a comparison, never a wrong answer.
#[inline]
fn hash(word: &[u8]) -> u32 {
    let four = |at: usize| {
        word.get(at..at + 4)
            .and_then(|four| four.try_into().ok())
            .map_or(0, u32::from_le_bytes)
    };
    let n = word.len();
    let (a, b, c) = if n >= 4 {
        (four(0), four(n - 4), four((n - 4) / 2))
    } else {
        let mut three = 0;
        for &byte in word {
            three = three << 8 | u32::from(byte);
        }
        (three, 0, 0)
    };
    let mixed = (u64::from(a) << 32 | u64::from(b)) ^ (u64::from(c) << 13) ^ (n as u64) << 27;
    let mixed = mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32) as u32 ^ (mixed >> 17) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_numbers() {
        let mut vocabulary = Vocabulary::default();
        let words: Vec<String> = (0..5000).map(|i| format!("w{i}x")).collect();
        for (i, word) in words.iter().enumerate() {
            assert_eq!(usize::from(vocabulary.add(word)), i);
        }
        for (i, word) in words.iter().enumerate() {
            assert_eq!(usize::from(vocabulary.add(word)), i);
            assert_eq!(usize::from(vocabulary.find(word)), i);
        }
        assert_eq!(vocabulary.len(), words.len());
        for absent in ["", "w", "w5000x", "w12", "\u{e9}t\u{e9}"] {
            assert_eq!(vocabulary.find(absent), NONE, "{absent}");
        }
    }
}
