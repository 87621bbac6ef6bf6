//! Where an endpoint is: what a person pastes, made into the two addresses that are asked.

use ureq::http::Uri;

use crate::RemoteError;

/// Checked addresses of one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) completions: String,
    pub(crate) models: String,
    /// Leads to this very machine.
    local: bool,
    encrypted: bool,
}

impl Address {
    /// Reads `https://host`, `https://host/v1`, `https://host/v1/chat/completions` alike.
    pub(crate) fn read(given: &str) -> Result<Self, RemoteError> {
        let given = given.trim();
        let uri: Uri = given
            .parse()
            .map_err(|_| bad("the address is no web address"))?;
        let encrypted = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(bad("the address must begin with https:// or http://")),
        };
        let (Some(authority), Some(host)) = (uri.authority(), uri.host()) else {
            return Err(bad("the address names no host"));
        };
        if host.is_empty() {
            return Err(bad("the address names no host"));
        }
        if authority.as_str().contains('@') {
            return Err(bad(
                "a name or password in the address would be shown; give a token instead",
            ));
        }
        if uri.query().is_some() || given.contains('#') {
            return Err(bad("the address must end with its path"));
        }
        let path = uri.path().trim_end_matches('/');
        let path = match path.strip_suffix("/chat/completions") {
            // Whoever gives the whole address knows it.
            Some(path) => path.to_owned(),
            None if path.split('/').any(is_version) => path.to_owned(),
            None => format!("{path}/v1"),
        };
        let scheme = if encrypted { "https" } else { "http" };
        let base = format!("{scheme}://{authority}{path}");
        Ok(Self {
            completions: format!("{base}/chat/completions"),
            models: format!("{base}/models"),
            local: is_local(host),
            encrypted,
        })
    }

    /// Whether a secret may go there: encrypted, or never on a network.
    pub(crate) fn keeps_secrets(&self) -> bool {
        self.encrypted || self.local
    }
}

/// `v1`, `v1beta`: some endpoints have their own path below or above it.
fn is_version(segment: &str) -> bool {
    let mut bytes = segment.bytes();
    bytes.next() == Some(b'v') && bytes.next().is_some_and(|byte| byte.is_ascii_digit())
}

fn is_local(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

fn bad(why: &str) -> RemoteError {
    RemoteError::BadEndpoint(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        fn check(given: &str, completions: &str) {
            let address = Address::read(given).map(|address| address.completions);
            assert_eq!(address.as_deref(), Ok(completions), "{given}");
        }
        let hf = "https://router.huggingface.co/v1/chat/completions";
        check("https://router.huggingface.co", hf);
        check("https://router.huggingface.co/", hf);
        check("https://router.huggingface.co/v1", hf);
        check(" https://router.huggingface.co/v1/ ", hf);
        check("https://router.huggingface.co/v1/chat/completions", hf);
        check("HTTPS://router.huggingface.co/v1/chat/completions/", hf);
        check(
            "http://127.0.0.1:8080",
            "http://127.0.0.1:8080/v1/chat/completions",
        );
        check("http://[::1]:80/v1", "http://[::1]:80/v1/chat/completions");
        check(
            "https://llm.example/api",
            "https://llm.example/api/v1/chat/completions",
        );
        check(
            "https://llm.example/v1beta/openai/",
            "https://llm.example/v1beta/openai/chat/completions",
        );
        check(
            "https://llm.example/chat/completions",
            "https://llm.example/chat/completions",
        );
    }

    #[test]
    fn other_things_are_refused() {
        fn check(given: &str) {
            assert!(
                matches!(Address::read(given), Err(RemoteError::BadEndpoint(_))),
                "{given:?}"
            );
        }
        for given in [
            "",
            "router.huggingface.co",
            "/v1",
            "ftp://host/v1",
            "file:///etc/passwd",
            "http://",
            "http:///v1",
            "https://user:pass@host/v1",
            "https://host/v1?key=1",
            "https://host/v1#there",
            "https://ho st/v1",
            "https://host/v1\r\nX: 1",
        ] {
            check(given);
        }
    }

    #[test]
    fn where_a_token_may_go() {
        fn check(given: &str, may: bool) {
            let address = Address::read(given).unwrap();
            assert_eq!(address.keeps_secrets(), may, "{given}");
        }
        check("https://10.0.0.7", true);
        check("http://10.0.0.7", false);
        check("http://llm.example", false);
        check("http://localhost:8080", true);
        check("http://127.0.0.3:8080", true);
        check("http://[::1]:8080", true);
        check("http://localhost.example", false);
        check("http://127.0.0.1.example", false);
    }
}
