//! Why an endpoint did not answer, in words that say what to do, and as types for the caller.

use std::time::Duration;

use crate::Token;

/// Characters of a foreign text that are shown.
const SHOWN: usize = 500;

/// Why there is no completion. Texts of the server are cleaned, cut and free of the token; a text
/// may be empty where the server said nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemoteError {
    /// The endpoint, its token or its address make no sense as they are given; nothing was sent.
    BadEndpoint(String),
    /// No connection, or one that ended before an answer began.
    Unreachable(String),
    /// 401: no token, or one that the endpoint does not know.
    Unauthorised { message: String },
    /// 403: a token that may not do this.
    Forbidden { message: String },
    /// 404: the address or the model does not exist.
    NotFound {
        url: String,
        model: String,
        message: String,
    },
    /// 429 to the last attempt, and when the server wants to be asked again, if it said.
    TooMany {
        retry_after: Option<Duration>,
        message: String,
    },
    /// Any other status of a request that the server will not take.
    Refused { status: u16, message: String },
    /// 5xx to the last attempt, and when the server wants to be asked again, if it said.
    Server {
        status: u16,
        retry_after: Option<Duration>,
        message: String,
    },
    /// A time limit of ours ran out.
    TooSlow(Slow),
    /// An answer that is not a chat completion, or that broke off.
    BadAnswer(String),
    /// A completion without a single character.
    EmptyAnswer,
    /// More than anyone asked for; the connection was closed.
    TooLong,
    /// The caller stopped it.
    Cancelled,
}

/// Which time limit ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slow {
    Connect,
    FirstByte,
    BetweenBytes,
    Whole,
}

impl RemoteError {
    /// With texts fit to be shown: on one line, of bearable length, without the token, whoever put
    /// it there.
    pub(crate) fn cleaned(mut self, token: Option<&Token>) -> Self {
        let text = match &mut self {
            Self::BadEndpoint(text) | Self::Unreachable(text) | Self::BadAnswer(text) => text,
            Self::Unauthorised { message }
            | Self::Forbidden { message }
            | Self::NotFound { message, .. }
            | Self::TooMany { message, .. }
            | Self::Refused { message, .. }
            | Self::Server { message, .. } => message,
            Self::TooSlow(_) | Self::EmptyAnswer | Self::TooLong | Self::Cancelled => return self,
        };
        *text = clean(text, token);
        self
    }
}

/// Control characters go first, or one inside the token would hide it; cutting comes last, or it
/// would leave half of it.
pub(crate) fn clean(text: &str, token: Option<&Token>) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control() || is_invisible(c))
        .filter(|word| !word.is_empty())
        .collect();
    let text = words.join(" ");
    let text = token.map_or_else(|| text.clone(), |token| token.scrub(&text));
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Characters that reorder or hide what stands around them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

impl std::error::Error for RemoteError {}

impl std::fmt::Display for RemoteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BadEndpoint(why) => write!(f, "this endpoint cannot be used: {why}"),
            Self::Unreachable(why) => write!(
                f,
                "the endpoint cannot be reached ({why}); check the address and that the server runs"
            ),
            Self::Unauthorised { message } => {
                f.write_str("the endpoint does not accept the token; check or renew it")?;
                said(f, message)
            }
            Self::Forbidden { message } => {
                f.write_str("the token may not use this model; check its permissions")?;
                said(f, message)
            }
            Self::NotFound {
                url,
                model,
                message,
            } => {
                write!(
                    f,
                    "there is no {url}, or it has no model `{model}`; check both"
                )?;
                said(f, message)
            }
            Self::TooMany {
                retry_after,
                message,
            } => {
                f.write_str("the endpoint has had too many requests")?;
                again(f, *retry_after)?;
                said(f, message)
            }
            Self::Refused { status, message } => {
                write!(f, "the endpoint refused the request (status {status})")?;
                said(f, message)
            }
            Self::Server {
                status,
                retry_after,
                message,
            } => {
                write!(f, "the endpoint failed (status {status})")?;
                again(f, *retry_after)?;
                said(f, message)
            }
            Self::TooSlow(slow) => f.write_str(match slow {
                Slow::Connect => "no connection within the time limit; check the address",
                Slow::FirstByte => {
                    "the endpoint did not begin to answer within the time limit; it may be loading \
                     the model or have too much to do"
                }
                Slow::BetweenBytes => "the endpoint fell silent in the middle of its answer",
                Slow::Whole => "the answer took longer than the time limit",
            }),
            Self::BadAnswer(why) => write!(
                f,
                "the endpoint did not answer with a chat completion ({why}); check that the \
                 address is one of OpenAI's protocol"
            ),
            Self::EmptyAnswer => f.write_str("the model answered with nothing"),
            Self::TooLong => f.write_str("the answer was too long and was cut off"),
            Self::Cancelled => f.write_str("stopped"),
        }
    }
}

fn said(f: &mut std::fmt::Formatter<'_>, message: &str) -> std::fmt::Result {
    if message.is_empty() {
        return Ok(());
    }
    write!(f, "; it says: {message}")
}

fn again(f: &mut std::fmt::Formatter<'_>, after: Option<Duration>) -> std::fmt::Result {
    match after {
        // At once was tried.
        Some(Duration::ZERO) => Ok(()),
        Some(after) => write!(f, "; ask again in {} s", after.as_secs_f64().ceil()),
        None => f.write_str("; ask again later"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_texts_are_cleaned() {
        fn check(text: &str, wanted: &str) {
            let token = Token::new("hf_secret").ok();
            assert_eq!(clean(text, token.as_ref()), wanted, "{text:?}");
        }
        check("", "");
        check("plain", "plain");
        check("two\r\n  lines\u{1b}[31m", "two lines [31m");
        check("Bearer hf_secret!", "Bearer …!");
        check("a\u{202e}b", "a b");
        check(&"ü".repeat(500), &"ü".repeat(500));
        check(&"ü".repeat(501), &format!("{}…", "ü".repeat(500)));
        let cut = format!("{}hf_secret", "x".repeat(495));
        check(&cut, &format!("{}…", "x".repeat(495)));
    }

    #[test]
    fn errors_say_what_to_do() {
        fn check(error: RemoteError, wanted: &str) {
            assert_eq!(error.to_string(), wanted);
        }
        check(
            RemoteError::Unauthorised {
                message: "Invalid token".to_owned(),
            },
            "the endpoint does not accept the token; check or renew it; it says: Invalid token",
        );
        check(
            RemoteError::TooMany {
                retry_after: Some(Duration::from_millis(1500)),
                message: String::new(),
            },
            "the endpoint has had too many requests; ask again in 2 s",
        );
        check(
            RemoteError::Server {
                status: 500,
                retry_after: Some(Duration::ZERO),
                message: String::new(),
            },
            "the endpoint failed (status 500)",
        );
        check(
            RemoteError::Server {
                status: 503,
                retry_after: None,
                message: "loading".to_owned(),
            },
            "the endpoint failed (status 503); ask again later; it says: loading",
        );
    }
}
