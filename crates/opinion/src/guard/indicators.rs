//! Whether a rationale names an indicator that the text does not: a model that makes up an
//! address sends people after it.
//!
//! Compared refanged and in folded case, on both sides. What stands inside something longer of
//! the text counts as named, if it stands there as a whole: the domain of a URL, the account of
//! an address, `203.0.113.7` of `203.0.113.7:443`; not `b.example` of `ab.example`. Never checks
//! file names, paths and ports: models retell them in too many ways. And what an attacker wrote
//! into a text is in the text: this finds inventions, not lies.

use std::collections::HashSet;

use text::{Entity, EntityKind, entities, refang};

use crate::guard::{Check, CheckName};

/// Named in a detail, at most.
const MOST: usize = 5;

/// The check: every indicator of `rationale` is in `text`.
pub fn indicators(text: &str, rationale: &str) -> Check {
    let name = CheckName::Indicators;
    let claimed: Vec<Entity> = entities(rationale)
        .into_iter()
        .filter(|entity| is_indicator(entity.kind))
        .collect();
    if claimed.is_empty() {
        return Check::passed(name, "The rationale names no indicator.");
    }
    let known: HashSet<String> = entities(text)
        .iter()
        .map(|entity| entity.value.to_lowercase())
        .collect();
    let haystack = refang(text).to_lowercase();
    let invented: Vec<String> = claimed
        .iter()
        .filter(|entity| !is_named(entity, &known, &haystack))
        .map(Entity::defanged)
        .collect();
    if invented.is_empty() {
        return Check::passed(name, "Every indicator of the rationale is in the text.");
    }
    let mut list = invented[..invented.len().min(MOST)].join(", ");
    if invented.len() > MOST {
        list.push_str(" and more");
    }
    Check::failed(name, format!("Not in the text: {list}."))
}

const fn is_indicator(kind: EntityKind) -> bool {
    use EntityKind as K;
    matches!(
        kind,
        K::Ipv4
            | K::Ipv6
            | K::Url
            | K::Domain
            | K::Email
            | K::Md5
            | K::Sha1
            | K::Sha256
            | K::Cve
            | K::UserName
            | K::HostName
    )
}

fn is_named(entity: &Entity, known: &HashSet<String>, haystack: &str) -> bool {
    let value = entity.value.to_lowercase();
    if known.contains(&value) {
        return true;
    }
    // A URL retold without its scheme, or with one, and with or without the last slash.
    let bare = match (entity.kind, value.split_once("://")) {
        (EntityKind::Url, Some((_, rest))) => rest.trim_end_matches('/'),
        _ => value.trim_end_matches('/'),
    };
    holds(haystack, bare, entity.kind == EntityKind::Domain)
}

/// Whether `value` stands in `text` with nothing before or after that would make it another name.
/// A domain in the text names its parents.
fn holds(text: &str, value: &str, domain: bool) -> bool {
    if value.is_empty() {
        return false;
    }
    let number = value.ends_with(|c: char| c.is_ascii_digit());
    text.match_indices(value).any(|(at, _)| {
        let mut before = text[..at].chars().rev();
        let mut after = text[at + value.len()..].chars();
        let free_before = match before.next() {
            None => true,
            Some('.') => domain || !before.next().is_some_and(char::is_alphanumeric),
            Some(c) => !joins(c),
        };
        let free_after = match after.next() {
            None => true,
            Some('.') => !after.next().is_some_and(char::is_alphanumeric),
            // `10.0.0.1` is no part of `10.0.0.1-beta`, but `10.0.0.1-10.0.0.9` names it.
            Some('-') if number => after.next().is_some_and(|c| c.is_ascii_digit()),
            Some(c) => !joins(c),
        };
        free_before && free_after
    })
}

/// Characters that names are made of.
fn joins(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}
