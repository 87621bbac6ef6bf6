//! One synthetic event: which story, when, and its texts.

use taxonomy::Label;

use crate::corpus::{Place, stories_of};
use crate::expand::expand;
use crate::grammar::{Frame, Grammar, Register};
use crate::rng::{Rng, below, join};
use crate::scenario::Scenario;
use crate::settings::Settings;
use crate::{campaign, clock};

/// Makes events. The same settings and event number give the same event, in any order.
#[derive(Debug, Clone)]
pub struct Generator {
    settings: Settings,
}

/// One event before its texts are written out.
#[derive(Debug, Clone)]
pub struct Event {
    pub id: u64,
    pub place: Place,
    /// Number of the campaign it is a stage of.
    pub campaign: Option<u64>,
    pub scenario: Scenario,
}

/// What share of frames each split gets, by a hash of the frame's id: a frame never stands in two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Split {
    Train,
    Validation,
    Test,
}

impl Split {
    pub const fn id(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }

    /// 80 / 10 / 10 by frame.
    pub fn of(frame: &Frame) -> Self {
        match fold(&frame.id, 10) {
            0 => Self::Test,
            1 => Self::Validation,
            _ => Self::Train,
        }
    }
}

/// Which of `folds` parts an id (a frame's or a situation's) belongs to, by a hash of it.
pub fn fold(id: &str, folds: usize) -> usize {
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325u64, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    });
    crate::rng::below(crate::rng::mix(hash), folds)
}

impl Generator {
    /// Events of the calendar year 2025, all labels equally likely.
    pub fn new(seed: u64) -> Self {
        Self::with(Settings {
            seed,
            ..Settings::default()
        })
    }

    pub const fn with(settings: Settings) -> Self {
        Self { settings }
    }

    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Event number `id`: of the label mix, or a stage of a campaign.
    pub fn event(&self, id: u64) -> Event {
        let stage = campaign::stage(&self.settings, id);
        let mut rng = Rng::new(join(self.settings.seed, id));
        let label = match &stage {
            Some(stage) => stage.label,
            None => self.settings.label(&mut rng),
        };
        let stories = stories_of(label);
        let story = stories[rng.below(stories.len())];
        let mut event = self.tell(id, story.place(rng.below(story.frames.len())));
        if let Some(stage) = stage {
            event.scenario.when = stage.when;
            event.scenario.shared = Some(stage.seed);
            event.campaign = Some(stage.campaign);
        }
        event
    }

    /// Event number `id` told by a given frame.
    pub fn tell(&self, id: u64, place: Place) -> Event {
        let mut rng = Rng::new(join(join(self.settings.seed, id), 0x7e11));
        let rule = match place.story.facts.rules.as_slice() {
            [] => place.story.facts.name,
            rules => rng.pick(rules),
        };
        Event {
            id,
            place,
            campaign: None,
            scenario: Scenario {
                seed: rng.next(),
                when: clock::draw(&self.settings, &mut rng),
                rule,
                shared: None,
                anonymous: false,
            },
        }
    }
}

impl Event {
    /// `None` for a text that is no incident.
    pub fn label(&self) -> Option<Label> {
        self.place.story.label
    }

    /// Appends the main text.
    pub fn description(&self, out: &mut String) {
        self.write((self.place.grammar, self.place.frame), 1, out);
    }

    /// Appends the same story as a help-desk user would tell it, or else as it is told here; the
    /// one-line summary where that says the label's name.
    pub fn user_report(&self, out: &mut String) {
        match self.told_as(Register::UserReport) {
            Some(told) => self.write(told, 2, out),
            None if self.place.frame.names_label => self.short(out),
            None => self.write((self.place.grammar, self.place.frame), 2, out),
        }
    }

    /// Appends the same story as one log or alert line; `false` if nobody wrote one.
    pub fn short_log(&self, out: &mut String) -> bool {
        let told = self.told_as(Register::SiemAlert);
        if let Some(told) = told {
            self.write(told, 3, out);
        }
        told.is_some()
    }

    /// Appends the one-line summary.
    pub fn short(&self, out: &mut String) {
        let mut rng = Rng::new(join(self.scenario.seed, 4));
        let story = self.place.story;
        if !story.facts.short.is_empty() {
            let parts = &story.facts.short[rng.below(story.facts.short.len())];
            expand(parts, story.home, &self.scenario, &mut rng, out);
        }
    }

    /// Whether one of the texts names the detection rule.
    pub fn names_rule(&self) -> bool {
        let told = |register| self.told_as(register).is_some_and(|told| told.1.names_rule);
        self.place.frame.names_rule || told(Register::UserReport) || told(Register::SiemAlert)
    }

    /// A frame in a register, of the same situation, else of the same story.
    fn told_as(&self, register: Register) -> Option<(&'static Grammar, &'static Frame)> {
        let place = self.place;
        if place.frame.register == register && !place.frame.names_label {
            return Some((place.grammar, place.frame));
        }
        let told = place.story.told(place.at, register);
        let at = below(join(self.scenario.seed, register as u64), told.len());
        told.get(at).map(|at| place.story.frames[*at])
    }

    fn write(&self, (grammar, frame): (&Grammar, &Frame), stream: u64, out: &mut String) {
        let mut rng = Rng::new(join(self.scenario.seed, stream));
        expand(&frame.parts, grammar, &self.scenario, &mut rng, out);
    }
}
