//! The kinds of thing an analyst copies out of a text.

use std::fmt;

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

impl EntityKind {
    /// Every kind, in the order of the declaration.
    pub const ALL: [Self; 18] = [
        Self::Ipv4,
        Self::Ipv6,
        Self::Url,
        Self::Domain,
        Self::Email,
        Self::Md5,
        Self::Sha1,
        Self::Sha256,
        Self::Cve,
        Self::AttackId,
        Self::WindowsPath,
        Self::UnixPath,
        Self::RegistryKey,
        Self::FileName,
        Self::UserName,
        Self::HostName,
        Self::Port,
        Self::CloudResource,
    ];

    /// The name in JSON, CSV and addresses: `ipv4`, `windows_path`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Url => "url",
            Self::Domain => "domain",
            Self::Email => "email",
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Cve => "cve",
            Self::AttackId => "attack_id",
            Self::WindowsPath => "windows_path",
            Self::UnixPath => "unix_path",
            Self::RegistryKey => "registry_key",
            Self::FileName => "file_name",
            Self::UserName => "user_name",
            Self::HostName => "host_name",
            Self::Port => "port",
            Self::CloudResource => "cloud_resource",
        }
    }

    /// The name a person reads.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ipv4 => "IPv4 address",
            Self::Ipv6 => "IPv6 address",
            Self::Url => "URL",
            Self::Domain => "Domain",
            Self::Email => "E-mail address",
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Cve => "CVE",
            Self::AttackId => "ATT&CK technique",
            Self::WindowsPath => "Windows path",
            Self::UnixPath => "Unix path",
            Self::RegistryKey => "Registry key",
            Self::FileName => "File name",
            Self::UserName => "User name",
            Self::HostName => "Host name",
            Self::Port => "Port",
            Self::CloudResource => "Cloud resource",
        }
    }

    /// Whether a value could be clicked or connected to, and so is shown defanged.
    pub const fn is_network(self) -> bool {
        matches!(
            self,
            Self::Ipv4 | Self::Ipv6 | Self::Url | Self::Domain | Self::Email
        )
    }
}

impl fmt::Display for EntityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
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

impl IpScope {
    /// The name in JSON: `link_local`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Loopback => "loopback",
            Self::LinkLocal => "link_local",
            Self::Documentation => "documentation",
            Self::Multicast => "multicast",
            Self::Reserved => "reserved",
        }
    }

    /// The name a person reads.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LinkLocal => "link-local",
            _ => self.id(),
        }
    }
}

impl fmt::Display for IpScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
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

impl Entity {
    /// The value as it is shown and exported by default: nothing in it can be clicked.
    pub fn defanged(&self) -> String {
        if self.kind.is_network() {
            crate::defang(&self.value)
        } else {
            self.value.clone()
        }
    }
}
