//! The kinds of thing an analyst copies out of a text.

use serde::{Deserialize, Serialize};

use crate::Span;

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    Ipv4,
    Ipv6,
    Url,
    Domain,
    Email,
    Md5,
    Sha1,
    Sha256,
    Cve,
    AttackId,
    WindowsPath,
    UnixPath,
    RegistryKey,
    FileName,
    UserName,
    HostName,
    Port,
    CloudResource,
}

/// Where an address belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IpScope {
    Public,
    Private,
    Loopback,
    LinkLocal,
    Documentation,
    Multicast,
    Reserved,
}

/// One distinct value with every place it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    pub kind: EntityKind,
    /// Refanged and normalised: `198.51.100.7`, `https://a.example/x`, `CVE-2024-3400`.
    pub value: String,
    /// For addresses only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<IpScope>,
    /// Spans in the original text, ascending, at least one.
    pub spans: Vec<Span>,
}
