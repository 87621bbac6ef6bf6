//! What the server hands to the pages. Server only.

use std::sync::Arc;

use semantic::Semantic;
use store::{Counted, Said, StoreError, StoredRow};
use triage::passes::{Passes, Stage};
use triage::policy::Ask;
use triage::{Engine, Opinion, SecondOpinion, Settings, Source, Triage};

use crate::provider::Provider;

/// Cheap to clone; one for the whole process, in the context of every page and server function.
#[derive(Clone)]
pub struct Backend {
    /// Answers "what about this text?".
    pub engine: Arc<Engine>,
    /// Asked where the engine is unsure; if there is none, why.
    pub second: Result<Arc<Semantic>, Arc<str>>,
    /// The language model, if one is on; asked when a person asks, or about files as its
    /// [`crate::language_model::UseOfLanguage`] says.
    pub language: Provider,
    pub incidents: Arc<dyn store::Incidents>,
    pub batches: Arc<dyn store::Batches>,
    /// Where the browser fetches the engine's model, e.g. `/model/3f2a.bin`.
    pub model_url: Arc<str>,
    /// Where the browser fetches the engine itself, without `.js` and `_bg.wasm`, e.g.
    /// `/pkg/engine.3f2a`.
    pub engine_url: Arc<str>,
    pub model_bytes: u64,
    /// The model card: JSON as training wrote it.
    pub model_card: Arc<str>,
}

impl Backend {
    /// The record of a text, with the second opinion where it is wanted. A second opinion that fails is
    /// logged and left out.
    pub fn triage(&self, text: &str, settings: &Settings, source: Source, ask: Ask) -> Triage {
        let mut record = self.engine.triage(text, settings, source);
        let bound = self.engine.out_of_domain_bound();
        if ask.wants(&record.scores, bound)
            && let Err(error) = self.ask_second(&mut record)
        {
            tracing::warn!(%error, "no second opinion");
        }
        record
    }

    /// The record of a batch's row, with the opinions it has been given that those passes show.
    pub fn record_of(
        &self,
        stored: &StoredRow,
        batch: &str,
        settings: &Settings,
        passes: Passes,
    ) -> Triage {
        let source = Source::Batch {
            batch: batch.to_owned(),
            row: stored.row,
        };
        let mut record = self.engine.triage(&stored.text, settings, source);
        let given = Stage::ALL.map(|stage| stored.opinion(stage, passes));
        for revision in given.into_iter().flatten() {
            match &revision.said {
                Said::Scores { own, judge } => {
                    let second = SecondOpinion {
                        own: *own,
                        pooled: revision.pooled,
                        model: judge.to_string(),
                        micros: revision.micros,
                    };
                    self.engine.second_opinion(&mut record, second);
                }
                Said::Answer(counted) => {
                    let answer = &counted.answer;
                    let opinion = Opinion::of_language_model(
                        answer.label,
                        &answer.model,
                        answer.milliseconds,
                    );
                    let likelihoods = answer.log_likelihoods();
                    self.engine
                        .language_opinion(&mut record, opinion, likelihoods, counted.weight);
                }
            }
        }
        record
    }

    /// An incident as it is decided here; see [`Self::weighed`].
    ///
    /// # Errors
    /// There is no such incident.
    pub fn incident(&self, id: &str) -> Result<Triage, StoreError> {
        Ok(self.weighed(self.incidents.get(id)?))
    }

    /// A stored record as it is decided here: of the answers of language models that count at all and are
    /// believed the latest counts, by its own weight, however often they were asked and whichever is on
    /// now. What is stored is as it was without.
    pub fn weighed(&self, mut record: Triage) -> Triage {
        if let Ok(answers) = self.incidents.answers(&record.id)
            && let Some((likely, weight)) = answers.iter().rev().find_map(Counted::counts)
        {
            self.engine.weigh(&mut record, &likely, weight);
        }
        record
    }

    /// Adds the second opinion to a record that has none.
    ///
    /// # Errors
    /// There is no second judge, or it failed; in words.
    pub fn ask_second(&self, record: &mut Triage) -> Result<(), String> {
        let second = self.second.as_ref().map_err(ToString::to_string)?;
        let answers = second
            .ask(&[(record.input.text.as_str(), record.scores)])
            .map_err(|error| error.to_string())?;
        if let Some(answer) = answers.into_iter().next() {
            self.engine.second_opinion(record, answer.opinion);
        }
        Ok(())
    }
}
