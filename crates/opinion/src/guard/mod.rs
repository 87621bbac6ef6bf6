//! The guardrails: what of a model's answer counts, and why the rest does not.
//!
//! Checks run in a fixed order and each is recorded, passed or not. One that fails turns the
//! label into none; nothing here ever turns none into a label, and no rationale is written here:
//! the one shown is the model's own or there is none.

mod indicators;
mod leak;
mod lexicon;
mod vocabulary;

use serde::{Deserialize, Serialize};
use taxonomy::{Label, technique};

pub use indicators::indicators;
pub use leak::leak;
pub use vocabulary::vocabulary;

use crate::defanged::defanged;
use crate::read::plain;
use crate::{ReplyError, read};

/// The checks, in the order in which they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    /// The answer is one object of the form asked for. If not, nothing else is looked at.
    Schema,
    /// Its label is one of the ten or `uncertain`. If not, nothing else is looked at.
    Label,
    /// Its technique ids are ids of the taxonomy.
    Techniques,
    /// Its rationale names no indicator that the text does not name.
    Indicators,
    /// The text holds words that speak for its label.
    Vocabulary,
    /// Its rationale does not quote what the model was told.
    Leak,
}

impl CheckName {
    pub const ALL: [Self; 6] = [
        Self::Schema,
        Self::Label,
        Self::Techniques,
        Self::Indicators,
        Self::Vocabulary,
        Self::Leak,
    ];

    /// The name in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Label => "label",
            Self::Techniques => "techniques",
            Self::Indicators => "indicators",
            Self::Vocabulary => "vocabulary",
            Self::Leak => "leak",
        }
    }

    /// The name a person reads.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Schema => "Form of the answer",
            Self::Label => "Known label",
            Self::Techniques => "Known techniques",
            Self::Indicators => "No invented indicators",
            Self::Vocabulary => "Words of the label in the text",
            Self::Leak => "Nothing of the prompt repeated",
        }
    }
}

/// What one check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub name: CheckName,
    pub passed: bool,
    /// A sentence for the reader; indicators in it are defanged.
    pub detail: String,
}

impl Check {
    fn passed(name: CheckName, detail: impl Into<String>) -> Self {
        Self {
            name,
            passed: true,
            detail: detail.into(),
        }
    }

    /// The detail may quote the model.
    fn failed(name: CheckName, detail: impl Into<String>) -> Self {
        Self {
            name,
            passed: false,
            detail: defanged(&detail.into()),
        }
    }
}

/// What counts of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// `None` where the model was uncertain or a check failed.
    pub label: Option<Label>,
    /// Known ids, each once, in the model's order; empty where a check failed.
    pub techniques: Vec<String>,
    /// The model's own words; `None` where there are none that may be shown.
    pub rationale: Option<String>,
    /// Those that ran, in the order of [`CheckName::ALL`], up to the one after which nothing could be
    /// looked at.
    pub checks: Vec<Check>,
}

impl Judged {
    fn nothing(checks: Vec<Check>) -> Self {
        Self {
            label: None,
            techniques: Vec::new(),
            rationale: None,
            checks,
        }
    }

    /// Whether every check ran and passed.
    pub fn is_clean(&self) -> bool {
        self.checks.len() == CheckName::ALL.len() && self.checks.iter().all(|check| check.passed)
    }
}

/// Holds a model's raw `answer` against the `text` it was asked about.
pub fn judge(text: &str, answer: &str) -> Judged {
    let schema = Check::passed(CheckName::Schema, "The answer has the form asked for.");
    let reply = match read(answer) {
        Ok(reply) => reply,
        Err(error @ ReplyError::UnknownLabel(_)) => {
            let label = Check::failed(CheckName::Label, sentence(&error));
            return Judged::nothing(vec![schema, label]);
        }
        Err(error) => {
            return Judged::nothing(vec![Check::failed(CheckName::Schema, sentence(&error))]);
        }
    };
    let checks = vec![
        schema,
        known(reply.label),
        techniques_exist(&reply.mitre_ids),
        indicators(text, &reply.rationale),
        vocabulary(text, reply.label),
        leak(&reply.rationale),
    ];
    let failed = |name| checks.iter().any(|c: &Check| c.name == name && !c.passed);
    let believed = checks.iter().all(|check| check.passed);
    let shown = !failed(CheckName::Indicators) && !failed(CheckName::Leak);
    let mut techniques: Vec<String> = Vec::new();
    if believed {
        for id in reply.mitre_ids {
            if !techniques.contains(&id) {
                techniques.push(id);
            }
        }
    }
    Judged {
        label: reply.label.filter(|_| believed),
        techniques,
        rationale: Some(reply.rationale).filter(|_| shown),
        checks,
    }
}

/// Holds a label that a model found likeliest, without a word of its own, against the `text`: the
/// checks that such an answer can pass or fail.
pub fn judge_label(text: &str, label: Option<Label>) -> Judged {
    let checks = vec![known(label), vocabulary(text, label)];
    let believed = checks.iter().all(|check| check.passed);
    Judged {
        label: label.filter(|_| believed),
        ..Judged::nothing(checks)
    }
}

fn known(label: Option<Label>) -> Check {
    let named = label.map_or(crate::UNCERTAIN, Label::id);
    Check::passed(CheckName::Label, format!("The answer is `{named}`."))
}

/// Whether every id is one of the taxonomy's; those that are not are named.
pub fn techniques_exist(ids: &[String]) -> Check {
    let unknown: Vec<String> = ids
        .iter()
        .filter(|id| technique(id).is_none())
        .map(|id| format!("`{}`", plain(id).chars().take(20).collect::<String>()))
        .collect();
    let name = CheckName::Techniques;
    if !unknown.is_empty() {
        return Check::failed(name, format!("Unknown technique: {}.", unknown.join(", ")));
    }
    match ids.len() {
        0 => Check::passed(name, "The answer names no technique."),
        1 => Check::passed(name, "The technique named is known."),
        n => Check::passed(name, format!("All {n} techniques named are known.")),
    }
}

fn sentence(error: &ReplyError) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).chain(['.']).collect()
}
