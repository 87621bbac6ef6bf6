//! What stands before a word says what the word is: `user=x`, `host: X`, `account bob1`.

use crate::words::Words;

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

/// Without separators.
static USER_KEYS: Words = Words::new(&[
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
]);

static HOST_KEYS: Words = Words::new(&[
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
]);

/// Keys of many things, machines among them.
static DEVICE_KEYS: Words = Words::new(&[
    "asset",
    "destination",
    "device",
    "dst",
    "endpoint",
    "machine",
    "source",
    "src",
    "target",
]);

/// Values that say there is none.
static NOBODY: Words = Words::new(&[
    "all", "any", "false", "multiple", "n", "na", "nil", "no", "none", "null", "true", "unknown",
    "various", "yes",
]);

/// Accounts that every system has: their names mean something and are kept beside `<user>`.
static EVERYWHERE: Words = Words::new(&[
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
]);

/// Heads of service and administration accounts, with the separator after them cut off.
const SERVICE: &[&str] = &["adm", "dba", "sa", "svc"];

/// Whether a word, as a key, announces something; `name` may, after another word.
pub fn is_key(word: &str) -> bool {
    word.eq_ignore_ascii_case("name") || of_key(word) != Context::None
}

/// What a key announces. Separators in it do not matter.
pub fn of_key(key: &str) -> Context {
    if key.len() <= 20 && key.bytes().all(|c| c.is_ascii_alphanumeric()) {
        return of_plain(key);
    }
    let mut plain = [0u8; 20];
    let mut len = 0;
    for byte in key.bytes().filter(u8::is_ascii_alphanumeric) {
        if len == plain.len() {
            return Context::None;
        }
        plain[len] = byte;
        len += 1;
    }
    of_plain(std::str::from_utf8(&plain[..len]).unwrap_or_default())
}

fn of_plain(key: &str) -> Context {
    if USER_KEYS.has(key) {
        Context::User
    } else if HOST_KEYS.has(key) {
        Context::Host
    } else if DEVICE_KEYS.has(key) {
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
    NOBODY.has(value)
}

pub fn is_everywhere(value: &str) -> bool {
    EVERYWHERE.has(value)
}

/// Whether an account's head says what it is for.
pub fn is_role(head: &str) -> bool {
    SERVICE.iter().any(|entry| head.eq_ignore_ascii_case(entry))
}

/// What a service or administration account is for: `svc` of `svc_backup`, `dba` of `dba-ken`,
/// `adm` of `supp0rt-adm`.
pub fn service(run: &str) -> Option<&'static str> {
    let (head, tail) = run.split_once(['_', '-'])?;
    let role = |part: &str| {
        SERVICE
            .iter()
            .find(|entry| part.eq_ignore_ascii_case(entry))
            .copied()
    };
    if tail.is_empty() {
        return None;
    }
    role(head).or_else(|| {
        let digit = head.bytes().any(|c| c.is_ascii_digit());
        role(tail).filter(|&role| role == "adm" && digit)
    })
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
