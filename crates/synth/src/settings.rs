//! What a run of the generator may be told.

use taxonomy::Label;

use crate::scenario::days;

/// Days a period may begin and end on.
pub const FIRST_DAY: i64 = days(1990, 1, 1);
pub const LAST_DAY: i64 = days(2100, 12, 31);

/// Settings of a run. A row is a function of these and its number.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub seed: u64,
    /// First and last day, as days since 1970-01-01.
    pub period: (i64, i64),
    /// Weight of each label, in the order of [`Label::ALL`]; not negative, not all zero.
    pub mix: [f64; Label::COUNT],
    /// Share of open words that slip in texts which people type, `0.0..=0.5`.
    pub noise: f64,
    /// Share of rows whose `event_type` is a neighbour of the true label, `0.0..=1.0`.
    pub label_noise: f64,
    /// Share of rows that belong to campaigns, `0.0..=1.0`.
    pub campaigns: f64,
}

impl Default for Settings {
    /// The year 2025, labels evenly, one open word in fifty slips, true labels, one row in seven in
    /// a campaign.
    fn default() -> Self {
        Self {
            seed: 42,
            period: (days(2025, 1, 1), days(2025, 12, 31)),
            mix: [1.0; Label::COUNT],
            noise: 0.02,
            label_noise: 0.0,
            campaigns: 0.15,
        }
    }
}

/// Why settings make no run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SettingsError {
    /// No label has a weight.
    NoWeights,
    /// A weight below zero or not finite.
    Weight(Label),
    /// The period ends before it begins.
    Backwards,
    /// It begins or ends outside [`FIRST_DAY`]`..=`[`LAST_DAY`].
    Period,
    /// A rate outside its range: its name and the highest it may be.
    Rate(&'static str, f64),
}

impl std::fmt::Display for SettingsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoWeights => f.write_str(
                "the weights of the mix sum to zero; give at least one label a weight above 0",
            ),
            Self::Weight(label) => {
                write!(f, "the weight of {} must be a number from 0 up", label.id())
            }
            Self::Backwards => f.write_str("the start date is after the end date; swap them"),
            Self::Period => f.write_str("dates go from 1990-01-01 to 2100-12-31"),
            Self::Rate(name, most) => write!(f, "{name} must be between 0 and {most}"),
        }
    }
}

impl std::error::Error for SettingsError {}

impl Settings {
    /// # Errors
    /// The first value out of its range.
    pub fn check(&self) -> Result<(), SettingsError> {
        for label in Label::ALL {
            let weight = self.mix[label.index()];
            if !(weight.is_finite() && weight >= 0.0) {
                return Err(SettingsError::Weight(label));
            }
        }
        let sum: f64 = self.mix.iter().sum();
        if sum <= 0.0 || !sum.is_finite() {
            return Err(SettingsError::NoWeights);
        }
        let (first, last) = self.period;
        if first < FIRST_DAY || last > LAST_DAY {
            return Err(SettingsError::Period);
        }
        if first > last {
            return Err(SettingsError::Backwards);
        }
        for (name, rate, most) in [
            ("noise", self.noise, 0.5),
            ("label-noise", self.label_noise, 1.0),
            ("campaigns", self.campaigns, 1.0),
        ] {
            if !(0.0..=most).contains(&rate) {
                return Err(SettingsError::Rate(name, most));
            }
        }
        Ok(())
    }
}

/// The labels that people mistake each label for.
pub(crate) const fn neighbours(label: Label) -> &'static [Label] {
    use Label as L;
    match label {
        L::Phishing => &[L::CredentialCompromise, L::BenignActivity],
        L::Malware => &[L::SuspiciousNetworkActivity, L::PolicyViolation],
        L::AccessAbuse => &[L::CredentialCompromise, L::InsiderThreat],
        L::CredentialCompromise => &[L::AccessAbuse, L::Phishing],
        L::DataExfiltration => &[L::InsiderThreat, L::PolicyViolation],
        L::InsiderThreat => &[L::DataExfiltration, L::AccessAbuse],
        L::PolicyViolation => &[L::InsiderThreat, L::BenignActivity],
        L::SuspiciousNetworkActivity => &[L::Malware, L::BenignActivity],
        L::WebAttack => &[L::SuspiciousNetworkActivity, L::AccessAbuse],
        L::BenignActivity => &[L::SuspiciousNetworkActivity, L::PolicyViolation],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_out_of_range_are_named() {
        let of = |change: fn(&mut Settings)| {
            let mut settings = Settings::default();
            change(&mut settings);
            settings.check().err().map(|error| error.to_string())
        };
        for (change, expected) in [
            ((|_| {}) as fn(&mut Settings), None),
            (|s| s.mix = [0.0; 10], Some("sum to zero")),
            (|s| s.mix[1] = -1.0, Some("weight of malware")),
            (|s| s.mix[0] = f64::NAN, Some("weight of phishing")),
            (|s| s.period = (10_000, 9_999), Some("swap")),
            (|s| s.period.1 = 999_999, Some("2100-12-31")),
            (|s| s.noise = 0.6, Some("noise must be between 0 and 0.5")),
            (|s| s.campaigns = f64::NAN, Some("campaigns")),
        ] {
            let found = of(change);
            match expected {
                None => assert_eq!(found, None),
                Some(part) => assert!(
                    found.as_ref().is_some_and(|f| f.contains(part)),
                    "{found:?}"
                ),
            }
        }
    }
}
