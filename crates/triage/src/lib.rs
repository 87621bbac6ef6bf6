//! The triage record: what one text says, how sure we are, how risky it is, what to do next.
//!
//! Pure: no I/O, no clock, no threads, no randomness; builds for `wasm32-unknown-unknown`. A
//! record is a function of the text, the model and the settings, never of its neighbours.
//!
//! Dependencies: `serde`, because records travel; `sha2`, because a text's hash is its address.

mod actions;
mod assemble;
pub mod batch;
mod cues;
mod decision;
mod engine;
mod facts;
mod false_alarm;
mod lexicon;
mod outlook;
pub mod passes;
mod points;
pub mod policy;
mod record;
mod risk;
pub mod techniques;
mod urgency;

pub use actions::{FilledStep, Messages, Plan};
pub use assemble::{Analysis, assemble, sha256};
pub use decision::{CLOSE_CALL_MARGIN, Decision, Mode, Settings, SettingsError, UncertainReason};
pub use engine::{Engine, Outcomes, RowVerdict, Rows, SecondOpinion};
pub use lexicon::prepare;
pub use outlook::{Alternative, Outlook};
pub use record::{
    ANALYST, Evidence, Input, LANGUAGE_MODEL, Opinion, Risk, RiskPart, Source, TechniqueHit,
    TechniqueSource, Triage,
};
pub use risk::{QuickRisk, quick_risk};
