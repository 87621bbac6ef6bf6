//! The leak audit: how well single columns, and words that only one frame uses, give the true
//! label away.
//!
//! Everything is asked twice: of rows held out at random, whose frames were seen, and of rows of
//! frames that were not. What is high in the first and low in the second is a frame learnt by
//! heart, not a leak of the label.

use std::collections::HashMap;

use serde::Serialize;
use taxonomy::Label;

use crate::columns::COLUMNS;
use crate::event::Split;

use super::sample::{Sample, Seen, TEXTS};

const LABELS: usize = Label::COUNT;

/// Shares are `0.0..=1.0`; `None` where there is no row to take a share of.
#[derive(Debug, Clone, Serialize)]
pub struct Audit {
    pub method: String,
    /// Rows learnt from and asked, at random and by frame.
    pub rows: Halves<usize>,
    /// Share of the most frequent label: what knowing nothing reaches.
    pub majority: Halves<Option<f64>>,
    pub columns: Vec<Leak>,
    pub frame_words: FrameWords,
}

/// A figure for rows held out at random and for frames held out.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Halves<T> {
    pub held_out_rows: T,
    pub held_out_frames: T,
}

/// One column alone.
#[derive(Debug, Clone, Serialize)]
pub struct Leak {
    pub column: &'static str,
    /// It is there for evaluation, or is the label.
    pub evaluation: bool,
    pub method: &'static str,
    pub accuracy: Halves<Option<f64>>,
}

/// Words of descriptions that stand in rows of one frame only, and in at least two of them.
#[derive(Debug, Clone, Serialize)]
pub struct FrameWords {
    pub words: usize,
    /// Share of rows that contain such a word.
    pub covered: Halves<Option<f64>>,
    /// Accuracy of the label most of these words stand for; rows without one get the most
    /// frequent label.
    pub accuracy: Halves<Option<f64>>,
}

/// Rows to learn from and rows to be asked.
struct Division<'s> {
    train: Vec<&'s Seen>,
    test: Vec<&'s Seen>,
    majority: usize,
}

pub fn audit(sample: &Sample) -> Audit {
    let by_row = divide(sample, |i, _| i % 2 == 0);
    let by_frame = divide(sample, |_, seen| seen.split == Split::Train);
    let both = |ask: &dyn Fn(&Division) -> Option<f64>| Halves {
        held_out_rows: ask(&by_row),
        held_out_frames: ask(&by_frame),
    };
    let columns = COLUMNS.iter().enumerate().map(|(at, column)| {
        let text = TEXTS.iter().position(|name| *name == column.name);
        let accuracy = both(&|division| match text {
            Some(text) => bayes(division, text, sample.words),
            None => lookup(division, at),
        });
        Leak {
            column: column.name,
            evaluation: column.evaluation || column.name == "event_type",
            method: match (text, column.name) {
                (Some(_), _) => "naive Bayes on words",
                (None, "timestamp") => "weekday and hour",
                (None, _) => "value",
            },
            accuracy,
        }
    });
    let (words, rows) = frame_words(&by_row);
    let (_, frames) = frame_words(&by_frame);
    Audit {
        method: format!(
            "A sample of {} rows at even distances. Held-out rows: learnt from every other row, \
             asked of the rest. Held-out frames: learnt from the split train, asked of the others. \
             Value: the label most frequent with a value, the most frequent of all for a value \
             not seen.",
            sample.rows.len()
        ),
        rows: Halves {
            held_out_rows: by_row.test.len(),
            held_out_frames: by_frame.test.len(),
        },
        majority: both(&|division| accuracy(division, |_| division.majority)),
        columns: columns.collect(),
        frame_words: FrameWords {
            words,
            covered: Halves {
                held_out_rows: rows.0,
                held_out_frames: frames.0,
            },
            accuracy: Halves {
                held_out_rows: rows.1,
                held_out_frames: frames.1,
            },
        },
    }
}

fn divide(sample: &Sample, learn: impl Fn(usize, &Seen) -> bool) -> Division<'_> {
    let mut division = Division {
        train: Vec::new(),
        test: Vec::new(),
        majority: 0,
    };
    let mut counts = [0u32; LABELS];
    for (i, seen) in sample.rows.iter().enumerate() {
        if learn(i, seen) {
            counts[seen.label] += 1;
            division.train.push(seen);
        } else {
            division.test.push(seen);
        }
    }
    division.majority = largest(&counts);
    division
}

fn largest<T: PartialOrd + Copy>(counts: &[T; LABELS]) -> usize {
    // The first of equals, so that the answer does not depend on anything else.
    (1..LABELS).fold(0, |best, i| if counts[i] > counts[best] { i } else { best })
}

fn accuracy(division: &Division, mut answer: impl FnMut(&Seen) -> usize) -> Option<f64> {
    let right = division
        .test
        .iter()
        .filter(|seen| answer(seen) == seen.label);
    let right = right.count();
    (!division.test.is_empty() && !division.train.is_empty())
        .then(|| right as f64 / division.test.len() as f64)
}

fn lookup(division: &Division, column: usize) -> Option<f64> {
    let mut table: HashMap<u64, [u32; LABELS]> = HashMap::new();
    for seen in &division.train {
        table.entry(seen.values[column]).or_default()[seen.label] += 1;
    }
    accuracy(division, |seen| {
        table
            .get(&seen.values[column])
            .map_or(division.majority, largest)
    })
}

/// Multinomial, each word once a row, counts from one.
fn bayes(division: &Division, text: usize, words: usize) -> Option<f64> {
    let mut counts = vec![[1.0f32; LABELS]; words];
    let mut labels = [1.0f32; LABELS];
    let mut once = Vec::new();
    for seen in &division.train {
        labels[seen.label] += 1.0;
        unique(&seen.words[text], &mut once);
        once.iter()
            .for_each(|word| counts[*word as usize][seen.label] += 1.0);
    }
    let mut sums = [0.0f32; LABELS];
    for word in &counts {
        (0..LABELS).for_each(|label| sums[label] += word[label]);
    }
    for word in &mut counts {
        (0..LABELS).for_each(|label| word[label] = (word[label] / sums[label]).ln());
    }
    accuracy(division, |seen| {
        let mut scores = labels.map(f32::ln);
        unique(&seen.words[text], &mut once);
        for word in &once {
            (0..LABELS).for_each(|label| scores[label] += counts[*word as usize][label]);
        }
        largest(&scores)
    })
}

fn unique(words: &[u32], out: &mut Vec<u32>) {
    out.clear();
    out.extend_from_slice(words);
    out.sort_unstable();
    out.dedup();
}

/// How many such words there are; which share of rows they cover and how often they are right.
fn frame_words(division: &Division) -> (usize, (Option<f64>, Option<f64>)) {
    /// The one frame that uses a word.
    struct Use {
        frame: u32,
        label: usize,
        rows: u32,
        alone: bool,
    }
    let mut uses: HashMap<u32, Use> = HashMap::new();
    let mut once = Vec::new();
    for seen in &division.train {
        unique(&seen.words[0], &mut once);
        for word in &once {
            let known = uses.entry(*word).or_insert(Use {
                frame: seen.frame,
                label: seen.label,
                rows: 0,
                alone: true,
            });
            known.rows += 1;
            known.alone &= known.frame == seen.frame;
        }
    }
    uses.retain(|_, known| known.alone && known.rows > 1);
    let votes = |seen: &Seen| {
        let mut votes = [0u32; LABELS];
        for known in seen.words[0].iter().filter_map(|word| uses.get(word)) {
            votes[known.label] += 1;
        }
        votes
    };
    let covered = division
        .test
        .iter()
        .filter(|seen| votes(seen).iter().any(|n| *n > 0))
        .count();
    let share = (!division.test.is_empty()).then(|| covered as f64 / division.test.len() as f64);
    let right = accuracy(division, |seen| {
        let votes = votes(seen);
        match largest(&votes) {
            best if votes[best] > 0 => best,
            _ => division.majority,
        }
    });
    (uses.len(), (share, right))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of two labels; column 0 is the label, column 1 nothing, the words half.
    fn sample() -> Sample {
        let rows = (0..400u32).map(|i| {
            let label = (i / 4 % 2) as usize;
            let mut values = [0; COLUMNS.len()];
            values[0] = label as u64;
            let word = if i % 4 < 2 { label as u32 } else { 2 };
            Seen {
                label,
                frame: label as u32 + 2 * (i / 200),
                split: if i < 200 { Split::Train } else { Split::Test },
                values,
                words: [vec![word], vec![2], vec![2], vec![2]],
            }
        });
        Sample {
            rows: rows.collect(),
            words: 3,
            vocabulary: 3,
            characters: 0,
        }
    }

    #[test]
    fn a_column_that_is_the_label_leaks_and_a_constant_does_not() {
        let audit = audit(&sample());
        let of = |name: &str| audit.columns.iter().find(|c| c.column == name).unwrap();
        let (label, nothing, words) = (of("event_id"), of("timestamp"), of("description"));
        for (leak, low, high) in [(label, 1.0, 1.0), (nothing, 0.4, 0.6), (words, 0.7, 0.8)] {
            for found in [leak.accuracy.held_out_rows, leak.accuracy.held_out_frames] {
                let found = found.unwrap();
                assert!((low..=high).contains(&found), "{}: {found}", leak.column);
            }
        }
    }

    #[test]
    fn words_of_one_frame_cover_only_its_rows() {
        let audit = audit(&sample());
        // Each of the first two words stands in two frames of all rows, in one of the train split.
        assert_eq!(audit.frame_words.words, 0);
        let covered = audit.frame_words.covered;
        assert_eq!(covered.held_out_rows, Some(0.0));
        assert_eq!(covered.held_out_frames, Some(0.5));
    }

    #[test]
    fn one_row_is_no_reason_to_fail() {
        let mut sample = sample();
        sample.rows.truncate(1);
        let audit = audit(&sample);
        assert!(
            audit
                .columns
                .iter()
                .all(|c| c.accuracy.held_out_rows.is_none())
        );
    }
}
