//! What is counted while rows are made, and the sample that the audit reads.

use std::collections::BTreeMap;

use synth::Row;
use synth::audit::Sample;

/// Rows of the audit's sample: the first of them, which are as random as any.
const SAMPLE: u64 = 20_000;

#[derive(Debug, Default)]
pub struct Stats {
    pub rows: u64,
    pub noisy: u64,
    pub relabelled: u64,
    pub in_campaigns: u64,
    pub by_label: BTreeMap<&'static str, u64>,
    pub by_subtype: BTreeMap<&'static str, u64>,
    pub by_register: BTreeMap<&'static str, u64>,
    pub by_difficulty: BTreeMap<&'static str, u64>,
    pub by_split: BTreeMap<&'static str, u64>,
    pub sample: Sample,
}

impl Stats {
    pub fn add(&mut self, id: u64, row: &Row) {
        let Some(facts) = row.facts else { return };
        self.rows += 1;
        self.noisy += u64::from(facts.noisy);
        self.relabelled += u64::from(facts.event_type != facts.true_label);
        self.in_campaigns += u64::from(facts.campaign);
        for (counts, key) in [
            (&mut self.by_label, facts.true_label.id()),
            (&mut self.by_subtype, facts.subtype),
            (&mut self.by_register, facts.register),
            (&mut self.by_difficulty, facts.difficulty),
            (&mut self.by_split, facts.split.id()),
        ] {
            *counts.entry(key).or_default() += 1;
        }
        if id <= SAMPLE {
            self.sample.add(row);
        }
    }

    pub fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        self.noisy += other.noisy;
        self.relabelled += other.relabelled;
        self.in_campaigns += other.in_campaigns;
        for (counts, more) in [
            (&mut self.by_label, other.by_label),
            (&mut self.by_subtype, other.by_subtype),
            (&mut self.by_register, other.by_register),
            (&mut self.by_difficulty, other.by_difficulty),
            (&mut self.by_split, other.by_split),
        ] {
            for (key, n) in more {
                *counts.entry(key).or_default() += n;
            }
        }
        self.sample.extend(other.sample);
    }
}
