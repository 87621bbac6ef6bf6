//! Severity (how bad) and priority (how soon): one rule each, and the sentence that states it.
//!
//! *Harm* is a cue that something is spreading, down, lost or taken, where the event is more
//! likely real than benign. *Averted* is a cue that it was contained, harmless, authorised or a
//! false alarm.
//!
//! **Severity** is the label's. It rises one step with harm that is not averted, falls one step
//! when averted without harm. Nothing decided: the severity whose points are nearest the expected
//! ones; out of domain: low.
//!
//! **Priority** is the label's. It rises one step at risk 80 or more, or with harm that is not
//! averted; else it falls one step when averted without harm, or at risk below 30 where the label
//! asks for P3 or sooner. Benign activity never rises. Nothing decided: P3 at risk 40 or more or
//! with harm not averted, else P4; out of domain: P4.

use classifier::Scores;
use taxonomy::{Label, Priority, Severity};

use crate::cues::{Kind, at};
use crate::facts::Facts;
use crate::points::{self, Points};
use crate::{Decision, UncertainReason};

/// From here the risk alone raises the priority.
pub(crate) const RAISE_AT: u8 = 80;
/// Below here it lowers a priority of P3 or sooner.
pub(crate) const LOWER_BELOW: u8 = 30;
/// From here an undecided incident is P3.
pub(crate) const REVIEW_SOON_AT: u8 = 40;

/// What set the priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    Label,
    RaisedByRisk,
    RaisedByHarm,
    LoweredAverted,
    LoweredByRisk,
    ReviewSoon,
    Review,
    ReviewOutOfDomain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Urgency {
    pub severity: Severity,
    pub priority: Priority,
    pub rule: Rule,
}

impl Urgency {
    pub fn new(facts: &Facts, scores: &Scores, decision: &Decision, points: &Points) -> Self {
        let risk = points.score();
        let averted = [at::CONTAINED, at::NO_HARM, at::AUTHORISED, at::FALSE_ALARM]
            .into_iter()
            .any(|cue| facts.has(cue));
        let harm = facts.any(Kind::Harm) && points::benign(scores) < 0.5;
        let (raise, lower) = (harm && !averted, averted && !harm);
        let Some(label) = decision.label else {
            return Self::undecided(decision, scores, risk, raise);
        };
        let info = label.info();
        let real = label != Label::BenignActivity;
        let severity = if raise && real {
            worse(info.severity)
        } else if lower {
            better(info.severity)
        } else {
            info.severity
        };
        let (priority, rule) = if real && risk >= RAISE_AT {
            (info.priority.raised(), Rule::RaisedByRisk)
        } else if real && raise {
            (info.priority.raised(), Rule::RaisedByHarm)
        } else if lower {
            (info.priority.lowered(), Rule::LoweredAverted)
        } else if risk < LOWER_BELOW && info.priority <= Priority::P3 {
            (info.priority.lowered(), Rule::LoweredByRisk)
        } else {
            (info.priority, Rule::Label)
        };
        let rule = if priority == info.priority {
            Rule::Label
        } else {
            rule
        };
        Self {
            severity,
            priority,
            rule,
        }
    }

    fn undecided(decision: &Decision, scores: &Scores, risk: u8, raise: bool) -> Self {
        if decision.reason == Some(UncertainReason::OutOfDomain) {
            return Self {
                severity: Severity::Low,
                priority: Priority::P4,
                rule: Rule::ReviewOutOfDomain,
            };
        }
        let (priority, rule) = if raise || risk >= REVIEW_SOON_AT {
            (Priority::P3, Rule::ReviewSoon)
        } else {
            (Priority::P4, Rule::Review)
        };
        Self {
            severity: nearest(points::expected(scores)),
            priority,
            rule,
        }
    }

    /// The rule as a sentence.
    pub fn sentence(&self, decision: &Decision, risk: u8) -> String {
        let name = decision.label.map_or("Uncertain", Label::name);
        let base = decision
            .label
            .map_or(Priority::P4, |label| label.info().priority);
        let (base, now) = (base.id(), self.priority.id());
        match self.rule {
            Rule::Label => format!("{name} starts at {base}, and nothing moves it."),
            Rule::RaisedByRisk => format!(
                "{name} starts at {base}; a risk of {risk}, {RAISE_AT} or more, raises it to {now}."
            ),
            Rule::RaisedByHarm => format!(
                "{name} starts at {base}; harm under way and not contained raises it to {now}."
            ),
            Rule::LoweredAverted => format!(
                "{name} starts at {base}; stopped, harmless or allowed, by the text, lowers it to {now}."
            ),
            Rule::LoweredByRisk => format!(
                "{name} starts at {base}; a risk of {risk}, below {LOWER_BELOW}, lowers it to {now}."
            ),
            Rule::ReviewSoon => format!(
                "Nothing is decided; harm under way or a risk of {REVIEW_SOON_AT} or more (here {risk}) asks for a review at {now}."
            ),
            Rule::Review => format!(
                "Nothing is decided and the risk of {risk} is below {REVIEW_SOON_AT}: a review at {now}."
            ),
            Rule::ReviewOutOfDomain => {
                format!("The text does not read like a security incident: a look at {now}.")
            }
        }
    }
}

fn worse(severity: Severity) -> Severity {
    match severity {
        Severity::Info => Severity::Low,
        Severity::Low => Severity::Medium,
        Severity::Medium => Severity::High,
        Severity::High | Severity::Critical => Severity::Critical,
    }
}

fn better(severity: Severity) -> Severity {
    match severity {
        Severity::Info | Severity::Low => Severity::Info,
        Severity::Medium => Severity::Low,
        Severity::High => Severity::Medium,
        Severity::Critical => Severity::High,
    }
}

/// The severity whose points are nearest; the milder of two.
fn nearest(expected: f32) -> Severity {
    let distance = |severity: &Severity| (points::of_severity(*severity) - expected).abs();
    Severity::ALL
        .into_iter()
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
        .unwrap_or(Severity::Low)
}
