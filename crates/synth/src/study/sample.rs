//! The rows of a file that are looked at closely: made again from their numbers, which is the
//! same as reading them.

use std::collections::HashMap;

use crate::columns::{COLUMNS, Value};
use crate::event::{Split, hash};
use crate::{Row, Rows};

/// Rows looked at, at even distances through the file.
pub const ROWS: u64 = 30_000;

/// The columns whose words are counted.
pub const TEXTS: [&str; 4] = [
    "description",
    "description_short",
    "description_user_report",
    "short_log",
];

/// One row as numbers.
pub struct Seen {
    /// Index of the true label.
    pub label: usize,
    pub frame: u32,
    pub split: Split,
    /// A hash of each column's value.
    pub values: [u64; COLUMNS.len()],
    /// Words of each of [`TEXTS`], in order.
    pub words: [Vec<u32>; TEXTS.len()],
}

pub struct Sample {
    pub rows: Vec<Seen>,
    /// Distinct words of all [`TEXTS`].
    pub words: usize,
    /// Distinct words of the descriptions.
    pub vocabulary: usize,
    /// Characters of all descriptions.
    pub characters: u64,
}

pub fn draw(rows: &Rows, total: u64) -> Sample {
    let count = total.min(ROWS);
    let mut sample = Sample {
        rows: Vec::with_capacity(count as usize),
        words: 0,
        vocabulary: 0,
        characters: 0,
    };
    let mut numbers: HashMap<u64, u32> = HashMap::new();
    let mut row = Row::default();
    for k in 0..count {
        let id = (u128::from(k) * u128::from(total) / u128::from(count)) as u64 + 1;
        rows.fill(id, &mut row);
        sample.characters += row.description.chars().count() as u64;
        sample.rows.push(see(&row, &mut numbers));
    }
    sample.words = numbers.len();
    let mut known = vec![false; numbers.len()];
    for word in sample.rows.iter().flat_map(|seen| &seen.words[0]) {
        known[*word as usize] = true;
    }
    sample.vocabulary = known.into_iter().filter(|known| *known).count();
    sample
}

fn see(row: &Row, numbers: &mut HashMap<u64, u32>) -> Seen {
    let mut number = |hash: u64| {
        let next = numbers.len() as u32;
        *numbers.entry(hash).or_insert(next)
    };
    let texts = [
        &row.description,
        &row.description_short,
        &row.description_user_report,
        &row.short_log,
    ];
    Seen {
        label: row.true_label.index(),
        frame: row.frame,
        split: row.split,
        values: value_hashes(row),
        words: texts.map(|text| words(text).map(&mut number).collect()),
    }
}

/// A timestamp counts as its weekday and hour: no second comes twice.
fn value_hashes(row: &Row) -> [u64; COLUMNS.len()] {
    let mut hashes = row.values().map(|value| match value {
        Value::Number(number) => number,
        Value::Name(text) | Value::Text(text) => hash(text.bytes()),
    });
    if let Some(at) = COLUMNS.iter().position(|c| c.name == "timestamp") {
        hashes[at] = hour_of_week(&row.timestamp);
    }
    hashes
}

fn hour_of_week(timestamp: &str) -> u64 {
    let number = |from: usize, to: usize| -> i64 {
        let digits = timestamp.get(from..to);
        digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
    };
    let day = crate::scenario::days(number(0, 4), number(5, 7), number(8, 10));
    (day.rem_euclid(7) * 24 + number(11, 13)) as u64
}

/// Runs of letters and digits in small letters, hashed.
fn words(text: &str) -> impl Iterator<Item = u64> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| hash(word.bytes().map(|b| b.to_ascii_lowercase())))
}
