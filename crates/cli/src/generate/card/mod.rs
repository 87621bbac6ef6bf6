//! The data card: what is in a file, computed from it, as JSON and as a page to read.

mod markdown;

use std::collections::BTreeMap;

use serde::Serialize;
use synth::columns::COLUMNS;
use synth::study::{self, Audit, Near};
use synth::{Rows, Slips};
use taxonomy::{Label, Severity};

use super::checkpoint::Checkpoint;
use super::tally::Tally;

pub use markdown::markdown;

/// Version of the card's shape.
const SCHEMA: &str = "alertsage.data-card/1";

#[derive(Debug, Clone, Serialize)]
pub struct Card {
    pub schema: &'static str,
    /// Always: nothing in the file happened.
    pub synthetic: bool,
    pub file: FileFacts,
    pub generator: String,
    /// Flags of the command and their values.
    pub parameters: BTreeMap<String, String>,
    pub counts: Counts,
    pub campaigns: Campaigns,
    pub noise: Noise,
    pub label_noise: LabelNoise,
    pub texts: Texts,
    pub near_duplicates: Near,
    pub leak_audit: Audit,
}

#[derive(Debug, Clone, Serialize)]
pub struct FileFacts {
    pub name: String,
    pub format: String,
    pub rows: u64,
    pub bytes: u64,
    pub sha256: String,
    pub columns: Vec<&'static str>,
    /// Those of the columns that are there for evaluation only.
    pub evaluation_columns: Vec<&'static str>,
}

/// Rows by what they are; all rows of the file.
#[derive(Debug, Clone, Serialize)]
pub struct Counts {
    pub true_label: BTreeMap<String, u64>,
    pub event_type: BTreeMap<String, u64>,
    /// `label/subtype`.
    pub subtype: BTreeMap<String, u64>,
    pub register: BTreeMap<String, u64>,
    pub split: BTreeMap<String, u64>,
    pub difficulty: BTreeMap<String, u64>,
    pub severity: BTreeMap<String, u64>,
    /// Frames and situations that tell at least one row, of those there are.
    pub frames: u64,
    pub frames_known: u64,
    pub situations: u64,
}

#[derive(Debug, Clone, Serialize)]
pub struct Campaigns {
    pub campaigns: u64,
    pub rows: u64,
    /// Of all rows, `0.0..=1.0`.
    pub share: f64,
}

/// Slips in all texts that people type.
#[derive(Debug, Clone, Serialize)]
pub struct Noise {
    #[serde(flatten)]
    pub slips: Slips,
    /// Of the words that may slip; what `--noise` asks for.
    pub share_of_open_words: f64,
    pub share_of_words: f64,
}

#[derive(Debug, Clone, Serialize)]
pub struct LabelNoise {
    pub relabelled: u64,
    /// Of all rows, `0.0..=1.0`.
    pub share: f64,
}

#[derive(Debug, Clone, Serialize)]
pub struct Texts {
    /// Distinct words of the sampled descriptions: runs of letters and digits in small letters,
    /// names and numbers among them.
    pub vocabulary: usize,
    pub sampled_rows: usize,
    pub mean_characters: f64,
    /// Rows whose user report or log line no frame of their split tells: these are put together
    /// from the summary and the columns.
    pub plain_reports: u64,
    pub plain_logs: u64,
}

impl Card {
    /// The card of the finished file that `state` describes.
    pub fn new(name: &str, format: &str, state: &Checkpoint, rows: &Rows) -> Self {
        let tally = &state.tally;
        let sample = study::draw(rows, tally.rows);
        let share = |part: u64, whole: u64| part as f64 / whole.max(1) as f64;
        let slips = tally.slips;
        let evaluation = COLUMNS.iter().filter(|column| column.evaluation);
        Self {
            schema: SCHEMA,
            synthetic: true,
            file: FileFacts {
                name: name.to_owned(),
                format: format.to_owned(),
                rows: tally.rows,
                bytes: state.bytes,
                sha256: state.sha256.clone(),
                columns: COLUMNS.iter().map(|column| column.name).collect(),
                evaluation_columns: evaluation.map(|column| column.name).collect(),
            },
            generator: state.generator.clone(),
            parameters: state.parameters.iter().cloned().collect(),
            counts: counts(tally),
            campaigns: Campaigns {
                campaigns: tally.campaigns,
                rows: tally.campaign_rows,
                share: share(tally.campaign_rows, tally.rows),
            },
            noise: Noise {
                slips,
                share_of_open_words: share(slips.changed(), slips.open),
                share_of_words: share(slips.changed(), slips.words),
            },
            label_noise: LabelNoise {
                relabelled: tally.relabelled,
                share: share(tally.relabelled, tally.rows),
            },
            texts: Texts {
                vocabulary: sample.vocabulary,
                sampled_rows: sample.rows.len(),
                mean_characters: share(sample.characters, sample.rows.len() as u64),
                plain_reports: tally.plain_reports,
                plain_logs: tally.plain_logs,
            },
            near_duplicates: study::near(&sample),
            leak_audit: study::audit(&sample),
        }
    }
}

fn counts(tally: &Tally) -> Counts {
    let mut counts = Counts {
        true_label: BTreeMap::new(),
        event_type: BTreeMap::new(),
        subtype: BTreeMap::new(),
        register: BTreeMap::new(),
        split: BTreeMap::new(),
        difficulty: BTreeMap::new(),
        severity: BTreeMap::new(),
        frames: 0,
        frames_known: tally.frames.len() as u64,
        situations: 0,
    };
    let mut situations = std::collections::HashSet::new();
    for (frame, &rows) in (0..).zip(&tally.frames) {
        let place = synth::rows::frame(frame);
        let (Some(label), true) = (place.story.label, rows > 0) else {
            continue;
        };
        let mut add = |map: fn(&mut Counts) -> &mut BTreeMap<String, u64>, key: String| {
            *map(&mut counts).entry(key).or_default() += rows;
        };
        add(|c| &mut c.true_label, label.id().to_owned());
        let subtype = format!("{}/{}", label.id(), place.story.facts.name);
        add(|c| &mut c.subtype, subtype);
        add(|c| &mut c.register, place.frame.register.id().to_owned());
        let split = synth::event::Split::of(place.frame);
        add(|c| &mut c.split, split.id().to_owned());
        let difficulty = place.frame.difficulty;
        add(|c| &mut c.difficulty, difficulty.id().to_owned());
        counts.frames += 1;
        situations.insert(place.frame.situation.as_str());
    }
    counts.situations = situations.len() as u64;
    counts.event_type = named(Label::ALL.iter().map(|l| l.id()), &tally.event_types);
    counts.severity = named(Severity::ALL.iter().map(|s| s.id()), &tally.severities);
    counts
}

fn named(names: impl Iterator<Item = &'static str>, rows: &[u64]) -> BTreeMap<String, u64> {
    names
        .zip(rows)
        .filter(|(_, rows)| **rows > 0)
        .map(|(name, rows)| (name.to_owned(), *rows))
        .collect()
}
