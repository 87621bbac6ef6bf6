//! The columns of a row: names, order, what stands in them.

/// How a column's values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number, not negative.
    Number,
    /// A short value without commas, quotes, backslashes or line breaks; may be empty.
    Name,
    /// Anything.
    Text,
}

/// One column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    /// Not there for a model to learn from: it gives the answer, or says how the row was made.
    pub evaluation: bool,
    pub meaning: &'static str,
}

const fn column(name: &'static str, kind: Kind, meaning: &'static str) -> Column {
    Column {
        name,
        kind,
        evaluation: false,
        meaning,
    }
}

const fn evaluation(name: &'static str, meaning: &'static str) -> Column {
    Column {
        name,
        kind: Kind::Name,
        evaluation: true,
        meaning,
    }
}

/// The original's 22 columns, then those for evaluation.
pub const COLUMNS: [Column; 30] = [
    column(
        "event_id",
        Kind::Number,
        "1, 2, ... in the order of the file",
    ),
    column(
        "timestamp",
        Kind::Name,
        "`2025-03-14T09:12:33`, a wall clock without zone",
    ),
    column("log_source", Kind::Name, "what noticed it"),
    column(
        "event_type",
        Kind::Name,
        "the label, after label noise if there is any",
    ),
    column(
        "severity",
        Kind::Name,
        "info, low, medium, high or critical",
    ),
    column("mitre_technique", Kind::Name, "an ATT&CK id, or empty"),
    column(
        "mitre_clause",
        Kind::Text,
        "a sentence with the id and its name, or empty",
    ),
    column("user", Kind::Name, "the account concerned"),
    column("device", Kind::Name, "the machine concerned"),
    column(
        "src_ip",
        Kind::Name,
        "who opened the connection: private or documentation address",
    ),
    column("dest_ip", Kind::Name, "the other end"),
    column("src_country", Kind::Name, "two letters"),
    column("dest_country", Kind::Name, "two letters"),
    column("src_port", Kind::Number, "ephemeral"),
    column("dest_port", Kind::Number, "the service's"),
    column(
        "protocol",
        Kind::Name,
        "as the text says, else as the port suggests",
    ),
    column(
        "detection_rule",
        Kind::Text,
        "the rule that fired; never the label's name",
    ),
    column(
        "is_true_positive",
        Kind::Number,
        "1 if something bad happened, 0 if nothing did",
    ),
    column("description", Kind::Text, "the event as the frame tells it"),
    column(
        "description_short",
        Kind::Text,
        "one line; never the label's name",
    ),
    column(
        "description_user_report",
        Kind::Text,
        "in a user's voice; never the label's name",
    ),
    column(
        "short_log",
        Kind::Text,
        "as a log or alert line; never the label's name",
    ),
    evaluation("true_label", "the label the story was written for"),
    evaluation("subtype", "the kind of story within the label"),
    evaluation("frame_id", "the frame that tells `description`"),
    evaluation(
        "situation_id",
        "the frame whose situation it tells, its own or another's",
    ),
    evaluation("register", "the voice of `description`"),
    evaluation(
        "campaign_id",
        "the same in all rows of a campaign; empty elsewhere",
    ),
    evaluation("difficulty", "easy, medium or hard"),
    evaluation("split", "train, validation or test, by frame"),
];

/// A value on its way into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'r> {
    Number(u64),
    Name(&'r str),
    Text(&'r str),
}

impl Value<'_> {
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Number(_) => Kind::Number,
            Self::Name(_) => Kind::Name,
            Self::Text(_) => Kind::Text,
        }
    }
}
