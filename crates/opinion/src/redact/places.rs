//! Where in a text the names and addresses stand.
//!
//! Entities first, then every other place where one of them is written, entity or not: the
//! account of a log line is found in a path, too. Places never overlap or touch, and begin and
//! end where words do, so that a placeholder is always a word of its own.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use text::{Entity, EntityKind, entities};

use crate::redact::names::Kind;

/// A stretch of a text that a placeholder will stand for.
pub struct Place {
    pub span: Range<usize>,
    pub kind: Kind,
    /// What it is, in the form in which values are compared.
    pub value: String,
}

/// Longest value that is looked for where it is no entity, in pieces. Addresses of IPv6 have 15.
const LONGEST: usize = 24;

fn word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// What is joined is a new value and looked for again; real texts need two rounds.
const ROUNDS: usize = 8;

/// The text in pieces: runs of ASCII letters, digits and underscores; all else by the character.
pub fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &text[at..];
        let first = rest.chars().next()?;
        let len = if word(first) {
            rest.find(|c| !word(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        at += len;
        Some(at - len..at)
    })
}

/// What is known of a text: how a value is written, in lower case, with what it is.
#[derive(Default)]
struct Known {
    values: HashMap<String, (Kind, String)>,
    /// The pieces that values start with.
    firsts: HashSet<String>,
}

impl Known {
    /// Shorter values are words of the language too often to be looked for.
    const SHORTEST: usize = 3;

    fn learn(&mut self, written: &str, kind: Kind, value: &str) {
        let written = written.to_ascii_lowercase();
        if written.len() < Self::SHORTEST {
            return;
        }
        let Some(first) = pieces(&written).next() else {
            return;
        };
        self.firsts.insert(written[first].to_owned());
        self.values
            .entry(written)
            .or_insert_with(|| (kind, value.to_owned()));
    }
}

/// Every place, ascending.
pub fn find(text: &str) -> Vec<Place> {
    let pieces: Vec<Range<usize>> = pieces(text).collect();
    let mut known = Known::default();
    let mut found: Vec<Place> = Vec::new();
    for entity in entities(text) {
        if let Some(person) = person(&entity) {
            known.learn(person, Kind::User, &person.to_lowercase());
        }
        let value = entity.value.to_lowercase();
        let Some(kind) = kind(entity.kind) else {
            continue;
        };
        if is_everybody(&value) {
            continue;
        }
        known.learn(&entity.value, kind, &value);
        for span in &entity.spans {
            let Some(written) = text.get(span.range()) else {
                continue;
            };
            known.learn(written, kind, &value);
            found.push(Place {
                span: span.range(),
                kind,
                value: value.clone(),
            });
        }
    }
    let mut places = found;
    for _ in 0..ROUNDS {
        again(text, &pieces, &known, &mut places);
        places = joined(text, &pieces, places);
        let before = known.values.len();
        for place in &places {
            known.learn(&text[place.span.clone()], place.kind, &place.value);
        }
        if known.values.len() == before {
            break;
        }
    }
    places
}

const fn kind(kind: EntityKind) -> Option<Kind> {
    use EntityKind as K;
    match kind {
        K::UserName => Some(Kind::User),
        K::HostName => Some(Kind::Host),
        K::Ipv4 | K::Ipv6 => Some(Kind::Ip),
        K::Email => Some(Kind::Email),
        K::Url => Some(Kind::Url),
        K::Domain => Some(Kind::Domain),
        K::CloudResource => Some(Kind::Cloud),
        _ => None,
    }
}

/// The account inside a longer value: of a login with its domain, of a mail address if it looks
/// like a person's, of a home directory.
fn person(entity: &Entity) -> Option<&str> {
    let value = entity.value.as_str();
    let name = match entity.kind {
        EntityKind::UserName => value.rsplit_once('\\')?.1,
        EntityKind::Email => {
            let name = value.split_once('@')?.0;
            let personal = |c: char| c == '.' || c == '_' || c.is_ascii_digit();
            name.contains(personal).then_some(name)?
        }
        EntityKind::WindowsPath | EntityKind::UnixPath => {
            let mut parts = value.split(['\\', '/']);
            parts.find(|part| {
                part.eq_ignore_ascii_case("users") || part.eq_ignore_ascii_case("home")
            })?;
            parts.next()?
        }
        _ => return None,
    };
    (!is_everybody(&name.to_lowercase())).then_some(name)
}

/// Accounts that every system has.
fn is_everybody(name: &str) -> bool {
    [
        "admin",
        "administrator",
        "anonymous",
        "default",
        "guest",
        "nobody",
        "public",
        "root",
        "shared",
        "system",
        "test",
        "user",
    ]
    .contains(&name)
}

/// Adds every place where a known value is written, the longest at each.
fn again(text: &str, pieces: &[Range<usize>], known: &Known, found: &mut Vec<Place>) {
    let lower = text.to_ascii_lowercase();
    let mut at = 0;
    while at < pieces.len() {
        let start = pieces[at].start;
        at += 1;
        if !known.firsts.contains(&lower[pieces[at - 1].clone()]) {
            continue;
        }
        let ends = pieces[at - 1..].iter().take(LONGEST).enumerate();
        let hit = ends
            .filter_map(|(n, piece)| {
                Some((n, piece.end, known.values.get(&lower[start..piece.end])?))
            })
            .next_back();
        if let Some((n, end, (kind, value))) = hit {
            found.push(Place {
                span: start..end,
                kind: *kind,
                value: value.clone(),
            });
            at += n;
        }
    }
}

/// Places widened to whole pieces, and over a word right beside them, which a placeholder would
/// run into; those that overlap or touch made one. What is wider than the value it was found for
/// is a value of its own.
fn joined(text: &str, pieces: &[Range<usize>], mut found: Vec<Place>) -> Vec<Place> {
    let is_word = |at: usize| {
        let piece = pieces.get(at).and_then(|piece| text.get(piece.clone()));
        piece.is_some_and(|piece| piece.starts_with(word))
    };
    for place in &mut found {
        let mut first = pieces.partition_point(|piece| piece.end <= place.span.start);
        let mut last = pieces.partition_point(|piece| piece.end < place.span.end);
        if first > 0 && is_word(first - 1) {
            first -= 1;
        }
        if is_word(last + 1) {
            last += 1;
        }
        let span = pieces[first].start..pieces[last].end;
        if span != place.span {
            place.value = text[span.clone()].to_lowercase();
            place.span = span;
        }
    }
    found.sort_by_key(|place| (place.span.start, std::cmp::Reverse(place.span.end)));
    let mut joined: Vec<Place> = Vec::new();
    for place in found {
        match joined.last_mut() {
            Some(last) if place.span.start <= last.span.end => {
                if place.span.end > last.span.end {
                    last.span.end = place.span.end;
                    last.value = text[last.span.clone()].to_lowercase();
                }
            }
            _ => joined.push(place),
        }
    }
    joined
}
