//! One synthetic event: which story, when, and its texts.

use taxonomy::Label;

use crate::corpus::{Place, stories_of};
use crate::expand::expand;
use crate::grammar::{Frame, Grammar, Register};
use crate::rng::{Rng, join};
use crate::scenario::{Scenario, days};

/// Makes events. The same seed and event number give the same event, in any order.
#[derive(Debug, Clone)]
pub struct Generator {
    seed: u64,
    /// First and last second of the period.
    period: (i64, i64),
}

/// One event before its texts are written out.
#[derive(Debug, Clone)]
pub struct Event {
    pub id: u64,
    pub place: Place,
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
    crate::rng::below(crate::rng::mix(hash(id.bytes())), folds)
}

/// FNV-1a.
pub(crate) fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl Generator {
    /// Events of the calendar year 2025.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            period: (days(2025, 1, 1) * 86_400, days(2026, 1, 1) * 86_400 - 1),
        }
    }

    /// Event number `id` of the label mix, all ten labels equally likely.
    pub fn event(&self, id: u64) -> Event {
        let mut rng = Rng::new(join(self.seed, id));
        let stories = stories_of(Label::ALL[rng.below(Label::COUNT)]);
        let story = stories[rng.below(stories.len())];
        let (grammar, frame) = story.frames[rng.below(story.frames.len())];
        self.tell(
            id,
            Place {
                grammar,
                frame,
                story,
            },
        )
    }

    /// Event number `id` told by a given frame.
    pub fn tell(&self, id: u64, place: Place) -> Event {
        let mut rng = Rng::new(join(join(self.seed, id), 0x7e11));
        let rule = match place.story.facts.rules.as_slice() {
            [] => place.story.facts.name,
            rules => rng.pick(rules),
        };
        let span = (self.period.1 - self.period.0) as usize;
        let seed = rng.next();
        Event {
            id,
            place,
            scenario: Scenario {
                seed,
                actor: seed,
                victim: seed,
                when: self.period.0 + rng.below(span + 1) as i64,
                rule,
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

    /// Appends the same story as a help-desk user would tell it.
    pub fn user_report(&self, out: &mut String) {
        self.write(self.told_as(Register::UserReport), 2, out);
    }

    /// A frame in a register: of the same situation, else of the same story, else the event's own.
    fn told_as(&self, register: Register) -> (&'static Grammar, &'static Frame) {
        let Place {
            grammar,
            frame,
            story,
        } = self.place;
        if frame.register == register {
            return (grammar, frame);
        }
        let of_register = |closely: bool| {
            story.frames.iter().filter(move |(_, f)| {
                f.register == register && (!closely || f.situation == frame.situation)
            })
        };
        let closely = of_register(true).next().is_some();
        let at =
            Rng::new(join(self.scenario.seed, register as u64)).below(of_register(closely).count());
        of_register(closely)
            .nth(at)
            .copied()
            .unwrap_or((grammar, frame))
    }

    fn write(&self, (grammar, frame): (&Grammar, &Frame), stream: u64, out: &mut String) {
        let mut rng = Rng::new(join(self.scenario.seed, stream));
        expand(&frame.parts, grammar, &self.scenario, &mut rng, out);
    }
}
