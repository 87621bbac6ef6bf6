//! ATT&CK enterprise techniques with the phrases that are evidence for them.

use serde::{Deserialize, Serialize};

/// The ATT&CK enterprise version every id here is valid and active in.
pub const ATTACK_VERSION: &str = "18.1";

/// The fourteen enterprise tactics, in matrix order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tactic {
    Reconnaissance,
    ResourceDevelopment,
    InitialAccess,
    Execution,
    Persistence,
    PrivilegeEscalation,
    DefenseEvasion,
    CredentialAccess,
    Discovery,
    LateralMovement,
    Collection,
    CommandAndControl,
    Exfiltration,
    Impact,
}

/// One technique or sub-technique.
#[derive(Debug)]
pub struct Technique {
    /// `T####` or `T####.###`.
    pub id: &'static str,
    pub name: &'static str,
    pub tactics: Vec<Tactic>,
    /// Phrases whose presence, word-bounded and case-folded, is evidence for the technique.
    pub evidence: Vec<&'static str>,
}

/// All techniques, sorted by id.
pub fn techniques() -> &'static [Technique] {
    &[]
}

/// The technique with exactly this id.
pub fn technique(id: &str) -> Option<&'static Technique> {
    techniques().iter().find(|t| t.id == id)
}
