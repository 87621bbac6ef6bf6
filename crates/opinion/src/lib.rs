//! What a language model is asked about an incident, and what of its answer is believed.
//!
//! [`ask`] makes the question: fixed messages that are the same for every incident, then the
//! incident between marks that it cannot close. [`form`] is the shape an engine holds the answer
//! to, [`read()`] takes it out of what came back, [`judge`] says what of it counts and why,
//! [`likely`] reads off the tokens it was written in how likely each answer was, an [`Answer`] keeps it,
//! and says how likely it makes each label, if somebody found out at which [`Temperature`] the model
//! means what it says, at that.
//! [`redact()`] takes names and addresses out before a text leaves the machine and puts them back
//! after. [`injections`] are hostile texts to try all of it, and any engine, on.
//!
//! Never runs a model, sends anything or decides anything: no I/O, no clock, no threads, total on
//! every text, the same natively and in WASM. Knows no classifier and no record.
//!
//! Dependencies: `taxonomy`, for the labels and techniques that an answer may name; `text`, for
//! the indicators and words of both sides; `serde` and `serde_json`, because messages, schema and
//! answer are JSON.

mod answer;
mod clean;
mod defanged;
mod field;
pub mod form;
mod growing;
mod guard;
pub mod injections;
mod likelihood;
mod prompt;
mod read;
mod redact;
mod temperature;
mod tokens;
mod wording;

pub use answer::{Answer, Likely};
pub use defanged::defanged;
pub use growing::rationale_so_far;
pub use guard::{
    Check, CheckName, Judged, indicators, judge, judge_label, leak, techniques_exist, vocabulary,
};
pub use prompt::{CLOSE, MAX_CHARS, MAX_NEW_TOKENS, Message, OPEN, Question, Role, ask, prefix};
pub use read::{MAX_ANSWER, MAX_IDS, MAX_RATIONALE, Reply, ReplyError, read};
pub use redact::{Redacted, redact};
pub use temperature::Temperature;
pub use tokens::{Token, likely};

/// The identifier of the answer that is no label.
pub const UNCERTAIN: &str = "uncertain";

/// So many answers a model may give.
pub const ANSWERS: usize = taxonomy::Label::COUNT + 1;

/// Every answer a model may give: the ten labels in their order, then [`UNCERTAIN`].
pub fn answers() -> impl Iterator<Item = &'static str> {
    taxonomy::Label::ALL
        .into_iter()
        .map(taxonomy::Label::id)
        .chain([UNCERTAIN])
}
