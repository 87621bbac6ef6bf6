//! URLs, with scheme or without, plain or defanged; the domain or address inside is an entity of
//! its own.

use crate::bytes::{BLANK, HIGH, byte, class, decimal, starts_with};
use crate::defang::{Fang, fang};
use crate::run::{Run, char_at};
use crate::scan::Scan;
use crate::words::Words;
use crate::{EntityKind, cloud, host, ip};

/// Words read out of path and query.
const WORDS: usize = 6;

#[rustfmt::skip]
static SCHEMES: Words = Words::new(&[
    "abfs", "abfss", "dns", "ftp", "ftps", "fxp", "git", "gs", "htp", "http", "https", "httpx",
    "htxp", "htxps", "hxtp", "hxxp", "hxxps", "ldap", "ldaps", "rdp", "rmi", "s3", "s3a", "s3n",
    "sftp", "smb", "ssh", "tcp", "telnet", "udp", "wasb", "wasbs", "ws", "wss",
]);

/// The schemes of the web say nothing; others are words the model should see.
fn is_web(scheme: &str) -> bool {
    scheme.len() > 2 && scheme.as_bytes()[0] | 32 == b'h'
}

impl Scan<'_> {
    /// A URL whose scheme is `run`.
    pub fn url(&mut self, run: &Run) -> Option<usize> {
        let b = self.b;
        let scheme = &self.text[run.start..run.end];
        if !SCHEMES.has(scheme) {
            return None;
        }
        let body = match fang(b, run.end) {
            Some((Fang::Authority, width)) => run.end + width,
            Some((Fang::Colon, width)) => run.end + width + 2,
            _ => run.end + 3,
        };
        let slashes = body - usize::from(byte(b, body - 1) != b']') * 2;
        if byte(b, body - 1) != b']' && !starts_with(b, slashes, "//") {
            return None;
        }
        if byte(b, run.end) == b':' && byte(b, run.end + 1) != b'/' {
            return None;
        }
        let (end, authority) = self.extent(body);
        let from = self.text[body..authority]
            .rfind('@')
            .map_or(body, |sign| body + sign + 1);
        let (start, stop, port) = self.host_port(from, authority);
        self.refanged(start, stop);
        let name = &*self.scratch;
        let valid = name.bytes().any(|c| c.is_ascii_alphanumeric() || c >= 0x80)
            && name.len() <= 253
            && !name
                .bytes()
                .any(|c| matches!(c, b'[' | b']' | b'(' | b')' | b'\''));
        let v6 = byte(b, start) == b'[' && name.len() > 3 && fang(b, start).is_none();
        if !valid && !v6 {
            return None;
        }
        if cloud::is_scheme(scheme) {
            self.out
                .entity("<cloud>", EntityKind::CloudResource, run.start, end);
        } else {
            self.out.entity("<url>", EntityKind::Url, run.start, end);
            self.host(start, stop);
        }
        if let Some((port, stop)) = port {
            self.out.hit(EntityKind::Port, port, stop);
        }
        if !is_web(scheme) && !cloud::is_scheme(scheme) {
            self.out.word(scheme, run.start, run.end);
        }
        self.inside(authority, end, WORDS);
        Some(end)
    }

    /// A URL without scheme: a domain and a path. The name stands in the scratch string.
    pub fn bare_url(&mut self, start: usize, stop: usize) -> usize {
        let (end, _) = self.extent(stop);
        self.out.entity("<url>", EntityKind::Url, start, end);
        self.host(start, stop);
        self.inside(stop, end, WORDS);
        end
    }

    /// The hit for a URL's host.
    fn host(&mut self, start: usize, stop: usize) {
        if let Some((end, _)) = ip::v4(self.b, start)
            && end == stop
        {
            self.out.hit(EntityKind::Ipv4, start, stop);
        } else if byte(self.b, start) == b'[' {
            if let ip::V6::Yes(end) = ip::v6(self.b, start + 1) {
                self.out.hit(EntityKind::Ipv6, start + 1, end);
            }
        } else {
            self.refanged(start, stop);
            if cloud::is_host(self.scratch) {
                self.out.hit(EntityKind::CloudResource, start, stop);
            } else if host::is_domain(self.scratch, true) {
                self.out.hit(EntityKind::Domain, start, stop);
            }
        }
    }

    /// Host and port of an authority.
    fn host_port(&self, start: usize, end: usize) -> (usize, usize, Option<(usize, usize)>) {
        let b = self.b;
        let digits = b[start..end]
            .iter()
            .rev()
            .take_while(|c| c.is_ascii_digit())
            .count();
        let colon = end - digits;
        if (1..=5).contains(&digits)
            && colon > start
            && b[colon - 1] == b':'
            && decimal(&b[colon..end]).is_some_and(|port| (1..=65535).contains(&port))
        {
            (start, colon - 1, Some((colon, end)))
        } else {
            (start, end, None)
        }
    }

    /// Where a URL ends whose authority starts at `body`, and where its authority ends.
    fn extent(&self, body: usize) -> (usize, usize) {
        let b = self.b;
        let mut end = body;
        let mut authority = None;
        let (mut round, mut square) = (0i32, 0i32);
        while class(b, end) & BLANK == 0 {
            match b[end] {
                b'"' | b'<' | b'>' | b'|' | b'^' | b'`' | b'{' | b'}' | b'\\' => break,
                b',' | b';'
                    if starts_with(b, end + 1, "http") || starts_with(b, end + 1, "hxxp") =>
                {
                    break;
                }
                b'/' | b'?' | b'#' if !in_fang(b, end) => {
                    authority = authority.or(Some(end));
                }
                // Brackets belong to an address or a defanged sign.
                b'[' if end > body && fang(b, end).is_none() => break,
                b'(' => round += 1,
                b')' => round -= 1,
                b'[' => square += 1,
                b']' => square -= 1,
                _ if class(b, end) & HIGH != 0 => {
                    let Some(c) = char_at(self.text, end) else {
                        break;
                    };
                    end += c.len_utf8();
                    continue;
                }
                _ => {}
            }
            end += 1;
        }
        while end > body {
            match b[end - 1] {
                b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*' | b'~' => {}
                b')' if round < 0 => round += 1,
                b']' if square < 0 => square += 1,
                _ => break,
            }
            end -= 1;
        }
        (end, authority.unwrap_or(end).min(end))
    }
}

/// Whether the slash at `at` is that of `[/]`.
fn in_fang(b: &[u8], at: usize) -> bool {
    at > 0 && b[at - 1] == b'[' && byte(b, at + 1) == b']'
}
