//! From what a model wrote to a reply, or the reason why it is none.
//!
//! Models wrap their answer in a code fence or a polite sentence; that is forgiven. Two objects,
//! half an object, a further field or a value of another type are not: what is unclear is never
//! guessed. Total on any input, in time proportional to it, and bounded by [`MAX_ANSWER`].

use serde::Deserialize;
use taxonomy::Label;
use text::is_invisible;

use crate::UNCERTAIN;

/// Longer answers, in bytes, are not read. [`crate::MAX_NEW_TOKENS`] are some two thousand.
pub const MAX_ANSWER: usize = 64 * 1024;

/// Techniques an answer may name.
pub const MAX_IDS: usize = 6;

/// Characters of a rationale.
pub const MAX_RATIONALE: usize = 600;

/// A well-formed answer. Well-formed is not believed: see [`crate::judge`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// `None` where the model said `uncertain`.
    pub label: Option<Label>,
    /// As the model wrote them but for case and blanks; they may not exist.
    pub mitre_ids: Vec<String>,
    /// In the model's words, without what cannot be seen. Never empty.
    pub rationale: String,
}

/// Why an answer is no reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplyError {
    /// More than [`MAX_ANSWER`] bytes.
    TooLong(usize),
    /// No `{` in it.
    NoObject,
    /// An object begins and does not end.
    Unfinished,
    /// A second object follows.
    SeveralObjects,
    /// Not the three fields with their types; what the parser says.
    Shape(String),
    /// More than [`MAX_IDS`].
    TooManyIds(usize),
    EmptyRationale,
    /// More than [`MAX_RATIONALE`] characters.
    LongRationale(usize),
    /// All is well but the label, which is none of ours.
    UnknownLabel(String),
}

impl std::fmt::Display for ReplyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLong(bytes) => write!(
                f,
                "the answer is {bytes} bytes long, more than the {MAX_ANSWER} that are read"
            ),
            Self::NoObject => f.write_str("the answer holds no JSON object"),
            Self::Unfinished => f.write_str("the JSON object in the answer does not end"),
            Self::SeveralObjects => f.write_str("the answer holds more than one JSON object"),
            Self::Shape(why) => write!(f, "the JSON object is not of the form asked for: {why}"),
            Self::TooManyIds(n) => {
                write!(f, "the answer names {n} techniques, more than {MAX_IDS}")
            }
            Self::EmptyRationale => f.write_str("the answer gives no rationale"),
            Self::LongRationale(n) => write!(
                f,
                "the rationale is {n} characters long, more than {MAX_RATIONALE}"
            ),
            Self::UnknownLabel(label) => write!(f, "`{label}` is no label"),
        }
    }
}

impl std::error::Error for ReplyError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    label: String,
    mitre_ids: Vec<String>,
    rationale: String,
}

/// The reply in a model's raw answer.
///
/// # Errors
/// See [`ReplyError`]; an unknown label is reported only where everything else is in order.
pub fn read(answer: &str) -> Result<Reply, ReplyError> {
    let object = object(answer)?;
    let form: Form =
        serde_json::from_str(object).map_err(|error| ReplyError::Shape(words(&error)))?;
    if form.mitre_ids.len() > MAX_IDS {
        return Err(ReplyError::TooManyIds(form.mitre_ids.len()));
    }
    let rationale = plain(&form.rationale);
    match rationale.chars().count() {
        0 => return Err(ReplyError::EmptyRationale),
        n if n > MAX_RATIONALE => return Err(ReplyError::LongRationale(n)),
        _ => {}
    }
    Ok(Reply {
        label: label(&form.label)?,
        mitre_ids: form
            .mitre_ids
            .iter()
            .map(|id| id.trim().to_ascii_uppercase())
            .collect(),
        rationale,
    })
}

fn label(id: &str) -> Result<Option<Label>, ReplyError> {
    if id.trim().eq_ignore_ascii_case(UNCERTAIN) {
        return Ok(None);
    }
    id.parse()
        .map(Some)
        .map_err(|_| ReplyError::UnknownLabel(shortened(id)))
}

/// What the parser says: it may quote the answer at any length.
fn words(error: &serde_json::Error) -> String {
    plain(&error.to_string()).chars().take(200).collect()
}

/// Enough of a wrong label to recognise it: it may be pages long.
fn shortened(id: &str) -> String {
    plain(id).chars().take(40).collect()
}

/// One line without anything invisible.
pub(crate) fn plain(text: &str) -> String {
    let seen: String = text
        .chars()
        .filter(|&c| !is_invisible(c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    seen.trim().to_owned()
}

/// The one JSON object in `answer`: from the first brace to the one that closes it.
fn object(answer: &str) -> Result<&str, ReplyError> {
    if answer.len() > MAX_ANSWER {
        return Err(ReplyError::TooLong(answer.len()));
    }
    let start = answer.find('{').ok_or(ReplyError::NoObject)?;
    let rest = &answer[start..];
    let end = balanced(rest).ok_or(ReplyError::Unfinished)?;
    if rest[end..].contains('{') {
        return Err(ReplyError::SeveralObjects);
    }
    Ok(&rest[..end])
}

/// Where the object that `text` begins with ends. Braces in strings do not count.
fn balanced(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}
