//! One token of a cleaned text, and the placeholders that stand for what is not a word.
//!
//! A placeholder is text like any other: written literally in a raw text it reads as itself,
//! which is what makes cleaning idempotent.

use crate::{EntityKind, Span};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    Word,
    /// `<num>`, or one of the few integers that carry meaning and are kept as they are.
    Number,
    /// A placeholder for an entity; `443` after an address or `port` is an entity that keeps
    /// its digits.
    Entity(EntityKind),
    Time,
    Date,
    Size,
    Money,
    Percent,
    /// A hardware address.
    Mac,
    /// A generated identifier: GUIDs and the like.
    Id,
    /// A long encoded run.
    Blob,
    /// `../` in a path or URL.
    UpDir,
}

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// In the cleaned text.
    pub start: u32,
    /// In the cleaned text.
    pub end: u32,
    /// In the original. Words read out of a URL, path or file name lie inside its placeholder's
    /// span; otherwise spans do not overlap. Starts never fall.
    pub raw: Span,
    pub kind: TokenKind,
}

/// Every placeholder, in the order of their names, with the kind it reads as.
pub const PLACEHOLDERS: [(&str, TokenKind); 27] = [
    ("<attack>", TokenKind::Entity(EntityKind::AttackId)),
    ("<blob>", TokenKind::Blob),
    ("<cloud>", TokenKind::Entity(EntityKind::CloudResource)),
    ("<cve>", TokenKind::Entity(EntityKind::Cve)),
    ("<date>", TokenKind::Date),
    ("<domain>", TokenKind::Entity(EntityKind::Domain)),
    ("<email>", TokenKind::Entity(EntityKind::Email)),
    ("<file>", TokenKind::Entity(EntityKind::FileName)),
    ("<hash>", TokenKind::Entity(EntityKind::Sha256)),
    ("<host>", TokenKind::Entity(EntityKind::HostName)),
    ("<id>", TokenKind::Id),
    ("<ipv4>", TokenKind::Entity(EntityKind::Ipv4)),
    ("<ipv4in>", TokenKind::Entity(EntityKind::Ipv4)),
    ("<ipv6>", TokenKind::Entity(EntityKind::Ipv6)),
    ("<mac>", TokenKind::Mac),
    ("<money>", TokenKind::Money),
    ("<num>", TokenKind::Number),
    ("<percent>", TokenKind::Percent),
    ("<port>", TokenKind::Entity(EntityKind::Port)),
    ("<registry>", TokenKind::Entity(EntityKind::RegistryKey)),
    ("<size>", TokenKind::Size),
    ("<time>", TokenKind::Time),
    ("<unixpath>", TokenKind::Entity(EntityKind::UnixPath)),
    ("<updir>", TokenKind::UpDir),
    ("<url>", TokenKind::Entity(EntityKind::Url)),
    ("<user>", TokenKind::Entity(EntityKind::UserName)),
    ("<winpath>", TokenKind::Entity(EntityKind::WindowsPath)),
];

/// The placeholder written at the start of `text`, if any.
pub(crate) fn literal(text: &[u8]) -> Option<(&'static str, TokenKind)> {
    let end = text.iter().take(12).position(|&byte| byte == b'>')? + 1;
    let name = std::str::from_utf8(text.get(..end)?).ok()?;
    let found = PLACEHOLDERS
        .binary_search_by(|(entry, _)| (*entry).cmp(name))
        .ok()?;
    Some(PLACEHOLDERS[found])
}
