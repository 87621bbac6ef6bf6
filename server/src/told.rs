//! What a language model said of a stored row, as files and answers tell it: the same on the command
//! line.

use export::{Columns, Told};
use store::StoredRow;
use triage::Settings;
use triage::batch::Status;
use triage::passes::{Passes, Stage};

/// The columns of a batch's CSV. Where nobody asked a language model, or those passes show none, there
/// are none for it.
pub(crate) fn columns(status: &Status, passes: Passes, weight: f32) -> Columns {
    if !passes.show(Stage::Third) || status.third_pass.asked == 0 {
        Columns::Usual
    } else {
        Columns::of(weight)
    }
}

/// What was said of a row, if those passes show it, beside what was decided before.
pub(crate) fn told<'a>(
    row: &'a StoredRow,
    passes: Passes,
    settings: &Settings,
    out_of_domain_bound: f32,
    weight: f32,
) -> Option<Told<'a>> {
    let answer = row.answer(passes)?;
    let before = row.seen(Passes::Second).0;
    let decision = settings.decide(before, out_of_domain_bound);
    Some(Told::of(answer, &decision, before.max(), weight))
}
