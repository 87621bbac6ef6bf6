//! The model: the one inside the program, or a file that replaces it.

use classifier::Model;
use triage::Engine;

use crate::args::Args;
use crate::end::Failure;

/// # Errors
/// A file that cannot be read, or that is no model.
pub fn engine(args: &Args) -> Result<Engine, Failure> {
    // Half of a short run is start-up; the two parts need each other only at the first text.
    std::thread::spawn(triage::prepare);
    let model = match &args.model {
        None => Model::from_bytes(shipped::CLASSIFIER).map_err(|error| error.to_string()),
        Some(path) => std::fs::read(path)
            .map_err(|error| error.to_string())
            .and_then(|bytes| Model::from_bytes(&bytes).map_err(|error| error.to_string()))
            .map_err(|error| format!("{}: {error}", path.display())),
    };
    model
        .map(Engine::new)
        .map_err(|error| Failure::Words(format!("the model cannot be used: {error}")))
}
