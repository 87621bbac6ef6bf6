//! Playbooks filled with what the incident names: next actions, steps and messages.
//!
//! A slot with nothing to fill it gets a neutral phrase, never an invented value. Indicators are
//! defanged. At most [`NAMED`] values of a kind are named; the rest are counted.

use serde::{Deserialize, Serialize};
use taxonomy::{Playbook, review_playbook};
use text::{Entity, EntityKind, IpScope};

use crate::false_alarm::percent;
use crate::risk::list;
use crate::{Decision, TechniqueHit, TechniqueSource, Triage};

/// How many values of a kind are named before the rest are counted.
pub const NAMED: usize = 4;

/// A playbook, filled: what a page shows of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Plan {
    pub title: String,
    pub respond_within_minutes: u32,
    pub steps: Vec<FilledStep>,
    pub escalation: String,
    pub messages: Messages,
}

/// A step of a playbook, filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledStep {
    pub action: String,
    pub detail: String,
}

/// What to tell each kind of reader, filled.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Messages {
    pub technical: String,
    pub executive: String,
    pub legal: String,
}

impl Decision {
    /// The plan: the label's, or the review that the reason calls for.
    pub fn playbook(&self) -> &'static Playbook {
        match (self.label, self.reason) {
            (Some(label), _) => label.playbook(),
            (None, Some(reason)) => review_playbook(reason.id()),
            (None, None) => review_playbook(""),
        }
    }
}

impl Triage {
    /// All of [`Decision::playbook`], filled with this incident.
    pub fn plan(&self) -> Plan {
        let playbook = self.decision.playbook();
        Plan {
            title: playbook.title.to_owned(),
            respond_within_minutes: playbook.respond_within_minutes,
            steps: self.steps(),
            escalation: playbook.escalation.to_owned(),
            messages: self.messages(),
        }
    }

    /// The steps of [`Decision::playbook`], filled with this incident.
    pub fn steps(&self) -> Vec<FilledStep> {
        let slots = Slots::new(&self.entities);
        let playbook = self.decision.playbook();
        let filled = playbook.steps.iter().map(|step| FilledStep {
            action: slots.fill(step.action),
            detail: slots.fill(step.detail),
        });
        filled.collect()
    }

    /// Messages for the three kinds of reader, filled with this incident.
    pub fn messages(&self) -> Messages {
        let slots = Slots::new(&self.entities).of(self);
        let playbook = self.decision.playbook();
        Messages {
            technical: slots.fill(playbook.technical_message),
            executive: slots.fill(playbook.executive_message),
            legal: slots.fill(playbook.legal_message),
        }
    }
}

/// The playbook's actions, filled, in order.
pub(crate) fn next_actions(decision: &Decision, entities: &[Entity]) -> Vec<String> {
    let slots = Slots::new(entities);
    let steps = decision.playbook().steps.iter();
    steps.map(|step| slots.fill(step.action)).collect()
}

/// What each slot reads.
struct Slots(Vec<(&'static str, String)>);

impl Slots {
    fn new(entities: &[Entity]) -> Self {
        use EntityKind as Kind;
        let of = |kinds: &[Kind], neutral: &str| {
            let found: Vec<&Entity> = entities
                .iter()
                .filter(|entity| kinds.contains(&entity.kind) && indicates(entity))
                .collect();
            named(&found).unwrap_or_else(|| neutral.to_owned())
        };
        Self(vec![
            ("{hosts}", of(&[Kind::HostName], "the affected host")),
            (
                "{users}",
                of(&[Kind::UserName, Kind::Email], "the people concerned"),
            ),
            (
                "{addresses}",
                of(&[Kind::Ipv4, Kind::Ipv6], "the addresses involved"),
            ),
            (
                "{domains}",
                of(&[Kind::Domain, Kind::Url], "the domains involved"),
            ),
            (
                "{files}",
                of(
                    &[Kind::FileName, Kind::WindowsPath, Kind::UnixPath],
                    "the files involved",
                ),
            ),
            ("{indicators}", of(INDICATORS, "none named in the text")),
        ])
    }

    /// Adds the slots that only messages have.
    fn of(mut self, triage: &Triage) -> Self {
        let label = match (triage.decision.label, triage.decision.reason) {
            (Some(label), _) => lower_first(label.name()),
            (None, Some(reason)) => {
                let words = reason.words().trim_end_matches('.');
                format!("uncertain ({})", lower_first(words))
            }
            (None, None) => "uncertain".to_owned(),
        };
        let time = triage.input.received_at.clone();
        self.0.push(("{label}", label));
        self.0.push(("{confidence}", percent(confidence(triage))));
        self.0
            .push(("{techniques}", techniques(&triage.techniques)));
        self.0
            .push(("{time}", time.unwrap_or_else(|| "Time not recorded".into())));
        self
    }

    /// One pass, left to right: a value that holds a slot's name is never filled again.
    fn fill(&self, template: &str) -> String {
        let mut text = String::with_capacity(template.len() + 64);
        let mut rest = template;
        while let Some(at) = rest.find('{') {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            let slot = self.0.iter().find(|(slot, _)| rest.starts_with(slot));
            let (name, value) = slot.map_or(("{", "{"), |(name, value)| (*name, value));
            if text.is_empty() && (name == "{label}" || value.starts_with("the ")) {
                text.push_str(&upper_first(value));
            } else {
                text.push_str(value);
            }
            let width = name.len();
            rest = &rest[width..];
        }
        text.push_str(rest);
        text
    }
}

const INDICATORS: &[EntityKind] = &[
    EntityKind::Ipv4,
    EntityKind::Ipv6,
    EntityKind::Url,
    EntityKind::Domain,
    EntityKind::Md5,
    EntityKind::Sha1,
    EntityKind::Sha256,
    EntityKind::Cve,
    EntityKind::RegistryKey,
    EntityKind::FileName,
];

/// Loopback, multicast and reserved addresses point at nothing.
fn indicates(entity: &Entity) -> bool {
    !matches!(
        entity.scope,
        Some(IpScope::Loopback | IpScope::Multicast | IpScope::Reserved)
    )
}

fn named(entities: &[&Entity]) -> Option<String> {
    if entities.is_empty() {
        return None;
    }
    let shown = if entities.len() == NAMED + 1 {
        NAMED + 1
    } else {
        entities.len().min(NAMED)
    };
    let mut items: Vec<String> = entities[..shown]
        .iter()
        .map(|entity| entity.defanged())
        .collect();
    if entities.len() > shown {
        items.push(format!("{} more", entities.len() - shown));
    }
    Some(list(&items))
}

fn techniques(hits: &[TechniqueHit]) -> String {
    let shown: Vec<String> = hits
        .iter()
        .filter(|hit| hit.source == TechniqueSource::Text)
        .map(|hit| format!("{} {}", hit.id, hit.name))
        .collect();
    if shown.is_empty() {
        "none shown by the text".into()
    } else {
        list(&shown)
    }
}

/// The decided label's probability; the likeliest one's where nothing is decided.
fn confidence(triage: &Triage) -> f32 {
    triage.decision.label.map_or(triage.scores.max(), |label| {
        triage.scores.probabilities[label.index()]
    })
}

fn lower_first(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

fn upper_first(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
