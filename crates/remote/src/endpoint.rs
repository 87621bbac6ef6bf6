//! What a person sets of an endpoint, and what is set for them.

use std::time::Duration;

use crate::address::Address;
use crate::{RemoteError, Token};

/// One endpoint, one model. Sends nothing: [`crate::Remote`] does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// With or without `/v1` and `/chat/completions`.
    pub base_url: String,
    pub model: String,
    pub token: Option<Token>,
    /// Certificates as PEM text: only who holds one of theirs is trusted to be the endpoint. Without
    /// them, the public authorities decide; those of the machine are not asked.
    pub authority: Option<String>,
    pub limit: Option<Limit>,
    pub timeouts: Timeouts,
    pub retries: Retries,
}

/// So many requests in any stretch of that length; others wait their turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub requests: u32,
    pub per: Duration,
}

/// Limits of one attempt. Waiting in the queue and between attempts counts for none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the connection is open, its name looked up.
    pub connect: Duration,
    /// From the request sent to the first byte of the answer's body.
    pub first_byte: Duration,
    /// Between two pieces of the answer.
    pub between_bytes: Duration,
    /// From the first try to connect to the last byte.
    pub whole: Duration,
}

/// What happens after 429, 500, 502, 503, 504 and connections that failed before an answer began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retries {
    /// Attempts after the first.
    pub most: u32,
    /// Pause after the first attempt, doubled after each further one.
    pub base: Duration,
    /// No pause is longer, whatever the server asks for; an error says when it asked for more.
    pub longest: Duration,
}

impl Endpoint {
    /// Hugging Face's router, without a token yet: five requests a minute.
    pub fn hugging_face() -> Self {
        Self {
            limit: Some(Limit {
                requests: 5,
                per: Duration::from_secs(60),
            }),
            ..Self::local(
                "https://router.huggingface.co/v1",
                "meta-llama/Llama-3.1-8B-Instruct:cerebras",
            )
        }
    }

    /// A server of one's own: no token, no limit.
    pub fn local(base_url: &str, model: &str) -> Self {
        Self {
            base_url: base_url.to_owned(),
            model: model.to_owned(),
            token: None,
            authority: None,
            limit: None,
            timeouts: Timeouts::default(),
            retries: Retries::default(),
        }
    }

    /// The addresses, if everything here makes sense.
    pub(crate) fn address(&self) -> Result<Address, RemoteError> {
        let bad = |why: &str| Err(RemoteError::BadEndpoint(why.to_owned()));
        let address = Address::read(&self.base_url)?;
        if self.token.is_some() && !address.keeps_secrets() {
            return bad(
                "the token would travel unencrypted; use https://, or no token on a network you trust",
            );
        }
        if self.model.trim().is_empty() {
            return bad("no model is named");
        }
        if self.limit.is_some_and(|limit| limit.requests == 0) {
            return bad("a limit of no requests lets none through");
        }
        Ok(address)
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            // A server that loads its model, or has a queue of its own.
            first_byte: Duration::from_secs(120),
            between_bytes: Duration::from_secs(30),
            whole: Duration::from_secs(300),
        }
    }
}

impl Default for Retries {
    fn default() -> Self {
        Self {
            most: 4,
            base: Duration::from_secs(1),
            longest: Duration::from_secs(60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_used_is_said() {
        fn check(change: fn(&mut Endpoint), good: bool) {
            let mut endpoint = Endpoint::local("http://10.0.0.7:8000", "m");
            change(&mut endpoint);
            assert_eq!(endpoint.address().is_ok(), good, "{endpoint:?}");
        }
        check(|_| {}, true);
        check(|e| *e = Endpoint::hugging_face(), true);
        check(|e| e.model = " ".to_owned(), false);
        check(|e| e.token = Token::new("t").ok(), false);
        check(
            |e| {
                e.base_url = "https://10.0.0.7".to_owned();
                e.token = Token::new("t").ok();
            },
            true,
        );
        check(
            |e| {
                e.limit = Some(Limit {
                    requests: 0,
                    per: Duration::from_secs(1),
                });
            },
            false,
        );
    }
}
