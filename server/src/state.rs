//! What every handler can reach.

use std::sync::Arc;

use app::backend::Backend;
use axum::body::Bytes;
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use tokio::sync::{Semaphore, watch};

use crate::passes::Passes;
use crate::problem::Problem;
use crate::questions::Questions;
use crate::{Config, engine, rest};

/// Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    pub(crate) config: Arc<Config>,
    pub(crate) backend: Backend,
    pub(crate) passes: Passes,
    pub(crate) questions: Questions,
    /// As the browser fetches it from `backend.model_url`.
    pub(crate) model: Bytes,
    pub(crate) leptos: LeptosOptions,
    pub(crate) uploads: Arc<Semaphore>,
    /// Becomes true when the process is asked to stop; event streams end then.
    pub(crate) stopping: watch::Receiver<bool>,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

impl AppState {
    /// Call where tokio runs.
    ///
    /// # Errors
    /// When a model cannot be read, in words.
    pub fn new(config: Config, stopping: watch::Receiver<bool>) -> Result<Self, String> {
        let (backend, model) = engine::backend(&config)?;
        rest::now_and_then(&backend, stopping.clone());
        let site = std::path::absolute(&config.site).unwrap_or_else(|_| config.site.clone());
        let hashes = site.join("hash.txt");
        let leptos = LeptosOptions::builder()
            .output_name("alertsage")
            .site_root(site.to_string_lossy())
            .site_pkg_dir("pkg")
            .site_addr(config.address)
            .hash_files(hashes.is_file())
            .hash_file(hashes.to_string_lossy().into())
            .build();
        let questions = Questions::default();
        Ok(Self {
            passes: Passes::new(&backend, &config, &questions, stopping.clone()),
            questions,
            uploads: Arc::new(Semaphore::new(config.max_uploads)),
            config: Arc::new(config),
            backend,
            model: model.into(),
            leptos,
            stopping,
        })
    }

    /// Runs store or engine work on a thread that may take its time.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Backend) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let backend = self.backend.clone();
        match tokio::task::spawn_blocking(move || work(&backend)).await {
            Ok(result) => result,
            Err(error) => {
                tracing::error!(%error, "work on a blocking thread failed");
                Err(Problem::internal())
            }
        }
    }
}
