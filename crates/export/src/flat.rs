//! What a CSV line says: a record without its nested parts.

use classifier::Scores;
use taxonomy::{Priority, Severity};
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
        }
    }
}
