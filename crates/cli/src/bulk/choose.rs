//! The first of two readings of a file: which rows a language model is to be asked about.
//!
//! Holds no more texts than the budget has rows. What the sentence model says is kept, so that it is
//! not asked again: some two hundred bytes for each of its answers, which take it ten milliseconds.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use classifier::Scores;
use ingest::Reader;
use triage::policy::{Ask, Worst};
use triage::{Engine, SecondOpinion};

use super::input::Source;
use super::pieces::{Piece, Pieces};
use super::progress::Progress;
use super::rows::scored;
use super::threads;
use crate::args::Args;
use crate::ordered;
use crate::second::Second;

/// What the sentence model said, by text. The texts themselves are not kept.
#[derive(Debug, Default)]
pub struct Kept {
    /// Seeded by chance: nobody can write two texts that are taken for each other.
    hash: RandomState,
    opinions: HashMap<u64, SecondOpinion>,
}

impl Kept {
    fn keep(&mut self, key: u64, opinion: SecondOpinion) {
        self.opinions.insert(key, opinion);
    }

    pub fn of(&self, text: &str) -> Option<SecondOpinion> {
        self.opinions.get(&self.hash.hash_one(text)).cloned()
    }
}

/// What the first reading found.
pub struct Chosen {
    /// That could be judged.
    pub rows: u64,
    /// Of them, those about which the language model is wanted.
    pub wanted: u64,
    /// Numbers of rows with their texts, the worst first, as many as the budget has.
    pub worst: Vec<(u64, Arc<str>)>,
    pub kept: Kept,
}

/// Of one piece.
#[derive(Default)]
struct Found {
    rows: u64,
    wanted: Vec<(u64, Scores, Arc<str>)>,
    opinions: Vec<(u64, SecondOpinion)>,
}

/// Reads to the end of the file, or as far as it can be read: what is wrong with it is said when it is
/// read again.
pub fn run(
    args: &Args,
    reader: Reader<Source>,
    engine: &Engine,
    second: &Second,
    ask: Ask,
    most: usize,
) -> Chosen {
    let bound = engine.out_of_domain_bound();
    let mut progress = Progress::before_answers(args);
    let bytes = AtomicU64::new(0);
    let mut pieces = Pieces::new(reader, &bytes);
    let mut kept = Kept::default();
    let hash = kept.hash.clone();
    let mut worst = Worst::new(most);
    let (mut rows, mut wanted) = (0, 0);
    ordered::run(
        threads(),
        || pieces.next(),
        || {
            let mut judge = engine.rows();
            let hash = &hash;
            move |piece: Piece| {
                let mut found = Found::default();
                let all = scored(&mut judge, engine, second, &piece.rows);
                for (row, (scores, opinion)) in piece.rows.into_iter().zip(all) {
                    found.rows += 1;
                    let scores = opinion.as_ref().map_or(scores, |opinion| opinion.pooled);
                    if let Some(opinion) = opinion {
                        found.opinions.push((hash.hash_one(&row.text), opinion));
                    }
                    if ask.wants(&scores, bound) {
                        found.wanted.push((row.row, scores, row.text.into()));
                    }
                }
                found
            }
        },
        |found: Found| {
            rows += found.rows;
            wanted += found.wanted.len() as u64;
            for (row, scores, text) in found.wanted {
                worst.offer(row, &scores, text);
            }
            for (key, opinion) in found.opinions {
                kept.keep(key, opinion);
            }
            progress.first_reading(rows, bytes.load(Ordering::Relaxed));
            true
        },
    );
    progress.wipe();
    Chosen {
        rows,
        wanted,
        worst: worst.into_rows().collect(),
        kept,
    }
}
