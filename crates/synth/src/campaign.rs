//! Stories over several rows: an intrusion told stage by stage, or one lure sent to many.
//!
//! Event numbers come in blocks of [`BLOCK`]; which of them belong to a campaign is a function of
//! the seed and the block, so any row knows its campaign without having seen another. Rows of one
//! campaign stand in order of time.

use taxonomy::Label;

use crate::library::library;
use crate::rng::{Rng, join};

/// Events of a block.
pub(crate) const BLOCK: u64 = 64;

/// Rows of a campaign.
const SIZES: std::ops::RangeInclusive<usize> = 3..=7;

/// Rows of a campaign on average.
const MEAN: f64 = 5.0;

/// One stage: a label and subtypes of it that may tell it.
type Stage = (Label, &'static [&'static str]);

/// What follows on what. Every label and subtype is one of the grammar's.
const ARCS: &[&[Stage]] = &[
    &[
        (
            Label::Phishing,
            &["booby_trapped_attachment_mail", "fake_login_mail"],
        ),
        (
            Label::Malware,
            &["macro_document_execution", "loader_from_fake_update"],
        ),
        (Label::Malware, &["remote_access_trojan_c2"]),
        (Label::CredentialCompromise, &["directory_hash_theft"]),
        (Label::AccessAbuse, &["lateral_logon"]),
        (Label::DataExfiltration, &["staging_before_extortion"]),
        (Label::Malware, &["ransomware_encryption"]),
    ],
    &[
        (Label::Phishing, &["fake_login_mail", "qr_code_lure"]),
        (Label::CredentialCompromise, &["stolen_session_cookie"]),
        (Label::CredentialCompromise, &["rogue_second_factor"]),
        (Label::CredentialCompromise, &["mailbox_takeover"]),
        (Label::DataExfiltration, &["mailbox_forwarding"]),
        (Label::Phishing, &["invoice_fraud"]),
    ],
    &[
        (Label::SuspiciousNetworkActivity, &["edge_probes"]),
        (
            Label::WebAttack,
            &["public_appliance_exploit", "cms_plugin_exploit"],
        ),
        (Label::WebAttack, &["web_shell"]),
        (Label::SuspiciousNetworkActivity, &["internal_port_scan"]),
        (Label::DataExfiltration, &["cloud_upload_bulk"]),
    ],
    &[
        (Label::InsiderThreat, &["hoarding_before_resignation"]),
        (Label::PolicyViolation, &["personal_mail_for_work"]),
        (Label::DataExfiltration, &["source_code_and_designs"]),
        (Label::InsiderThreat, &["customer_list_to_rival"]),
        (Label::AccessAbuse, &["leaver_account_used"]),
    ],
    &[
        (Label::CredentialCompromise, &["secret_in_repository"]),
        (Label::CredentialCompromise, &["cloud_key_abuse"]),
        (Label::SuspiciousNetworkActivity, &["cloud_network_anomaly"]),
        (Label::Malware, &["cloud_kubernetes_implant", "cryptominer"]),
    ],
    &[
        (Label::AccessAbuse, &["password_spraying"]),
        (Label::CredentialCompromise, &["mfa_push_fatigue"]),
        (Label::AccessAbuse, &["impossible_travel"]),
        (Label::DataExfiltration, &["saas_bulk_export"]),
    ],
    &[
        (Label::WebAttack, &["probing_and_mixed"]),
        (Label::WebAttack, &["sql_injection"]),
        (Label::WebAttack, &["card_skimmer"]),
        (Label::DataExfiltration, &["database_for_sale"]),
    ],
    &[
        (Label::PolicyViolation, &["security_control_switched_off"]),
        (Label::InsiderThreat, &["planted_backdoor_account"]),
        (Label::InsiderThreat, &["backup_and_log_tampering_by_admin"]),
        (Label::InsiderThreat, &["sabotage_deletion"]),
    ],
    &[
        (Label::PolicyViolation, &["unencrypted_removable_media"]),
        (Label::Malware, &["usb_worm"]),
        (
            Label::SuspiciousNetworkActivity,
            &["lateral_smb_rpc_probes"],
        ),
        (Label::Malware, &["av_quarantine_and_detections"]),
    ],
    &[
        (Label::BenignActivity, &["authorised_security_test"]),
        (Label::BenignActivity, &["vulnerability_scanner_traffic"]),
        (
            Label::BenignActivity,
            &["antivirus_false_positive", "noisy_detection_rule"],
        ),
        (Label::BenignActivity, &["drills_tests_and_canaries"]),
    ],
];

/// The campaigns of a run: how many, and which arcs its mix of labels allows.
#[derive(Debug, Clone)]
pub(crate) struct Campaigns {
    seed: u64,
    /// Campaigns of a block on average.
    density: f64,
    /// For each arc the stories of each stage.
    arcs: Vec<Vec<Vec<u32>>>,
}

/// A row's place in its campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Member {
    pub block: u64,
    /// Which campaign of the block.
    pub number: u32,
    /// Which of its rows, from 0, and how many it has.
    pub row: usize,
    pub rows: usize,
    /// The campaign's own seed.
    pub seed: u64,
}

/// What a campaign is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One actor against one victim, stage by stage.
    Arc(usize),
    /// One actor, one trick, many victims.
    Wave,
}

impl Campaigns {
    /// `share` of all rows, `0.0..=1.0`; only arcs all of whose labels have a weight.
    pub(crate) fn new(seed: u64, share: f64, mix: &[f64; Label::COUNT]) -> Self {
        let stories = &library().stories;
        let stage = |(label, names): &Stage| -> Vec<u32> {
            (0..stories.len() as u32)
                .filter(|s| {
                    let story = &stories[*s as usize];
                    story.label == *label && names.contains(&story.name)
                })
                .collect()
        };
        Self {
            seed,
            density: share * BLOCK as f64 / MEAN,
            arcs: ARCS
                .iter()
                .filter(|arc| arc.iter().all(|(label, _)| mix[label.index()] > 0.0))
                .map(|arc| arc.iter().map(stage).collect())
                .collect(),
        }
    }

    /// The campaign that event `id` belongs to, if it does.
    pub(crate) fn of(&self, id: u64) -> Option<Member> {
        if self.density == 0.0 {
            return None;
        }
        let (block, offset) = (id / BLOCK, id % BLOCK);
        let mut rng = Rng::new(join(join(self.seed, 0xca3b), block));
        let count = self.density as usize + usize::from(rng.chance(self.density.fract()));
        let mut sizes = [0usize; BLOCK as usize];
        let mut total = 0;
        for size in sizes.iter_mut().take(count) {
            *size = rng
                .between(*SIZES.start(), *SIZES.end())
                .min(BLOCK as usize - total);
            total += *size;
        }
        // The campaigns' rows spread evenly over the block, one campaign after the other.
        let rank = offset as usize * total / BLOCK as usize;
        if (offset as usize + 1) * total / BLOCK as usize == rank {
            return None;
        }
        let mut before = 0;
        for (number, rows) in sizes.into_iter().enumerate() {
            if rank < before + rows {
                return Some(Member {
                    block,
                    number: number as u32,
                    row: rank - before,
                    rows,
                    seed: join(join(self.seed, block), number as u64),
                });
            }
            before += rows;
        }
        None
    }

    pub(crate) fn kind(&self, member: &Member) -> Kind {
        let mut rng = Rng::new(join(member.seed, 1));
        if self.arcs.is_empty() || rng.chance(WAVES) {
            Kind::Wave
        } else {
            Kind::Arc(rng.below(self.arcs.len()))
        }
    }

    /// The stories that may tell a row of an arc.
    pub(crate) fn stage(&self, arc: usize, member: &Member) -> &[u32] {
        let stages = &self.arcs[arc];
        &stages[member.row * stages.len() / member.rows.max(1)]
    }

    /// The label shares that campaigns of arcs bring in, as a share of all rows of campaigns; the
    /// rest are waves, which follow the mix.
    pub(crate) fn arc_shares(&self) -> [f64; Label::COUNT] {
        let mut shares = [0.0; Label::COUNT];
        let sizes = SIZES.count() as f64;
        for arc in &self.arcs {
            for rows in SIZES {
                for row in 0..rows {
                    let story = arc[row * arc.len() / rows][0];
                    let label = library().stories[story as usize].label;
                    shares[label.index()] +=
                        (1.0 - WAVES) / (self.arcs.len() as f64 * sizes * MEAN);
                }
            }
        }
        shares
    }
}

/// Of all campaigns this share are waves.
const WAVES: f64 = 0.4;

impl Member {
    /// Seconds from the campaign's first row to this one, and to its last.
    pub(crate) fn elapsed(&self, kind: Kind) -> (i64, i64) {
        let mut rng = Rng::new(join(self.seed, 2));
        let (mut at, mut own) = (0, 0);
        for row in 1..self.rows {
            at += match kind {
                // From ten minutes to two days, short waits more often.
                Kind::Arc(_) => 600 + (rng.below(420) * rng.below(420)) as i64,
                Kind::Wave => 30 + rng.below(1800) as i64,
            };
            if row == self.row {
                own = at;
            }
        }
        (own, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVEN: [f64; Label::COUNT] = [1.0; Label::COUNT];

    #[test]
    fn every_stage_has_a_story() {
        let campaigns = Campaigns::new(1, 0.2, &EVEN);
        assert_eq!(campaigns.arcs.len(), ARCS.len());
        for (arc, stages) in ARCS.iter().zip(&campaigns.arcs) {
            for ((label, names), stories) in arc.iter().zip(stages) {
                assert_eq!(stories.len(), names.len(), "{label:?} {names:?}");
            }
        }
    }

    #[test]
    fn campaigns_take_their_share_and_their_rows_are_in_order() {
        for share in [0.0, 0.02, 0.15, 0.5, 0.9] {
            let campaigns = Campaigns::new(9, share, &EVEN);
            let mut members = 0;
            let mut last: Option<Member> = None;
            for id in 0..64_000 {
                let Some(member) = campaigns.of(id) else {
                    continue;
                };
                members += 1;
                if let Some(last) =
                    last.filter(|l| (l.block, l.number) == (member.block, member.number))
                {
                    assert_eq!((member.row, member.rows), (last.row + 1, last.rows));
                    let kind = campaigns.kind(&member);
                    assert!(member.elapsed(kind).0 > last.elapsed(kind).0);
                    assert!(member.elapsed(kind).0 <= member.elapsed(kind).1);
                } else {
                    assert_eq!(member.row, 0);
                }
                last = Some(member);
            }
            let found = f64::from(members) / 64_000.0;
            assert!((found - share).abs() < 0.02, "{share}: {found}");
        }
    }

    #[test]
    fn arcs_need_all_their_labels() {
        let mut mix = EVEN;
        mix[Label::WebAttack.index()] = 0.0;
        let campaigns = Campaigns::new(1, 0.2, &mix);
        assert_eq!(campaigns.arcs.len(), ARCS.len() - 2);
        let shares = campaigns.arc_shares();
        assert_eq!(shares[Label::WebAttack.index()], 0.0);
        assert!((shares.iter().sum::<f64>() - (1.0 - WAVES)).abs() < 1e-9);
    }
}
