//! Reading the grammar files: subtypes, frames, and frames compiled to parts that expand fast.
//!
//! The format is described in `grammar/README.md`. Files are embedded, so a mistake in one is a
//! failing test, not a run-time surprise; the reader still says file, line and reason. Over 400 lines
//! because the format, its types and its one reader are read together.

use taxonomy::{Label, Severity};

use crate::slot::Slot;

/// In what voice a frame is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Register {
    AnalystNote,
    UserReport,
    SiemAlert,
    EmailTicket,
    IncidentSummary,
    NewsProse,
}

impl Register {
    pub const ALL: [Register; 6] = [
        Self::AnalystNote,
        Self::UserReport,
        Self::SiemAlert,
        Self::EmailTicket,
        Self::IncidentSummary,
        Self::NewsProse,
    ];

    pub const fn id(self) -> &'static str {
        match self {
            Self::AnalystNote => "analyst_note",
            Self::UserReport => "user_report",
            Self::SiemAlert => "siem_alert",
            Self::EmailTicket => "email_ticket",
            Self::IncidentSummary => "incident_summary",
            Self::NewsProse => "news_prose",
        }
    }

    fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.id() == id)
    }
}

/// How plainly the text shows its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difficulty {
    Easy,
    Medium,
    Hard,
}

impl Difficulty {
    pub const fn id(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Medium => "medium",
            Self::Hard => "hard",
        }
    }
}

/// A piece of a compiled text.
#[derive(Debug, Clone)]
pub enum Part {
    Text(&'static str),
    Slot(Slot),
    /// One of the file's own lists, by a number that keeps its draw apart from others'.
    List(u32),
    /// One alternative, equally likely.
    Choice(Vec<Vec<Part>>),
}

/// One story in one register.
#[derive(Debug)]
pub struct Frame {
    /// `label.subtype.n`: stable as long as frames are appended, not inserted.
    pub id: String,
    /// The situation it tells: the id of the frame it retells, or its own.
    pub situation: String,
    pub register: Register,
    pub difficulty: Difficulty,
    /// The share of another label in a genuine mixture.
    pub soft: Option<(Label, f32)>,
    pub parts: Vec<Part>,
}

/// One kind of story, with what is known about it outside the text.
#[derive(Debug)]
pub struct Subtype {
    pub name: &'static str,
    pub severity: Severity,
    pub techniques: Vec<&'static str>,
    pub sources: Vec<&'static str>,
    pub rules: Vec<&'static str>,
    pub short: Vec<Vec<Part>>,
    pub frames: Vec<Frame>,
}

/// One file.
#[derive(Debug)]
pub struct Grammar {
    /// `None` for the texts that are no incident.
    pub label: Option<Label>,
    pub subtypes: Vec<Subtype>,
    pub lists: Vec<Vec<Vec<Part>>>,
}

/// Why a file cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub struct GrammarError {
    pub file: &'static str,
    /// 1-based.
    pub line: usize,
    pub reason: String,
}

impl std::fmt::Display for GrammarError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "grammar/{}.txt:{}: {}",
            self.file, self.line, self.reason
        )
    }
}

impl std::error::Error for GrammarError {}

/// The reader's state: what has been read, and the frame whose lines are being collected.
struct Reader {
    file: &'static str,
    names: Vec<&'static str>,
    grammar: Grammar,
    open: Option<OpenFrame>,
}

struct OpenFrame {
    line: usize,
    head: &'static str,
    start: usize,
}

/// Reads one file. `file` is its stem: a label's id or `out_of_scope`, and perhaps `-voice`.
///
/// # Errors
/// The first mistake, with its line.
pub fn read(file: &'static str, source: &'static str) -> Result<Grammar, GrammarError> {
    let mut reader = Reader {
        file,
        names: Vec::new(),
        grammar: Grammar {
            label: file.split('-').next().and_then(|stem| stem.parse().ok()),
            subtypes: Vec::new(),
            lists: Vec::new(),
        },
        open: None,
    };
    let mut at = 0;
    for (i, line) in source.split('\n').enumerate() {
        reader
            .line(source, at, line)
            .map_err(|reason| GrammarError {
                file,
                line: i + 1,
                reason,
            })?;
        if let Some(open) = &mut reader.open
            && open.line == 0
        {
            open.line = i + 1;
        }
        at += line.len() + 1;
    }
    let last = source.len();
    let line = reader.open.as_ref().map_or(0, |o| o.line);
    reader
        .close(source, last)
        .map_err(|reason| GrammarError { file, line, reason })?;
    Ok(reader.grammar)
}

impl Reader {
    fn line(&mut self, source: &'static str, at: usize, line: &'static str) -> Result<(), String> {
        if let Some(name) = line.strip_prefix("## ") {
            self.close(source, at)?;
            self.grammar.subtypes.push(Subtype {
                name: name.trim(),
                severity: Severity::Info,
                techniques: Vec::new(),
                sources: Vec::new(),
                rules: Vec::new(),
                short: Vec::new(),
                frames: Vec::new(),
            });
        } else if line.starts_with("@ ") {
            self.close(source, at)?;
            self.open = Some(OpenFrame {
                line: 0,
                head: line,
                start: at + line.len() + 1,
            });
        } else if self.open.is_none() {
            self.key(line.trim())?;
        }
        Ok(())
    }

    fn key(&mut self, line: &'static str) -> Result<(), String> {
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        if let Some(list) = line.strip_prefix('$') {
            let (name, items) = list.split_once('=').ok_or("a list needs `=`")?;
            self.names.push(name.trim());
            let items = split_bar(items)
                .into_iter()
                .map(|item| self.compile(item.trim()))
                .collect::<Result<_, _>>()?;
            self.grammar.lists.push(items);
            return Ok(());
        }
        let (key, value) = line.split_once(':').ok_or("expected `key: value`")?;
        let value = value.trim();
        let words = |by: char| -> Vec<&'static str> {
            value
                .split(by)
                .map(str::trim)
                .filter(|v| !v.is_empty())
                .collect()
        };
        let short = if key == "short" {
            split_bar(value)
                .into_iter()
                .map(|item| self.compile(item.trim()))
                .collect::<Result<Vec<_>, _>>()?
        } else {
            Vec::new()
        };
        let subtype = self
            .grammar
            .subtypes
            .last_mut()
            .ok_or("a key line before the first `##`")?;
        match key {
            "severity" => {
                subtype.severity =
                    Severity::from_id(value).ok_or_else(|| format!("severity `{value}`"))?;
            }
            "techniques" => subtype.techniques = words(','),
            "sources" => subtype.sources = words(','),
            "rules" => subtype.rules = words('|'),
            "short" => subtype.short = short,
            _ => return Err(format!("unknown key `{key}`")),
        }
        Ok(())
    }

    fn close(&mut self, source: &'static str, end: usize) -> Result<(), String> {
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        let text = source.get(open.start..end).unwrap_or_default().trim();
        let in_frame =
            |reason: String| format!("in `{}` (line {}): {reason}", open.head, open.line);
        let parts = self.compile(text).map_err(in_frame)?;
        if parts.is_empty() {
            return Err(in_frame("an empty frame".into()));
        }
        let file = self.file;
        let subtype = self
            .grammar
            .subtypes
            .last()
            .ok_or("a frame before the first `##`")?;
        let mut head = open.head[2..].split_whitespace();
        let register = head
            .next()
            .and_then(Register::from_id)
            .ok_or_else(|| in_frame("unknown register".into()))?;
        let difficulty = match head.next() {
            Some("easy") => Difficulty::Easy,
            Some("medium") => Difficulty::Medium,
            Some("hard") => Difficulty::Hard,
            _ => return Err(in_frame("unknown difficulty".into())),
        };
        let (mut soft, mut retells) = (None, None);
        for word in head {
            match word.split_once('=') {
                Some(("soft", mix)) if soft.is_none() => {
                    soft = mix.split_once(':').and_then(|(label, share)| {
                        Some((label.parse().ok()?, share.parse().ok()?))
                    });
                    soft.ok_or_else(|| in_frame(format!("`{word}`")))?;
                }
                Some(("retells", id)) if retells.is_none() => retells = Some(id.to_owned()),
                None if word == "again" && retells.is_none() => {
                    let before = subtype.frames.last().ok_or_else(|| {
                        in_frame("`again` without a frame before it under this `##`".into())
                    })?;
                    retells = Some(before.situation.clone());
                }
                _ => return Err(in_frame(format!("`{word}`"))),
            }
        }
        // A file may come back to a subtype under a further `##`.
        let name = subtype.name;
        let told: usize = (self.grammar.subtypes.iter())
            .filter(|block| block.name == name)
            .map(|block| block.frames.len())
            .sum();
        let id = format!("{file}.{name}.{}", told + 1);
        let subtype = self
            .grammar
            .subtypes
            .last_mut()
            .ok_or("a frame before the first `##`")?;
        subtype.frames.push(Frame {
            situation: retells.unwrap_or_else(|| id.clone()),
            id,
            register,
            difficulty,
            soft,
            parts,
        });
        Ok(())
    }

    fn compile(&self, text: &'static str) -> Result<Vec<Part>, String> {
        let mut rest = text;
        let parts = self.sequence(&mut rest, false)?;
        Ok(parts)
    }

    /// Parts up to the end, or inside a bracket up to `|` or `]`, which stay unread.
    fn sequence(&self, rest: &mut &'static str, inside: bool) -> Result<Vec<Part>, String> {
        let mut parts = Vec::new();
        while let Some(at) = rest.find(['[', ']', '{', '}', '|', '\\']) {
            let text: &'static str = rest;
            let literal_run = |upto: usize, parts: &mut Vec<Part>| {
                if upto > 0 {
                    parts.push(Part::Text(&text[..upto]));
                }
            };
            let tail = &text[at..];
            match tail.as_bytes()[0] {
                b'\\' => {
                    literal_run(at, &mut parts);
                    let braced = tail[1..].strip_prefix('{').and_then(|t| t.split_once('}'));
                    if let Some((name, _)) = braced
                        && Slot::from_name(name).is_some()
                    {
                        return Err(format!("`\\{{{name}}}` would be printed with its braces"));
                    }
                    // An escape keeps its character; any other backslash is itself.
                    let escaped = tail[1..].starts_with(['[', ']', '{', '}', '|']);
                    let (skip, keep) = if escaped { (1, 2) } else { (0, 1) };
                    parts.push(Part::Text(&tail[skip..keep]));
                    *rest = &tail[keep..];
                }
                b'[' if tail.starts_with("[.]") || tail.starts_with("[:]") => {
                    parts.push(Part::Text(&text[..at + 3]));
                    *rest = &tail[3..];
                }
                b'[' => {
                    literal_run(at, &mut parts);
                    *rest = &tail[1..];
                    parts.push(Part::Choice(self.choice(rest)?));
                }
                b'{' if tail[1..].starts_with(|c: char| c == '$' || c.is_ascii_lowercase()) => {
                    literal_run(at, &mut parts);
                    let (name, after) = tail[1..].split_once('}').ok_or("`{` without `}`")?;
                    parts.push(self.slot(name)?);
                    *rest = after;
                }
                b'|' | b']' if inside => {
                    literal_run(at, &mut parts);
                    *rest = tail;
                    return Ok(parts);
                }
                // Anything else that opens or closes nothing is itself.
                _ => {
                    parts.push(Part::Text(&text[..at + 1]));
                    *rest = &tail[1..];
                }
            }
        }
        if inside {
            return Err("`[` without `]`".into());
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest));
        }
        *rest = "";
        Ok(parts)
    }

    fn choice(&self, rest: &mut &'static str) -> Result<Vec<Vec<Part>>, String> {
        let mut alternatives = Vec::new();
        loop {
            alternatives.push(self.sequence(rest, true)?);
            let close = rest.starts_with(']');
            *rest = &rest[1..];
            if close {
                return Ok(alternatives);
            }
        }
    }

    fn slot(&self, name: &'static str) -> Result<Part, String> {
        if let Some(list) = name.strip_prefix('$') {
            return self
                .names
                .iter()
                .position(|n| *n == list)
                .map(|i| Part::List(i as u32))
                .ok_or_else(|| format!("list `{name}` is not defined above"));
        }
        Slot::from_name(name)
            .map(Part::Slot)
            .ok_or_else(|| format!("unknown slot `{{{name}}}`"))
    }
}

/// Splits at bars that stand outside brackets and are not escaped.
fn split_bar(text: &'static str) -> Vec<&'static str> {
    let (mut depth, mut start, mut items) = (0i32, 0, Vec::new());
    let bytes = text.as_bytes();
    for (i, byte) in bytes.iter().enumerate() {
        let escaped = i > 0 && bytes[i - 1] == b'\\';
        match byte {
            b'[' if !escaped => depth += 1,
            b']' if !escaped => depth -= 1,
            b'|' if !escaped && depth == 0 => {
                items.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    items.push(&text[start..]);
    items
}
