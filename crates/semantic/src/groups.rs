//! Texts told alike, brought together: a queue of a thousand tickets is often a few stories.
//!
//! Leader clustering: a text joins the group whose first text is most like it, if near enough, or
//! begins one. So a group stays near one telling and cannot drift from text to text, what is found
//! depends on the order alone, and the order is the caller's.

use std::time::{Duration, Instant};

use llm::{Embedding, EngineError};

use crate::alike::{NEAR, PART, cosine};

/// Texts in groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups<K> {
    /// Of one or more; each as its first text began it, in the order of their first texts.
    pub groups: Vec<Vec<K>>,
    /// How many texts were looked at before patience ended.
    pub compared: usize,
}

/// Groups of the texts given, looked at in their order until `patience` ends; the first part is always
/// looked at.
pub(crate) fn groups<K>(
    among: Vec<(K, String)>,
    patience: Duration,
    mut embed: impl FnMut(&[&str]) -> Result<Vec<Embedding>, EngineError>,
) -> Result<Groups<K>, EngineError> {
    let started = Instant::now();
    let mut found = Groups {
        groups: Vec::new(),
        compared: 0,
    };
    let mut leaders: Vec<Embedding> = Vec::new();
    let mut among = among.into_iter();
    while found.compared == 0 || started.elapsed() < patience {
        let part: Vec<(K, String)> = among.by_ref().take(PART).collect();
        if part.is_empty() {
            break;
        }
        let texts: Vec<&str> = part.iter().map(|(_, text)| text.as_str()).collect();
        let embeddings = embed(&texts)?;
        for ((key, _), embedding) in part.into_iter().zip(embeddings) {
            found.compared += 1;
            let likeness = leaders.iter().map(|leader| cosine(leader, &embedding));
            // Of equals the first: later ones must be more alike.
            let nearest = likeness.enumerate().fold(None, |best, (at, likeness)| {
                let better = best.is_none_or(|(_, known)| likeness > known);
                if better { Some((at, likeness)) } else { best }
            });
            match nearest {
                Some((at, likeness)) if likeness >= NEAR => found.groups[at].push(key),
                _ => {
                    leaders.push(embedding);
                    found.groups.push(vec![key]);
                }
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alike::tests::turned;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_text_joins_the_nearest_beginning_or_begins_a_group() {
        let check = |among: &[&str], expected: &[&[usize]]| {
            let among = among.iter().map(|text| (*text).to_owned()).enumerate();
            let found = groups(among.collect(), LONG, turned).expect("angles");
            assert_eq!(found.groups, expected);
        };
        // NEAR is the cosine of 28 degrees.
        check(&[], &[]);
        check(&["0"], &[&[0]]);
        check(&["0", "90", "10", "80", "180"], &[&[0, 2], &[1, 3], &[4]]);
        // 45 is near 25, which stands in the group of 0, but not near 0: no drifting.
        check(&["0", "25", "45"], &[&[0, 1], &[2]]);
        // 25 is near both beginnings and nearer to the second.
        check(&["0", "45", "25"], &[&[0], &[1, 2]]);
        check(&["7", "7", "7"], &[&[0, 1, 2]]);
    }

    #[test]
    fn patience_ends_it_and_a_failure_is_told() {
        let many: Vec<(usize, String)> = (0..20).map(|at| (at, "0".to_owned())).collect();
        let found = groups(many, Duration::ZERO, turned).expect("angles");
        assert_eq!((found.compared, found.groups.len()), (PART, 1));
        let failed = groups(vec![((), "x".to_owned())], LONG, turned);
        assert_eq!(failed, Err(EngineError::TimedOut));
    }
}
