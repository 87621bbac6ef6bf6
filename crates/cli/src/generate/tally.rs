//! What has been written so far, counted row by row.

use serde::{Deserialize, Serialize};
use synth::{Row, Slips};
use taxonomy::{Label, Severity};

/// Counts of all rows of a file; of a piece of it while it is made. Label, subtype, register,
/// difficulty and split follow from the frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub rows: u64,
    /// Rows of each frame, by its number.
    pub frames: Vec<u64>,
    /// Rows of each `event_type`, after label noise.
    pub event_types: [u64; Label::COUNT],
    pub severities: [u64; Severity::ALL.len()],
    /// Rows whose `event_type` is not the true label.
    pub relabelled: u64,
    pub campaigns: u64,
    pub campaign_rows: u64,
    /// Reports and log lines put together from summary and columns.
    pub plain_reports: u64,
    pub plain_logs: u64,
    pub slips: Slips,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            rows: 0,
            frames: vec![0; synth::rows::frames()],
            event_types: [0; Label::COUNT],
            severities: [0; Severity::ALL.len()],
            relabelled: 0,
            campaigns: 0,
            campaign_rows: 0,
            plain_reports: 0,
            plain_logs: 0,
            slips: Slips::default(),
        }
    }
}

impl Tally {
    pub fn count(&mut self, row: &Row) {
        self.rows += 1;
        self.frames[row.frame as usize] += 1;
        self.event_types[row.event_type.index()] += 1;
        self.severities[row.severity as usize] += 1;
        self.relabelled += u64::from(row.event_type != row.true_label);
        self.campaigns += u64::from(row.opens_campaign);
        self.campaign_rows += u64::from(!row.campaign_id.is_empty());
        self.plain_reports += u64::from(row.plain_report);
        self.plain_logs += u64::from(row.plain_log);
        self.slips.add(&row.slips);
    }

    pub fn add(&mut self, other: &Self) {
        let sum = |into: &mut [u64], from: &[u64]| {
            into.iter_mut().zip(from).for_each(|(a, b)| *a += b);
        };
        self.rows += other.rows;
        sum(&mut self.frames, &other.frames);
        sum(&mut self.event_types, &other.event_types);
        sum(&mut self.severities, &other.severities);
        self.relabelled += other.relabelled;
        self.campaigns += other.campaigns;
        self.campaign_rows += other.campaign_rows;
        self.plain_reports += other.plain_reports;
        self.plain_logs += other.plain_logs;
        self.slips.add(&other.slips);
    }
}
