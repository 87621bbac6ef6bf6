//! What a run of the generator is asked for.

use taxonomy::Label;

use crate::rng::Rng;
use crate::scenario::days;

/// Everything that decides the rows, beside their number. Two runs with the same settings give the same
/// rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub seed: u64,
    /// First and last second of the period, UTC.
    pub period: (i64, i64),
    /// Weight of each label, in the table's order; not all zero.
    pub mix: [f64; Label::COUNT],
    /// Share of texts with typing slips, `0.0..=1.0`.
    pub noise: f64,
    /// Share of rows whose `event_type` is another label, `0.0..=1.0`; `true_label` keeps the truth.
    pub label_noise: f64,
    /// Share of rows that are stages of a campaign, `0.0..=1.0`, about.
    pub campaigns: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 42,
            period: (days(2025, 1, 1) * 86_400, days(2026, 1, 1) * 86_400 - 1),
            mix: [1.0; Label::COUNT],
            noise: 0.0,
            label_noise: 0.0,
            campaigns: 0.0,
        }
    }
}

impl Settings {
    /// A label of the mix.
    pub(crate) fn label(&self, rng: &mut Rng) -> Label {
        let total: f64 = self.mix.iter().sum();
        let mut left = rng.share() * total;
        for (label, weight) in Label::ALL.into_iter().zip(self.mix) {
            if left < weight {
                return label;
            }
            left -= weight;
        }
        // Rounding may leave a trace: the last label that has a weight.
        Label::ALL
            .into_iter()
            .rfind(|label| self.mix[label.index()] > 0.0)
            .unwrap_or(Label::BenignActivity)
    }
}
