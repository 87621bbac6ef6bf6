//! The ten labels and everything that hangs on a label.
//!
//! `uncertain` is a decision, never a label, so it is not here.

use serde::{Deserialize, Serialize};

use crate::{Playbook, Priority, Severity, Tactic, playbook};

/// What kind of event a text describes. The order is the order of every probability vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    Phishing,
    Malware,
    AccessAbuse,
    CredentialCompromise,
    DataExfiltration,
    InsiderThreat,
    PolicyViolation,
    SuspiciousNetworkActivity,
    WebAttack,
    BenignActivity,
}

/// Where in an intrusion an event of this kind usually sits (Lockheed Martin's seven phases).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KillChainPhase {
    Reconnaissance,
    Weaponization,
    Delivery,
    Exploitation,
    Installation,
    CommandAndControl,
    ActionsOnObjectives,
}

impl KillChainPhase {
    pub const ALL: [KillChainPhase; 7] = [
        Self::Reconnaissance,
        Self::Weaponization,
        Self::Delivery,
        Self::Exploitation,
        Self::Installation,
        Self::CommandAndControl,
        Self::ActionsOnObjectives,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Reconnaissance => "Reconnaissance",
            Self::Weaponization => "Weaponization",
            Self::Delivery => "Delivery",
            Self::Exploitation => "Exploitation",
            Self::Installation => "Installation",
            Self::CommandAndControl => "Command and control",
            Self::ActionsOnObjectives => "Actions on objectives",
        }
    }
}

/// The facts of one label. Colours live in the style sheet under `--label-<id>`.
#[derive(Debug)]
pub struct LabelInfo {
    /// Identifier in files, addresses and the API, e.g. `web_attack`.
    pub id: &'static str,
    /// Name for people, e.g. `Web attack`.
    pub name: &'static str,
    /// One line: what belongs here.
    pub meaning: &'static str,
    pub severity: Severity,
    /// Before evidence raises or lowers it.
    pub priority: Priority,
    /// The team that takes it.
    pub queue: &'static str,
    /// ATT&CK ids an event of this kind suggests when the text names none.
    pub techniques: &'static [&'static str],
    /// `None` for benign activity: it is no part of an intrusion.
    pub kill_chain: Option<KillChainPhase>,
    pub tactics: &'static [Tactic],
    /// Two letters that tell the label apart without colour.
    pub mark: &'static str,
}

/// The text is not one of the ten identifiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLabel(pub String);

impl std::fmt::Display for UnknownLabel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is not a label; one of: ", self.0)?;
        for (i, label) in Label::ALL.into_iter().enumerate() {
            write!(f, "{}{}", if i == 0 { "" } else { ", " }, label.id())?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownLabel {}

impl Label {
    pub const COUNT: usize = 10;

    pub const ALL: [Label; Self::COUNT] = [
        Self::Phishing,
        Self::Malware,
        Self::AccessAbuse,
        Self::CredentialCompromise,
        Self::DataExfiltration,
        Self::InsiderThreat,
        Self::PolicyViolation,
        Self::SuspiciousNetworkActivity,
        Self::WebAttack,
        Self::BenignActivity,
    ];

    /// Position in every probability vector, `0..10`.
    pub const fn index(self) -> usize {
        self as usize
    }

    pub const fn id(self) -> &'static str {
        self.info().id
    }

    pub const fn name(self) -> &'static str {
        self.info().name
    }

    pub const fn info(self) -> &'static LabelInfo {
        &INFO[self as usize]
    }

    pub fn playbook(self) -> &'static Playbook {
        playbook::of(self)
    }
}

impl std::str::FromStr for Label {
    type Err = UnknownLabel;

    /// Exact identifiers only; case and surrounding blanks are forgiven.
    fn from_str(s: &str) -> Result<Self, UnknownLabel> {
        let id = s.trim().to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|label| label.id() == id)
            .ok_or_else(|| UnknownLabel(s.to_owned()))
    }
}

impl std::fmt::Display for Label {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

const INFO: [LabelInfo; Label::COUNT] = [
    LabelInfo {
        id: "phishing",
        name: "Phishing",
        meaning: "A deceptive message: mail, SMS, chat, voice, QR code or business e-mail compromise.",
        severity: Severity::High,
        priority: Priority::P2,
        queue: "Email security",
        techniques: &[
            "T1566",
            "T1566.001",
            "T1566.002",
            "T1566.003",
            "T1566.004",
            "T1598",
            "T1204",
        ],
        kill_chain: Some(KillChainPhase::Delivery),
        tactics: &[Tactic::InitialAccess, Tactic::Reconnaissance],
        mark: "PH",
    },
    LabelInfo {
        id: "malware",
        name: "Malware",
        meaning: "Malicious code present or running: ransomware, miner, loader, implant.",
        severity: Severity::Critical,
        priority: Priority::P1,
        queue: "Endpoint / IR",
        techniques: &["T1059", "T1204", "T1105", "T1486", "T1027", "T1055"],
        kill_chain: Some(KillChainPhase::Installation),
        tactics: &[Tactic::Execution, Tactic::DefenseEvasion, Tactic::Impact],
        mark: "MW",
    },
    LabelInfo {
        id: "access_abuse",
        name: "Access abuse",
        meaning: "Unauthorised or anomalous use of access: brute force, impossible travel, snooping, privilege misuse.",
        severity: Severity::High,
        priority: Priority::P2,
        queue: "Identity / IAM",
        techniques: &["T1078", "T1110", "T1021", "T1098"],
        kill_chain: Some(KillChainPhase::Exploitation),
        tactics: &[
            Tactic::InitialAccess,
            Tactic::CredentialAccess,
            Tactic::LateralMovement,
        ],
        mark: "AA",
    },
    LabelInfo {
        id: "credential_compromise",
        name: "Credential compromise",
        meaning: "Credentials, tokens, sessions, keys or MFA stolen or abused.",
        severity: Severity::High,
        priority: Priority::P1,
        queue: "Identity / IAM",
        techniques: &["T1110", "T1556", "T1539", "T1528", "T1621", "T1552"],
        kill_chain: Some(KillChainPhase::Exploitation),
        tactics: &[Tactic::CredentialAccess],
        mark: "CC",
    },
    LabelInfo {
        id: "data_exfiltration",
        name: "Data exfiltration",
        meaning: "Data leaving the organisation.",
        severity: Severity::Critical,
        priority: Priority::P1,
        queue: "Data protection",
        techniques: &["T1041", "T1048", "T1567", "T1020", "T1030", "T1052"],
        kill_chain: Some(KillChainPhase::ActionsOnObjectives),
        tactics: &[Tactic::Exfiltration, Tactic::Collection],
        mark: "DX",
    },
    LabelInfo {
        id: "insider_threat",
        name: "Insider threat",
        meaning: "A trusted person acting with intent, or strong signs of it.",
        severity: Severity::High,
        priority: Priority::P1,
        queue: "Insider risk",
        techniques: &["T1078", "T1530", "T1213", "T1087", "T1074"],
        kill_chain: Some(KillChainPhase::ActionsOnObjectives),
        tactics: &[Tactic::Collection, Tactic::Discovery],
        mark: "IN",
    },
    LabelInfo {
        id: "policy_violation",
        name: "Policy violation",
        meaning: "A rule broken without hostile intent.",
        severity: Severity::Low,
        priority: Priority::P4,
        queue: "Governance",
        techniques: &[],
        kill_chain: None,
        tactics: &[],
        mark: "PV",
    },
    LabelInfo {
        id: "suspicious_network_activity",
        name: "Suspicious network activity",
        meaning: "Scans, beacons, odd traffic or lateral probes without confirmed malware.",
        severity: Severity::Medium,
        priority: Priority::P3,
        queue: "Network security",
        techniques: &["T1046", "T1595", "T1071", "T1572", "T1040"],
        kill_chain: Some(KillChainPhase::CommandAndControl),
        tactics: &[
            Tactic::Reconnaissance,
            Tactic::Discovery,
            Tactic::CommandAndControl,
        ],
        mark: "NW",
    },
    LabelInfo {
        id: "web_attack",
        name: "Web attack",
        meaning: "An attack on a web app, API or site, DDoS and defacement included.",
        severity: Severity::High,
        priority: Priority::P2,
        queue: "Application security",
        techniques: &["T1190", "T1505.003", "T1059.007", "T1498", "T1499", "T1491"],
        kill_chain: Some(KillChainPhase::Exploitation),
        tactics: &[Tactic::InitialAccess, Tactic::Impact],
        mark: "WA",
    },
    LabelInfo {
        id: "benign_activity",
        name: "Benign activity",
        meaning: "Maintenance, authorised test, false positive, user mistake or outage.",
        severity: Severity::Info,
        priority: Priority::P5,
        queue: "Service desk",
        techniques: &[],
        kill_chain: None,
        tactics: &[],
        mark: "OK",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_reads_back_from_its_id() {
        for (i, label) in Label::ALL.into_iter().enumerate() {
            assert_eq!(label.index(), i);
            assert_eq!(label.id().parse(), Ok(label));
            assert_eq!(
                serde_json::to_string(&label).unwrap(),
                format!("\"{}\"", label.id())
            );
        }
        assert!("uncertain".parse::<Label>().is_err());
    }
}
