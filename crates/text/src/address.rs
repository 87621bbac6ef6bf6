//! Addresses as the scanner meets them: hardware, IPv6, IPv4, and the port that follows.

use std::net::IpAddr;

use crate::bytes::{BLANK, byte, class};
use crate::ip::{self, V6};
use crate::scan::Scan;
use crate::{EntityKind, IpScope, TokenKind};

impl Scan<'_> {
    /// Hardware and IPv6 addresses: hex digits, then a colon near by.
    pub fn colons(&mut self, at: usize) -> Option<usize> {
        let b = self.b;
        if !b[at].is_ascii_hexdigit() {
            return None;
        }
        if let Some(end) = ip::mac(b, at) {
            self.out.placeholder("<mac>", TokenKind::Mac, at, end);
            return Some(end);
        }
        let group = (at..at + 5).find(|&i| !byte(b, i).is_ascii_hexdigit())?;
        if byte(b, group) == b':' || (byte(b, group) == b'[' && byte(b, group + 1) == b':') {
            return self.v6(at);
        }
        None
    }

    fn v6(&mut self, at: usize) -> Option<usize> {
        if at < self.no_v6 {
            return None;
        }
        match ip::v6(self.b, at) {
            V6::No(until) => {
                self.no_v6 = until;
                None
            }
            V6::Yes(end) => {
                self.out.entity("<ipv6>", EntityKind::Ipv6, at, end);
                Some(self.port_after(self.bracket(at, end)))
            }
        }
    }

    /// Past the `]` of `[2001:db8::1]:443`, if a port follows it.
    fn bracket(&self, start: usize, end: usize) -> usize {
        let bracketed = start > 0 && self.b[start - 1] == b'[' && byte(self.b, end) == b']';
        if bracketed && byte(self.b, end + 1) == b':' {
            end + 1
        } else {
            end
        }
    }

    /// `:443` after an address.
    pub fn port_after(&mut self, at: usize) -> usize {
        if byte(self.b, at) != b':' {
            return at;
        }
        match ip::port(self.b, at) {
            Some((end, value)) => {
                self.port(at + 1, end, value);
                end
            }
            None => at,
        }
    }

    /// `::1` and `:443` where nothing stands before them.
    pub fn colon(&mut self, at: usize) -> usize {
        let b = self.b;
        let free = at == 0
            || matches!(
                b[at - 1],
                b'*' | b'(' | b',' | b']' | b'"' | b'[' | b'=' | b'>'
            )
            || class(b, at - 1) & BLANK != 0;
        if !free {
            return at + 1;
        }
        if byte(b, at + 1) == b':' {
            return self.v6(at).unwrap_or(at + 2);
        }
        match ip::port(b, at) {
            Some((end, value)) if end >= at + 3 => {
                self.port(at + 1, end, value);
                end
            }
            _ => at + 1,
        }
    }

    pub fn v4(&mut self, at: usize, end: usize, address: IpAddr) {
        let inside = matches!(
            ip::scope(address),
            IpScope::Private | IpScope::Loopback | IpScope::LinkLocal
        );
        let name = if inside { "<ipv4in>" } else { "<ipv4>" };
        self.out.entity(name, EntityKind::Ipv4, at, end);
    }
}
