//! Telling a program of the library: what `expand` does, at the speed rows need, with noise, and
//! noting what was used.

use crate::library::{Library, Op, Program};
use crate::noise::Noise;
use crate::rng::{Rng, join};
use crate::scenario::Scenario;
use crate::slot::Slot;

/// What a text has used of its scenario.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Used {
    slots: u128,
    /// The first port its own words name, or 0.
    pub port: u16,
}

const _: () = assert!(Slot::ALL.len() <= 128);

impl Used {
    pub(crate) const fn has(self, slot: Slot) -> bool {
        self.slots & (1 << slot as u32) != 0
    }

    /// The first of `slots` that was used.
    pub(crate) fn first(self, slots: &[Slot]) -> Option<Slot> {
        slots.iter().copied().find(|slot| self.has(*slot))
    }

    /// Whether one of `slots` was used and none of `others`.
    pub(crate) fn only(self, slots: &[Slot], others: &[Slot]) -> bool {
        self.first(slots).is_some() && self.first(others).is_none()
    }

    pub(crate) const fn with(self, other: &Self) -> Self {
        Self {
            slots: self.slots | other.slots,
            port: if self.port != 0 {
                self.port
            } else {
                other.port
            },
        }
    }
}

/// Tells texts of one scenario.
pub(crate) struct Teller<'s> {
    library: &'static Library,
    scenario: &'s Scenario,
    pub rng: Rng,
    pub noise: Noise,
    pub used: Used,
}

impl<'s> Teller<'s> {
    /// `stream` keeps the choices of one text apart from those of another.
    pub(crate) fn new(library: &'static Library, scenario: &'s Scenario, stream: u64) -> Self {
        Self {
            library,
            scenario,
            rng: Rng::new(join(scenario.seed, stream)),
            noise: Noise::none(),
            used: Used::default(),
        }
    }

    pub(crate) fn slot(&mut self, slot: Slot, out: &mut String) {
        self.used.slots |= 1 << slot as u32;
        slot.write(self.scenario, out);
    }

    /// Appends the text of a program.
    pub(crate) fn tell(&mut self, program: &Program, out: &mut String) {
        let library = self.library;
        for op in &library.ops[program.start as usize..program.end as usize] {
            match *op {
                Op::Text {
                    start,
                    end,
                    open,
                    opens,
                    words,
                    port,
                } => {
                    if self.used.port == 0 {
                        self.used.port = port;
                    }
                    if self.noise.spares(words, opens) {
                        out.push_str(&library.text[start as usize..end as usize]);
                    } else {
                        let open = &library.open[open as usize..open as usize + opens as usize];
                        self.noise.write(&library.text, (start, end), open, out);
                    }
                }
                Op::Slot(slot) => self.slot(slot, out),
                Op::Choice {
                    alternatives,
                    first,
                } => {
                    let chosen = first as usize + self.rng.below(alternatives as usize);
                    if let Op::Branch { start, end } = library.ops[chosen] {
                        self.tell(&(start..end), out);
                    }
                }
                Op::Branch { .. } => {}
                Op::List { list, salt } => {
                    let items = &library.lists[list as usize];
                    let mut draw = Rng::new(join(self.scenario.seed, u64::from(salt)));
                    self.tell(&items[draw.below(items.len())], out);
                }
            }
        }
    }
}
