//! What a person wants to know before relying on an endpoint: is it there, does it have the model,
//! what does it offer.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::json;

use crate::error::clean;
use crate::{Cancel, Message, Remote, RemoteError, Request, Role, reader};

/// What an endpoint said of itself. It answered, or there would be none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Names of models it lists; empty if it has no list.
    pub models: Vec<String>,
    /// The list names the model. Says nothing where the list is empty: the model answered.
    pub has_model: bool,
    /// It takes a JSON schema. Whether it follows one shows in its answers.
    pub schema: bool,
    /// It tells probabilities of tokens.
    pub logprobs: bool,
    /// Both questions together, the queue included.
    pub took: Duration,
}

#[derive(Deserialize)]
struct Models {
    data: Vec<Model>,
}

#[derive(Deserialize)]
struct Model {
    id: String,
}

impl Remote {
    /// Lists models, which not every endpoint can, and asks for one token. Whoever presses "test"
    /// waits, so nothing is tried twice.
    ///
    /// # Errors
    /// Those of [`Remote::complete`].
    pub fn probe(&self, cancel: &Cancel) -> Result<Probe, RemoteError> {
        let begun = Instant::now();
        let token = self.endpoint.token.as_ref();
        let models = self.models(cancel).map_err(|error| error.cleaned(token))?;
        let mut request = Request::new(vec![Message::new(Role::User, "Say yes.")], 1);
        request.stream = false;
        request.top_logprobs = Some(1);
        request.schema = Some(json!({
            "type": "object",
            "properties": {"answer": {"type": "string"}},
            "required": ["answer"],
            "additionalProperties": false,
        }));
        let told = match self.ask(&request, &mut |_| ControlFlow::Continue(()), cancel, 0) {
            Ok(completion) => completion.logprobs.is_some_and(|tokens| !tokens.is_empty()),
            // One token may be too little to say anything.
            Err(RemoteError::EmptyAnswer) => false,
            Err(error) => return Err(error.cleaned(token)),
        };
        Ok(Probe {
            has_model: models.iter().any(|id| names(id, &self.endpoint.model)),
            models,
            schema: self.offer().schema,
            logprobs: told,
            took: begun.elapsed(),
        })
    }

    /// An endpoint that is not there or does not answer is an error; one without a list is not.
    fn models(&self, cancel: &Cancel) -> Result<Vec<String>, RemoteError> {
        let mut answer = self.get(&self.address.models, cancel)?;
        if answer.status != 200 {
            return Ok(Vec::new());
        }
        let body = match reader::whole(&mut answer) {
            Err(RemoteError::Cancelled) => return Err(RemoteError::Cancelled),
            body => body.unwrap_or_default(),
        };
        let models = serde_json::from_slice::<Models>(&body);
        Ok(models.map_or_else(
            |_| Vec::new(),
            |models| {
                let token = self.endpoint.token.as_ref();
                let ids = models.data.iter();
                ids.map(|model| clean(&model.id, token)).collect()
            },
        ))
    }
}

/// Hugging Face's router lists models, and takes `model:provider`.
fn names(id: &str, model: &str) -> bool {
    id == model || model.split_once(':').is_some_and(|(bare, _)| id == bare)
}
