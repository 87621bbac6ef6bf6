//! What a page needs beside the record: the plan, and the other decision with all that hangs on it, so
//! that a threshold moves without reading the text again.

use serde::{Deserialize, Serialize};
use taxonomy::KillChainPhase;

use crate::{Decision, Plan, Risk, Settings, TechniqueHit, Triage, UncertainReason};

/// Only records on their way to a page carry it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outlook {
    /// For the record's own decision.
    pub plan: Plan,
    /// The decision that another threshold can bring, where there is one.
    pub alternative: Option<Alternative>,
}

/// A decision and what follows from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    pub decision: Decision,
    pub techniques: Vec<TechniqueHit>,
    pub kill_chain: Option<KillChainPhase>,
    pub risk: Risk,
    pub next_actions: Vec<String>,
    pub plan: Plan,
}

impl Triage {
    /// The same record with its outlook. Scores allow two decisions at most: answered, or unsure for
    /// one reason; beyond the out-of-domain bound there is only one.
    #[must_use]
    pub fn with_outlook(mut self) -> Self {
        let at = |threshold: f32| {
            let settings = Settings {
                threshold,
                ..self.settings
            };
            settings.decide(&self.scores, self.out_of_domain_bound)
        };
        // At 0 everything is answered; above 1 nothing is.
        let other = [at(0.0), at(f32::INFINITY)]
            .into_iter()
            .find(|decision| *decision != self.decision)
            .filter(|other| other.reason != Some(UncertainReason::OutOfDomain));
        self.outlook = None;
        let alternative = other.map(|other| {
            let mut record = self.clone();
            record.adopt(other);
            Alternative {
                decision: other,
                plan: record.plan(),
                techniques: record.techniques,
                kill_chain: record.kill_chain,
                risk: record.risk,
                next_actions: record.next_actions,
            }
        });
        self.outlook = Some(Box::new(Outlook {
            plan: self.plan(),
            alternative,
        }));
        self
    }

    /// A copy under other settings. Reads no text: what a new decision brings comes from the outlook,
    /// which the record must carry.
    #[must_use]
    pub fn switched(&self, settings: Settings) -> Self {
        use std::mem::swap;
        let mut record = self.clone();
        record.settings = settings;
        let decision = settings.decide(&record.scores, record.out_of_domain_bound);
        if decision != record.decision
            && let Some(outlook) = record.outlook.as_deref_mut()
            && let Some(other) = &mut outlook.alternative
        {
            swap(&mut record.decision, &mut other.decision);
            swap(&mut record.techniques, &mut other.techniques);
            swap(&mut record.kill_chain, &mut other.kill_chain);
            swap(&mut record.risk, &mut other.risk);
            swap(&mut record.next_actions, &mut other.next_actions);
            swap(&mut outlook.plan, &mut other.plan);
        }
        record
    }
}
