//! What is asked, and the JSON that goes over the wire.

use serde_json::{Value, json};

use crate::Offer;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    System,
    User,
    Assistant,
}

/// One turn of the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub role: Role,
    pub content: String,
}

impl Message {
    pub fn new(role: Role, content: &str) -> Self {
        Self {
            role,
            content: content.to_owned(),
        }
    }
}

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub messages: Vec<Message>,
    /// Tokens of the answer, at most.
    pub max_tokens: u32,
    /// 0: the likeliest token each time.
    pub temperature: f64,
    /// JSON schema that the answer must follow.
    pub schema: Option<Value>,
    /// With each token its logarithmic probability and those of so many alternatives, 0 to 20.
    pub top_logprobs: Option<u8>,
    /// Answer piece by piece.
    pub stream: bool,
    pub seed: Option<u64>,
}

impl Request {
    /// An answer of up to `max_tokens` tokens, at temperature 0, streamed, in free text.
    pub fn new(messages: Vec<Message>, max_tokens: u32) -> Self {
        Self {
            messages,
            max_tokens,
            temperature: 0.0,
            schema: None,
            top_logprobs: None,
            stream: true,
            seed: None,
        }
    }

    /// Exactly what is sent to an endpoint for `model` that offers `offer`.
    pub fn body(&self, model: &str, offer: Offer) -> Value {
        let messages: Vec<Value> = self
            .messages
            .iter()
            .map(|message| json!({"role": message.role.name(), "content": message.content}))
            .collect();
        let mut body = json!({
            "model": model,
            "messages": messages,
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
            "stream": self.stream,
        });
        if self.stream && offer.usage {
            body["stream_options"] = json!({"include_usage": true});
        }
        if let Some(schema) = self.schema.as_ref().filter(|_| offer.schema) {
            body["response_format"] = json!({
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": true, "schema": schema},
            });
        }
        let top = self.top_logprobs.filter(|_| offer.alternatives > 0);
        if let Some(top) = top {
            body["logprobs"] = json!(true);
            body["top_logprobs"] = json!(top.min(offer.alternatives));
        }
        if let Some(seed) = self.seed.filter(|_| offer.seed) {
            body["seed"] = json!(seed);
        }
        body
    }
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_holds_what_is_asked_and_offered() {
        fn check(change: fn(&mut Request, &mut Offer), more: Value) {
            let mut request = Request::new(vec![Message::new(Role::User, "Hi \"you\"\n")], 7);
            let mut offer = Offer::default();
            request.stream = false;
            change(&mut request, &mut offer);
            let mut wanted = json!({
                "model": "m",
                "messages": [{"role": "user", "content": "Hi \"you\"\n"}],
                "max_tokens": 7,
                "temperature": 0.0,
                "stream": false,
            });
            for (key, value) in more.as_object().unwrap() {
                wanted[key] = value.clone();
            }
            assert_eq!(request.body("m", offer), wanted);
        }
        let schema = json!({"type": "object"});
        check(|_, _| {}, json!({}));
        check(
            |r, _| r.stream = true,
            json!({"stream": true, "stream_options": {"include_usage": true}}),
        );
        check(
            |r, o| (r.stream, o.usage) = (true, false),
            json!({"stream": true}),
        );
        check(
            |r, _| r.schema = Some(json!({"type": "object"})),
            json!({"response_format": {"type": "json_schema", "json_schema":
                {"name": "answer", "strict": true, "schema": schema}}}),
        );
        check(
            |r, o| (r.schema, o.schema) = (Some(json!({})), false),
            json!({}),
        );
        check(
            |r, _| r.top_logprobs = Some(20),
            json!({"logprobs": true, "top_logprobs": 20}),
        );
        check(
            |r, o| (r.top_logprobs, o.alternatives) = (Some(20), 5),
            json!({"logprobs": true, "top_logprobs": 5}),
        );
        check(
            |r, o| (r.top_logprobs, o.alternatives) = (Some(5), 0),
            json!({}),
        );
        check(|r, _| r.seed = Some(7), json!({"seed": 7}));
        check(|r, o| (r.seed, o.seed) = (Some(7), false), json!({}));
    }
}
