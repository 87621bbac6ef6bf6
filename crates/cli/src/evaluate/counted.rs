//! Scores held against the truth, at a threshold.

use classifier::Scores;
use lab::metrics::{Judged, Report, auroc, report};
use taxonomy::Label;
use triage::Settings;

/// Shares are `0.0..=1.0`; `None` where there is nothing to take a share of.
#[derive(Debug)]
pub struct Counted {
    /// Incidents only, with the most probable label as the answer.
    pub report: Report,
    /// At the threshold.
    pub answered: Option<f64>,
    pub accuracy_of_answers: Option<f64>,
    pub out_of_scope: usize,
    pub out_of_scope_abstained: Option<f64>,
    pub out_of_scope_auroc: Option<f64>,
}

impl Counted {
    /// Of rows with their truth, which is `None` of a text that is no incident.
    pub fn of(
        rows: impl Iterator<Item = (Option<Label>, Scores)>,
        settings: &Settings,
        out_of_domain_bound: f32,
    ) -> Self {
        let (mut judged, mut inside, mut outside) = (Vec::new(), Vec::new(), Vec::new());
        let (mut answered, mut right, mut abstained) = (0, 0, 0);
        for (truth, scores) in rows {
            let decision = settings.decide(&scores, out_of_domain_bound);
            let Some(truth) = truth else {
                outside.push(scores.out_of_domain);
                abstained += usize::from(decision.label.is_none());
                continue;
            };
            inside.push(scores.out_of_domain);
            answered += usize::from(decision.label.is_some());
            right += usize::from(decision.label == Some(truth));
            judged.push(Judged {
                probabilities: scores.probabilities,
                truth,
            });
        }
        let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
        Self {
            report: report(&judged),
            answered: share(answered, judged.len()),
            accuracy_of_answers: share(right, answered),
            out_of_scope: outside.len(),
            out_of_scope_abstained: share(abstained, outside.len()),
            out_of_scope_auroc: (!outside.is_empty() && !inside.is_empty())
                .then(|| auroc(&outside, &inside)),
        }
    }
}

/// `87.5 %`, or a dash.
pub fn share(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), |share| format!("{:.1} %", share * 100.0))
}
