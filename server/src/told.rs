//! What a language model said of a stored row, as files and answers tell it: the same on the command
//! line.

use export::{Columns, Told};
use store::{Counted, StoredRow};
use triage::Settings;
use triage::batch::Status;
use triage::passes::{Passes, Stage};

/// The columns of a batch's CSV. Where nobody asked a language model, or those passes show none, there
/// are none for it. `weighs`: whether the server was started with a weight.
pub(crate) fn columns(status: &Status, passes: Passes, weighs: bool) -> Columns {
    if !passes.show(Stage::Third) || status.third_pass.asked == 0 {
        Columns::Usual
    } else {
        Columns::of(weighs)
    }
}

/// What was said of a row, if those passes show it, beside what was decided before.
pub(crate) fn told<'a>(
    row: &'a StoredRow,
    passes: Passes,
    settings: &Settings,
    out_of_domain_bound: f32,
    weighs: bool,
) -> Option<Told<'a>> {
    let counted @ Counted { answer, .. } = row.answer(passes)?;
    let before = row.seen(Passes::Second).0;
    let decision = settings.decide(before, out_of_domain_bound);
    let weight = weighs.then_some(counted.weight);
    Some(Told::of(answer, &decision, before.max(), weight))
}
