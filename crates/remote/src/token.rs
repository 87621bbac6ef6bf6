//! The secret of an endpoint. Never printed, never serialised, overwritten when dropped.

use ureq::http::HeaderValue;

use crate::RemoteError;

/// What stands where a token would.
const HIDDEN: &str = "…";

/// A bearer token: visible ASCII, so that it cannot break out of its header. The copy that the
/// HTTP library makes for each request is not overwritten, only freed.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Vec<u8>);

impl Token {
    /// Blanks around it are taken off, as they come with pasting.
    ///
    /// # Errors
    /// [`RemoteError::BadEndpoint`] if it is empty or holds a blank, a line break or anything else
    /// that a header cannot carry.
    pub fn new(secret: &str) -> Result<Self, RemoteError> {
        let secret = secret.trim();
        if secret.is_empty() {
            return Err(bad("the token is empty"));
        }
        if !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(bad("the token holds a character that no token has"));
        }
        Ok(Self(secret.as_bytes().to_vec()))
    }

    /// From an environment variable; `None` if it is not set or blank.
    ///
    /// # Errors
    /// As [`Token::new`].
    pub fn from_env(variable: &str) -> Result<Option<Self>, RemoteError> {
        match std::env::var(variable) {
            Ok(secret) if secret.trim().is_empty() => Ok(None),
            Ok(secret) => Self::new(&secret).map(Some),
            Err(std::env::VarError::NotPresent) => Ok(None),
            Err(std::env::VarError::NotUnicode(_)) => {
                Err(bad("the token holds a character that no token has"))
            }
        }
    }

    /// `text` without the token, whoever wrote it there.
    pub(crate) fn scrub(&self, text: &str) -> String {
        text.replace(self.reveal(), HIDDEN)
    }

    /// The value of the header that carries it, marked as a secret to whoever logs headers. A token
    /// is made of what headers can carry, so none is lost.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::from_str(&format!("Bearer {}", self.reveal())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// Only ASCII comes in, so nothing is ever lost here.
    fn reveal(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

fn bad(why: &str) -> RemoteError {
    RemoteError::BadEndpoint(why.to_owned())
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        self.0.fill(0);
        // Without a reader the compiler may leave the writing out.
        std::hint::black_box(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_token() {
        fn check(secret: &str, good: bool) {
            assert_eq!(Token::new(secret).is_ok(), good, "{secret:?}");
        }
        check("hf_abcDEF123", true);
        check("  hf_abc\n", true);
        check("", false);
        check("  ", false);
        check("two words", false);
        check("a\r\nX-Evil: 1", false);
        check("schlüssel", false);
    }

    #[test]
    fn it_never_shows() {
        let token = Token::new("hf_secret").unwrap();
        assert_eq!(
            format!("{token} {token:?} {:?}", Some(&token)),
            "… … Some(…)"
        );
        assert_eq!(token.scrub("Bearer hf_secret, hf_secret"), "Bearer …, …");
    }
}
