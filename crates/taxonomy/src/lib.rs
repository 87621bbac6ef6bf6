//! Labels, severities, priorities, kill chain, ATT&CK facts and playbooks: one table of each,
//! used by model, page, command line, API, generator and exports alike.
//!
//! This crate is data and types. It never reads text, never decides anything, does no I/O and
//! builds for `wasm32-unknown-unknown`. A second map from label to anything, anywhere else in
//! the workspace, is a bug.
//!
//! Dependencies: `serde`, because every type here travels in records.

mod label;
mod playbook;
mod severity;
mod tactic;
mod technique;

pub use label::{KillChainPhase, Label, LabelInfo, UnknownLabel};
pub use playbook::{Playbook, SLOTS, Step, review_playbook};
pub use severity::{Priority, Severity};
pub use tactic::Tactic;
pub use technique::{ATTACK_VERSION, Technique, family, technique, technique_index, techniques};
