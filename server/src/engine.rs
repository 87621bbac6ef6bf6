//! The engine as the server uses it: loaded once, and asked a row at a time by upload workers.

use std::sync::Arc;

use app::Engine;
use app::backend::Backend;
use classifier::{Model, Parameters};
use ingest::Row;
use store::{Memory, NewRow, Standing, Standings};
use triage::{Settings, Source};

use crate::Config;

/// Everything the handlers and pages share.
///
/// # Errors
/// A model file that cannot be read, in words.
pub(crate) fn backend(config: &Config) -> Result<(Backend, Vec<u8>), String> {
    let bytes = match &config.model {
        Some(path) => std::fs::read(path)
            .map_err(|error| format!("cannot read the model {}: {error}", path.display()))?,
        None => classifier::encode(&Parameters::default()),
    };
    let model = Model::from_bytes(&bytes).map_err(|error| format!("the model: {error}"))?;
    let url = format!("/model/{}.bin", &model.sha256()[..16]);
    let store = Arc::new(Memory::new(config.store.clone()));
    let backend = Backend {
        engine: Arc::new(Engine::new(model)),
        incidents: Arc::clone(&store) as _,
        batches: store,
        model_url: url.into(),
        model_bytes: bytes.len() as u64,
        model_card: "{}".into(),
    };
    Ok((backend, bytes))
}

/// One thread's engine with its working memory.
pub(crate) struct Judge<'e> {
    engine: &'e Engine,
}

impl<'e> Judge<'e> {
    pub(crate) fn new(engine: &'e Engine) -> Self {
        Self { engine }
    }

    pub(crate) fn row(&mut self, row: Row) -> NewRow {
        let record = self
            .engine
            .triage(&row.text, &Settings::default(), Source::Api);
        let standing = Standing {
            risk: record.risk.score,
            severity: record.risk.severity,
            priority: record.risk.priority,
        };
        NewRow {
            row: row.row,
            id: row.id,
            text: row.text,
            scores: record.scores,
            standings: Standings::from_fn(|_| standing),
            techniques: Vec::new(),
        }
    }
}
