//! The data card: what is in the file, and what it gives away. Every number is counted.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use synth::Generator;
use synth::audit::Audit;
use synth::row::COLUMNS;

use super::flags::Flags;
use super::stats::Stats;
use crate::bulk::grouped;
use crate::style::Look;

#[derive(Debug, Serialize)]
pub struct Card {
    /// Nothing in the file happened.
    synthetic: bool,
    program: String,
    settings: String,
    sha256: String,
    bytes: u64,
    columns: [&'static str; COLUMNS.len()],
    rows: u64,
    /// Frames and situations the generator can tell.
    frames: usize,
    situations: usize,
    noisy_rows: u64,
    relabelled_rows: u64,
    /// What nobody can beat on `event_type`: 1 minus the label noise found.
    ceiling: f64,
    rows_in_campaigns: u64,
    by_label: BTreeMap<&'static str, u64>,
    by_subtype: BTreeMap<&'static str, u64>,
    by_register: BTreeMap<&'static str, u64>,
    by_difficulty: BTreeMap<&'static str, u64>,
    by_split: BTreeMap<&'static str, u64>,
    /// Of the first rows.
    audit: Audit,
}

impl Card {
    pub fn new(
        flags: &Flags,
        generator: &Generator,
        stats: Stats,
        bytes: u64,
        sha256: String,
    ) -> Self {
        let frames = || synth::corpus::frames().filter(|place| place.story.label.is_some());
        Self {
            synthetic: true,
            program: format!("nlp-triage {}", env!("CARGO_PKG_VERSION")),
            settings: flags.digest(generator.settings()),
            sha256,
            bytes,
            columns: COLUMNS,
            rows: stats.rows,
            frames: frames().count(),
            situations: frames()
                .filter(|place| place.frame.id == place.frame.situation)
                .count(),
            noisy_rows: stats.noisy,
            relabelled_rows: stats.relabelled,
            ceiling: 1.0 - stats.relabelled as f64 / stats.rows.max(1) as f64,
            rows_in_campaigns: stats.in_campaigns,
            by_label: stats.by_label,
            by_subtype: stats.by_subtype,
            by_register: stats.by_register,
            by_difficulty: stats.by_difficulty,
            by_split: stats.by_split,
            audit: stats.sample.audit(),
        }
    }

    /// Writes `FILE.card.json` and `FILE.card.md`.
    pub fn write(&self, outfile: &Path) -> std::io::Result<()> {
        let beside = |ending: &str| {
            let mut name = outfile.as_os_str().to_owned();
            name.push(ending);
            name
        };
        let json = serde_json::to_string_pretty(self)? + "\n";
        std::fs::write(beside(".card.json"), json)?;
        std::fs::write(beside(".card.md"), self.markdown(outfile))
    }

    fn markdown(&self, outfile: &Path) -> String {
        let name = outfile.file_name().unwrap_or_default().to_string_lossy();
        let a = &self.audit;
        let mut out = format!(
            "# {name}\n\nSynthetic: nothing in it happened. Written by {} ({}).\n\n\
             {} rows, {} bytes, SHA-256 `{}`. Told by {} frames of {} situations; {} rows are stages of \
             campaigns, {} have typing slips, {} carry another label than the true one, so no one can be \
             right about `event_type` in more than {:.1} % of them.\n",
            self.program,
            self.settings,
            grouped(self.rows),
            grouped(self.bytes),
            self.sha256,
            grouped(self.frames as u64),
            grouped(self.situations as u64),
            grouped(self.rows_in_campaigns),
            grouped(self.noisy_rows),
            grouped(self.relabelled_rows),
            self.ceiling * 100.0
        );
        for (title, counts) in [
            ("True label", &self.by_label),
            ("Register", &self.by_register),
            ("Difficulty", &self.by_difficulty),
            ("Split, by frame", &self.by_split),
            ("Subtype", &self.by_subtype),
        ] {
            let _ = write!(out, "\n## {title}\n\n| | rows |\n|---|---|\n");
            for (key, n) in counts {
                let _ = writeln!(out, "| {key} | {} |", grouped(*n));
            }
        }
        let _ = write!(
            out,
            "\n## What it gives away\n\nOf the first {} rows: half to learn from, half to judge. Guessing the commonest \
             label is right in {:.1} %.\n\n| column alone | label right |\n|---|---|\n",
            grouped(a.rows as u64),
            a.chance * 100.0
        );
        for (column, accuracy) in &a.by_column {
            let _ = writeln!(out, "| {column} | {:.1} % |", accuracy * 100.0);
        }
        let _ = write!(
            out,
            "\nWords of the description that only one frame uses tell the label in {:.1} % where that frame may have \
             been seen, in {:.1} % where it has not. {:.2} % of rows name their label in a short text or log. {:.1} % \
             of the descriptions are another's to the letter, {:.1} % nearly so. {} different words.\n",
            a.by_frame_words * 100.0,
            a.by_frame_words_of_other_frames * 100.0,
            a.names_its_label * 100.0,
            a.repeated * 100.0,
            a.near_duplicates * 100.0,
            grouped(a.vocabulary as u64)
        );
        out
    }

    /// For the terminal.
    pub fn summary(&self, look: Look, outfile: &Path, seconds: f64) -> String {
        format!(
            "{} in {seconds:.2} s, {} rows/s\nwrote {} ({} MB) and its card, {}.card.md",
            look.strong(&format!("{} rows", grouped(self.rows))),
            grouped((self.rows as f64 / seconds.max(1e-6)) as u64),
            outfile.display(),
            self.bytes / 1_000_000,
            outfile.display()
        )
    }
}
