//! Probabilities of tokens, read apart from the answer they come with: what cannot be understood of
//! them is left out, and spoils no answer.

use serde::Deserialize;

/// Tokens of an answer that are kept. Eight times what a model writes here; of a longer answer none are.
const MOST: usize = 4096;

/// Alternatives of a token that are kept: no more can be asked for.
const MOST_ALTERNATIVES: usize = 20;

/// A token of the answer with its natural logarithm of probability, and the likeliest tokens in its
/// place, as many as the endpoint tells, 20 at most. In bytes, because a token may be no whole
/// character.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenLogprob {
    pub bytes: Vec<u8>,
    pub logprob: f32,
    pub top: Vec<(Vec<u8>, f32)>,
}

/// Those of one answer, while it comes.
#[derive(Debug, Default)]
pub(crate) struct Logprobs {
    tokens: Vec<TokenLogprob>,
    /// One was not understood, or there were too many: what is left has a hole.
    lost: bool,
}

#[derive(Deserialize)]
struct Wire {
    choices: Option<Vec<Choice>>,
}

#[derive(Deserialize)]
struct Choice {
    logprobs: Option<Content>,
}

#[derive(Deserialize)]
struct Content {
    content: Option<Vec<Token>>,
}

#[derive(Deserialize)]
struct Token {
    token: String,
    /// Not every server tells them.
    bytes: Option<Vec<u8>>,
    /// Null where a server cannot write minus infinity.
    logprob: Option<f32>,
    top_logprobs: Option<Vec<Token>>,
}

impl Logprobs {
    /// Takes in what a JSON value of the endpoint's, an answer or a piece of it, tells of them.
    pub(crate) fn add(&mut self, json: &str) {
        // Most servers tell none, and none need be looked for.
        if self.lost || !json.contains("\"logprobs\"") {
            return;
        }
        let Ok(wire) = serde_json::from_str::<Wire>(json) else {
            return self.lose();
        };
        let choice = wire.choices.into_iter().flatten().next();
        let told = choice.and_then(|choice| choice.logprobs?.content);
        let told = told.unwrap_or_default();
        if self.tokens.len() + told.len() > MOST {
            return self.lose();
        }
        self.tokens.extend(told.into_iter().map(Token::kept));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// One of each token of the answer, if they were told and understood.
    pub(crate) fn finish(self) -> Option<Vec<TokenLogprob>> {
        (!self.tokens.is_empty()).then_some(self.tokens)
    }

    fn lose(&mut self) {
        *self = Self {
            tokens: Vec::new(),
            lost: true,
        };
    }
}

impl Token {
    fn kept(self) -> TokenLogprob {
        let alternatives = self.top_logprobs.into_iter().flatten();
        TokenLogprob {
            logprob: sure(self.logprob),
            top: alternatives
                .take(MOST_ALTERNATIVES)
                .map(|other| (spelled(other.token, other.bytes), sure(other.logprob)))
                .collect(),
            bytes: spelled(self.token, self.bytes),
        }
    }
}

fn sure(logprob: Option<f32>) -> f32 {
    logprob.unwrap_or(f32::NEG_INFINITY)
}

fn spelled(token: String, bytes: Option<Vec<u8>>) -> Vec<u8> {
    bytes.unwrap_or_else(|| token.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn piece(content: &serde_json::Value) -> String {
        json!({"choices": [{"logprobs": {"content": content}}]}).to_string()
    }

    #[test]
    fn what_is_understood_is_kept_and_a_hole_leaves_nothing() {
        fn check(pieces: &[serde_json::Value], wanted: &[&[u8]]) {
            let mut told = Logprobs::default();
            for piece in pieces {
                told.add(&piece.to_string());
            }
            assert_eq!(told.is_empty(), wanted.is_empty(), "{pieces:?}");
            let told = told.finish();
            assert_eq!(told.is_none(), wanted.is_empty(), "{pieces:?}");
            let tokens = told.iter().flatten();
            let bytes: Vec<&[u8]> = tokens.map(|token| &*token.bytes).collect();
            assert_eq!(bytes, wanted, "{pieces:?}");
        }
        let of = |content: serde_json::Value| json!({"choices": [{"logprobs": content}]});
        let one = of(json!({"content": [{"token": "a", "logprob": -1}]}));
        check(&[], &[]);
        check(&[json!({"choices": []}), of(json!(null))], &[]);
        check(&[of(json!({})), of(json!({"content": null}))], &[]);
        check(&[of(json!({"content": []}))], &[]);
        check(&[one.clone(), one.clone()], &[b"a", b"a"]);
        check(&[one.clone(), of(json!(null))], &[b"a"]);
        let half = json!({"token": "\u{fffd}", "bytes": [0xc3], "logprob": -1});
        check(&[of(json!({"content": [half]}))], &[b"\xc3"]);
        for broken in [
            json!({"content": [{"logprob": -1}]}),
            json!({"content": [{"token": 7, "logprob": -1}]}),
            json!({"content": [{"token": "a", "logprob": "low"}]}),
            json!({"content": [{"token": "a", "bytes": [256], "logprob": -1}]}),
            json!({"content": [{"token": "a", "top_logprobs": {"b": -1}}]}),
            json!({"content": "a"}),
            json!({"tokens": ["a"], "content": {}}),
            json!([1, 2]),
            json!("none"),
        ] {
            check(&[one.clone(), of(broken), one.clone()], &[]);
        }
    }

    #[test]
    fn no_more_is_kept_than_anybody_asked_for() {
        fn check(pieces: usize, tokens: usize, kept: usize) {
            let token = json!({"token": "a", "logprob": -1});
            let many = piece(&json!(vec![token; tokens]));
            let mut told = Logprobs::default();
            for _ in 0..pieces {
                told.add(&many);
            }
            let found = told.finish().map_or(0, |tokens| tokens.len());
            assert_eq!(found, kept, "{pieces} times {tokens}");
        }
        check(1, MOST, MOST);
        check(1, MOST + 1, 0);
        check(MOST, 1, MOST);
        check(MOST + 1, 1, 0);
        let other = json!({"token": "a", "logprob": -1});
        let token = json!({"token": "a", "logprob": -1, "top_logprobs": vec![other; 100]});
        let mut told = Logprobs::default();
        told.add(&piece(&json!([token])));
        let told = told.finish().unwrap();
        assert_eq!(told[0].top.len(), MOST_ALTERNATIVES);
    }
}
