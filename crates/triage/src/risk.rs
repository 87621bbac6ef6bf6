//! The risk of one incident, with the sentences behind it, and the same numbers without them.
//!
//! [`quick_risk`] and the record's [`Risk`](crate::Risk) are made from the same facts by the same
//! rules, so a row of a table never differs from the page it opens.

use classifier::Scores;
use taxonomy::{Priority, Severity};
use text::Document;

use crate::cues::{CUES, Kind};
use crate::facts::Facts;
use crate::false_alarm::{likelihood, percent};
use crate::points::{Points, expected};
use crate::urgency::Urgency;
use crate::{Decision, Risk, RiskPart, UncertainReason};

/// What a table shows of the risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuickRisk {
    /// `0..=100`.
    pub score: u8,
    pub severity: Severity,
    pub priority: Priority,
}

/// Score, severity and priority as in the full record, without its sentences and without
/// allocating. `raw` is the text the document was read from.
pub fn quick_risk(
    raw: &str,
    document: &Document,
    scores: &Scores,
    decision: &Decision,
) -> QuickRisk {
    quick(&Facts::gather(raw, document), scores, decision)
}

pub(crate) fn quick(facts: &Facts, scores: &Scores, decision: &Decision) -> QuickRisk {
    let points = Points::new(facts, scores, decision);
    let urgency = Urgency::new(facts, scores, decision, &points);
    QuickRisk {
        score: points.score(),
        severity: urgency.severity,
        priority: urgency.priority,
    }
}

pub(crate) fn full(facts: &Facts, scores: &Scores, decision: &Decision) -> Risk {
    let points = Points::new(facts, scores, decision);
    let urgency = Urgency::new(facts, scores, decision, &points);
    let score = points.score();
    let (false_positive, false_positive_reasons) = likelihood(facts, scores);
    Risk {
        score,
        parts: parts(facts, scores, decision, &points),
        severity: urgency.severity,
        priority: urgency.priority,
        priority_rule: urgency.sentence(decision, score),
        false_positive,
        false_positive_reasons,
    }
}

fn parts(facts: &Facts, scores: &Scores, decision: &Decision, points: &Points) -> Vec<RiskPart> {
    let mut parts = vec![part("severity", points.severity, severity(decision))];
    if decision.label.is_some() {
        let why = confidence(decision, scores, points);
        parts.push(part("confidence", points.confidence, why));
    }
    let found = [
        ("techniques", points.techniques, techniques(facts)),
        ("entities", points.entities, entities(facts)),
        ("exposure", points.exposure, says(facts, Kind::Exposure)),
        ("impact", points.impact, says(facts, Kind::Harm)),
        (
            "mitigation",
            points.mitigation,
            says(facts, Kind::Mitigation),
        ),
    ];
    for (name, points, why) in found {
        if points != 0.0 {
            parts.push(part(name, points, why));
        }
    }
    parts
}

fn part(name: &str, points: f32, why: String) -> RiskPart {
    RiskPart {
        name: name.into(),
        points,
        why,
    }
}

fn severity(decision: &Decision) -> String {
    match (decision.label, decision.reason) {
        (Some(label), _) => {
            let info = label.info();
            format!("{} is of {} severity.", info.name, info.severity.id())
        }
        (None, Some(UncertainReason::OutOfDomain)) => {
            "The text does not read like a security incident; it counts as low until somebody looks."
                .into()
        }
        (None, _) => {
            "Nothing is decided: the severities of all labels, weighted by their probabilities."
                .into()
        }
    }
}

fn confidence(decision: &Decision, scores: &Scores, points: &Points) -> String {
    let base = scores.base();
    if decision.label != Some(base) {
        return "The label was set by another judge; this model's doubt does not count.".into();
    }
    let sure = percent(scores.max());
    let mean = expected(scores);
    if points.confidence == 0.0 {
        format!("The label holds {sure}; doubt changes nothing.")
    } else if points.confidence < 0.0 {
        format!(
            "The label holds {sure}; what else it may be is milder, {mean:.0} points on average."
        )
    } else {
        format!(
            "The label holds {sure}; what else it may be is worse, {mean:.0} points on average."
        )
    }
}

fn techniques(facts: &Facts) -> String {
    let mut names = Vec::new();
    facts.families(|family, _| names.push(family));
    format!("The text shows {}.", list(&names))
}

fn entities(facts: &Facts) -> String {
    let mut names: Vec<String> = Vec::new();
    if facts.outside {
        names.push("an address outside the organisation".into());
    }
    if facts.vulnerability {
        names.push("a known vulnerability".into());
    }
    if facts.hosts > 1 {
        names.push(format!("{} hosts", at_most(facts.hosts)));
    }
    if facts.accounts > 1 {
        names.push(format!("{} accounts", at_most(facts.accounts)));
    }
    format!("The text names {}.", list(&names))
}

fn at_most(count: u8) -> String {
    if usize::from(count) >= crate::facts::MOST {
        format!("{count} or more")
    } else {
        count.to_string()
    }
}

fn says(facts: &Facts, kind: Kind) -> String {
    let said: Vec<&str> = facts
        .cues
        .iter()
        .filter_map(|cue| CUES.get(cue))
        .filter(|cue| cue.kind == kind)
        .map(|cue| cue.says)
        .collect();
    format!("The text {}.", list(&said))
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn list<S: AsRef<str>>(items: &[S]) -> String {
    let mut text = String::new();
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            text.push_str(if i + 1 == items.len() { " and " } else { ", " });
        }
        text.push_str(item.as_ref());
    }
    text
}
