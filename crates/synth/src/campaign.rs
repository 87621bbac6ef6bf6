//! Stories over several rows: one actor, the same people, hosts and indicators, stage after stage.
//!
//! Event numbers fall into blocks. A block is a campaign or it is not; in a campaign, every second event
//! is a stage, so that others stand between. All of it is a function of the seed and the block, so
//! any range of rows can still be made alone.

use taxonomy::Label;

use crate::rng::{Rng, join};
use crate::settings::Settings;

/// Event numbers of a block.
const BLOCK: u64 = 16;

/// What happens after what.
const PLOTS: [&[Label]; 5] = [
    &[
        Label::Phishing,
        Label::CredentialCompromise,
        Label::AccessAbuse,
        Label::SuspiciousNetworkActivity,
        Label::DataExfiltration,
    ],
    &[
        Label::Phishing,
        Label::Malware,
        Label::SuspiciousNetworkActivity,
        Label::CredentialCompromise,
        Label::DataExfiltration,
        Label::Malware,
    ],
    &[
        Label::SuspiciousNetworkActivity,
        Label::WebAttack,
        Label::WebAttack,
        Label::Malware,
        Label::DataExfiltration,
    ],
    &[
        Label::PolicyViolation,
        Label::InsiderThreat,
        Label::AccessAbuse,
        Label::DataExfiltration,
    ],
    &[
        Label::SuspiciousNetworkActivity,
        Label::CredentialCompromise,
        Label::AccessAbuse,
        Label::Malware,
    ],
];

/// One event's part in a campaign.
pub(crate) struct Stage {
    /// Number of the campaign.
    pub campaign: u64,
    /// Shared by its stages.
    pub seed: u64,
    pub label: Label,
    pub when: i64,
}

/// The stage an event is, if it is one.
pub(crate) fn stage(settings: &Settings, id: u64) -> Option<Stage> {
    let block = id / BLOCK;
    let place = id % BLOCK;
    if settings.campaigns <= 0.0 || place % 2 == 1 {
        return None;
    }
    let seed = join(join(settings.seed, 0xca3), block);
    let mut rng = Rng::new(seed);
    // A campaign is about a third of its block's events.
    if !rng.chance((settings.campaigns * 3.2).min(1.0)) {
        return None;
    }
    let plot = PLOTS[rng.below(PLOTS.len())];
    let label = *plot.get((place / 2) as usize)?;
    let (first, last) = settings.period;
    let span = usize::try_from(last - first).unwrap_or(0).max(1);
    let mut when = first + rng.below(span) as i64;
    // Minutes to a day and a half between stages.
    for _ in 0..place / 2 {
        when += rng.between(4 * 60, 36 * 3600) as i64;
    }
    Some(Stage {
        campaign: block + 1,
        seed,
        label,
        when: when.min(last),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(campaigns: f64) -> Settings {
        Settings {
            campaigns,
            ..Settings::default()
        }
    }

    #[test]
    fn about_the_share_asked_for() {
        for share in [0.0, 0.1, 0.25] {
            let settings = settings(share);
            let stages = (0..40_000).filter(|id| stage(&settings, *id).is_some());
            let found = stages.count() as f64 / 40_000.0;
            assert!((found - share).abs() < 0.03, "{share}: {found}");
        }
    }

    #[test]
    fn stages_follow_each_other() {
        let settings = settings(1.0);
        for block in 0..200 {
            let ids = block * BLOCK..(block + 1) * BLOCK;
            let stages: Vec<Stage> = ids.filter_map(|id| stage(&settings, id)).collect();
            assert!(stages.len() >= 4, "{block}");
            for pair in stages.windows(2) {
                assert_eq!(pair[0].seed, pair[1].seed);
                assert!(pair[0].when <= pair[1].when);
            }
        }
    }
}
