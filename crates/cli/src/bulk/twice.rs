//! An input that is read twice: the file itself, or, of a pipe, a copy of all that came through it.
//!
//! The copy has no name, so nobody else opens it and nothing stays behind, however the run ends.

use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Read, Seek};
use std::time::SystemTime;

use ingest::Reader;

use super::input::{self, Source};
use crate::args::Args;
use crate::end::Failure;

pub struct Twice {
    file: File,
    /// A hint of the format.
    name: Option<String>,
    before: Stamp,
}

/// What changes with a file: its size and the time of its last change.
type Stamp = (u64, Option<SystemTime>);

impl Twice {
    /// # Errors
    /// A file that cannot be opened, a pipe that breaks, no room for the copy.
    pub fn of(args: &Args) -> Result<Self, Failure> {
        let (file, name) = input::named(args)?;
        let words = |error| {
            let input = input::name(args);
            Failure::Words(format!(
                "{input}: it could not be kept for reading it twice: {error}"
            ))
        };
        let file = match file {
            Some(file) if file.metadata().map_err(words)?.is_file() => file,
            Some(pipe) => copy(pipe).map_err(words)?,
            None => copy(io::stdin()).map_err(words)?,
        };
        let before = stamp(&file).map_err(words)?;
        Ok(Self { file, name, before })
    }

    /// Its rows from the first on. One reading at a time: they share their place.
    ///
    /// # Errors
    /// As of every input.
    pub fn rows(&self, args: &Args) -> Result<Reader<Source>, Failure> {
        let words = |error| Failure::Words(format!("{}: {error}", input::name(args)));
        let mut file = self.file.try_clone().map_err(words)?;
        file.rewind().map_err(words)?;
        input::rows(args, Box::new(file), self.name.clone())
    }

    /// Whether it is another than it was before it was read first.
    pub fn has_changed(&self) -> bool {
        stamp(&self.file).ok() != Some(self.before)
    }
}

fn stamp(file: &File) -> io::Result<Stamp> {
    let found = file.metadata()?;
    Ok((found.len(), found.modified().ok()))
}

fn copy(mut pipe: impl Read) -> io::Result<File> {
    let mut file = nameless()?;
    io::copy(&mut pipe, &mut file)?;
    Ok(file)
}

/// Incidents are nobody else's business: for this user only, and gone with the last who has it open.
fn nameless() -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    #[cfg(windows)]
    {
        const DELETE_ON_CLOSE: u32 = 0x0400_0000;
        std::os::windows::fs::OpenOptionsExt::custom_flags(&mut options, DELETE_ON_CLOSE);
    }
    loop {
        let number = RandomState::new().build_hasher().finish();
        let path = std::env::temp_dir().join(format!("nlp-triage-{number:016x}"));
        match options.open(&path) {
            Ok(file) => {
                #[cfg(unix)]
                std::fs::remove_file(&path)?;
                return Ok(file);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}
