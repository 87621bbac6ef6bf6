//! The file while it grows: under another name, with a running SHA-256, locked against a second
//! run. It gets its own name only when it is complete.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::checkpoint::Checkpoint;

/// Bytes of one write. What is written is still in the cache when it is hashed; and of eight megabytes at
/// once Linux on ext4 took six times the time that it takes of these.
const AT_ONCE: usize = 1 << 18;

pub struct Part {
    file: File,
    /// The name it has while it grows; the file's own name once it is complete.
    pub path: PathBuf,
    out: PathBuf,
    hash: Sha256,
    pub bytes: u64,
}

/// The name of a file that stands beside another.
pub fn beside(out: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(out);
    name.push(ending);
    name.into()
}

impl Part {
    /// A new file; what an unfinished run left is overwritten.
    ///
    /// # Errors
    /// In words that say what to do.
    pub fn begin(out: &Path, start: &Checkpoint) -> Result<Self, String> {
        let path = beside(out, ".part");
        let file = open(&path, true)?;
        // The checkpoint first: of a file that is not cut yet it says that nothing counts.
        start
            .save(out)
            .and_then(|()| file.set_len(0))
            .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        Ok(Self {
            file,
            path,
            out: out.to_owned(),
            hash: Sha256::new(),
            bytes: 0,
        })
    }

    /// The file of an unfinished run, cut to what its checkpoint vouches for.
    ///
    /// # Errors
    /// A file that is not what the checkpoint says, in words that say what to do.
    pub fn resume(out: &Path, checkpoint: &Checkpoint) -> Result<Self, String> {
        let mut path = beside(out, ".part");
        // Killed when the file had its name already, but its checkpoint was still there.
        if checkpoint.complete && !path.exists() && out.is_file() {
            path = out.to_owned();
        }
        let name = path.display().to_string();
        let over = "run it without --resume to start over";
        let mut file = open(&path, false).map_err(|error| format!("{error}; {over}"))?;
        let words = |error: io::Error| format!("cannot read {name}: {error}");
        let length = file.metadata().map_err(words)?.len();
        if length < checkpoint.bytes || (checkpoint.complete && length > checkpoint.bytes) {
            return Err(format!(
                "{name} is not as long as its checkpoint says; {over}"
            ));
        }
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 1 << 20];
        let mut left = checkpoint.bytes;
        while left > 0 {
            let most = buffer
                .len()
                .min(usize::try_from(left).unwrap_or(usize::MAX));
            let read = file.read(&mut buffer[..most]).map_err(words)?;
            if read == 0 {
                break;
            }
            hash.update(&buffer[..read]);
            left -= read as u64;
        }
        if hex(hash.clone()) != checkpoint.sha256 {
            return Err(format!("{name} is not the file of its checkpoint; {over}"));
        }
        let cut = if length > checkpoint.bytes {
            file.set_len(checkpoint.bytes)
        } else {
            Ok(())
        };
        cut.and_then(|()| file.seek(SeekFrom::Start(checkpoint.bytes)))
            .map_err(|error| format!("cannot write {name}: {error}"))?;
        Ok(Self {
            file,
            path,
            out: out.to_owned(),
            hash,
            bytes: checkpoint.bytes,
        })
    }

    /// # Errors
    /// A full disk.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        for bytes in bytes.chunks(AT_ONCE) {
            self.file.write_all(bytes)?;
            self.hash.update(bytes);
            self.bytes += bytes.len() as u64;
        }
        Ok(())
    }

    /// SHA-256 of all that was written, as 64 hexadecimal digits.
    pub fn sha256(&self) -> String {
        hex(self.hash.clone())
    }

    /// Gives the complete file its name.
    ///
    /// # Errors
    /// A name that cannot be taken.
    pub fn publish(self) -> io::Result<()> {
        if self.path != self.out {
            fs::rename(&self.path, &self.out)?;
        }
        Ok(())
    }
}

pub fn hex(hash: Sha256) -> String {
    format!("{:x}", hash.finalize())
}

fn open(path: &Path, create: bool) -> Result<File, String> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(create)
        .truncate(false)
        .open(path)
        .map_err(|error| {
            let advice = match error.kind() {
                io::ErrorKind::NotFound if create => "; create its folder first",
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    "; name a file in a folder you may write to"
                }
                _ => "",
            };
            format!("cannot write {}: {error}{advice}", path.display())
        })?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(format!(
            "another run is writing {}; wait for it, or name another file",
            path.display()
        )),
        // A file system without locks is no reason not to write.
        _ => Ok(file),
    }
}
