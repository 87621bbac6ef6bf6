//! How far a run is, on disk: replaced whole after each chunk, so it is never half-written.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Everything that decides the rows, in words; another run must have the same.
    pub settings: String,
    /// Rows that are good.
    pub rows: u64,
    /// Bytes of the part that are good.
    pub bytes: u64,
}

impl Checkpoint {
    pub const fn start(settings: String) -> Self {
        Self {
            settings,
            rows: 0,
            bytes: 0,
        }
    }

    /// `None` if there is none; what is wrong with it, in words.
    pub fn read(path: &Path) -> Result<Option<Self>, String> {
        match fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|_| {
                format!(
                    "{} is not a checkpoint; leave out --resume to begin anew",
                    path.display()
                )
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("cannot read {}: {error}", path.display())),
        }
    }

    pub fn write(&self, path: &Path) -> io::Result<()> {
        let mut name = path.as_os_str().to_owned();
        name.push(".new");
        let bytes = serde_json::to_vec(self)?;
        fs::File::create(&name)?.write_all(&bytes)?;
        fs::rename(&name, path)
    }
}
