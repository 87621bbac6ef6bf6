//! What to do next: one playbook a label.

use crate::Label;

/// The response plan for a label.
#[derive(Debug)]
pub struct Playbook {
    pub title: &'static str,
    /// Time to first response, in minutes, at the label's own priority.
    pub respond_within_minutes: u32,
    pub steps: &'static [Step],
    /// Whom to call when a step fails or the scope grows.
    pub escalation: &'static str,
    /// What to tell each kind of reader, one paragraph each.
    pub technical_message: &'static str,
    pub executive_message: &'static str,
    pub legal_message: &'static str,
}

/// One thing to do.
#[derive(Debug)]
pub struct Step {
    /// An imperative sentence.
    pub action: &'static str,
    /// How to do it or what to look at; one or two sentences.
    pub detail: &'static str,
}

pub(crate) fn of(_label: Label) -> &'static Playbook {
    &EMPTY
}

static EMPTY: Playbook = Playbook {
    title: "",
    respond_within_minutes: 0,
    steps: &[],
    escalation: "",
    technical_message: "",
    executive_message: "",
    legal_message: "",
};
