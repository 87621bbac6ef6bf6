//! What a test found, as names and values for a person to read. No token is ever among them.

use std::path::Path;
use std::time::Duration;

use llm::Loaded;
use remote::Probe;

/// Models of an endpoint that are named.
const NAMED: usize = 8;

/// A model that answers, and what was learnt of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Works {
    /// Name and value.
    pub facts: Vec<(&'static str, String)>,
    /// What a model on this machine would be given for the text of the test.
    pub prompt: Option<String>,
}

impl Works {
    pub(crate) fn local(file: &Path, loaded: &Loaded, took: Duration, prompt: String) -> Self {
        let template = if loaded.own_template {
            "its own"
        } else {
            "none in the file; asked as ChatML"
        };
        Self {
            facts: vec![
                ("File", file.display().to_string()),
                ("Model", loaded.name.clone()),
                ("Architecture", loaded.architecture.clone()),
                ("Parameters", loaded.parameters.to_string()),
                ("Context", format!("{} tokens", loaded.context)),
                ("Computes on", loaded.devices.join(", ")),
                (
                    "Layers on a GPU",
                    format!("{} of {}", loaded.gpu_layers, loaded.layers),
                ),
                ("Chat template", template.to_owned()),
                ("Ready after", seconds(took)),
            ],
            prompt: Some(prompt),
        }
    }

    pub(crate) fn endpoint(url: &str, model: &str, probe: &Probe) -> Self {
        let offered = |offered| if offered { "yes" } else { "no" };
        let listed = match (probe.models.is_empty(), probe.has_model) {
            (true, _) => "the endpoint lists none; the model answered".to_owned(),
            (false, true) => "the model is among them".to_owned(),
            (false, false) => format!("not the model, but {}", names(&probe.models)),
        };
        Self {
            facts: vec![
                ("Address", url.to_owned()),
                ("Model", model.to_owned()),
                ("Models listed", listed),
                ("Takes a JSON schema", offered(probe.schema).to_owned()),
                ("Tells probabilities", offered(probe.logprobs).to_owned()),
                ("Answered in", seconds(probe.took)),
            ],
            prompt: None,
        }
    }
}

fn names(models: &[String]) -> String {
    let shown = models[..models.len().min(NAMED)].join(", ");
    match models.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}
