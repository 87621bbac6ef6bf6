//! Descriptions that say nearly the same: MinHash over runs of three words.

use std::collections::HashMap;

use serde::Serialize;

use crate::rng::mix;

use super::sample::Sample;

const HASHES: usize = 64;
const BANDS: usize = 16;
const WIDTH: usize = HASHES / BANDS;

/// Jaccard similarity from which two texts are near duplicates.
const NEAR: f64 = 0.8;

#[derive(Debug, Clone, Serialize)]
pub struct Near {
    pub method: String,
    pub rows: usize,
    /// Rows whose words are exactly another row's.
    pub exact: usize,
    /// Rows with at least one near duplicate in the sample, exact ones included.
    pub near: usize,
    /// `near / rows`.
    pub rate: f64,
}

pub fn near(sample: &Sample) -> Near {
    let words: Vec<&[u32]> = sample.rows.iter().map(|r| r.words[0].as_slice()).collect();
    let signatures: Vec<[u32; HASHES]> = words.iter().map(|w| signature(w)).collect();
    let mut marked = vec![false; words.len()];
    for band in 0..BANDS {
        let mut buckets: HashMap<&[u32], Vec<usize>> = HashMap::new();
        for (i, signature) in signatures.iter().enumerate() {
            let key = &signature[band * WIDTH..(band + 1) * WIDTH];
            buckets.entry(key).or_default().push(i);
        }
        for bucket in buckets.values() {
            for (n, &i) in bucket.iter().enumerate() {
                for &j in &bucket[n + 1..] {
                    if !(marked[i] && marked[j]) && alike(&signatures[i], &signatures[j]) {
                        (marked[i], marked[j]) = (true, true);
                    }
                }
            }
        }
    }
    let mut same: HashMap<&[u32], usize> = HashMap::new();
    words.iter().for_each(|w| *same.entry(w).or_default() += 1);
    let near = marked.iter().filter(|m| **m).count();
    Near {
        method: format!(
            "MinHash of the descriptions of {} sampled rows: {HASHES} hashes over runs of three \
             words, {BANDS} bands of {WIDTH}, near from an estimated Jaccard similarity of {NEAR} \
             on. More rows of the same frames have more near duplicates",
            words.len()
        ),
        rows: words.len(),
        exact: same.values().filter(|n| **n > 1).sum(),
        near,
        rate: near as f64 / words.len().max(1) as f64,
    }
}

fn alike(a: &[u32; HASHES], b: &[u32; HASHES]) -> bool {
    let same = a.iter().zip(b).filter(|(a, b)| a == b).count();
    same as f64 >= NEAR * HASHES as f64
}

fn signature(words: &[u32]) -> [u32; HASHES] {
    let mut least = [u32::MAX; HASHES];
    let mut take = |run: &[u32]| {
        let hash = run.iter().fold(7, |h, word| mix(h ^ u64::from(*word)));
        // A family of hashes out of one: each an odd multiple, the high bits of it.
        for (i, least) in least.iter_mut().enumerate() {
            let factor = (i as u64 * 2 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
            *least = (*least).min((mix_once(hash, factor) >> 32) as u32);
        }
    };
    if words.len() < 3 {
        take(words);
    }
    words.windows(3).for_each(&mut take);
    least
}

const fn mix_once(hash: u64, factor: u64) -> u64 {
    let z = (hash ^ (hash >> 31)).wrapping_mul(factor);
    (z ^ (z >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_texts_are_near_and_others_are_not() {
        let text: Vec<u32> = (0..60).collect();
        let change = |every: usize| -> Vec<u32> {
            let mut changed = text.clone();
            changed
                .iter_mut()
                .step_by(every)
                .for_each(|word| *word += 1000);
            changed
        };
        for (other, expected) in [
            (text.clone(), true),
            (change(59), true),
            (change(4), false),
            ((100..160).collect(), false),
        ] {
            assert_eq!(alike(&signature(&text), &signature(&other)), expected);
        }
        assert!(alike(&signature(&[1, 2]), &signature(&[1, 2])));
        assert!(!alike(&signature(&[1, 2]), &signature(&[1, 3])));
    }
}
