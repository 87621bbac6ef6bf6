//! What a CSV line says: a record without its nested parts.

use classifier::Scores;
use taxonomy::{Label, Priority, Severity};
use triage::{Decision, Settings, TechniqueSource, Triage};

/// Borrowed from a full record, or from a stored row, which is enough for a CSV.
#[derive(Debug, Clone)]
pub struct Flat<'a> {
    /// 1-based data row of the file the text came from.
    pub row: Option<u64>,
    /// The row's own id.
    pub id: Option<&'a str>,
    pub text: &'a str,
    pub scores: Scores,
    pub decision: Decision,
    pub settings: Settings,
    pub risk: u8,
    pub severity: Severity,
    pub priority: Priority,
    /// Techniques the text shows; those that only the label suggests are not listed.
    pub techniques: Vec<&'a str>,
    pub model: &'a str,
    /// Where a second judge was asked.
    pub second: Option<Second<'a>>,
}

/// What was before a second opinion, and what that opinion is. After it is the rest of the line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Second<'a> {
    /// The decision of the first judge alone.
    pub first: Decision,
    pub first_confidence: f32,
    /// `None` where the second judge takes the text for no incident.
    pub label: Option<Label>,
    pub confidence: f32,
    /// Name and version of the second judge.
    pub model: &'a str,
}

impl<'a> Second<'a> {
    /// From the scores of both judges, each alone.
    pub fn of(
        first: &Scores,
        own: &Scores,
        model: &'a str,
        settings: &Settings,
        out_of_domain_bound: f32,
    ) -> Self {
        Self {
            first: settings.decide(first, out_of_domain_bound),
            first_confidence: first.max(),
            label: (own.out_of_domain <= out_of_domain_bound).then(|| own.base()),
            confidence: own.max(),
            model,
        }
    }

    fn of_record(record: &'a Triage) -> Option<Self> {
        let by = |name: &str| record.opinions.iter().find(|opinion| opinion.by == name);
        let (first, second) = (by("classifier")?, by("semantic")?);
        Some(Self::of(
            first.scores.as_ref()?,
            second.scores.as_ref()?,
            &second.model,
            &record.settings,
            record.out_of_domain_bound,
        ))
    }
}

impl<'a> Flat<'a> {
    pub fn of(row: Option<u64>, id: Option<&'a str>, record: &'a Triage) -> Self {
        let mut techniques: Vec<&str> = record
            .techniques
            .iter()
            .filter(|hit| hit.source == TechniqueSource::Text)
            .map(|hit| hit.id.as_str())
            .collect();
        techniques.sort_unstable();
        Self {
            row,
            id,
            text: &record.input.text,
            scores: record.scores,
            decision: record.decision,
            settings: record.settings,
            risk: record.risk.score,
            severity: record.risk.severity,
            priority: record.risk.priority,
            techniques,
            model: &record.model,
            second: Second::of_record(record),
        }
    }
}
