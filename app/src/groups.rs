//! Rows of a file in groups of what is told alike: the answer of `…/groups` in API and page, and, on the
//! server, the search for them.
//!
//! Nothing is kept for it: texts are embedded when somebody asks, for a few seconds at most.

use serde::{Deserialize, Serialize};

/// What the groups' page asks. A kind of its own, so that the half of the program that has no files does
/// not know it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Of a batch through a view, as of [`crate::api::Question::batch`]. Answer:
    /// `Result<Groups, String>`.
    Groups(String, String),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Groups {
    /// Of two rows or more, the largest first.
    pub groups: Vec<Group>,
    /// Rows told like no other of those looked at.
    pub alone: usize,
    /// Rows looked at, of those that match.
    pub compared: usize,
    pub of: usize,
    /// A text belongs to a group whose first text is at least so much like it: the cosine of the angle
    /// between their embeddings.
    pub near_duplicate_at: f32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    pub size: usize,
    /// Different texts among them.
    pub texts: usize,
    /// Final labels of its rows, or `uncertain`, and how often each; the most frequent first.
    pub labels: Vec<(String, usize)>,
    /// The first rows, in their order; a hundred at most.
    pub rows: Vec<u64>,
    /// The first 300 characters of its first text.
    pub excerpt: String,
}

#[cfg(feature = "ssr")]
pub use search::of_batch;

#[cfg(feature = "ssr")]
mod search {
    use std::collections::HashMap;
    use std::time::Duration;

    use semantic::NEAR;
    use triage::Settings;
    use triage::batch::Query;

    use super::{Group, Groups};
    use crate::alike::NoAnswer;
    use crate::backend::Backend;

    /// How long one question may keep the sentence model busy.
    const PATIENCE: Duration = Duration::from_secs(8);
    /// Different texts; more than that patience ever looks at.
    const TEXTS: usize = 1600;
    /// Rows read from the store at a time, and at most.
    const PIECE: usize = 4096;
    const ROWS: usize = 100_000;
    /// Rows named of a group.
    const NAMED: usize = 100;
    /// Characters of a text in the answer.
    const EXCERPT: usize = 300;

    /// Rows with one text: their numbers and final labels.
    #[derive(Default)]
    struct Same {
        rows: Vec<(u64, &'static str)>,
        excerpt: String,
    }

    /// Of the rows that match the query's filters, in the order of the file. Identical texts are compared
    /// once.
    ///
    /// # Errors
    /// There is no such batch, or no model to compare with.
    pub fn of_batch(
        backend: &Backend,
        batch: &str,
        query: &Query,
        settings: &Settings,
    ) -> Result<Groups, NoAnswer> {
        let second = backend.second.as_ref().map_err(|why| {
            let why = format!("texts cannot be compared without the sentence model: {why}");
            NoAnswer::Model(why)
        })?;
        let bound = backend.batches.model(batch)?.1;
        let matching = backend.batches.page(batch, query, settings)?.matching;
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut texts: Vec<Same> = Vec::new();
        let (mut read, mut after) = (0, 0);
        while read < ROWS {
            let piece = backend
                .batches
                .rows_after(batch, query, settings, after, PIECE)?;
            let Some(last) = piece.last() else { break };
            after = last.row;
            for row in piece {
                read += 1;
                let label = settings.decide(row.seen(query.passes).0, bound).id();
                let next = texts.len();
                let place = match places.get(&row.text) {
                    Some(place) => *place,
                    None if next < TEXTS => {
                        let excerpt = row.text.chars().take(EXCERPT).collect();
                        texts.push(Same {
                            excerpt,
                            ..Same::default()
                        });
                        places.insert(row.text, next);
                        next
                    }
                    None => continue,
                };
                texts[place].rows.push((row.row, label));
            }
        }
        let mut among: Vec<(usize, String)> = Vec::with_capacity(places.len());
        among.extend(places.into_iter().map(|(text, place)| (place, text)));
        among.sort_unstable_by_key(|(place, _)| *place);
        let found = second
            .groups(among, PATIENCE)
            .map_err(|error| NoAnswer::Model(error.to_string()))?;
        let mut groups: Vec<Group> = found
            .groups
            .iter()
            .map(|places| group(places, &texts))
            .collect();
        let compared = groups.iter().map(|group| group.size).sum();
        let alone = groups.iter().filter(|group| group.size == 1).count();
        groups.retain(|group| group.size > 1);
        // Stable: of equals the one that begins first.
        groups.sort_by_key(|group| std::cmp::Reverse(group.size));
        Ok(Groups {
            groups,
            alone,
            compared,
            of: usize::try_from(matching).unwrap_or(usize::MAX),
            near_duplicate_at: NEAR,
        })
    }

    fn group(places: &[usize], texts: &[Same]) -> Group {
        let members = || places.iter().map(|place| &texts[*place]);
        let mut rows: Vec<u64> = Vec::new();
        let mut counts: Vec<(String, usize)> = Vec::new();
        for &(row, label) in members().flat_map(|same| &same.rows) {
            rows.push(row);
            match counts.iter_mut().find(|(known, _)| known == label) {
                Some((_, count)) => *count += 1,
                None => counts.push((label.to_owned(), 1)),
            }
        }
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        rows.sort_unstable();
        let size = rows.len();
        rows.truncate(NAMED);
        Group {
            size,
            texts: places.len(),
            labels: counts,
            rows,
            excerpt: members()
                .next()
                .map(|same| same.excerpt.clone())
                .unwrap_or_default(),
        }
    }
}
