//! Which of some texts are most like another: by the angle between their embeddings.
//!
//! Keeps nothing: embeddings are made for the question and forgotten with it, so a deleted text leaves
//! no trace here. How many texts are looked at is a matter of patience, and told.

use std::time::{Duration, Instant};

use llm::{Embedding, EngineError};

/// Texts embedded at a time: a person who asks something else waits for one such part at most.
pub(crate) const PART: usize = 8;

/// From this similarity on two texts are near duplicates. Of 150 events told twice with other names and
/// particulars (`data/twice-told.csv`, never trained on) all but one are found again, and one of 22,350 pairs
/// of other events is taken for one, by the embeddings that llama.cpp makes; by PyTorch's, which
/// `training/likeness.py` counts, it is 147 and none.
pub const NEAR: f32 = 0.88;

/// Texts like another.
#[derive(Debug, Clone, PartialEq)]
pub struct Alike<K> {
    /// Most similar first, with the cosine of the angle, -1 to 1.
    pub found: Vec<(K, f32)>,
    /// How many were looked at before patience ended.
    pub compared: usize,
}

/// The `limit` texts most like `text` among those given, looked at in their order until `patience` ends;
/// the first part is always looked at.
pub(crate) fn alike<K>(
    text: &str,
    among: Vec<(K, String)>,
    limit: usize,
    patience: Duration,
    mut embed: impl FnMut(&[&str]) -> Result<Vec<Embedding>, EngineError>,
) -> Result<Alike<K>, EngineError> {
    let started = Instant::now();
    let own = embed(&[text])?.pop().unwrap_or_default();
    let mut found = Vec::new();
    let mut among = among.into_iter();
    while found.is_empty() || started.elapsed() < patience {
        let part: Vec<(K, String)> = among.by_ref().take(PART).collect();
        if part.is_empty() {
            break;
        }
        let texts: Vec<&str> = part.iter().map(|(_, text)| text.as_str()).collect();
        let embeddings = embed(&texts)?;
        for ((key, _), other) in part.into_iter().zip(&embeddings) {
            found.push((key, cosine(&own, other)));
        }
    }
    let compared = found.len();
    // Stable: of equals the one given first.
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    found.truncate(limit);
    Ok(Alike { found, compared })
}

/// Both of length one.
pub(crate) fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter()
        .zip(b)
        .map(|(a, b)| a * b)
        .sum::<f32>()
        .clamp(-1.0, 1.0)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A text is the angle it names, in degrees.
    pub(crate) fn turned(texts: &[&str]) -> Result<Vec<Embedding>, EngineError> {
        let one = |text: &&str| {
            let angle: f32 = text.parse().map_err(|_| EngineError::TimedOut)?;
            let angle = angle.to_radians();
            Ok(vec![angle.cos(), angle.sin()])
        };
        texts.iter().map(one).collect()
    }

    #[test]
    fn the_nearest_come_first() {
        let long = Duration::from_secs(60);
        let check = |among: &[&str], limit, patience, expected: &[usize], compared| {
            let among = among.iter().map(|text| (*text).to_owned()).enumerate();
            let alike = alike("10", among.collect(), limit, patience, turned).expect("angles");
            let keys: Vec<usize> = alike.found.iter().map(|(key, _)| *key).collect();
            assert_eq!((&keys[..], alike.compared), (expected, compared));
            for (_, similarity) in alike.found {
                assert!((-1.0..=1.0).contains(&similarity));
            }
        };
        check(&[], 5, long, &[], 0);
        check(&["90", "10", "190", "20"], 5, long, &[1, 3, 0, 2], 4);
        check(&["90", "10", "190", "20"], 2, long, &[1, 3], 4);
        check(&["30", "30", "30"], 3, long, &[0, 1, 2], 3);
        let many = vec!["10"; 20];
        check(&many, 1, long, &[0], 20);
        // Without patience one part is looked at, never none.
        check(&many, 1, Duration::ZERO, &[0], PART);
        let failed = alike("10", vec![((), "x".to_owned())], 1, long, turned);
        assert_eq!(failed, Err(EngineError::TimedOut));
    }
}
