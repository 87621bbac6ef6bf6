//! A row of the data set: the original's 22 columns by name, and eight for evaluation.
//!
//! One scenario drives all of them: what a column says and the text names is drawn once.

use taxonomy::{Label, Severity, technique};

use crate::event::{Event, Split};
use crate::noise::{self, Noise};
use crate::rng::{Rng, below, join};
use crate::scenario::Scenario;
use crate::settings::Settings;
use crate::slot::{Slot, decimal};

/// Names in order. The first 22 are the original's.
pub const COLUMNS: [&str; 30] = [
    "event_id",
    "timestamp",
    "log_source",
    "event_type",
    "severity",
    "mitre_technique",
    "mitre_clause",
    "user",
    "device",
    "src_ip",
    "dest_ip",
    "src_country",
    "dest_country",
    "src_port",
    "dest_port",
    "protocol",
    "detection_rule",
    "is_true_positive",
    "description",
    "description_short",
    "description_user_report",
    "short_log",
    "true_label",
    "subtype",
    "frame_id",
    "situation_id",
    "register",
    "campaign_id",
    "difficulty",
    "split",
];

/// Columns that hold numbers.
pub const NUMBERS: [usize; 4] = [0, 13, 14, 17];

/// Rules and reasons that fire on every kind of event.
const ANY: [&str; 12] = [
    "Reported by a user",
    "Reported by a partner",
    "Volume above the usual",
    "First seen in this network",
    "Rare for this user",
    "Rare for this host",
    "Outside usual hours",
    "Threat intelligence match",
    "Correlation of three low alerts",
    "Analyst's own search",
    "Machine learning score above 0.9",
    "Manual ticket",
];

/// One row: its fields end to end, kept from row to row.
#[derive(Debug, Default, Clone)]
pub struct Row {
    text: String,
    ends: Vec<usize>,
    noise: Noise,
    /// What the row is, beside what it says.
    pub facts: Option<Facts>,
}

/// What statistics are made of.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    pub event_type: Label,
    pub true_label: Label,
    pub subtype: &'static str,
    pub register: &'static str,
    pub difficulty: &'static str,
    pub split: Split,
    pub noisy: bool,
    pub campaign: bool,
}

impl Row {
    /// Fills the row with an event.
    pub fn fill(&mut self, event: &Event, settings: &Settings) {
        self.text.clear();
        self.ends.clear();
        let Some(true_label) = event.label() else {
            return;
        };
        let s = &event.scenario;
        let frame = event.place.frame;
        let story = event.place.story.facts;
        let mut rng = Rng::new(join(s.seed, 0xc015));
        let event_type = told_label(true_label, settings.label_noise, &mut rng);
        let noisy = rng.chance(settings.noise);
        let split = Split::of(frame);
        let out = &mut self.text;
        let ends = &mut self.ends;
        macro_rules! field {
            ($write:expr) => {{
                $write;
                ends.push(out.len());
            }};
        }
        field!(decimal(event.id, out));
        field!(s.timestamp(out));
        field!(out.push_str(rng.pick(&story.sources)));
        field!(out.push_str(event_type.id()));
        field!(out.push_str(severity(story.severity, &mut rng).id()));
        let technique = match story.techniques.as_slice() {
            [] => None,
            ids => technique(rng.pick(ids)),
        };
        field!(out.push_str(technique.map_or("", |t| t.id)));
        field!(if let Some(technique) = technique {
            out.push_str("What was seen fits ");
            out.push_str(technique.id);
            out.push_str(", ");
            out.push_str(technique.name);
            out.push('.');
        });
        field!(Slot::User.write(s, out));
        field!(match true_label {
            Label::WebAttack => Slot::Server.write(s, out),
            _ => Slot::Host.write(s, out),
        });
        let way = Way::of(true_label, &mut rng);
        field!(way.source().write(s, out));
        field!(way.destination().write(s, out));
        for slot in [way.source(), way.destination()] {
            field!(out.push_str(country(slot, s.shared.unwrap_or(s.seed))));
        }
        field!(decimal(49_152 + below(rng.next(), 16_384) as u64, out));
        field!(Slot::Port.write(s, out));
        field!(Slot::Proto.write(s, out));
        // Half of what is noticed is noticed by rules that fire on anything.
        let any_rule = !event.names_rule() && rng.chance(0.6);
        field!(out.push_str(if any_rule { rng.pick(&ANY) } else { s.rule }));
        field!(out.push(if true_label == Label::BenignActivity {
            '0'
        } else {
            '1'
        }));
        let noise = &mut self.noise;
        field!(told(out, noise, noisy.then_some(&mut rng), |out| event
            .description(out)));
        field!(event.short(out));
        field!(told(out, noise, noisy.then_some(&mut rng), |out| event
            .user_report(out)));
        field!(if !event.short_log(out) {
            log_line(s, out);
        });
        field!(out.push_str(true_label.id()));
        field!(out.push_str(story.name));
        field!(out.push_str(&frame.id));
        field!(out.push_str(&frame.situation));
        field!(out.push_str(frame.register.id()));
        field!(if let Some(campaign) = event.campaign {
            decimal(campaign, out);
        });
        field!(out.push_str(frame.difficulty.id()));
        field!(out.push_str(split.id()));
        self.facts = Some(Facts {
            event_type,
            true_label,
            subtype: story.name,
            register: frame.register.id(),
            difficulty: frame.difficulty.id(),
            split,
            noisy,
            campaign: event.campaign.is_some(),
        });
    }

    /// A column's value; empty if there is no such column.
    pub fn get(&self, column: usize) -> &str {
        let Some(end) = self.ends.get(column) else {
            return "";
        };
        let start = column.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..*end]
    }

    /// All values, in the order of [`COLUMNS`].
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|column| self.get(column))
    }
}

/// A text, with slips where a stream for them is given.
fn told(
    out: &mut String,
    noise: &mut Noise,
    rng: Option<&mut Rng>,
    write: impl FnOnce(&mut String),
) {
    let start = out.len();
    write(out);
    if let Some(rng) = rng {
        noise::add(out, start, noise, rng);
    }
}

/// What a log says where nobody wrote what it would say: who, where, when.
fn log_line(s: &Scenario, out: &mut String) {
    s.timestamp(out);
    out.push_str(" rule=\"");
    out.push_str(s.rule);
    out.push('"');
    for (key, slot) in [
        (" user=", Slot::User),
        (" host=", Slot::Host),
        (" src=", Slot::IntIp),
        (" port=", Slot::Port),
        (" proto=", Slot::Proto),
    ] {
        out.push_str(key);
        slot.write(s, out);
    }
}

/// The label as somebody in a hurry would tell it.
fn told_label(label: Label, noise: f64, rng: &mut Rng) -> Label {
    if noise <= 0.0 || !rng.chance(noise) {
        return label;
    }
    rng_label(rng, taken_for(label))
}

fn rng_label(rng: &mut Rng, among: &[Label]) -> Label {
    among[rng.below(among.len())]
}

/// The class map of label noise: what a label is really taken for.
pub const fn taken_for(label: Label) -> &'static [Label] {
    use Label as L;
    match label {
        L::Phishing => &[L::CredentialCompromise, L::Malware, L::BenignActivity],
        L::Malware => &[L::SuspiciousNetworkActivity, L::Phishing, L::BenignActivity],
        L::AccessAbuse => &[L::CredentialCompromise, L::InsiderThreat, L::BenignActivity],
        L::CredentialCompromise => &[L::AccessAbuse, L::Phishing],
        L::DataExfiltration => &[L::InsiderThreat, L::PolicyViolation],
        L::InsiderThreat => &[L::DataExfiltration, L::AccessAbuse, L::PolicyViolation],
        L::PolicyViolation => &[L::InsiderThreat, L::BenignActivity],
        L::SuspiciousNetworkActivity => &[L::Malware, L::WebAttack, L::BenignActivity],
        L::WebAttack => &[L::SuspiciousNetworkActivity, L::BenignActivity],
        L::BenignActivity => &[L::PolicyViolation, L::SuspiciousNetworkActivity],
    }
}

/// The story's severity, one step off in one row of six.
fn severity(of: Severity, rng: &mut Rng) -> Severity {
    let at = Severity::ALL.iter().position(|s| *s == of).unwrap_or(0);
    let last = Severity::ALL.len() - 1;
    Severity::ALL[match rng.below(12) {
        0 => at.saturating_sub(1),
        1 => (at + 1).min(last),
        _ => at,
    }]
}

/// From where to where the traffic of a row goes.
#[derive(Clone, Copy)]
enum Way {
    In,
    Out,
    Inside,
}

impl Way {
    fn of(label: Label, rng: &mut Rng) -> Self {
        use Label as L;
        match label {
            L::Phishing | L::WebAttack => Self::In,
            L::AccessAbuse | L::CredentialCompromise | L::SuspiciousNetworkActivity => {
                [Self::In, Self::Inside][rng.below(2)]
            }
            L::Malware | L::DataExfiltration => Self::Out,
            L::InsiderThreat | L::PolicyViolation | L::BenignActivity => {
                [Self::Out, Self::Inside][rng.below(2)]
            }
        }
    }

    const fn source(self) -> Slot {
        match self {
            Self::In => Slot::Ip,
            Self::Out | Self::Inside => Slot::IntIp,
        }
    }

    const fn destination(self) -> Slot {
        match self {
            Self::In => Slot::IntIp,
            Self::Out => Slot::Ip,
            Self::Inside => Slot::IntIp2,
        }
    }
}

/// The country of an address: the organisation's own inside, the story's outside.
fn country(slot: Slot, seed: u64) -> &'static str {
    const HOME: [&str; 6] = ["GB", "DE", "FR", "US", "CA", "SE"];
    match slot {
        Slot::Ip => crate::slot::country_code(seed),
        _ => HOME[below(join(seed, 0x40fe), HOME.len())],
    }
}
