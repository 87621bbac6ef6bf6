//! The caller's side of an embedder: starts the model's process when first asked, and ends it when
//! dropped or idle.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::child::Child;
use crate::wire::unpack;
use crate::worker::{EMBED, Greeting};
use crate::{Embedder, Embedding, EngineError, Header, sha256};

/// Texts of one question: enough to keep the model busy, few enough to be answered in seconds.
const TEXTS: usize = 64;
/// Loading a few megabytes, on a machine under load.
const TO_START: Duration = Duration::from_secs(60);
const TO_ANSWER: Duration = Duration::from_secs(120);

/// An embedder in a process of its own.
#[derive(Debug)]
pub struct EmbeddingProcess {
    child: Child,
    model: PathBuf,
    dimensions: usize,
}

impl EmbeddingProcess {
    /// Checks the file and starts nothing heavy yet. `program` is this very program, whose `main`
    /// calls [`crate::serve_if_asked`]; `sum` is the SHA-256 that the head was trained with.
    ///
    /// # Errors
    /// Missing, not GGUF, damaged in its head, or another file than the one with that sum.
    pub fn new(
        program: PathBuf,
        model: &Path,
        sum: Option<&str>,
        threads: usize,
        dimensions: usize,
    ) -> Result<Self, EngineError> {
        Header::read(model)?;
        if let Some(sum) = sum
            && sha256(model)? != sum
        {
            return Err(EngineError::WrongSum(model.to_owned()));
        }
        let arguments = vec![EMBED.into(), model.into(), threads.to_string().into()];
        Ok(Self {
            child: Child::new(program, arguments),
            model: model.to_owned(),
            dimensions,
        })
    }

    /// The process id while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.child.pid()
    }

    /// Ends the process if nobody asked for that long; it starts again when asked.
    pub fn rest_after(&mut self, idle: Duration) {
        self.child.rest_after(idle);
    }

    /// Starts the process, so that the first question need not wait for it.
    ///
    /// # Errors
    /// As of a question.
    pub fn start(&mut self) -> Result<(), EngineError> {
        let greeted = self.child.start(TO_START).and_then(|payload| {
            payload
                .map(|payload| serde_json::from_slice::<Greeting>(&payload))
                .transpose()
                .map_err(|_| EngineError::Died("it greeted strangely".to_owned()))
        });
        let wrong = match greeted {
            Ok(None) => return Ok(()),
            Ok(Some(greeting)) if greeting.dimensions == self.dimensions => return Ok(()),
            Ok(Some(greeting)) => EngineError::WrongKind {
                path: self.model.clone(),
                wanted: "a model with embeddings of another length",
                found: format!("{} dimensions", greeting.dimensions),
            },
            Err(error) => error.at_start(&self.model),
        };
        self.child.stop();
        Err(wrong)
    }

    fn ask(&mut self, texts: &[&str]) -> Result<Vec<Embedding>, EngineError> {
        self.start()?;
        let question = serde_json::to_vec(texts).unwrap_or_default();
        let payload = self.child.ask(&question, TO_ANSWER)?;
        unpack(&payload, texts.len(), self.dimensions).ok_or_else(|| {
            self.child.stop();
            EngineError::Died("it answered strangely".to_owned())
        })
    }
}

impl Embedder for EmbeddingProcess {
    fn embed(&mut self, texts: &[&str]) -> Result<Vec<Embedding>, EngineError> {
        let mut out = Vec::with_capacity(texts.len());
        for part in texts.chunks(TEXTS) {
            out.extend(self.ask(part)?);
        }
        Ok(out)
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }
}
