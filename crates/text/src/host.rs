//! Names of machines: host names by their shape, and domains by their labels.

use crate::suffix;
use crate::words::Words;

/// Parts that host names are made of.
#[rustfmt::skip]
static PARTS: Words = Words::new(&[
    "ad", "adc", "app", "aws", "backup", "bak", "bastion", "bk", "box", "build", "cam", "cc", "ci",
    "citrix", "cl", "client", "cluster", "controller", "cr", "ctx", "dc", "desktop", "dev", "dhcp",
    "dns", "dr", "edge", "esx", "esxi", "ex", "exch", "exchange", "file", "files", "fs", "ftp",
    "fw", "gateway", "git", "gw", "host", "hq", "hv", "hyperv", "infra", "ip", "jenkins", "jump",
    "k8s", "kiosk", "lab", "lap", "laptop", "lb", "ldap", "linux", "lnx", "lt", "mac", "macbook",
    "mail", "mgmt", "mobile", "mon", "mx", "mysql", "nas", "nb", "node", "notebook", "ns", "ntp",
    "pc", "phone", "pos", "print", "printer", "prn", "prod", "proxy", "prt", "qa",
    "rds", "redis", "relay", "repo", "rtr", "san", "scan", "sccm", "server", "sftp", "siem", "smtp",
    "sql", "srv", "staging", "stg", "storage", "svr", "sw", "switch", "tablet", "term", "test",
    "tmp", "tv", "vault", "vdi", "vm", "vpn", "waf", "web", "win", "windows", "wks",
    "workstation", "ws", "wsus", "xen",
]);

/// Heads of things with hyphen and digit that are no hosts: tickets, standards, versions,
/// diseases.
#[rustfmt::skip]
static NO_HEADS: Words = Words::new(&[
    "adr", "aes", "ai", "as", "at", "av", "bcp", "bug", "cap", "capec", "case", "ccpa", "cert",
    "cet", "chg", "chmod", "cmp", "cobit", "com", "covid", "cve", "cvss", "cwe", "cyber", "day",
    "des", "doc", "dora", "ecdsa", "eps", "esc", "est", "eta", "event", "fips", "form", "ga",
    "gdpr", "gmt", "gpt", "hmac", "http", "https", "iec", "ieee", "ii", "iii", "inc", "incident",
    "int", "ipv", "ipv4", "ipv6", "iso", "issue", "job", "kb", "level", "lot", "md", "md5", "mfa",
    "mid", "mp", "ms", "nis", "nist", "no", "oauth", "oct", "op", "otp", "page", "pci", "ph",
    "phase", "pm", "po", "post", "pr", "prb", "pre", "prob", "psd", "py", "q", "ref", "req", "rev",
    "rfc", "ring", "risk", "rsa", "rule", "sars", "section", "sep", "ses", "sha", "sla", "soc",
    "sop", "sr", "stage", "std", "step", "stig", "stix", "story", "t", "task", "tba", "tbd", "ti",
    "tick", "ticket", "tier", "tkt", "tlp", "tls", "top", "type", "usb", "usc", "utc", "utf", "ver",
    "version", "vol", "wave", "week", "wi", "wpa", "year", "zone",
]);

/// Whether a run of letters, digits and hyphens is a host name by its shape alone: `LT-0871`,
/// `SRV-FILE-01`, `DESKTOP-AB12CD3`, `prod-db-2`; not `COVID-19`, `SHA-256`, `CHG-5521`, `2-step`.
pub fn is_host(run: &str) -> bool {
    if !run.contains('-')
        || run.len() > 63
        || run.bytes().any(|c| !c.is_ascii_alphanumeric() && c != b'-')
        || !run.bytes().any(|c| c.is_ascii_digit())
        || run.contains("--")
    {
        return false;
    }
    let head = run.split('-').next().unwrap_or_default();
    let bare = head.trim_end_matches(|c: char| c.is_ascii_digit());
    if bare.len() < 2 || NO_HEADS.has(head) || NO_HEADS.has(bare) {
        return false;
    }
    let known = run.split('-').any(|part| {
        let part = part.trim_end_matches(|c: char| c.is_ascii_digit());
        PARTS.has(part)
    });
    let tail = run.rsplit('-').next().unwrap_or_default();
    let numbered = tail.bytes().any(|c| c.is_ascii_digit());
    if run.bytes().any(|c| c.is_ascii_lowercase()) {
        return known && numbered && !bare.eq_ignore_ascii_case("test") && !is_count(run);
    }
    // In capitals: a known part, three parts and more, or a serial of two to four digits after
    // more than a letter or two (`RM-04` is a rule).
    let serial = tail.len() + bare.len() >= 5
        && tail.len() >= 2
        && tail.len() <= 4
        && tail.bytes().all(|c| c.is_ascii_digit());
    let parts = run.split('-').count();
    known || (parts >= 3 && numbered) || (parts == 2 && serial)
}

/// `file-2`, `server-3`, `phone-1`: an ordinary word and one figure is counting, not naming.
fn is_count(run: &str) -> bool {
    let mut parts = run.split('-');
    let (head, tail) = (parts.next(), parts.next());
    parts.next().is_none()
        && head.is_some_and(|head| {
            [
                "file", "files", "phone", "tablet", "switch", "client", "scan", "build", "mobile",
            ]
            .contains(&head)
        })
        && tail.is_some_and(|tail| tail.len() == 1)
}

/// Whether a refanged, lower-case name is a domain. `strong`: something besides the name says so
/// (it was defanged, or stands in a URL or an e-mail address).
pub fn is_domain(name: &str, strong: bool) -> bool {
    if name.len() > 253 {
        return false;
    }
    let mut labels = 0;
    let mut letters = false;
    for label in name.split('.') {
        labels += 1;
        let (Some(&first), Some(&last)) = (label.as_bytes().first(), label.as_bytes().last())
        else {
            return false;
        };
        if label.len() > 63
            || first == b'-'
            || last == b'-'
            || label.bytes().any(|c| matches!(c, b'@' | b'+' | b'\''))
        {
            return false;
        }
        letters |= label
            .bytes()
            .any(|c| c.is_ascii_alphabetic() || !c.is_ascii());
    }
    let Some((rest, top)) = name.rsplit_once('.') else {
        return false;
    };
    let owner = rest.rsplit('.').next().unwrap_or_default();
    // An underscore is fine in `_dmarc.a.example`, not in the name that is registered.
    if !letters || top.contains('_') || owner.contains('_') || !suffix::is_top(top) {
        return false;
    }
    let ending = suffix::labels(name);
    labels > ending && (strong || ending == 2 || labels > 2 && top != "id" || !suffix::is_word(top))
}
