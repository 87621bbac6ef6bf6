//! How far an unfinished file is, on disk beside it. A checkpoint is replaced as a whole, so there
//! is always one that fits the file: the bytes after it are of no account.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::asked::Asked;
use super::parquet::Group;
use super::tally::Tally;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// What made the file; rows of another version would not fit.
    pub generator: String,
    /// Flags and values.
    pub parameters: Vec<(String, String)>,
    /// Length of the file that holds the rows of the tally.
    pub bytes: u64,
    /// SHA-256 of these bytes.
    pub sha256: String,
    pub tally: Tally,
    /// Row groups of a Parquet file.
    pub groups: Vec<Group>,
    /// Whether the bytes are the whole file; then only its card and its name are missing.
    pub complete: bool,
}

/// Program and grammar.
pub fn generator() -> String {
    format!(
        "nlp-triage {}, grammar {:016x}",
        env!("CARGO_PKG_VERSION"),
        synth::corpus::fingerprint()
    )
}

pub fn path(out: &Path) -> PathBuf {
    super::part::beside(out, ".checkpoint")
}

impl Checkpoint {
    pub fn start(asked: &Asked) -> Self {
        let parameters = asked.parameters().into_iter();
        Self {
            generator: generator(),
            parameters: parameters.map(|(n, v)| (n.to_owned(), v)).collect(),
            bytes: 0,
            sha256: super::part::hex(Sha256::new()),
            tally: Tally::default(),
            groups: Vec::new(),
            complete: false,
        }
    }

    /// # Errors
    /// A full disk, a folder that cannot be written to. The old checkpoint is still there then.
    pub fn save(&self, out: &Path) -> io::Result<()> {
        let draft = super::part::beside(out, ".checkpoint.new");
        let mut file = fs::File::create(&draft)?;
        let bytes = serde_json::to_vec(self)?;
        file.write_all(&bytes)?;
        drop(file);
        fs::rename(draft, path(out))
    }

    /// The checkpoint of an unfinished run of the same parameters.
    ///
    /// # Errors
    /// What is wrong with it, in words that say what to do.
    pub fn load(out: &Path, asked: &Asked) -> Result<Self, String> {
        let path = path(out);
        let name = path.display();
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(format!(
                    "there is nothing to resume: {name} does not exist; run it without --resume"
                ));
            }
            Err(error) => return Err(format!("cannot read {name}: {error}")),
        };
        let found: Self = serde_json::from_slice(&bytes).map_err(|error| {
            format!("{name} is no checkpoint ({error}); run it without --resume to start over")
        })?;
        let wanted = Self::start(asked);
        if found.generator != wanted.generator {
            return Err(format!(
                "{name} was written by {}, this is {}; their rows do not fit together. Finish \
                 with the program that began, or run without --resume to start over",
                found.generator, wanted.generator
            ));
        }
        let other: Vec<String> = found
            .parameters
            .iter()
            .zip(&wanted.parameters)
            .filter(|(there, here)| there != here)
            .map(|((name, there), (_, here))| {
                format!("--{name} {there} there, --{name} {here} here")
            })
            .collect();
        if !other.is_empty() || found.parameters.len() != wanted.parameters.len() {
            return Err(format!(
                "{name} belongs to a run with other parameters: {}. Repeat the parameters it was \
                 begun with, or run without --resume to start over",
                other.join("; ")
            ));
        }
        if found.tally.frames.len() != wanted.tally.frames.len() {
            return Err(format!(
                "{name} is damaged; run it without --resume to start over"
            ));
        }
        Ok(found)
    }
}
