//! The engine as the server uses it: loaded once, and asked a row at a time by upload workers.

use std::path::Path;
use std::sync::Arc;

use app::backend::Backend;
use classifier::{Model, Scores};
use ingest::Row;
use semantic::Semantic;
use store::{Memory, NewRow, Standing, Standings};
use triage::{Engine, Outcomes, QuickRisk, Rows};

use crate::{Config, provider};

/// Everything the handlers and pages share, and the model as browsers fetch it.
///
/// # Errors
/// A model file that cannot be read, an endpoint that cannot be asked, in words.
pub(crate) fn backend(config: &Config) -> Result<(Backend, Vec<u8>), String> {
    let (bytes, card) = match &config.model {
        Some(path) => {
            let bytes = std::fs::read(path)
                .map_err(|error| format!("cannot read the model {}: {error}", path.display()))?;
            // The card lies beside the model; a model without one is a model nobody measured.
            let card = std::fs::read_to_string(path.with_extension("json"));
            (bytes, card.unwrap_or_else(|_| "{}".to_owned()))
        }
        None => (shipped::CLASSIFIER.to_vec(), shipped::CARD.to_owned()),
    };
    let model = Model::from_bytes(&bytes).map_err(|error| format!("the model: {error}"))?;
    let url = format!("/model/{}.bin", &model.sha256()[..16]);
    let store = Arc::new(Memory::new(config.store.clone()));
    let second = if config.second_opinion {
        let found = semantic::find();
        Semantic::open(&found, model.out_of_domain_bound())
            .map(Arc::new)
            .map_err(|error| error.to_string().into())
    } else {
        Err("it was switched off when the server was started".into())
    };
    match &second {
        Ok(second) => {
            let second = Arc::clone(second);
            std::thread::spawn(move || second.wake());
        }
        Err(reason) => tracing::warn!(%reason, "no second opinion"),
    }
    let backend = Backend {
        engine: Arc::new(Engine::new(model)),
        second,
        language: provider::start(config)?,
        incidents: Arc::clone(&store) as _,
        batches: store,
        model_url: url.into(),
        engine_url: engine_url(&config.site).into(),
        model_bytes: bytes.len() as u64,
        model_card: card.into(),
    };
    Ok((backend, bytes))
}

/// The address of the engine's module, from the list of hashes that `cargo xtask` writes. Without one
/// the page is not live and says so.
fn engine_url(site: &Path) -> String {
    let hashes = std::fs::read_to_string(site.join("hash.txt")).unwrap_or_default();
    hashes
        .lines()
        .find_map(|line| line.strip_prefix("engine: "))
        .map(|hash| format!("/pkg/engine.{}", hash.trim()))
        .unwrap_or_default()
}

/// One thread's engine with its working memory.
pub(crate) struct Judge<'e>(Rows<'e>);

impl<'e> Judge<'e> {
    pub(crate) fn new(engine: &'e Engine) -> Self {
        Self(engine.rows())
    }

    pub(crate) fn row(&mut self, row: Row) -> NewRow {
        let outcomes = self.0.outcomes(&row.text);
        NewRow {
            row: row.row,
            id: row.id,
            text: row.text,
            scores: outcomes.scores,
            standings: standings(&outcomes),
            techniques: outcomes
                .techniques
                .into_iter()
                .map(|at| taxonomy::techniques()[at].id)
                .collect(),
        }
    }

    /// Of a text on scores that are not the classifier's alone.
    pub(crate) fn standings(&mut self, text: &str, scores: Scores) -> Standings {
        standings(&self.0.outcomes_with(text, scores))
    }
}

fn standings(outcomes: &Outcomes) -> Standings {
    Standings::from_fn(|reason| {
        standing(match reason {
            None => outcomes.answered,
            Some(reason) => outcomes.unsure[reason as usize],
        })
    })
}

fn standing(risk: QuickRisk) -> Standing {
    Standing {
        risk: risk.score,
        severity: risk.severity,
        priority: risk.priority,
    }
}
