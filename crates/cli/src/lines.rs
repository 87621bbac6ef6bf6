//! One incident a line, answered as it comes: a conversation on a terminal, or a pipe.
//!
//! A pipe may be a log that never ends, so nothing is collected; a file that does end is quicker
//! through `--input-file -`, which uses all cores.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};

use triage::{Engine, Settings};

use crate::answer::{fit, judge, longest, object};
use crate::args::Args;
use crate::end::{Done, Failure, say};
use crate::report::report;
use crate::second::Second;
use crate::style::Look;
use crate::{banner, model};

/// Asks until an empty line, `exit`, `quit` or the end of input.
pub fn converse(args: &Args) -> Result<Done, Failure> {
    if args.output_file.is_some() || args.format.is_some() {
        return Err(Failure::Words(
            "--output-file and --format need a text or --input-file".to_owned(),
        ));
    }
    let engine = model::engine(args)?;
    banner(args, &engine);
    if !args.quiet {
        say(format_args!(
            "One incident a line. An empty line, exit, quit or Ctrl-D ends it."
        ));
    }
    let lines = Lines::new(args, &engine, true);
    lines.run(std::io::stdin().lock(), std::io::stdout().lock())
}

/// Reads a pipe to its end.
pub fn pipe(args: &Args) -> Result<Done, Failure> {
    let engine = model::engine(args)?;
    let lines = Lines::new(args, &engine, false);
    lines.run(
        BufReader::new(std::io::stdin().lock()),
        std::io::stdout().lock(),
    )
}

struct Lines<'a> {
    engine: &'a Engine,
    second: Second,
    settings: Settings,
    look: Look,
    json: bool,
    /// Objects of a conversation are read by a person.
    pretty: bool,
    /// Somebody is being asked.
    asking: bool,
}

impl<'a> Lines<'a> {
    fn new(args: &Args, engine: &'a Engine, asking: bool) -> Self {
        Self {
            engine,
            second: Second::new(args, engine),
            settings: args.settings(),
            look: Look::of_stdout(args.no_color),
            json: args.json,
            pretty: asking && std::io::stdout().is_terminal(),
            asking,
        }
    }

    fn run(&self, mut input: impl BufRead, mut out: impl Write) -> Result<Done, Failure> {
        let (mut row, mut failed) = (0, 0);
        let mut line = Vec::new();
        loop {
            self.prompt();
            line.clear();
            if read(&mut input, &mut line)? == 0 {
                break;
            }
            let text = String::from_utf8_lossy(&line);
            let text = text.trim_end_matches(['\n', '\r']);
            if self.asking && ends(text) {
                return Ok(Done::with(failed));
            }
            if text.trim().is_empty() {
                continue;
            }
            row += 1;
            let fits = if std::str::from_utf8(&line).is_err() {
                Err("the line is not valid UTF-8; --input-file - knows other encodings".to_owned())
            } else {
                fit(text)
            };
            match fits {
                Ok(()) => self.tell(text, row, &mut out)?,
                Err(words) => {
                    failed += 1;
                    say(format_args!("row {row}: {words}"));
                }
            }
        }
        if row == 0 && !self.asking {
            return Err(Failure::Words(
                "nothing came in on standard input; give a text, or see --help".to_owned(),
            ));
        }
        if self.asking {
            say(format_args!(""));
        }
        out.flush().map_err(Failure::output)?;
        Ok(Done::with(failed))
    }

    fn prompt(&self) {
        if self.asking {
            let mut err = std::io::stderr().lock();
            let _ = write!(err, "{} ", self.look.strong("incident>"));
            let _ = err.flush();
        }
    }

    fn tell(&self, text: &str, row: u64, out: &mut impl Write) -> Result<(), Failure> {
        let record = judge(self.engine, &self.second, text, &self.settings);
        let bytes = if self.json {
            object(&record, (!self.asking).then_some(row), None, self.pretty)
        } else {
            let gap = if row > 1 { "\n" } else { "" };
            format!("{gap}{}", report(&record, None, self.look)).into_bytes()
        };
        out.write_all(&bytes)
            .and_then(|()| out.flush())
            .map_err(Failure::output)
    }
}

fn ends(text: &str) -> bool {
    let word = text.trim();
    word.is_empty()
        || ["exit", "quit"]
            .iter()
            .any(|end| word.eq_ignore_ascii_case(end))
}

/// A line, or as much of it as tells that it is too long; the rest is passed over.
fn read(input: &mut impl BufRead, line: &mut Vec<u8>) -> Result<usize, Failure> {
    let limit = longest() + 2;
    let failure = |error| Failure::Words(format!("standard input: {error}"));
    let read = input
        .by_ref()
        .take(limit as u64)
        .read_until(b'\n', line)
        .map_err(failure)?;
    if read == limit && !line.ends_with(b"\n") {
        input.skip_until(b'\n').map_err(failure)?;
        // Whole characters, so that only its length is wrong with it.
        if let Err(error) = std::str::from_utf8(line)
            && error.error_len().is_none()
        {
            line.truncate(error.valid_up_to());
        }
        line.resize(line.len().max(longest() + 1), b' ');
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn heard(input: &[u8], asking: bool) -> (usize, Result<Done, Failure>) {
        let parameters = classifier::Parameters::default();
        let model = classifier::Model::from_bytes(&classifier::encode(&parameters)).unwrap();
        let engine = Engine::new(model);
        let args = Args::parse_from(["nlp-triage", "--second-opinion", "off"]);
        let lines = Lines {
            second: Second::new(&args, &engine),
            engine: &engine,
            settings: Settings::default(),
            look: Look::bare(80),
            json: true,
            pretty: false,
            asking,
        };
        let mut out = Vec::new();
        let done = lines.run(input, &mut out);
        (String::from_utf8(out).unwrap().lines().count(), done)
    }

    #[test]
    fn conversations_end_when_asked_to() {
        for (input, answers) in [
            ("", 0),
            ("\n", 0),
            ("a scan\n\na mail\n", 1),
            ("a scan\nexit\na mail\n", 1),
            ("a scan\n QUIT \na mail\n", 1),
            ("a scan\na mail", 2),
            ("exit the building\n", 1),
        ] {
            let (found, done) = heard(input.as_bytes(), true);
            assert_eq!(found, answers, "{input:?}");
            assert!(matches!(done, Ok(Done::Well)), "{input:?}");
        }
    }

    #[test]
    fn pipes_are_read_to_their_end() {
        let long = [vec![b'x'; longest() + 10], b"\na scan\n".to_vec()].concat();
        let umlauts = [
            "\u{e4}".repeat(longest()).into_bytes(),
            b"\nscan\n".to_vec(),
        ]
        .concat();
        for (input, answers, done) in [
            (&b"a scan\r\n\n  \na mail"[..], 2, Some(Done::Well)),
            (b"exit\n", 1, Some(Done::Well)),
            (b"a\0b\na mail\n", 1, Some(Done::SomeFailed)),
            (b"\xff\xfe\na mail\n", 1, Some(Done::SomeFailed)),
            (&long, 1, Some(Done::SomeFailed)),
            (&umlauts, 1, Some(Done::SomeFailed)),
            (b"", 0, None),
            (b"\n \n", 0, None),
        ] {
            let (found, ended) = heard(input, false);
            assert_eq!((found, ended.ok()), (answers, done));
        }
    }
}
