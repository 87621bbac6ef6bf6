//! Static word vectors: what words mean that no frame happens to use.
//!
//! `training/word-vectors.bin` is made by `training/word_vectors.py` from all-MiniLM-L6-v2. The model never carries the vectors: a linear layer on a weighted sum of word vectors is
//! itself one weight a word, and is folded into the term weights.

use std::collections::HashMap;

/// Words with their vectors.
#[derive(Debug, Clone, Default)]
pub struct Vectors {
    pub words: Vec<String>,
    pub dimensions: usize,
    /// Row after row.
    values: Vec<f32>,
    index: HashMap<String, usize>,
}

impl Vectors {
    /// Reads the file; the reason is in words.
    ///
    /// # Errors
    /// Not such a file, or shorter than it says.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, &'static str> {
        let rest = bytes
            .strip_prefix(b"WORDVEC1")
            .ok_or("not a word-vector file")?;
        let number = |at: usize| -> Option<usize> {
            let four: [u8; 4] = rest.get(at..at + 4)?.try_into().ok()?;
            Some(u32::from_le_bytes(four) as usize)
        };
        let short = "the word-vector file ends too early";
        let (n, dimensions) = number(0).zip(number(4)).ok_or(short)?;
        let scales: Vec<f32> = rest
            .get(8..8 + 4 * dimensions)
            .ok_or(short)?
            .as_chunks::<4>()
            .0
            .iter()
            .map(|four| f32::from_le_bytes(*four))
            .collect();
        let rest = &rest[8 + 4 * dimensions..];
        let mut lines = rest.splitn(n + 1, |b| *b == b'\n');
        let words: Vec<String> = lines
            .by_ref()
            .take(n)
            .map(|word| String::from_utf8_lossy(word).into_owned())
            .collect();
        let numbers = lines.next().ok_or(short)?;
        if numbers.len() != n * dimensions {
            return Err(short);
        }
        let values = numbers
            .iter()
            .enumerate()
            .map(|(i, byte)| f32::from(*byte as i8) * scales[i % dimensions])
            .collect();
        Ok(Self {
            index: words.iter().cloned().zip(0..).collect(),
            words,
            dimensions,
            values,
        })
    }

    /// The vector of a word.
    pub fn of(&self, word: &str) -> Option<&[f32]> {
        let at = self.index.get(word)? * self.dimensions;
        Some(&self.values[at..at + self.dimensions])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_two_words() {
        let mut file = b"WORDVEC1".to_vec();
        file.extend(2u32.to_le_bytes());
        file.extend(2u32.to_le_bytes());
        file.extend(0.5f32.to_le_bytes());
        file.extend(2.0f32.to_le_bytes());
        file.extend(b"alarm\nzebra\n");
        file.extend([1, 2, 0xff, 0]);
        let vectors = Vectors::from_bytes(&file).unwrap();
        assert_eq!(vectors.of("alarm"), Some(&[0.5, 4.0][..]));
        assert_eq!(vectors.of("zebra"), Some(&[-0.5, 0.0][..]));
        assert_eq!(vectors.of("other"), None);
        for cut in 0..file.len() {
            assert!(Vectors::from_bytes(&file[..cut]).is_err(), "{cut}");
        }
    }
}
