//! What stands before a word says what the word is: `user=x`, `host: X`, `account bob1`.

use crate::bytes::listed;

/// What the next value is, by its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Context {
    #[default]
    None,
    User,
    Host,
    /// A host, if the value looks like one.
    Device,
}

/// Ascending, lower case, without separators.
const USER_KEYS: &[&str] = &[
    "account",
    "accountname",
    "acct",
    "destinationusername",
    "dstuser",
    "duser",
    "login",
    "logon",
    "samaccountname",
    "sourceusername",
    "srcuser",
    "subjectusername",
    "suser",
    "targetuser",
    "targetusername",
    "upn",
    "user",
    "userid",
    "username",
    "userprincipalname",
    "usr",
];

const HOST_KEYS: &[&str] = &[
    "computer",
    "computername",
    "desthost",
    "destinationhost",
    "devicename",
    "dhost",
    "dsthost",
    "dvchost",
    "host",
    "hostname",
    "machinename",
    "shost",
    "sourcehost",
    "srchost",
    "workstation",
    "workstationname",
];

/// Keys of many things, machines among them.
const DEVICE_KEYS: &[&str] = &[
    "asset",
    "destination",
    "device",
    "dst",
    "endpoint",
    "machine",
    "source",
    "src",
    "target",
];

/// Values that say there is none.
const NOBODY: &[&str] = &[
    "all", "any", "false", "multiple", "n", "na", "nil", "no", "none", "null", "true", "unknown",
    "various", "yes",
];

/// Accounts that every system has: their names mean something and are kept beside `<user>`.
const EVERYWHERE: &[&str] = &[
    "admin",
    "administrator",
    "anonymous",
    "guest",
    "krbtgt",
    "mysql",
    "nobody",
    "oracle",
    "postgres",
    "root",
    "sa",
    "system",
    "test",
    "ubuntu",
];

/// Heads of service and administration accounts, with the separator after them cut off.
const SERVICE: &[&str] = &["adm", "dba", "sa", "svc", "srvc"];

/// What a key announces. Separators in it do not matter.
pub fn of_key(key: &str) -> Context {
    let mut plain = [0u8; 20];
    let mut len = 0;
    for byte in key.bytes().filter(u8::is_ascii_alphanumeric) {
        if len == plain.len() {
            return Context::None;
        }
        plain[len] = byte;
        len += 1;
    }
    let key = std::str::from_utf8(&plain[..len]).unwrap_or_default();
    if listed(key, USER_KEYS) {
        Context::User
    } else if listed(key, HOST_KEYS) {
        Context::Host
    } else if listed(key, DEVICE_KEYS) {
        Context::Device
    } else {
        Context::None
    }
}

/// Words that, right before a word that looks like a login, make it one.
pub fn announces_user(word: &str) -> bool {
    ["user", "username", "account", "login", "userid"]
        .iter()
        .any(|entry| word.eq_ignore_ascii_case(entry))
}

/// The same for machines.
pub fn announces_host(word: &str) -> bool {
    word.eq_ignore_ascii_case("host") || word.eq_ignore_ascii_case("hostname")
}

/// The same for ports.
pub fn announces_port(word: &str) -> bool {
    ["port", "ports", "dport", "sport", "dpt", "spt"]
        .iter()
        .any(|entry| word.eq_ignore_ascii_case(entry))
}

pub fn is_nobody(value: &str) -> bool {
    listed(value, NOBODY)
}

pub fn is_everywhere(value: &str) -> bool {
    listed(value, EVERYWHERE)
}

/// `svc_backup`, `dba-ken`, `supp0rt-adm`.
pub fn is_service(run: &str) -> bool {
    let Some((head, tail)) = run.split_once(['_', '-']) else {
        return false;
    };
    (!tail.is_empty() && SERVICE.iter().any(|entry| head.eq_ignore_ascii_case(entry)))
        || (tail.eq_ignore_ascii_case("adm") && head.bytes().any(|c| c.is_ascii_digit()))
}

/// Whether a run looks like a machine once something announced one: `HR-LAPTOP`, `ws12`.
pub fn is_device(run: &str) -> bool {
    let small = run.bytes().any(|c| c.is_ascii_lowercase());
    let digit = run.bytes().any(|c| c.is_ascii_digit());
    let letter = run.bytes().any(|c| c.is_ascii_alphabetic());
    letter && (digit || (run.contains('-') && !small))
}

/// `m.okafor`: an initial, a dot, a name, all small; nothing else is written so.
pub fn is_initial_login(run: &str) -> bool {
    let b = run.as_bytes();
    (5..=24).contains(&b.len())
        && b[0].is_ascii_lowercase()
        && b[1] == b'.'
        && b[2..].iter().all(u8::is_ascii_lowercase)
}

/// Whether a run, announced by a word only, looks like a login: `m.okafor`, `jdoe2`, `m_okafor`.
pub fn is_login(run: &str) -> bool {
    if run.len() > 32 || run.len() < 3 || !run.as_bytes()[0].is_ascii_alphabetic() {
        return false;
    }
    let lower = !run.bytes().any(|c| c.is_ascii_uppercase());
    let mut parts = run.split(['.', '_']);
    let (head, tail) = (parts.next().unwrap_or_default(), parts.next());
    match tail {
        Some(tail) => parts.next().is_none() && lower && (head.len() <= 2 || tail.len() > 2),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_ascend() {
        for list in [
            super::USER_KEYS,
            super::HOST_KEYS,
            super::DEVICE_KEYS,
            super::NOBODY,
            super::EVERYWHERE,
        ] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}");
        }
    }
}
