//! A look at the head of a GGUF file before anything heavy touches it: is it one, and of what kind?
//!
//! Reads the head only, and trusts no number in it. Whether all tensors are there is llama.cpp's
//! to say.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
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
    /// Reads the head of a file as far as its architecture, which stands first in most.
    ///
    /// # Errors
    /// Missing, unreadable, not GGUF, or ended before its architecture was named.
    pub fn read(path: &Path) -> Result<Self, EngineError> {
        let mut found = None;
        entries(path, &mut |key, value| match value {
            Value::Text(text) if key == "general.architecture" => {
                found = Some(text);
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        })?;
        found
            .map(|architecture| Self { architecture })
            .ok_or_else(|| {
                let why = "it does not say its architecture".to_owned();
                EngineError::Damaged(path.to_owned(), why)
            })
    }
}

/// What an entry of a head holds, as far as anybody here asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Number(u32),
    Other,
}

/// Shows `visit` the entries of a file's head in their order until it has seen enough.
///
/// # Errors
/// Missing, unreadable, not GGUF, or ended before that.
pub(crate) fn entries(
    path: &Path,
    visit: &mut dyn FnMut(&str, Value) -> ControlFlow<()>,
) -> Result<(), EngineError> {
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => EngineError::Missing(path.to_owned()),
        _ => EngineError::Unreadable(path.to_owned(), error.to_string()),
    })?;
    match walk(&mut BufReader::new(file), visit) {
        Ok(true) => Ok(()),
        Ok(false) => Err(EngineError::NotGguf(path.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(EngineError::Damaged(
            path.to_owned(),
            "it ends within its head".to_owned(),
        )),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(EngineError::Damaged(path.to_owned(), error.to_string()))
        }
        Err(error) => Err(EngineError::Unreadable(path.to_owned(), error.to_string())),
    }
}

/// Whether it begins like a GGUF of version 2 or 3; then `visit` was shown its entries.
fn walk(
    source: &mut impl Read,
    visit: &mut dyn FnMut(&str, Value) -> ControlFlow<()>,
) -> io::Result<bool> {
    let mut magic = [0; 4];
    match source.read_exact(&mut magic) {
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error),
        _ if &magic != b"GGUF" => return Ok(false),
        _ => {}
    }
    if !matches!(u32::from_le_bytes(bytes(source)?), 2 | 3) {
        return Ok(false);
    }
    let _tensors = number(source)?;
    let entries = number(source)?;
    if entries > MOST_ENTRIES {
        return Err(invalid("it has more entries than any model"));
    }
    for _ in 0..entries {
        let key = string(source)?;
        let value = match u32::from_le_bytes(bytes(source)?) {
            STRING => Value::Text(string(source)?),
            NUMBER => Value::Number(u32::from_le_bytes(bytes(source)?)),
            kind => {
                skip(source, kind)?;
                Value::Other
            }
        };
        if visit(&key, value).is_break() {
            break;
        }
    }
    Ok(true)
}

const NUMBER: u32 = 4;
const STRING: u32 = 8;
const ARRAY: u32 = 9;

fn skip(source: &mut impl Read, kind: u32) -> io::Result<()> {
    match kind {
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
        /// The architecture, if there is one, in a head that is GGUF at all.
        fn read(bytes: &[u8]) -> Result<Option<String>, io::ErrorKind> {
            let mut found = String::new();
            let gguf = walk(&mut &bytes[..], &mut |key, value| {
                if let (Value::Text(text), "general.architecture") = (value, key) {
                    found = text;
                }
                ControlFlow::Continue(())
            });
            gguf.map(|gguf| gguf.then_some(found))
                .map_err(|error| error.kind())
        }
        let check = |bytes: &[u8], want: Result<Option<&str>, io::ErrorKind>| {
            assert_eq!(read(bytes), want.map(|o| o.map(str::to_owned)), "{bytes:?}");
        };
        check(&file(1, &named), Ok(Some("bert")));
        check(&file(3, &later), Ok(Some("bert")));
        check(b"", Ok(None));
        check(b"PK\x03\x04 a zip", Ok(None));
        check(b"GGUF\x01\0\0\0", Ok(None));
        check(&file(0, b""), Ok(Some("")));
        check(&file(9, b""), Err(io::ErrorKind::UnexpectedEof));
        check(&file(u64::MAX, b""), Err(io::ErrorKind::InvalidData));
        let list = entry("a", ARRAY, &endless);
        check(&file(1, &list), Err(io::ErrorKind::UnexpectedEof));
        let long = u64::MAX.to_le_bytes();
        check(&file(1, &long), Err(io::ErrorKind::InvalidData));
        let strange = entry("a", 77, b"");
        check(&file(1, &strange), Err(io::ErrorKind::InvalidData));
        let whole = file(3, &later);
        for cut in 4..whole.len() {
            assert!(read(&whole[..cut]).is_err(), "{cut}");
        }
    }
}
