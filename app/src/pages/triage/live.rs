//! One judgement in the browser, timed.

use classifier::Model;
use triage::{Settings, Triage};

use crate::browser;
use crate::judge::{self, redecide};

/// A record and how long it took, measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Live {
    pub record: Triage,
    pub micros: u64,
}

impl Live {
    pub fn under(&self, settings: Settings) -> Triage {
        redecide(&self.record, settings)
    }
}

/// Judges a text; nothing for a blank one.
pub fn live(model: &std::sync::Arc<Model>, text: &str) -> Option<Live> {
    if text.trim().is_empty() {
        return None;
    }
    let start = browser::now();
    let record = judge::judge(model, text, &Settings::default());
    Some(Live {
        record,
        micros: ((browser::now() - start) * 1_000.0).round() as u64,
    })
}
