//! One row: its columns, all of one scenario.

use taxonomy::{Label, Severity};

use crate::columns::Value;
use crate::event::Split;
use crate::grammar::{Difficulty, Register};
use crate::noise::Slips;

/// A row. Reuse it: filling it again allocates nothing.
#[derive(Debug, Clone)]
pub struct Row {
    pub event_id: u64,
    pub timestamp: String,
    pub log_source: &'static str,
    pub event_type: Label,
    pub severity: Severity,
    pub mitre_technique: &'static str,
    pub mitre_clause: String,
    pub user: String,
    pub device: String,
    pub src_ip: String,
    pub dest_ip: String,
    pub src_country: &'static str,
    pub dest_country: &'static str,
    pub src_port: u16,
    pub dest_port: u16,
    pub protocol: &'static str,
    pub detection_rule: &'static str,
    pub description: String,
    pub description_short: String,
    pub description_user_report: String,
    pub short_log: String,
    pub true_label: Label,
    pub subtype: &'static str,
    pub frame_id: &'static str,
    pub situation_id: &'static str,
    pub register: Register,
    pub campaign_id: String,
    pub difficulty: Difficulty,
    pub split: Split,
    /// Number of the frame, for counting: `0..`[`crate::rows::frames`].
    pub frame: u32,
    /// Whether it is the first row of its campaign.
    pub opens_campaign: bool,
    /// Whether no frame of its split tells it as a user's report, as a log line: then these are
    /// put together from the summary and the columns.
    pub plain_report: bool,
    pub plain_log: bool,
    /// What noise did to its texts.
    pub slips: Slips,
}

impl Default for Row {
    fn default() -> Self {
        Self {
            event_id: 0,
            timestamp: String::new(),
            log_source: "",
            event_type: Label::BenignActivity,
            severity: Severity::Info,
            mitre_technique: "",
            mitre_clause: String::new(),
            user: String::new(),
            device: String::new(),
            src_ip: String::new(),
            dest_ip: String::new(),
            src_country: "",
            dest_country: "",
            src_port: 0,
            dest_port: 0,
            protocol: "",
            detection_rule: "",
            description: String::new(),
            description_short: String::new(),
            description_user_report: String::new(),
            short_log: String::new(),
            true_label: Label::BenignActivity,
            subtype: "",
            frame_id: "",
            situation_id: "",
            register: Register::AnalystNote,
            campaign_id: String::new(),
            difficulty: Difficulty::Easy,
            split: Split::Train,
            frame: 0,
            opens_campaign: false,
            plain_report: false,
            plain_log: false,
            slips: Slips::default(),
        }
    }
}

impl Row {
    /// Whether something bad happened.
    pub const fn is_true_positive(&self) -> bool {
        !matches!(self.true_label, Label::BenignActivity)
    }

    pub(crate) fn clear(&mut self) {
        for text in [
            &mut self.timestamp,
            &mut self.mitre_clause,
            &mut self.user,
            &mut self.device,
            &mut self.src_ip,
            &mut self.dest_ip,
            &mut self.description,
            &mut self.description_short,
            &mut self.description_user_report,
            &mut self.short_log,
            &mut self.campaign_id,
        ] {
            text.clear();
        }
        self.slips = Slips::default();
    }

    /// The values in the order of [`crate::columns::COLUMNS`].
    #[inline]
    pub fn values(&self) -> [Value<'_>; crate::columns::COLUMNS.len()] {
        use Value::{Name, Number, Text};
        [
            Number(self.event_id),
            Name(&self.timestamp),
            Name(self.log_source),
            Name(self.event_type.id()),
            Name(self.severity.id()),
            Name(self.mitre_technique),
            Text(&self.mitre_clause),
            Name(&self.user),
            Name(&self.device),
            Name(&self.src_ip),
            Name(&self.dest_ip),
            Name(self.src_country),
            Name(self.dest_country),
            Number(u64::from(self.src_port)),
            Number(u64::from(self.dest_port)),
            Name(self.protocol),
            Text(self.detection_rule),
            Number(u64::from(self.is_true_positive())),
            Text(&self.description),
            Text(&self.description_short),
            Text(&self.description_user_report),
            Text(&self.short_log),
            Name(self.true_label.id()),
            Name(self.subtype),
            Name(self.frame_id),
            Name(self.situation_id),
            Name(self.register.id()),
            Name(&self.campaign_id),
            Name(self.difficulty.id()),
            Name(self.split.id()),
        ]
    }
}
