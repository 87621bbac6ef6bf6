//! One judgement in the browser, timed.

use triage::{Settings, Triage};

use crate::browser::{self, LiveEngine};

/// A record and how long it took, measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Live {
    pub record: Triage,
    pub micros: u64,
}

impl Live {
    pub fn under(&self, settings: Settings) -> Triage {
        self.record.switched(settings)
    }
}

/// Judges a text; nothing for a blank one.
pub fn live(engine: &LiveEngine, text: &str) -> Option<Live> {
    if text.trim().is_empty() {
        return None;
    }
    let start = browser::now();
    let record = engine.triage(text)?;
    Some(Live {
        record,
        micros: ((browser::now() - start) * 1_000.0).round() as u64,
    })
}
