//! Who may choose the language model. To choose is to have this machine open a file or connect to an
//! address, so it is for the person at this machine, unless the operator said otherwise. Server only.

use http::{HeaderMap, header};

/// As the server was started.
#[derive(Debug, Clone, Copy, Default)]
pub struct WhoMay {
    /// What the operator said, if anything.
    pub said: Option<bool>,
    /// Whether the server listens on an address that only this machine reaches.
    pub loopback: bool,
}

/// From where somebody may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// At this machine.
    Here,
    Elsewhere,
}

const OFF: &str =
    "Choosing a language model in the page was switched off when the server was started.";
const OTHERS: &str = "The server listens on an address that others reach, so the language model is \
    chosen when it is started. With --llm-settings on everybody who reaches it may choose.";
const NOT_HERE: &str = "The language model is chosen at the machine that the server runs on, under \
    the name localhost or 127.0.0.1. With --llm-settings on everybody who reaches it may choose.";

impl WhoMay {
    /// Whether whoever sends these headers may choose. The `Host` is held to the names of this machine,
    /// because a page of another site can have its own name lead here.
    ///
    /// # Errors
    /// Why not, as a sentence.
    pub fn check(&self, headers: &HeaderMap) -> Result<Asker, &'static str> {
        match self.said {
            Some(false) => Err(OFF),
            _ if self.loopback && is_here(headers) => Ok(Asker::Here),
            Some(true) => Ok(Asker::Elsewhere),
            None if self.loopback => Err(NOT_HERE),
            None => Err(OTHERS),
        }
    }
}

fn is_here(headers: &HeaderMap) -> bool {
    let forwarded = ["forwarded", "x-forwarded-for", "x-forwarded-host"];
    if forwarded.iter().any(|name| headers.contains_key(*name)) {
        return false;
    }
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    host.to_str().is_ok_and(is_loopback)
}

/// Whether a `Host` names this very machine, whatever its port.
fn is_loopback(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((name, port)) => (name, port),
            None => return false,
        },
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let digits = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    (port.is_empty() || port.strip_prefix(':').is_some_and(digits))
        && (name.eq_ignore_ascii_case("localhost")
            || name
                .parse::<std::net::IpAddr>()
                .is_ok_and(|ip| ip.is_loopback()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_for_the_person_at_this_machine() {
        let check = |said, loopback, headers: &[(&'static str, &str)], expected| {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.append(*name, value.parse().unwrap());
            }
            let may = WhoMay { said, loopback }.check(&map);
            assert_eq!(may.ok(), expected, "{said:?} {loopback} {headers:?}");
        };
        let (here, elsewhere) = (Some(Asker::Here), Some(Asker::Elsewhere));
        for host in [
            "localhost",
            "LOCALHOST:3000",
            "127.0.0.1",
            "127.0.0.1:3000",
            "127.9.9.9:1",
            "[::1]",
            "[::1]:3000",
        ] {
            check(None, true, &[("host", host)], here);
            check(Some(true), true, &[("host", host)], here);
            check(Some(false), true, &[("host", host)], None);
            check(None, false, &[("host", host)], None);
            check(Some(true), false, &[("host", host)], elsewhere);
            for proxy in ["forwarded", "x-forwarded-for", "x-forwarded-host"] {
                check(None, true, &[("host", host), (proxy, "x")], None);
            }
            check(None, true, &[("host", host), ("host", host)], None);
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example:3000",
            "127.0.0.1.evil.example",
            "127.0.0.1@evil.example",
            "localhost:3000.evil.example",
            "[::1].evil.example",
            "[::1",
            "::1",
            "192.168.0.7:3000",
            "0.0.0.0:3000",
            "[::ffff:127.0.0.1]:3000",
        ] {
            check(None, true, &[("host", host)], None);
            check(Some(true), true, &[("host", host)], elsewhere);
            check(Some(false), true, &[("host", host)], None);
        }
        check(None, true, &[], None);
    }
}
