//! A look at the head of a GGUF file before anything heavy touches it: is it one, and of what kind?
//!
//! Reads the head only, and trusts no number in it. Whether all tensors are there is llama.cpp's
//! to say.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::EngineError;

/// What the head says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// `bert`, `llama`, ...
    pub architecture: String,
}

/// Strings of a head are names and templates; anything longer is no head.
const LONGEST_STRING: u64 = 1 << 20;
/// More entries than any model has.
const MOST_ENTRIES: u64 = 1 << 16;

impl Header {
    /// Reads the head of a file.
    ///
    /// # Errors
    /// Missing, unreadable, not GGUF, or ended before its architecture was named.
    pub fn read(path: &Path) -> Result<Self, EngineError> {
        let file = File::open(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => EngineError::Missing(path.to_owned()),
            _ => EngineError::Unreadable(path.to_owned(), error.to_string()),
        })?;
        match architecture(&mut BufReader::new(file)) {
            Ok(Some(architecture)) => Ok(Self { architecture }),
            Ok(None) => Err(EngineError::NotGguf(path.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(
                EngineError::Damaged(path.to_owned(), "it ends within its head".to_owned()),
            ),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                Err(EngineError::Damaged(path.to_owned(), error.to_string()))
            }
            Err(error) => Err(EngineError::Unreadable(path.to_owned(), error.to_string())),
        }
    }
}

/// `None` if it does not begin like a GGUF of version 2 or 3.
fn architecture(source: &mut impl Read) -> io::Result<Option<String>> {
    let mut magic = [0; 4];
    if source.read_exact(&mut magic).is_err() || &magic != b"GGUF" {
        return Ok(None);
    }
    if !matches!(u32::from_le_bytes(bytes(source)?), 2 | 3) {
        return Ok(None);
    }
    let _tensors = number(source)?;
    let entries = number(source)?;
    for _ in 0..entries.min(MOST_ENTRIES) {
        let key = string(source)?;
        let kind = u32::from_le_bytes(bytes(source)?);
        if key == "general.architecture" && kind == STRING {
            return string(source).map(Some);
        }
        skip(source, kind)?;
    }
    Err(invalid("it does not say its architecture"))
}

const STRING: u32 = 8;
const ARRAY: u32 = 9;

fn skip(source: &mut impl Read, kind: u32) -> io::Result<()> {
    match kind {
        STRING => string(source).map(drop),
        ARRAY => {
            let inner = u32::from_le_bytes(bytes(source)?);
            let n = number(source)?;
            if inner == STRING {
                for _ in 0..n {
                    string(source)?;
                }
                return Ok(());
            }
            let size = size_of_value(inner)?;
            pass(
                source,
                n.checked_mul(size)
                    .ok_or_else(|| invalid("a size overflows"))?,
            )
        }
        other => pass(source, size_of_value(other)?),
    }
}

fn size_of_value(kind: u32) -> io::Result<u64> {
    match kind {
        0 | 1 | 7 => Ok(1),
        2 | 3 => Ok(2),
        4..=6 => Ok(4),
        10..=12 => Ok(8),
        _ => Err(invalid("an entry has an unknown type")),
    }
}

fn pass(source: &mut impl Read, n: u64) -> io::Result<()> {
    let passed = io::copy(&mut source.take(n), &mut io::sink())?;
    if passed < n {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}

fn bytes<const N: usize>(source: &mut impl Read) -> io::Result<[u8; N]> {
    let mut out = [0; N];
    source.read_exact(&mut out)?;
    Ok(out)
}

fn number(source: &mut impl Read) -> io::Result<u64> {
    bytes(source).map(u64::from_le_bytes)
}

fn string(source: &mut impl Read) -> io::Result<String> {
    let length = number(source)?;
    if length > LONGEST_STRING {
        return Err(invalid("a string is longer than any name"));
    }
    let mut out = Vec::new();
    source.take(length).read_to_end(&mut out)?;
    if (out.len() as u64) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    String::from_utf8(out).map_err(|_| invalid("a name is not UTF-8"))
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// SHA-256 of a file, lower-case hex.
///
/// # Errors
/// Missing or unreadable.
pub fn sha256(path: &Path) -> Result<String, EngineError> {
    let mut hasher = Sha256::new();
    let unreadable = |error: io::Error| EngineError::Unreadable(path.to_owned(), error.to_string());
    let mut file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => EngineError::Missing(path.to_owned()),
        _ => unreadable(error),
    })?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).map_err(unreadable)? {
            0 => break,
            n => hasher.update(&buffer[..n]),
        }
    }
    Ok(hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(entries: u64, body: &[u8]) -> Vec<u8> {
        let mut out = b"GGUF".to_vec();
        out.extend(3u32.to_le_bytes());
        out.extend(0u64.to_le_bytes());
        out.extend(entries.to_le_bytes());
        out.extend(body);
        out
    }

    fn text(value: &str) -> Vec<u8> {
        let mut out = (value.len() as u64).to_le_bytes().to_vec();
        out.extend(value.as_bytes());
        out
    }

    fn entry(key: &str, kind: u32, value: &[u8]) -> Vec<u8> {
        let mut out = text(key);
        out.extend(kind.to_le_bytes());
        out.extend(value);
        out
    }

    #[test]
    fn heads_good_and_bad() {
        let named = entry("general.architecture", STRING, &text("bert"));
        let mut later = entry("a.number", 4, &[0; 4]);
        let mut words = STRING.to_le_bytes().to_vec();
        words.extend(2u64.to_le_bytes());
        words.extend(text("x"));
        words.extend(text("y"));
        later.extend(entry("a.list", ARRAY, &words));
        later.extend(&named);
        let mut endless = 0u32.to_le_bytes().to_vec();
        endless.extend(u64::MAX.to_le_bytes());
        let check = |bytes: &[u8], want: Result<Option<&str>, io::ErrorKind>| {
            let got = architecture(&mut &bytes[..]).map_err(|error| error.kind());
            assert_eq!(got, want.map(|o| o.map(str::to_owned)), "{bytes:?}");
        };
        check(&file(1, &named), Ok(Some("bert")));
        check(&file(3, &later), Ok(Some("bert")));
        check(b"", Ok(None));
        check(b"PK\x03\x04 a zip", Ok(None));
        check(b"GGUF\x01\0\0\0", Ok(None));
        check(&file(0, b""), Err(io::ErrorKind::InvalidData));
        check(&file(u64::MAX, b""), Err(io::ErrorKind::UnexpectedEof));
        let list = entry("a", ARRAY, &endless);
        check(&file(1, &list), Err(io::ErrorKind::UnexpectedEof));
        let long = u64::MAX.to_le_bytes();
        check(&file(1, &long), Err(io::ErrorKind::InvalidData));
        let strange = entry("a", 77, b"");
        check(&file(1, &strange), Err(io::ErrorKind::InvalidData));
        let whole = file(3, &later);
        for cut in 4..whole.len() {
            assert!(architecture(&mut &whole[..cut]).is_err(), "{cut}");
        }
    }
}
