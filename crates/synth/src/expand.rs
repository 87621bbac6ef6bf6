//! From a compiled frame and a scenario to a text.

use crate::grammar::{Grammar, Part};
use crate::rng::{Rng, join};
use crate::scenario::Scenario;

/// Appends one expansion. `rng` decides the alternatives; the scenario decides the slots and the
/// file's own lists, so these agree between the texts of one row.
pub fn expand(
    parts: &[Part],
    grammar: &Grammar,
    scenario: &Scenario,
    rng: &mut Rng,
    out: &mut String,
) {
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Slot(slot) => slot.write(scenario, out),
            Part::Choice(alternatives) => {
                let chosen = &alternatives[rng.below(alternatives.len())];
                expand(chosen, grammar, scenario, rng, out);
            }
            Part::List(list) => {
                let items = &grammar.lists[*list as usize];
                let mut draw = Rng::new(join(scenario.seed, 1_000 + u64::from(*list)));
                let chosen = &items[draw.below(items.len())];
                expand(chosen, grammar, scenario, rng, out);
            }
        }
    }
}
