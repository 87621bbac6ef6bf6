//! What an endpoint offers beyond plain completions, learnt from what it refuses.
//!
//! Servers differ in the optional parts of a request they know. One that complains about a part is
//! asked again without it, and if that helps never again with it. Nor is one asked again for
//! probabilities that it promised and did not tell.

use crate::{RemoteError, Request};

/// Alternatives asked for of an endpoint that refused more: what many allow, then none.
const FEWER: [u8; 2] = [5, 0];

/// Optional parts of a request, there until the endpoint refused or left out one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// Answers that follow a JSON schema.
    pub schema: bool,
    /// So many alternatives of each token at most, with their probabilities; 0 for none.
    pub alternatives: u8,
    pub seed: bool,
    /// Counts of tokens at the end of a stream.
    pub usage: bool,
}

impl Default for Offer {
    fn default() -> Self {
        Self {
            schema: true,
            alternatives: u8::MAX,
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
        let complains = |words: &[&str]| words.iter().any(|word| message.contains(word));
        let keeps =
            |offered: bool, asked: bool, words: &[&str]| offered && !(asked && complains(words));
        let asked = request.top_logprobs.unwrap_or(0).min(self.alternatives);
        let alternatives = if complains(&["logprobs"]) {
            FEWER.into_iter().find(|fewer| *fewer < asked)
        } else {
            None
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
            alternatives: alternatives.unwrap_or(self.alternatives),
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
        let kept = told || request.top_logprobs.is_none();
        Self {
            alternatives: if kept { self.alternatives } else { 0 },
            ..self
        }
    }

    /// What both offer: several threads learn at once.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            schema: self.schema && other.schema,
            alternatives: self.alternatives.min(other.alternatives),
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
            request.top_logprobs = Some(20);
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
        let fewer = Offer {
            alternatives: 5,
            ..all
        };
        check("`response_format` is not supported", Some(no_schema));
        check("JSON_SCHEMA: unknown type", Some(no_schema));
        check("property 'top_logprobs' is unsupported", Some(fewer));
        check(
            "unknown: logprobs, response_format",
            Some(Offer {
                alternatives: 5,
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
    fn fewer_alternatives_are_asked_for_until_none_is_left() {
        fn check(asked: Option<u8>, wanted: &[u8]) {
            let mut request = Request::new(Vec::new(), 1);
            request.top_logprobs = asked;
            let complaint = RemoteError::Refused {
                status: 400,
                message: "top_logprobs is too large".to_owned(),
            };
            let steps = std::iter::successors(Some(Offer::default()), |offer| {
                offer.after(&complaint, &request)
            });
            let found = steps.skip(1).map(|offer| offer.alternatives);
            assert_eq!(found.collect::<Vec<_>>(), wanted, "{asked:?}");
        }
        check(Some(20), &[5, 0]);
        check(Some(6), &[5, 0]);
        check(Some(5), &[0]);
        check(Some(1), &[0]);
        check(None, &[]);
    }

    #[test]
    fn a_promise_that_was_not_kept_is_remembered() {
        fn check(asked: Option<u8>, told: bool, alternatives: u8) {
            let mut request = Request::new(Vec::new(), 1);
            request.top_logprobs = asked;
            let left = Offer::default().shown(&request, told);
            let wanted = Offer {
                alternatives,
                ..Offer::default()
            };
            assert_eq!(left, wanted, "{asked:?} {told}");
            assert_eq!(left.shown(&request, true), left, "{asked:?} {told}");
        }
        check(Some(20), true, u8::MAX);
        check(Some(20), false, 0);
        check(None, false, u8::MAX);
        check(None, true, u8::MAX);
    }
}
