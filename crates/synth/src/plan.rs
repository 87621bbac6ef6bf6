//! What a row is before it is told: campaign, label, story, frame, moment, and the seeds that its
//! texts and columns draw from.

use taxonomy::Label;

use crate::campaign::{Kind, Member};
use crate::clock::{self, Rhythm};
use crate::grammar::Register;
use crate::library::Library;
use crate::rng::{Rng, join};
use crate::rows::Rows;
use crate::scenario::Scenario;

/// Events that share one burst.
const BURST: u64 = 256;

/// Share of rows outside campaigns that fall into bursts.
const BURSTS: f64 = 0.08;

/// What a row is before it is told.
pub(crate) struct Plan {
    pub frame: u32,
    pub member: Option<Member>,
    pub scenario: Scenario,
    /// For everything but the texts.
    pub rng: Rng,
}

impl Rows {
    pub(crate) fn plan(&self, id: u64) -> Plan {
        let library = self.library;
        let base = join(self.settings.seed, id);
        let mut rng = Rng::new(base);
        let seed = rng.next();
        let member = self.campaigns.of(id);
        let (mut actor, mut victim) = (seed, seed);
        let (story, when) = match &member {
            None => {
                let story = pick_story(library, &self.single, &mut rng);
                let when = if rng.chance(BURSTS) {
                    clock::burst(
                        self.settings.seed,
                        id / BURST,
                        &mut rng,
                        self.settings.period,
                    )
                } else {
                    let rhythm = rhythm(library.stories[story as usize].label);
                    clock::moment(&mut rng, self.settings.period, rhythm)
                };
                (story, when)
            }
            Some(member) => {
                let kind = self.campaigns.kind(member);
                let mut shared = Rng::new(join(member.seed, 3));
                actor = shared.next();
                let story = match kind {
                    Kind::Arc(arc) => {
                        victim = shared.next();
                        let stories = self.campaigns.stage(arc, member);
                        stories[rng.below(stories.len())]
                    }
                    Kind::Wave => pick_story(library, &self.mix, &mut shared),
                };
                let elapsed = member.elapsed(kind);
                (
                    story,
                    campaign_moment(&mut shared, elapsed, self.settings.period),
                )
            }
        };
        let facts = &library.stories[story as usize];
        let frame = facts.frames[rng.below(facts.frames.len())];
        let register = library.frames[frame as usize].register;
        let rule = if rng.chance(unspecific(register)) {
            rng.pick(&UNSPECIFIC)
        } else {
            rng.pick(&facts.rules)
        };
        Plan {
            frame,
            member,
            scenario: Scenario {
                seed,
                actor,
                victim,
                when,
                rule,
                anonymous: false,
            },
            rng,
        }
    }
}

/// Shares as the upper bounds of stretches of `0.0..=1.0`.
pub(crate) fn bounds(shares: &[f64; Label::COUNT]) -> [f64; Label::COUNT] {
    let sum: f64 = shares.iter().sum();
    let mut upto = 0.0;
    shares.map(|share| {
        upto += share / sum;
        upto
    })
}

fn pick_story(library: &Library, bounds: &[f64; Label::COUNT], rng: &mut Rng) -> u32 {
    let at = (rng.next() >> 11) as f64 / (1u64 << 53) as f64;
    // Rounding may leave the last bound a hair below one: then the last label with a share.
    let label = bounds
        .iter()
        .position(|upto| at < *upto)
        .unwrap_or_else(|| {
            let last = bounds[Label::COUNT - 1];
            bounds.iter().position(|upto| *upto >= last).unwrap_or(0)
        });
    let stories = &library.by_label[label];
    stories[rng.below(stories.len())]
}

const fn rhythm(label: Label) -> Rhythm {
    match label {
        Label::Phishing | Label::InsiderThreat | Label::PolicyViolation | Label::BenignActivity => {
            Rhythm::Office
        }
        _ => Rhythm::Anytime,
    }
}

/// A campaign begins where its last row still falls into the period; one too long for half the
/// period runs faster.
fn campaign_moment(rng: &mut Rng, (own, whole): (i64, i64), period: (i64, i64)) -> i64 {
    let (first, last) = clock::seconds(period);
    let room = (last - first) / 2;
    let (own, whole) = if whole > room {
        (own * room / whole, room)
    } else {
        (own, whole)
    };
    clock::moment(rng, period, Rhythm::Office).min(last - whole) + own
}

/// Rules that say nothing about what happened.
const UNSPECIFIC: [&str; 8] = [
    "Reported by a user",
    "Service desk ticket",
    "Anomaly score above threshold",
    "Several low alerts on one asset",
    "Watch list match",
    "Rare for this account",
    "First seen on this host",
    "Volume threshold exceeded",
];

/// How often such a rule is all that fired: mostly where people came before machines.
const fn unspecific(register: Register) -> f64 {
    match register {
        Register::UserReport | Register::EmailTicket => 0.6,
        _ => 0.2,
    }
}
