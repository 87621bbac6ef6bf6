//! Chat models for the local language model: downloaded, checked, put into `models/`.
//!
//! `curl` does the talking, so that a broken download goes on where it broke. The host says which
//! SHA-256 the file has (Hugging Face in the header `x-linked-etag`) and the file is held to it. Nothing
//! is downloaded unless a person asked for it by name.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use crate::{needs, paths, shell};

struct Known {
    name: &'static str,
    repository: &'static str,
    file: &'static str,
    about: &'static str,
}

/// From the publisher whose files the original used as well.
const KNOWN: [Known; 3] = [
    Known {
        name: "llama-3.1-8b",
        repository: "bartowski/Meta-Llama-3.1-8B-Instruct-GGUF",
        file: "Meta-Llama-3.1-8B-Instruct-Q6_K.gguf",
        about: "6.6 GB, Llama 3.1 Community Licence; taken without being named",
    },
    Known {
        name: "llama-3.2-3b",
        repository: "bartowski/Llama-3.2-3B-Instruct-GGUF",
        file: "Llama-3.2-3B-Instruct-Q6_K.gguf",
        about: "2.7 GB, Llama 3.2 Community Licence",
    },
    Known {
        name: "qwen2.5-1.5b",
        repository: "bartowski/Qwen2.5-1.5B-Instruct-GGUF",
        file: "Qwen2.5-1.5B-Instruct-Q6_K.gguf",
        about: "1.3 GB, Apache 2.0",
    },
];

const HOST: &str = "https://huggingface.co";

/// `fetch NAME [--from MIRROR]`.
pub(crate) fn run(rest: &[String]) -> Result<ExitCode> {
    let words: Vec<&str> = rest.iter().map(String::as_str).collect();
    let (name, host) = match words[..] {
        ["fetch", name] => (name, HOST),
        ["fetch", name, "--from", host] => (name, host),
        _ => bail!("cargo xtask model fetch NAME [--from MIRROR]\n\n{}", list()),
    };
    let known = KNOWN.iter().find(|known| known.name == name);
    let known = known.with_context(|| format!("no model `{name}` is known\n\n{}", list()))?;
    needs::for_fetching()?;
    let place = paths::root().join("models").join(known.file);
    if place.is_file() {
        println!("{} is there already", place.display());
        return Ok(ExitCode::SUCCESS);
    }
    let host = host.trim_end_matches('/');
    let address = format!("{host}/{}/resolve/main/{}", known.repository, known.file);
    eprintln!("{}: {} from {address}", known.file, known.about);
    fetch(&address, &place)?;
    println!("{}", place.display());
    Ok(ExitCode::SUCCESS)
}

fn list() -> String {
    let line = |known: &Known| format!("  {:13} {} ({})", known.name, known.file, known.about);
    format!(
        "Models:\n{}\n\nAny other GGUF chat model serves as well: put the file anywhere and name it with \
         --llm-model or TRIAGE_LLM_MODEL.",
        KNOWN.map(|known| line(&known)).join("\n")
    )
}

/// Never leaves a file at `place` that is not the whole one.
fn fetch(address: &str, place: &Path) -> Result<()> {
    let part = place.with_extension("gguf.part");
    let told = Told::from(address)?;
    // A file that is all there would make curl ask for nothing, which hosts refuse.
    if told.bytes.is_none() || fs::metadata(&part).ok().map(|it| it.len()) != told.bytes {
        let mut curl = Command::new("curl");
        curl.args([
            "--location",
            "--fail",
            "--retry",
            "5",
            "--continue-at",
            "-",
            "--output",
        ]);
        shell::run(curl.arg(&part).arg(address)).with_context(|| {
            format!(
                "what has come lies in {}; the same command goes on from there",
                part.display()
            )
        })?;
    }
    if let Err(error) = told.check(&part) {
        fs::remove_file(&part)?;
        return Err(error);
    }
    fs::rename(&part, place).with_context(|| format!("cannot write {}", place.display()))
}

/// What the host says of a file before it sends it.
#[derive(Debug, Default, PartialEq)]
struct Told {
    bytes: Option<u64>,
    /// Lower-case hex.
    sha256: Option<String>,
}

impl Told {
    fn from(address: &str) -> Result<Self> {
        let arguments = ["--silent", "--show-error", "--fail", "--head", address];
        let answer = Command::new("curl").args(arguments).output()?;
        ensure!(
            answer.status.success(),
            "{address} cannot be had: {}",
            String::from_utf8_lossy(&answer.stderr).trim()
        );
        Ok(Self::of_head(&String::from_utf8_lossy(&answer.stdout)))
    }

    /// The headers of the file itself, not of what the host redirects to.
    fn of_head(head: &str) -> Self {
        let mut told = Self::default();
        for line in head.lines() {
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim().trim_matches('"');
            match name.to_ascii_lowercase().as_str() {
                "x-linked-size" => told.bytes = value.parse().ok(),
                "x-linked-etag" => {
                    let hex = value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit());
                    told.sha256 = hex.then(|| value.to_ascii_lowercase());
                }
                _ => {}
            }
        }
        told
    }

    fn check(&self, file: &Path) -> Result<()> {
        let mut source = File::open(file)?;
        let bytes = source.metadata()?.len();
        if let Some(told) = self.bytes {
            ensure!(bytes == told, "{bytes} bytes came of {told}; try again");
        }
        let mut magic = [0; 4];
        let whole = source.read_exact(&mut magic);
        ensure!(
            whole.is_ok() && &magic == b"GGUF",
            "what came is no GGUF file; perhaps a page that asks for a login"
        );
        let mut sum = Sha256::new();
        sum.update(magic);
        let mut piece = vec![0; 1 << 20];
        loop {
            match source.read(&mut piece)? {
                0 => break,
                n => sum.update(&piece[..n]),
            }
        }
        let sum: String = sum.finalize().iter().map(|b| format!("{b:02x}")).collect();
        match &self.sha256 {
            Some(told) => ensure!(sum == *told, "its SHA-256 is {sum}, not {told}: not kept"),
            None => eprintln!("the host names no sum to hold it to; its SHA-256 is {sum}"),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;

    use super::*;

    /// A host with one file, which says `told` of it. Answers until the test ends.
    fn host(file: &'static [u8], told: String) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut lines = BufReader::new(&stream).lines();
                let first = lines.next().expect("a line").expect("text");
                let mut from = 0;
                for line in lines
                    .map_while(Result::ok)
                    .take_while(|line| !line.is_empty())
                {
                    if let Some(range) = line.to_lowercase().strip_prefix("range: bytes=") {
                        from = range.trim_end_matches('-').parse().expect("a number");
                    }
                }
                let status = if from > 0 {
                    "206 Partial Content"
                } else {
                    "200 OK"
                };
                let length = file.len() - from;
                let range = format!("bytes {from}-{}/{}", file.len() - 1, file.len());
                let head = format!(
                    "HTTP/1.1 {status}\r\n{told}Content-Length: {length}\r\nContent-Range: {range}\r\nConnection: close\r\n\r\n"
                );
                let _ = (&stream).write_all(head.as_bytes());
                if first.starts_with("GET") {
                    let _ = (&stream).write_all(&file[from..]);
                }
            }
        });
        format!("http://{address}/model")
    }

    fn sum_of(bytes: &[u8]) -> String {
        Sha256::digest(bytes)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect()
    }

    #[test]
    fn what_comes_is_held_to_what_was_told() {
        let check =
            |case: &str, file: &'static [u8], told: String, before: &[u8], refused: &str| {
                let folder = paths::target().join("tmp/model-fetch").join(case);
                let _ = fs::remove_dir_all(&folder);
                fs::create_dir_all(&folder).expect("a folder");
                let place = folder.join("model.gguf");
                let part = folder.join("model.gguf.part");
                if !before.is_empty() {
                    fs::write(&part, before).expect("a file");
                }
                match fetch(&host(file, told), &place) {
                    Ok(()) => {
                        assert_eq!(refused, "", "{case}");
                        assert_eq!(fs::read(&place).expect("the file"), file, "{case}");
                    }
                    Err(error) => {
                        let words = format!("{error:#}");
                        assert!(
                            !refused.is_empty() && words.contains(refused),
                            "{case}: {words}"
                        );
                        assert!(!place.exists(), "{case}");
                    }
                }
                assert!(!part.exists(), "{case}");
            };
        let file = b"GGUF and what follows";
        let size = format!("x-linked-size: {}\r\n", file.len());
        let sum = format!("X-Linked-Etag: \"{}\"\r\n", sum_of(file));
        check("whole", file, format!("{size}{sum}"), b"", "");
        check("continued", file, format!("{size}{sum}"), &file[..7], "");
        check("all-there", file, format!("{size}{sum}"), file, "");
        check("nothing-told", file, String::new(), b"", "");
        check(
            "other-sum",
            b"GGUF and something",
            sum.clone(),
            b"",
            "not kept",
        );
        check(
            "spoilt-part",
            file,
            format!("{size}{sum}"),
            b"GGUX",
            "no GGUF",
        );
        check(
            "short",
            b"GGUF and",
            format!("{size}{sum}"),
            b"",
            "8 bytes came of 21",
        );
        check(
            "page",
            b"<html>log in</html>",
            String::new(),
            b"",
            "no GGUF",
        );
    }

    #[test]
    fn heads_are_read() {
        let check = |head: &str, bytes: Option<u64>, sum: Option<&str>| {
            let told = Told::of_head(head);
            assert_eq!((told.bytes, told.sha256.as_deref()), (bytes, sum), "{head}");
        };
        let sum = "0b7a0c121d9f407ce2beeeb41c7dae977461fac103137313c08a8efd233b895d";
        check(
            &format!("HTTP/2 302\r\nX-Linked-Size: 12\r\nx-linked-etag: \"{sum}\"\r\n\r\n"),
            Some(12),
            Some(sum),
        );
        check("HTTP/1.1 200 OK\r\nETag: \"abc\"\r\n", None, None);
        check("x-linked-etag: \"abc\"\nx-linked-size: many\n", None, None);
    }
}
