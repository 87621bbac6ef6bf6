//! The passes over a batch in which another judge is asked about the rows that those before it are
//! unsure of: how far each is, what its judge said and what that changed. Plain data, shared by server
//! and browser.

use serde::{Deserialize, Serialize};
use taxonomy::Label;

use crate::Decision;
use crate::batch::RowError;

/// Reasons kept of a pass: it is told whole, again and again while it runs.
const ERRORS_KEPT: usize = 20;

/// A pass in which a judge is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The sentence model, where the classifier is unsure.
    Second,
    /// A language model, where both are.
    Third,
}

impl Stage {
    pub const ALL: [Stage; 2] = [Self::Second, Self::Third];
}

/// Where a pass is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody asked for one, or there is no judge.
    #[default]
    Off,
    /// For the end of the pass before it, or for its turn.
    Waiting,
    Running,
    /// Every row that could be asked about has been.
    Finished,
    /// By a person, or because its judge has gone: then the reason says so.
    Stopped,
    /// The rows or seconds allowed are used up; the rest can be asked with more.
    BudgetSpent,
    /// The judge failed; what it said until then stands.
    Failed,
}

/// A pass as a whole.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Pass {
    pub state: State,
    /// Why there is none, why it failed or why its judge has gone, in words.
    pub reason: Option<String>,
    /// Name and version of the judge; `None` where there is none to ask.
    pub judge: Option<String>,
    /// Rows the passes before it are sure of.
    pub certain: u64,
    /// Rows they are unsure of.
    pub wanted: u64,
    /// Rows with its opinion.
    pub asked: u64,
    /// Wanted rows without it that a later pass was asked about: they are past this one.
    pub overtaken: u64,
    /// Different texts among them: identical ones are asked about once.
    pub texts: u64,
    /// The rows asked about, by what the judge said of them, under the default settings.
    pub said: Tally,
    /// Rows whose final label is another one by it, under the default settings.
    pub changed: u64,
    /// Texts that got no answer since the pass was last begun; why, of the first of them, is in `errors`,
    /// by the first row that has the text.
    pub failed: u64,
    pub errors: Vec<RowError>,
    /// The judge's time for its answers, measured.
    pub seconds: f64,
    /// What the rows not asked about would have cost at the mean of the texts that were; `None` while
    /// there is no mean.
    pub seconds_saved: Option<f64>,
}

impl Pass {
    /// Whether anything may still change by itself.
    pub const fn is_live(&self) -> bool {
        matches!(self.state, State::Waiting | State::Running)
    }

    /// Rows that are wanted and were not asked about.
    pub const fn left(&self) -> u64 {
        self.wanted.saturating_sub(self.asked + self.overtaken)
    }

    /// Counts an opinion in. `micros`: what it cost, unless it is that on an identical text.
    pub fn note(&mut self, heard: Heard, micros: Option<u64>) {
        self.asked += 1;
        self.said.note(heard.beside);
        self.changed += u64::from(heard.changed);
        if let Some(micros) = micros {
            self.texts += 1;
            self.seconds += micros as f64 / 1e6;
        }
    }

    /// Counts texts that got no answer.
    pub fn miss(&mut self, errors: Vec<RowError>) {
        self.failed += errors.len() as u64;
        let space = ERRORS_KEPT.saturating_sub(self.errors.len());
        self.errors.extend(errors.into_iter().take(space));
    }

    /// See [`Self::seconds_saved`]; `rows` are those of the whole batch.
    pub fn saved(&self, rows: u64) -> Option<f64> {
        let mean = (self.texts > 0).then(|| self.seconds / self.texts as f64)?;
        Some(mean * rows.saturating_sub(self.asked) as f64)
    }
}

/// How what a judge said stands to the decision that was there before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beside {
    /// The same label, or both are uncertain.
    Agreed,
    /// Another label, or one where the decision is `uncertain`.
    Otherwise,
    /// None, where the decision is a label.
    Uncertain,
    /// A check of the answer failed, so nothing is known of its label.
    NotBelieved,
}

impl Beside {
    pub const ALL: [Beside; 4] = [
        Self::Agreed,
        Self::Otherwise,
        Self::Uncertain,
        Self::NotBelieved,
    ];

    pub fn of(label: Option<Label>, believed: bool, before: &Decision) -> Self {
        if !believed {
            Self::NotBelieved
        } else if label == before.label {
            Self::Agreed
        } else if label.is_none() {
            Self::Uncertain
        } else {
            Self::Otherwise
        }
    }
}

/// Rows by what a judge said of them. Each is counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    pub agreed: u64,
    pub otherwise: u64,
    pub uncertain: u64,
    pub not_believed: u64,
}

impl Tally {
    pub const fn note(&mut self, beside: Beside) {
        match beside {
            Beside::Agreed => self.agreed += 1,
            Beside::Otherwise => self.otherwise += 1,
            Beside::Uncertain => self.uncertain += 1,
            Beside::NotBelieved => self.not_believed += 1,
        }
    }

    pub const fn of(&self, beside: Beside) -> u64 {
        match beside {
            Beside::Agreed => self.agreed,
            Beside::Otherwise => self.otherwise,
            Beside::Uncertain => self.uncertain,
            Beside::NotBelieved => self.not_believed,
        }
    }

    pub const fn add(&mut self, other: Self) {
        self.agreed += other.agreed;
        self.otherwise += other.otherwise;
        self.uncertain += other.uncertain;
        self.not_believed += other.not_believed;
    }

    /// All rows.
    pub const fn total(&self) -> u64 {
        self.agreed + self.otherwise + self.uncertain + self.not_believed
    }
}

/// What a judge's opinion came to on one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    pub beside: Beside,
    /// Whether the final label is another one by it.
    pub changed: bool,
}

/// Which opinions a batch is seen through. Nothing is deleted by looking through fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Passes {
    #[default]
    All,
    /// As if no language model had been asked.
    Second,
    /// As if nobody but the classifier had.
    First,
}

impl Passes {
    const ALL: [Passes; 3] = [Self::All, Self::Second, Self::First];

    pub const fn id(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Second => "second",
            Self::First => "first",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|passes| passes.id() == id)
    }

    pub const fn show(self, stage: Stage) -> bool {
        match stage {
            Stage::Second => !matches!(self, Self::First),
            Stage::Third => matches!(self, Self::All),
        }
    }
}

/// What a pass must have done with a row; a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Touched {
    Asked,
    /// The final label is another one, under the settings of the question.
    Changed,
    /// The four answers of [`Beside`], under the same settings.
    Agreed,
    Otherwise,
    Uncertain,
    NotBelieved,
}

impl Touched {
    pub const ALL: [Touched; 6] = [
        Self::Asked,
        Self::Changed,
        Self::Agreed,
        Self::Otherwise,
        Self::Uncertain,
        Self::NotBelieved,
    ];

    pub const fn id(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Changed => "changed",
            Self::Agreed => "agreed",
            Self::Otherwise => "otherwise",
            Self::Uncertain => "uncertain",
            Self::NotBelieved => "not_believed",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|touched| touched.id() == id)
    }

    pub const fn of(beside: Beside) -> Self {
        match beside {
            Beside::Agreed => Self::Agreed,
            Beside::Otherwise => Self::Otherwise,
            Beside::Uncertain => Self::Uncertain,
            Beside::NotBelieved => Self::NotBelieved,
        }
    }

    /// Whether a row of which the judge said that is one of them.
    pub fn fits(self, heard: Option<Heard>) -> bool {
        heard.is_some_and(|heard| match self {
            Self::Asked => true,
            Self::Changed => heard.changed,
            said => said == Self::of(heard.beside),
        })
    }
}

/// What an opinion did to a row, under the settings of the question; one line of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Name and version of the judge.
    pub by: String,
    /// What the judge alone says; `None` where it is uncertain or was not believed.
    pub said: Option<Label>,
    pub beside: Beside,
    pub before: Decision,
    pub after: Decision,
    /// Highest probability without the opinion, and with it.
    pub confidence_before: f32,
    pub confidence_after: f32,
}

impl Change {
    /// Whether the final label is another one.
    pub fn is_other(&self) -> bool {
        self.before.label != self.after.label
    }

    pub fn heard(&self) -> Heard {
        Heard {
            beside: self.beside,
            changed: self.is_other(),
        }
    }
}
