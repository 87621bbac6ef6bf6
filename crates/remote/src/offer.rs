//! What an endpoint offers beyond plain completions, learnt from what it refuses.
//!
//! Servers differ in the optional parts of a request they know. One that complains about a part is
//! asked again without it, and if that helps never again with it. Nor is one asked again for
//! probabilities that it promised and did not tell.

use crate::{RemoteError, Request};

/// Optional parts of a request, true until the endpoint refused or left out one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// Answers that follow a JSON schema.
    pub schema: bool,
    /// Probabilities of tokens.
    pub logprobs: bool,
    pub seed: bool,
    /// Counts of tokens at the end of a stream.
    pub usage: bool,
}

impl Default for Offer {
    fn default() -> Self {
        Self {
            schema: true,
            logprobs: true,
            seed: true,
            usage: true,
        }
    }
}

impl Offer {
    /// What is left after a complaint about a request with what was offered so far; `None` if the
    /// complaint names no optional part of it.
    pub(crate) fn after(self, complaint: &RemoteError, request: &Request) -> Option<Self> {
        let (RemoteError::Refused { message, .. } | RemoteError::Forbidden { message }) = complaint
        else {
            return None;
        };
        let message = message.to_ascii_lowercase();
        let keeps = |offered: bool, asked: bool, words: &[&str]| {
            offered && !(asked && words.iter().any(|word| message.contains(word)))
        };
        let left = Self {
            schema: keeps(
                self.schema,
                request.schema.is_some(),
                &[
                    "response_format",
                    "json_schema",
                    "grammar",
                    "guided",
                    "structured output",
                ],
            ),
            logprobs: keeps(self.logprobs, request.top_logprobs.is_some(), &["logprobs"]),
            seed: keeps(self.seed, request.seed.is_some(), &["seed"]),
            usage: keeps(
                self.usage,
                request.stream,
                &["stream_options", "include_usage"],
            ),
        };
        (left != self).then_some(left)
    }

    /// What is left after an answer that told probabilities of tokens, or did not.
    pub(crate) fn shown(self, request: &Request, told: bool) -> Self {
        Self {
            logprobs: self.logprobs && (told || request.top_logprobs.is_none()),
            ..self
        }
    }

    /// What both offer: several threads learn at once.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            schema: self.schema && other.schema,
            logprobs: self.logprobs && other.logprobs,
            seed: self.seed && other.seed,
            usage: self.usage && other.usage,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn complaints_are_understood() {
        fn check(complaint: &str, wanted: Option<Offer>) {
            let mut request = Request::new(Vec::new(), 1);
            request.schema = Some(json!({}));
            request.top_logprobs = Some(5);
            let message = complaint.to_owned();
            let forbidden = RemoteError::Forbidden {
                message: message.clone(),
            };
            for error in [
                forbidden,
                RemoteError::Refused {
                    status: 400,
                    message,
                },
            ] {
                let left = Offer::default().after(&error, &request);
                assert_eq!(left, wanted, "{error:?}");
            }
        }
        let all = Offer::default();
        let no_schema = Offer {
            schema: false,
            ..all
        };
        let no_logprobs = Offer {
            logprobs: false,
            ..all
        };
        check("`response_format` is not supported", Some(no_schema));
        check("JSON_SCHEMA: unknown type", Some(no_schema));
        check("property 'top_logprobs' is unsupported", Some(no_logprobs));
        check(
            "unknown: logprobs, response_format",
            Some(Offer {
                logprobs: false,
                ..no_schema
            }),
        );
        check(
            "stream_options",
            Some(Offer {
                usage: false,
                ..all
            }),
        );
        check("seed must be an integer", None); // none was sent
        check("the prompt is too long", None);
    }

    #[test]
    fn a_promise_that_was_not_kept_is_remembered() {
        fn check(asked: Option<u8>, told: bool, offered: bool) {
            let mut request = Request::new(Vec::new(), 1);
            request.top_logprobs = asked;
            let left = Offer::default().shown(&request, told);
            let wanted = Offer {
                logprobs: offered,
                ..Offer::default()
            };
            assert_eq!(left, wanted, "{asked:?} {told}");
            assert_eq!(left.shown(&request, true), left, "{asked:?} {told}");
        }
        check(Some(20), true, true);
        check(Some(20), false, false);
        check(None, false, true);
        check(None, true, true);
    }
}
