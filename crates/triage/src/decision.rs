//! From stored scores to a verdict. Changing a threshold is a call of [`Settings::decide`] on
//! numbers already there, never a run of the model.

use classifier::Scores;
use serde::{Deserialize, Serialize};
use taxonomy::Label;

/// How demanding the reader is: a named pair of threshold and list length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    #[default]
    Default,
    SocMedium,
    SocHard,
}

impl Mode {
    pub const ALL: [Mode; 3] = [Self::Default, Self::SocMedium, Self::SocHard];

    pub const fn id(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::SocMedium => "soc-medium",
            Self::SocHard => "soc-hard",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.id() == id)
    }

    /// The lowest calibrated probability that is answered.
    pub const fn threshold(self) -> f32 {
        match self {
            Self::Default => 0.50,
            Self::SocMedium => 0.60,
            Self::SocHard => 0.75,
        }
    }

    /// How many labels a list shows.
    pub const fn max_classes(self) -> u8 {
        match self {
            Self::Default | Self::SocMedium => 5,
            Self::SocHard => 3,
        }
    }
}

/// What the reader asked for. Built by [`Settings::new`], so a threshold is always in range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub mode: Mode,
    /// `0.0..=1.0`.
    pub threshold: f32,
    /// `1..=10`.
    pub max_classes: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Self::of(Mode::Default)
    }
}

/// A setting outside its range.
#[derive(Debug, Clone, PartialEq)]
pub enum SettingsError {
    Threshold(f32),
    MaxClasses(u8),
}

impl std::fmt::Display for SettingsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Threshold(t) => write!(f, "the threshold must lie between 0 and 1, not {t}"),
            Self::MaxClasses(n) => {
                write!(
                    f,
                    "the number of classes must lie between 1 and 10, not {n}"
                )
            }
        }
    }
}

impl std::error::Error for SettingsError {}

impl Settings {
    pub const fn of(mode: Mode) -> Self {
        Self {
            mode,
            threshold: mode.threshold(),
            max_classes: mode.max_classes(),
        }
    }

    /// A mode with its threshold or list length replaced where given.
    ///
    /// # Errors
    /// A value outside its range, NaN included.
    pub fn new(
        mode: Mode,
        threshold: Option<f32>,
        max_classes: Option<u8>,
    ) -> Result<Self, SettingsError> {
        let mut settings = Self::of(mode);
        if let Some(t) = threshold {
            if !(0.0..=1.0).contains(&t) {
                return Err(SettingsError::Threshold(t));
            }
            settings.threshold = t;
        }
        if let Some(n) = max_classes {
            if !(1..=Label::COUNT as u8).contains(&n) {
                return Err(SettingsError::MaxClasses(n));
            }
            settings.max_classes = n;
        }
        Ok(settings)
    }

    /// The verdict on stored scores. `out_of_domain_bound` is the model's own, chosen on data.
    ///
    /// The rule, in order: out-of-domain score above the bound, then probability below the
    /// threshold, where judges who differ are named before a close second is.
    pub fn decide(&self, scores: &Scores, out_of_domain_bound: f32) -> Decision {
        let reason = if scores.out_of_domain > out_of_domain_bound {
            Some(UncertainReason::OutOfDomain)
        } else if scores.max() >= self.threshold {
            None
        } else if scores.contested {
            Some(UncertainReason::OpinionsDisagree)
        } else if scores.margin() < CLOSE_CALL_MARGIN {
            Some(UncertainReason::CloseCall)
        } else {
            Some(UncertainReason::LowConfidence)
        };
        Decision {
            label: reason.is_none().then(|| scores.base()),
            reason,
        }
    }
}

/// Below this distance between the two best labels, "unsure" means "unsure between two".
pub const CLOSE_CALL_MARGIN: f32 = 0.10;

/// Why nothing was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UncertainReason {
    LowConfidence,
    CloseCall,
    OutOfDomain,
    OpinionsDisagree,
}

impl UncertainReason {
    pub const ALL: [UncertainReason; 4] = [
        Self::LowConfidence,
        Self::CloseCall,
        Self::OutOfDomain,
        Self::OpinionsDisagree,
    ];

    pub const fn id(self) -> &'static str {
        match self {
            Self::LowConfidence => "low_confidence",
            Self::CloseCall => "close_call",
            Self::OutOfDomain => "out_of_domain",
            Self::OpinionsDisagree => "opinions_disagree",
        }
    }

    /// A sentence for the reader.
    pub const fn words(self) -> &'static str {
        match self {
            Self::LowConfidence => "No label reaches the threshold.",
            Self::CloseCall => "Two labels are nearly equally likely.",
            Self::OutOfDomain => "The text does not read like a security incident.",
            Self::OpinionsDisagree => "The opinions disagree.",
        }
    }
}

/// A label, or `uncertain` with its reason: exactly one of the two is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Decision {
    pub label: Option<Label>,
    pub reason: Option<UncertainReason>,
}

impl Decision {
    /// The label's identifier, or `uncertain`.
    pub fn id(&self) -> &'static str {
        self.label.map_or("uncertain", Label::id)
    }
}
