//! What a data set gives away: how well the label can be told from one column alone, and from words
//! that only one frame uses. Computed on a sample of rows, half to learn from and half to judge.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;
use taxonomy::Label;

use crate::grammar::names;
use crate::row::{COLUMNS, Row};

/// Columns that tell the label by name: leaving them out is the point of the audit.
const ANSWERS: [&str; 5] = [
    "event_type",
    "true_label",
    "subtype",
    "frame_id",
    "situation_id",
];
/// Columns of prose, which are meant to tell the label, in words.
const TEXTS: [&str; 4] = [
    "description",
    "description_short",
    "description_user_report",
    "short_log",
];

/// A sample of rows, column by column.
#[derive(Debug, Default)]
pub struct Sample {
    labels: Vec<Label>,
    frames: Vec<String>,
    columns: Vec<Vec<String>>,
}

/// What the audit found. Shares are `0.0..=1.0`.
#[derive(Debug, Clone, Serialize)]
pub struct Audit {
    pub rows: usize,
    /// What guessing the commonest label reaches.
    pub chance: f64,
    /// Accuracy of the commonest label of a column's value, learnt on one half, judged on the other.
    pub by_column: BTreeMap<&'static str, f64>,
    /// Accuracy of the label whose frame alone uses a word of the description, where there is such a
    /// word; chance elsewhere. Rows of one frame stand in both halves.
    pub by_frame_words: f64,
    /// The same where no frame stands in both halves.
    pub by_frame_words_of_other_frames: f64,
    /// Rows whose short texts or log name their label.
    pub names_its_label: f64,
    /// Rows whose description is another's, to the letter.
    pub repeated: f64,
    /// Rows whose description shares four in five of its word triples with another's (MinHash of 64,
    /// bands of 4).
    pub near_duplicates: f64,
    /// Different words of the descriptions.
    pub vocabulary: usize,
}

impl Sample {
    pub fn add(&mut self, row: &Row) {
        let Some(facts) = row.facts else { return };
        if self.columns.is_empty() {
            self.columns = vec![Vec::new(); COLUMNS.len()];
        }
        self.labels.push(facts.true_label);
        self.frames.push(row.get(24).to_owned());
        for (column, field) in self.columns.iter_mut().zip(row.fields()) {
            column.push(field.to_owned());
        }
    }

    pub fn len(&self) -> usize {
        self.labels.len()
    }

    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Appends another sample's rows.
    pub fn extend(&mut self, other: Self) {
        if self.columns.is_empty() {
            self.columns = vec![Vec::new(); COLUMNS.len()];
        }
        self.labels.extend(other.labels);
        self.frames.extend(other.frames);
        for (column, more) in self.columns.iter_mut().zip(other.columns) {
            column.extend(more);
        }
    }

    pub fn audit(&self) -> Audit {
        let column = |name: &str| {
            let at = COLUMNS.iter().position(|c| *c == name).unwrap_or(0);
            self.columns.get(at).map_or(&[][..], Vec::as_slice)
        };
        let by_column = COLUMNS
            .into_iter()
            .filter(|name| !ANSWERS.contains(name) && !TEXTS.contains(name))
            .map(|name| (name, self.by_value(column(name))))
            .collect();
        let words: Vec<HashSet<&str>> = column("description").iter().map(|t| words(t)).collect();
        let by_row = |i: usize| i.is_multiple_of(2);
        let by_frame = |i: usize| crate::event::fold(&self.frames[i], 2) == 0;
        Audit {
            rows: self.len(),
            chance: share(
                counts(self.labels.iter().copied())
                    .values()
                    .copied()
                    .max()
                    .unwrap_or(0),
                self.len(),
            ),
            by_column,
            by_frame_words: self.by_frame_words(&words, by_row),
            by_frame_words_of_other_frames: self.by_frame_words(&words, by_frame),
            names_its_label: share(
                (0..self.len())
                    .filter(|i| {
                        TEXTS[1..]
                            .iter()
                            .any(|name| names(&column(name)[*i], self.labels[*i]))
                    })
                    .count(),
                self.len(),
            ),
            repeated: {
                let texts = column("description");
                let times = counts(texts.iter().map(String::as_str));
                share(
                    texts.iter().filter(|t| times[t.as_str()] > 1).count(),
                    self.len(),
                )
            },
            near_duplicates: share(near_duplicates(column("description")), self.len()),
            vocabulary: words.iter().flatten().collect::<HashSet<_>>().len(),
        }
    }

    /// Learnt on the even rows, judged on the odd ones.
    fn by_value(&self, column: &[String]) -> f64 {
        let mut learnt: HashMap<&str, HashMap<Label, usize>> = HashMap::new();
        let mut all: HashMap<Label, usize> = HashMap::new();
        for (i, value) in column.iter().enumerate().filter(|(i, _)| i % 2 == 0) {
            *learnt
                .entry(value)
                .or_default()
                .entry(self.labels[i])
                .or_default() += 1;
            *all.entry(self.labels[i]).or_default() += 1;
        }
        let fallback = commonest(&all);
        let judged = column.iter().enumerate().filter(|(i, _)| i % 2 == 1);
        let right = judged
            .filter(|(i, value)| {
                let guess = learnt.get(value.as_str()).map_or(fallback, commonest);
                guess == Some(self.labels[*i])
            })
            .count();
        share(right, self.len() / 2)
    }

    fn by_frame_words(&self, words: &[HashSet<&str>], learns: impl Fn(usize) -> bool) -> f64 {
        let mut only: HashMap<&str, Option<usize>> = HashMap::new();
        for i in (0..self.len()).filter(|i| learns(*i)) {
            for word in &words[i] {
                only.entry(word)
                    .and_modify(|at| {
                        if at.is_some_and(|at| self.frames[at] != self.frames[i]) {
                            *at = None;
                        }
                    })
                    .or_insert(Some(i));
            }
        }
        let all = counts(self.labels.iter().copied());
        let fallback = commonest(&all);
        let judged: Vec<usize> = (0..self.len()).filter(|i| !learns(*i)).collect();
        let right = judged
            .iter()
            .filter(|i| {
                let votes = words[**i]
                    .iter()
                    .filter_map(|word| only.get(word).copied().flatten())
                    .map(|at| self.labels[at]);
                let guess = commonest(&counts(votes)).or(fallback);
                guess == Some(self.labels[**i])
            })
            .count();
        share(right, judged.len())
    }
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

fn counts<T: std::hash::Hash + Eq>(values: impl Iterator<Item = T>) -> HashMap<T, usize> {
    let mut out = HashMap::new();
    for value in values {
        *out.entry(value).or_default() += 1;
    }
    out
}

/// The label with the most; of equals the first of the table.
fn commonest(counts: &HashMap<Label, usize>) -> Option<Label> {
    Label::ALL
        .into_iter()
        .filter(|label| counts.contains_key(label))
        .rev()
        .max_by_key(|label| counts[label])
}

fn words(text: &str) -> HashSet<&str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 2)
        .collect()
}

/// Rows that share four in five of their word triples with another row, as MinHash sees it.
fn near_duplicates(texts: &[String]) -> usize {
    const HASHES: usize = 64;
    const BAND: usize = 4;
    let signatures: Vec<[u64; HASHES]> = texts.iter().map(|text| signature(text)).collect();
    let mut buckets: HashMap<(usize, &[u64]), Vec<usize>> = HashMap::new();
    for (i, signature) in signatures.iter().enumerate() {
        for (band, part) in signature.chunks(BAND).enumerate() {
            buckets.entry((band, part)).or_default().push(i);
        }
    }
    let alike = |a: usize, b: usize| {
        let same = signatures[a].iter().zip(&signatures[b]);
        same.filter(|(x, y)| x == y).count() * 5 >= HASHES * 4
    };
    let mut found: HashSet<usize> = HashSet::new();
    for rows in buckets.values().filter(|rows| rows.len() > 1) {
        // A crowded bucket is compared with its first rows only: enough to tell that it is crowded.
        for (n, i) in rows.iter().enumerate() {
            for j in rows[..n].iter().take(40) {
                if !(found.contains(i) && found.contains(j)) && alike(*i, *j) {
                    found.insert(*i);
                    found.insert(*j);
                }
            }
        }
    }
    found.len()
}

fn signature(text: &str) -> [u64; 64] {
    let words: Vec<u64> = text
        .split_whitespace()
        .map(|word| {
            word.bytes()
                .fold(0xcbf2_9ce4, |h, b| crate::rng::join(h, u64::from(b)))
        })
        .collect();
    let mut out = [u64::MAX; 64];
    for triple in words.windows(3.min(words.len().max(1))) {
        let hash = triple.iter().fold(7, |h, w| crate::rng::join(h, *w));
        for (i, least) in out.iter_mut().enumerate() {
            *least = (*least).min(crate::rng::join(hash, i as u64));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Generator, Settings};

    fn sample(settings: Settings, rows: u64) -> Sample {
        let generator = Generator::with(settings);
        let (mut row, mut sample) = (Row::default(), Sample::default());
        for id in 1..=rows {
            row.fill(&generator.event(id), generator.settings());
            sample.add(&row);
        }
        sample
    }

    #[test]
    fn nothing_names_its_label_and_no_column_is_the_answer() {
        let audit = sample(Settings::default(), 4000).audit();
        assert_eq!(audit.names_its_label, 0.0);
        // Techniques and rules follow from what happened, as the text does.
        let tells = ["mitre_technique", "mitre_clause", "detection_rule"];
        for (column, accuracy) in &audit.by_column {
            let bound = if tells.contains(column) { 0.95 } else { 0.45 };
            assert!(*accuracy < bound, "{column}: {accuracy}");
        }
        assert!(audit.by_frame_words > audit.by_frame_words_of_other_frames);
    }

    #[test]
    fn an_audit_sees_what_is_there() {
        let mut sample = sample(Settings::default(), 200);
        let answers: Vec<String> = sample.labels.iter().map(|l| l.id().to_owned()).collect();
        sample.columns[15] = answers;
        sample.columns[18] = vec!["one and the same long text for every single row".into(); 200];
        let audit = sample.audit();
        assert!(audit.by_column["protocol"] > 0.95);
        assert_eq!((audit.repeated, audit.near_duplicates), (1.0, 1.0));
    }
}
