//! The second opinion as server and command line use it: one judge, found where the models lie,
//! asked about many texts at a time, and never in the way when it cannot answer.
//!
//! Owns the head that the trainer wrote and the search for the embedding model beside it. Also says which
//! texts are told alike, and brings them into groups. Decides
//! nothing: which texts are asked about is `triage::policy`'s, what follows is `triage`'s.

mod alike;
mod groups;
mod place;
mod turns;

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use classifier::{Head, Scores};
use llm::{Embedder, EmbeddingProcess};
use triage::SecondOpinion;

use crate::turns::{Turn, Turns};

pub use alike::{Alike, NEAR};
pub use groups::Groups;
pub use llm::{EngineError, serve_if_asked};
pub use place::{FILE, find, find_named, folders};

/// Written by `cargo xtask train`; fits the embedding model of [`FILE`] and no other.
const HEAD: &[u8] = include_bytes!("../../../models/semantic.bin");

/// An embedding model that nobody asks gives its memory back after this.
const IDLE: Duration = Duration::from_secs(300);

/// A judge of texts. One question at a time keeps all cores busy; who asks meanwhile waits.
#[derive(Debug)]
pub struct Semantic {
    head: Head,
    turns: Turns,
    process: Mutex<EmbeddingProcess>,
}

/// What the judge says of one text, and where the text lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub opinion: SecondOpinion,
    /// Of length one; see [`llm::Embedding`].
    pub embedding: llm::Embedding,
}

impl Semantic {
    /// Finds and checks the model, and starts nothing yet. `out_of_domain_bound` is the classifier's,
    /// against which pooled scores are held as well.
    ///
    /// # Errors
    /// The model's file is missing, damaged, or not the one the head was trained with.
    pub fn open(file: &Path, out_of_domain_bound: f32) -> Result<Self, EngineError> {
        let mut head = Head::from_bytes(HEAD)
            .map_err(|error| EngineError::Damaged("semantic.bin".into(), error.to_string()))?;
        head.pool = head.pool.aligned(out_of_domain_bound);
        let program =
            std::env::current_exe().map_err(|error| EngineError::NotStarted(error.to_string()))?;
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let sum = head.embedder.clone();
        let process = EmbeddingProcess::new(program, file, Some(&sum), threads, head.dimensions())?;
        Ok(Self {
            head,
            turns: Turns::default(),
            process: Mutex::new(process),
        })
    }

    /// Name and version of the head.
    pub fn id(&self) -> &str {
        &self.head.id
    }

    /// Asks about texts whose classifier's scores are given beside them; one answer a text, in order.
    /// The time of an opinion is its share of the whole question's.
    ///
    /// # Errors
    /// The model's process died, could not be started or took too long; it may be asked again.
    pub fn ask(&self, texts: &[(&str, Scores)]) -> Result<Vec<Answer>, EngineError> {
        self.answer(texts, Turns::take)
    }

    /// The same for files: lets everybody go first who asks otherwise. How long they may have to wait
    /// is up to the length of the question.
    ///
    /// # Errors
    /// As of [`Self::ask`].
    pub fn ask_patiently(&self, texts: &[(&str, Scores)]) -> Result<Vec<Answer>, EngineError> {
        self.answer(texts, Turns::take_patiently)
    }

    fn answer(
        &self,
        texts: &[(&str, Scores)],
        turn: impl FnOnce(&Turns) -> Turn<'_>,
    ) -> Result<Vec<Answer>, EngineError> {
        let only: Vec<&str> = texts.iter().map(|(text, _)| *text).collect();
        let (embeddings, took) = self.embed(&only, turn)?;
        let share = took / u32::try_from(texts.len()).unwrap_or(u32::MAX).max(1);
        Ok(embeddings
            .into_iter()
            .zip(texts)
            .map(|(embedding, (_, first))| Answer {
                opinion: self.opinion(first, &embedding, share),
                embedding,
            })
            .collect())
    }

    /// The `limit` texts most like `text`, most similar first. They are looked at in the order they are
    /// given, until `patience` ends; who asks otherwise goes first.
    ///
    /// # Errors
    /// As of [`Self::ask`].
    pub fn alike<K>(
        &self,
        text: &str,
        among: Vec<(K, String)>,
        limit: usize,
        patience: Duration,
    ) -> Result<Alike<K>, EngineError> {
        alike::alike(text, among, limit, patience, |texts| {
            Ok(self.embed(texts, Turns::take_patiently)?.0)
        })
    }

    /// The texts in groups of near duplicates, looked at in the order they are given, until `patience`
    /// ends; who asks otherwise goes first.
    ///
    /// # Errors
    /// As of [`Self::ask`].
    pub fn groups<K>(
        &self,
        among: Vec<(K, String)>,
        patience: Duration,
    ) -> Result<Groups<K>, EngineError> {
        groups::groups(among, patience, |texts| {
            Ok(self.embed(texts, Turns::take_patiently)?.0)
        })
    }

    /// Embeddings, and the time they took once it was their turn.
    fn embed(
        &self,
        texts: &[&str],
        turn: impl FnOnce(&Turns) -> Turn<'_>,
    ) -> Result<(Vec<llm::Embedding>, Duration), EngineError> {
        if texts.is_empty() {
            return Ok((Vec::new(), Duration::ZERO));
        }
        let _turn = turn(&self.turns);
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        let started = Instant::now();
        let embeddings = process.embed(texts)?;
        Ok((embeddings, started.elapsed()))
    }

    fn opinion(&self, first: &Scores, embedding: &[f32], took: Duration) -> SecondOpinion {
        let own = self.head.scores(embedding);
        SecondOpinion {
            pooled: self.head.pool.of(first, &own),
            own,
            model: self.head.id.clone(),
            micros: u64::try_from(took.as_micros()).ok(),
        }
    }

    /// Starts the model's process before anybody asks. What fails now is told to who asks.
    pub fn wake(&self) {
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = process.start();
    }

    /// Ends the model's process if nobody asked for some minutes. Call now and then; never waits.
    pub fn rest(&self) {
        if let Ok(mut process) = self.process.try_lock() {
            process.rest_after(IDLE);
        }
    }
}
