//! The words patterns are made of, numbered, and found by one hash and one comparison.

/// The number of any word that no pattern has.
pub const NONE: u16 = u16::MAX;

const FILTER_BITS: usize = 1 << 16;

/// Words to numbers: an open-addressed table at most two thirds full, behind a filter small enough for
/// the first-level cache that sends most strangers away.
#[derive(Debug)]
pub struct Vocabulary {
    /// A bit per value of the hash's low bits.
    filter: Vec<u64>,
    words: Vec<&'static str>,
    keys: Vec<Key>,
    /// Upper half of the hash and the word's number; `u32::MAX` where nothing is.
    table: Vec<u32>,
}

/// The first sixteen bytes of a word, zero-filled. No word holds a zero byte, so this is all
/// there is to know of a word of up to sixteen bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    head: u64,
    tail: u64,
}

impl Key {
    /// The key of `text[start..end]`.
    #[inline]
    fn of(text: &[u8], start: usize, end: usize) -> Self {
        let first = |len: usize| {
            if len < 8 {
                (1 << (len * 8)) - 1
            } else {
                u64::MAX
            }
        };
        let len = end - start;
        let head = eight(text, start) & first(len);
        let tail = if len > 8 {
            eight(text, start + 8) & first(len - 8)
        } else {
            0
        };
        Self { head, tail }
    }

    #[inline]
    fn hash(self) -> u32 {
        let mixed = self.head ^ self.tail.rotate_left(29);
        let mixed = (mixed ^ mixed >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 32) as u32
    }
}

/// Eight bytes from `at`, zero-filled past the end.
#[inline]
fn eight(text: &[u8], at: usize) -> u64 {
    if let Some(bytes) = text.get(at..at + 8).and_then(|slice| slice.try_into().ok()) {
        return u64::from_le_bytes(bytes);
    }
    let rest = text.get(at..).unwrap_or_default();
    rest.iter()
        .rev()
        .fold(0, |so_far, &byte| so_far << 8 | u64::from(byte))
}

impl Vocabulary {
    /// Room for `words`; it grows beyond.
    pub fn with_capacity(words: usize) -> Self {
        Self {
            words: Vec::with_capacity(words),
            keys: Vec::with_capacity(words),
            table: vec![u32::MAX; (words * 3 / 2).max(64).next_power_of_two()],
            filter: vec![0; FILTER_BITS / 64],
        }
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The word's number, a new one if need be. At most `u16::MAX - 1` words fit; the lexicon's
    /// test counts them.
    pub fn add(&mut self, word: &'static str) -> u16 {
        let found = self.find(word.as_bytes(), 0, word.len());
        if found != NONE {
            return found;
        }
        if self.words.len() * 3 >= self.table.len() * 2 {
            self.table = vec![u32::MAX; self.table.len() * 2];
            for number in 0..self.words.len() {
                self.put(number as u16);
            }
        }
        let number = self.words.len() as u16;
        self.words.push(word);
        self.keys.push(Key::of(word.as_bytes(), 0, word.len()));
        self.put(number);
        number
    }

    /// The number of the word `text[start..end]`, or [`NONE`].
    #[inline]
    pub fn find(&self, text: &[u8], start: usize, end: usize) -> u16 {
        if end <= start || end > text.len() {
            return NONE;
        }
        let key = Key::of(text, start, end);
        let hash = key.hash();
        let bit = hash as usize % FILTER_BITS;
        if self
            .filter
            .get(bit / 64)
            .is_none_or(|bits| bits >> (bit % 64) & 1 == 0)
        {
            return NONE;
        }
        let mask = self.table.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let entry = self.table[at];
            if entry == u32::MAX {
                return NONE;
            }
            let number = entry as u16;
            if entry >> 16 == hash >> 16
                && self.keys[usize::from(number)] == key
                && (end - start <= 16
                    || self.words[usize::from(number)].as_bytes() == &text[start..end])
            {
                return number;
            }
            at = (at + 1) & mask;
        }
    }

    fn put(&mut self, number: u16) {
        let hash = self.keys[usize::from(number)].hash();
        let mask = self.table.len() - 1;
        let mut at = hash as usize & mask;
        while self.table[at] != u32::MAX {
            at = (at + 1) & mask;
        }
        self.table[at] = hash & 0xffff_0000 | u32::from(number);
        let bit = hash as usize % FILTER_BITS;
        self.filter[bit / 64] |= 1 << (bit % 64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_numbers() {
        let long = "abcdefghijklmnopqrstuvwxyz";
        let mut words: Vec<&'static str> = (1..=26).map(|n| &long[..n]).collect();
        words.extend((1..26).map(|n| &long[n..]));
        words.extend(["aaaaaaaaa", "aaaaaaaaaa", "abcdefghXjklmnopqrstuvwxyz"]);
        let mut vocabulary = Vocabulary::with_capacity(1);
        for (i, word) in words.iter().enumerate() {
            assert_eq!(usize::from(vocabulary.add(word)), i);
        }
        for (i, word) in words.iter().enumerate() {
            assert_eq!(usize::from(vocabulary.add(word)), i);
            let text = format!("xx{word}yy");
            let found = vocabulary.find(text.as_bytes(), 2, 2 + word.len());
            assert_eq!(usize::from(found), i);
            let at_end = format!("xx{word}");
            let found = vocabulary.find(at_end.as_bytes(), 2, at_end.len());
            assert_eq!(usize::from(found), i);
        }
        assert_eq!(vocabulary.len(), words.len());
        for absent in [
            "",
            "A",
            "aaaaaaaaaaa",
            "abcdefghYjklmnopqrstuvwxyz",
            "\u{e9}",
        ] {
            assert_eq!(vocabulary.find(absent.as_bytes(), 0, absent.len()), NONE);
        }
    }
}
