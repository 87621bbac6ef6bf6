//! The triage record: what one text says, how sure we are, how risky it is, what to do next.
//!
//! Pure: no I/O, no clock, no threads, no randomness; builds for `wasm32-unknown-unknown`. A
//! record is a function of the text, the model and the settings, never of its neighbours.

pub mod batch;
mod decision;
mod record;

pub use decision::{Decision, Mode, Settings, SettingsError, UncertainReason};
pub use record::{
    Evidence, Input, Opinion, Risk, RiskPart, Source, TechniqueHit, TechniqueSource, Triage,
};
