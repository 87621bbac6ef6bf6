//! The risk in numbers: seven parts, added up and clamped to `0..=100`.
//!
//! | part | points |
//! |---|---|
//! | severity | of the decided label: info 5, low 20, medium 35, high 50, critical 65; where nothing is decided, the mean over all labels by probability; where the text is out of domain, 20 |
//! | confidence | mean over all labels by probability, minus the severity points: what doubt takes off or puts on. 0 where nothing is decided |
//! | techniques | shown by the text (never those a label suggests): each family by its heaviest tactic, 2 to 7, at most 20 |
//! | entities | outside address or URL 2, CVE 2, two hosts 2 or five 4, two accounts 1 or five 3 |
//! | exposure | cues of what is at stake, at most 14 |
//! | impact | cues of harm under way, at most 16 |
//! | mitigation | cues of harm averted, at most -24 |
//!
//! Techniques, entities, exposure and impact are multiplied by `1 - P(benign)`: the same words
//! weigh less the surer the event is harmless. So more certainty that it is benign never raises
//! the risk. No part knows how long the text is. Each part is rounded to a tenth, so that what is
//! shown adds up.

use classifier::Scores;
use taxonomy::{Label, Severity};

use crate::cues::{CUES, Kind};
use crate::facts::Facts;
use crate::{Decision, UncertainReason};

/// The parts, each rounded to a tenth of a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Points {
    pub severity: f32,
    pub confidence: f32,
    pub techniques: f32,
    pub entities: f32,
    pub exposure: f32,
    pub impact: f32,
    pub mitigation: f32,
}

/// Base points of a severity.
pub(crate) const fn of_severity(severity: Severity) -> f32 {
    match severity {
        Severity::Info => 5.0,
        Severity::Low => 20.0,
        Severity::Medium => 35.0,
        Severity::High => 50.0,
        Severity::Critical => 65.0,
    }
}

/// Severity points over all labels, weighted by probability.
pub(crate) fn expected(scores: &Scores) -> f32 {
    let (mut sum, mut mass) = (0.0, 0.0);
    for label in Label::ALL {
        let probability = scores.probabilities[label.index()].clamp(0.0, 1.0);
        sum += probability * of_severity(label.info().severity);
        mass += probability;
    }
    if mass > 0.0 { sum / mass } else { 0.0 }
}

pub(crate) fn benign(scores: &Scores) -> f32 {
    let probability = scores.probabilities[Label::BenignActivity.index()];
    if probability.is_nan() {
        0.0
    } else {
        probability.clamp(0.0, 1.0)
    }
}

impl Points {
    pub fn new(facts: &Facts, scores: &Scores, decision: &Decision) -> Self {
        let doubt = 1.0 - benign(scores);
        let mean = expected(scores);
        let (severity, confidence) = match (decision.label, decision.reason) {
            (Some(label), _) => {
                let own = of_severity(label.info().severity);
                // Another judge's label: this model's doubt is no measure of it.
                let doubt = if label == scores.base() {
                    mean - own
                } else {
                    0.0
                };
                (own, doubt)
            }
            (None, Some(UncertainReason::OutOfDomain)) => (of_severity(Severity::Low), 0.0),
            (None, _) => (mean, 0.0),
        };
        let mut techniques = 0.0;
        facts.families(|_, weight| techniques += weight);
        let cues = |kind| -> f32 {
            facts
                .cues
                .iter()
                .filter_map(|cue| CUES.get(cue))
                .filter(|cue| cue.kind == kind)
                .map(|cue| cue.points)
                .sum()
        };
        Self {
            severity: tenth(severity),
            confidence: tenth(confidence),
            techniques: tenth(techniques.min(20.0) * doubt),
            entities: tenth(entities(facts) * doubt),
            exposure: tenth(cues(Kind::Exposure).min(14.0) * doubt),
            impact: tenth(cues(Kind::Harm).min(16.0) * doubt),
            mitigation: tenth(cues(Kind::Mitigation).max(-24.0)),
        }
    }

    pub fn sum(&self) -> f32 {
        self.severity
            + self.confidence
            + self.techniques
            + self.entities
            + self.exposure
            + self.impact
            + self.mitigation
    }

    /// `0..=100`.
    pub fn score(&self) -> u8 {
        self.sum().round().clamp(0.0, 100.0) as u8
    }
}

fn entities(facts: &Facts) -> f32 {
    let mut points = 0.0;
    if facts.outside {
        points += 2.0;
    }
    if facts.vulnerability {
        points += 2.0;
    }
    points += match facts.hosts {
        0 | 1 => 0.0,
        2..=4 => 2.0,
        _ => 4.0,
    };
    points
        + match facts.accounts {
            0 | 1 => 0.0,
            2..=4 => 1.0,
            _ => 3.0,
        }
}

fn tenth(points: f32) -> f32 {
    // No negative zero: it would show in exports.
    (points * 10.0).round() / 10.0 + 0.0
}
