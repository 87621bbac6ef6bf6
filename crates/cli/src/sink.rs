//! Where records go: standard output, or a file that appears whole or not at all.
//!
//! A file is written beside its place under another name and renamed at the end, so an old file
//! stays until the new one is complete. Pipes and devices are written to as they are.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use export::Format;

use crate::args::Args;
use crate::end::Failure;

pub struct Sink {
    out: Out,
    /// For messages.
    name: String,
}

enum Out {
    Stdout(io::Stdout),
    Direct(File),
    Whole { file: File, draft: Draft },
}

/// The format asked for by name, by the output file's ending, or by `--json`; `None` where
/// nothing is said and a person reads standard output.
///
/// # Errors
/// A file name that tells no format.
pub fn format(args: &Args) -> Result<Option<Format>, Failure> {
    if let Some(kind) = args.format {
        return Ok(Some(kind.into()));
    }
    let json = args.json.then_some(Format::JsonLines);
    let Some(path) = args.output_file.as_deref().filter(|path| !is_stdout(path)) else {
        return Ok(json.or(args.output_file.is_some().then_some(Format::JsonLines)));
    };
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    match ending.as_deref().and_then(|ending| ending.to_str()) {
        Some("ndjson") => Ok(Some(Format::JsonLines)),
        ending => match ending.and_then(Format::from_extension).or(json) {
            Some(format) => Ok(Some(format)),
            None => Err(Failure::Words(format!(
                "{}: the name tells no format; end it in .jsonl, .csv or .json, or add --format",
                path.display()
            ))),
        },
    }
}

fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == "-"
}

impl Sink {
    /// # Errors
    /// A place that cannot be written to: said before anything is read.
    pub fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path.filter(|path| !is_stdout(path)) else {
            return Ok(Self {
                out: Out::Stdout(io::stdout()),
                name: "standard output".to_owned(),
            });
        };
        let name = path.display().to_string();
        let words = |error| Failure::Words(format!("cannot write {}: {error}", path.display()));
        let out = match fs::metadata(path) {
            Ok(found) if found.is_dir() => {
                return Err(Failure::Words(format!(
                    "cannot write {name}: it is a directory; name a file in it"
                )));
            }
            Ok(found) if !found.is_file() => {
                Out::Direct(OpenOptions::new().write(true).open(path).map_err(words)?)
            }
            // Through a link, the file it points to is replaced, not the link.
            Ok(found) => {
                let place = fs::canonicalize(path).map_err(words)?;
                if found.permissions().readonly() {
                    return Err(words(io::ErrorKind::PermissionDenied.into()));
                }
                let (file, draft) = Draft::beside(place).map_err(words)?;
                file.set_permissions(found.permissions()).map_err(words)?;
                Out::Whole { file, draft }
            }
            Err(_) => {
                let (file, draft) = Draft::beside(path.to_owned()).map_err(words)?;
                Out::Whole { file, draft }
            }
        };
        Ok(Self { out, name })
    }

    /// Nothing where only a draft was begun, which is gone then: whoever is stopped while the first row
    /// is long to come leaves none behind.
    pub fn unless_draft(self) -> Option<Self> {
        match self.out {
            Out::Whole { .. } => None,
            Out::Stdout(_) | Out::Direct(_) => Some(self),
        }
    }

    /// # Errors
    /// A reader gone, a full disk.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match &mut self.out {
            Out::Stdout(out) => out.write_all(bytes).map_err(Failure::output),
            Out::Direct(file) | Out::Whole { file, .. } => {
                file.write_all(bytes).map_err(|error| match error.kind() {
                    io::ErrorKind::BrokenPipe => Failure::ReaderGone,
                    _ => Failure::Words(format!("cannot write {}: {error}", self.name)),
                })
            }
        }
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn finish(self) -> Result<(), Failure> {
        match self.out {
            Out::Stdout(mut out) => out.flush().map_err(Failure::output),
            Out::Direct(_) => Ok(()),
            Out::Whole { file, draft } => {
                drop(file);
                draft
                    .publish()
                    .map_err(|error| Failure::Words(format!("cannot write {}: {error}", self.name)))
            }
        }
    }
}

/// A file under a name of its own; gone when dropped before it is published.
struct Draft {
    path: PathBuf,
    place: PathBuf,
}

impl Draft {
    fn beside(place: PathBuf) -> io::Result<(File, Self)> {
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        // A run that was killed leaves its draft; a later one with its number takes another name.
        let mut taken = 0;
        loop {
            let path = place.with_file_name(format!(".{name}.{}-{taken}.part", std::process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok((file, Self { path, place })),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && taken < 100 => {
                    taken += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn publish(self) -> io::Result<()> {
        fs::rename(&self.path, &self.place)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After publishing there is nothing under this name any more.
        let _ = fs::remove_file(&self.path);
    }
}
