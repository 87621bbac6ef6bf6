//! Addresses: IPv4 with port or prefix length, IPv6 in every spelling, hardware addresses, and
//! whose they are.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::IpScope;
use crate::bytes::{ALNUM, DIGIT, byte, class, continues, decimal, run};
use crate::defang::{Fang, fang};

/// A dot at `at`, plain or defanged, that a label follows: its length.
pub fn dot(b: &[u8], at: usize) -> Option<usize> {
    let len = match fang(b, at) {
        Some((Fang::Dot, len)) => len,
        _ if byte(b, at) == b'.' => 1,
        _ => return None,
    };
    (class(b, at + len) & ALNUM != 0).then_some(len)
}

/// An IPv4 address at `at`, with a prefix length if it has one. Not the head of `1.2.3.4.5`, nor
/// of a version such as `1.2.3.4-beta`.
pub fn v4(b: &[u8], at: usize) -> Option<(usize, Ipv4Addr)> {
    let mut octets = [0; 4];
    let mut end = at;
    for (i, octet) in octets.iter_mut().enumerate() {
        if i > 0 {
            end += dot(b, end)?;
        }
        let start = end;
        end = run_short(b, start, 4);
        if end == start || (end - start > 1 && b[start] == b'0') {
            return None;
        }
        *octet = u8::try_from(decimal(&b[start..end])?).ok()?;
    }
    if continues(b, end)
        || dot(b, end).is_some()
        || (byte(b, end) == b'-' && class(b, end + 1) & ALNUM & !DIGIT != 0)
    {
        return None;
    }
    Some((prefix(b, end, 32), Ipv4Addr::from(octets)))
}

/// End of `/24` at `at`, if it is a prefix length of at most `most`.
fn prefix(b: &[u8], at: usize, most: u32) -> usize {
    let end = run_short(b, at + 1, 4);
    let fits = byte(b, at) == b'/'
        && end > at + 1
        && end - at <= 4
        && decimal(&b[at + 1..end]).is_some_and(|bits| bits <= most)
        && !continues(b, end)
        && dot(b, end).is_none();
    if fits { end } else { at }
}

/// End of a digit run, or of its first `most` digits.
fn run_short(b: &[u8], at: usize, most: usize) -> usize {
    let mut end = at;
    while end < at + most && class(b, end) & DIGIT != 0 {
        end += 1;
    }
    end
}

/// The result of trying for IPv6.
pub enum V6 {
    /// No address, and none before this position.
    No(usize),
    /// Its end.
    Yes(usize),
}

/// An IPv6 address at `at`. Times, hardware addresses, `::` alone and C++ names are none.
pub fn v6(b: &[u8], at: usize) -> V6 {
    let mut text = [0u8; 48];
    let mut len = 0;
    let mut end = at;
    loop {
        let c = byte(b, end);
        let (c, step) = match c {
            b'[' => match fang(b, end) {
                Some((Fang::Colon, step)) => (b':', step),
                Some((Fang::Dot, step)) => (b'.', step),
                _ => break,
            },
            b':' | b'.' => (c, 1),
            _ if c.is_ascii_hexdigit() => (c, 1),
            _ => break,
        };
        if len < text.len() {
            text[len] = c;
        }
        len += 1;
        end += step;
    }
    let stop = V6::No(end);
    if len > text.len() || len < 3 {
        return stop;
    }
    // A sentence may end in a dot or colon that is no part of the address.
    while len > 0 && (text[len - 1] == b'.' || (text[len - 1] == b':' && text[len - 2] != b':')) {
        if byte(b, end - 1) == b']' {
            return stop;
        }
        len -= 1;
        end -= 1;
    }
    let text = &text[..len];
    if continues(b, end) {
        return stop;
    }
    let address = std::str::from_utf8(text).ok().and_then(|t| t.parse().ok());
    if !address.is_some_and(plausible) {
        return stop;
    }
    if byte(b, end) == b'%' && class(b, end + 1) & ALNUM != 0 {
        end = run(b, end + 1, ALNUM);
    }
    V6::Yes(prefix(b, end, 128))
}

/// `::1`, or groups that look like more than `a::b`. Judged by the shortest spelling, so that
/// an address and its value never differ.
fn plausible(address: Ipv6Addr) -> bool {
    let text = address.to_string();
    let groups = || text.split(':').filter(|group| !group.is_empty());
    let longest = groups().map(str::len).max().unwrap_or(0);
    let digit = text.bytes().any(|c| c.is_ascii_digit());
    address.is_loopback()
        || (groups().count() >= 2 && (longest >= 4 || (digit && longest >= 3)))
        || (digit && groups().count() >= 3)
}

/// A hardware address, `00:1b:44:11:3a:b7` or with hyphens.
pub fn mac(b: &[u8], at: usize) -> Option<usize> {
    let mark = byte(b, at + 2);
    if !matches!(mark, b':' | b'-') {
        return None;
    }
    let bytes = b.get(at..at + 17)?;
    let fits = bytes.iter().enumerate().all(|(i, &c)| {
        if i % 3 == 2 {
            c == mark
        } else {
            c.is_ascii_hexdigit()
        }
    });
    let end = at + 17;
    (fits && !continues(b, end) && byte(b, end) != mark).then_some(end)
}

/// `:443` at `at`: end and value.
pub fn port(b: &[u8], at: usize) -> Option<(usize, u32)> {
    let end = run_short(b, at + 1, 6);
    let value = decimal(b.get(at + 1..end)?)?;
    (byte(b, at) == b':' && (1..=65535).contains(&value) && !continues(b, end))
        .then_some((end, value))
}

/// Whose an address is, by the IANA registries of special purposes.
pub fn scope(address: IpAddr) -> IpScope {
    match address {
        IpAddr::V4(v4) => scope4(v4),
        IpAddr::V6(v6) => {
            if let Some(v4) = v6.to_ipv4_mapped() {
                return scope4(v4);
            }
            let head = v6.segments();
            match head[0] {
                _ if v6.is_loopback() => IpScope::Loopback,
                _ if v6.is_unspecified() => IpScope::Reserved,
                0x2001 if head[1] == 0xdb8 => IpScope::Documentation,
                0x3fff if head[1] < 0x1000 => IpScope::Documentation,
                0xfc00..=0xfdff => IpScope::Private,
                0xfe80..=0xfebf => IpScope::LinkLocal,
                0xff00.. => IpScope::Multicast,
                0x2000..=0x3fff => IpScope::Public,
                _ => IpScope::Reserved,
            }
        }
    }
}

fn scope4(v4: Ipv4Addr) -> IpScope {
    let [a, b, c, _] = v4.octets();
    match (a, b, c) {
        (127, ..) => IpScope::Loopback,
        (10, ..) | (172, 16..=31, _) | (192, 168, _) => IpScope::Private,
        (169, 254, _) => IpScope::LinkLocal,
        (192, 0, 2) | (198, 51, 100) | (203, 0, 113) => IpScope::Documentation,
        (224..=239, ..) => IpScope::Multicast,
        // This network, shared address space, IETF protocols, benchmarks, future use.
        (0 | 240.., ..) | (100, 64..=127, _) | (192, 0, 0) | (198, 18..=19, _) => IpScope::Reserved,
        _ => IpScope::Public,
    }
}
