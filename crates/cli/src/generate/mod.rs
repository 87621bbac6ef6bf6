//! `nlp-triage generate`: synthetic incidents into a file, in parallel and in order, that a kill at any
//! moment only delays.
//!
//! Rows go to `FILE.part`; after each chunk `FILE.checkpoint` says how many rows and bytes are good.
//! `--resume` cuts the part back to the checkpoint and goes on, so the finished file is the same as an
//! undisturbed run's. Only a finished file gets its name; its card is written beside it.

mod card;
mod checkpoint;
mod flags;
mod progress;
mod stats;

use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use synth::{Generator, Row};

use crate::args::Args;
use crate::end::{Done, Failure, say};
use crate::ordered;
use crate::style::Look;

use checkpoint::Checkpoint;
pub use flags::Flags;
use progress::Progress;
use stats::Stats;

/// What the threads hand over.
struct Chunk {
    bytes: Vec<u8>,
    rows: u64,
    stats: Stats,
}

/// Where a run writes, and under which names.
struct Places {
    done: PathBuf,
    part: PathBuf,
    checkpoint: PathBuf,
}

impl Places {
    fn of(outfile: &Path) -> Self {
        let beside = |ending: &str| {
            let mut name = outfile.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        Self {
            done: outfile.to_owned(),
            part: beside(".part"),
            checkpoint: beside(".checkpoint"),
        }
    }
}

pub fn run(args: &Args, flags: &Flags) -> Result<Done, Failure> {
    let settings = flags.settings()?;
    let places = Places::of(&flags.outfile);
    let words = |what: &str, path: &Path, error: &dyn std::fmt::Display| {
        Failure::Words(format!("cannot {what} {}: {error}", path.display()))
    };
    if places.done.is_dir() {
        return Err(Failure::Words(format!(
            "{} is a directory; name a file in it",
            places.done.display()
        )));
    }
    let wanted = flags.digest(&settings);
    let mut begin = Checkpoint::start(wanted.clone());
    if flags.resume {
        match Checkpoint::read(&places.checkpoint).map_err(Failure::Words)? {
            Some(found) if found.settings != wanted => {
                return Err(Failure::Words(format!(
                    "{} was written with other settings:\n  then {}\n  now  {}\ngive the same flags, or leave out --resume to begin anew",
                    places.checkpoint.display(),
                    found.settings,
                    wanted
                )));
            }
            Some(found) => begin = found,
            None if places.done.is_file() => {
                say(format_args!(
                    "{} is finished already",
                    places.done.display()
                ));
                return Ok(Done::Well);
            }
            None => {}
        }
    }
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&places.part)
        .map_err(|e| words("write", &places.part, &e))?;
    let mut hash = Sha256::new();
    let kept = keep(&mut file, begin.bytes, &mut hash);
    if !kept.map_err(|e| words("read", &places.part, &e))? {
        return Err(Failure::Words(format!(
            "{} is shorter than its checkpoint says; leave out --resume to begin anew",
            places.part.display()
        )));
    }
    let generator = Generator::with(settings);
    let format = flags.format();
    if begin.bytes == 0 {
        let mut head = Vec::new();
        format.head(&mut head);
        file.write_all(&head)
            .map_err(|e| words("write", &places.part, &e))?;
        hash.update(&head);
        begin.bytes = head.len() as u64;
    }
    let mut at = begin;
    let mut progress = Progress::new(args, flags.n_events, at.rows);
    let mut stats = Stats::default();
    // Rows made before a resume are counted by making them again: simpler than keeping counts on disk.
    let mut row = Row::default();
    for id in 1..=at.rows {
        row.fill(&generator.event(id), generator.settings());
        stats.add(id, &row);
    }
    let (first, size) = (at.rows, flags.chunk_size);
    let mut next = first;
    let mut failure = None;
    ordered::run(
        threads(),
        || {
            let from = next;
            next = (from + size).min(flags.n_events);
            (from < next).then_some((from, next))
        },
        || {
            let mut row = Row::default();
            let generator = &generator;
            move |(from, to): (u64, u64)| {
                let mut bytes = Vec::with_capacity(1100 * (to - from) as usize);
                let mut stats = Stats::default();
                // Events are numbered from 1.
                for id in from + 1..=to {
                    row.fill(&generator.event(id), generator.settings());
                    format.row(&row, &mut bytes);
                    stats.add(id, &row);
                }
                Chunk {
                    bytes,
                    rows: to - from,
                    stats,
                }
            }
        },
        |chunk: Chunk| {
            hash.update(&chunk.bytes);
            let written = file.write_all(&chunk.bytes);
            at.rows += chunk.rows;
            at.bytes += chunk.bytes.len() as u64;
            stats.merge(chunk.stats);
            progress.show(at.rows);
            let result = written
                .map_err(|e| words("write", &places.part, &e))
                .and_then(|()| {
                    at.write(&places.checkpoint)
                        .map_err(|e| words("write", &places.checkpoint, &e))
                });
            match result {
                Ok(()) => true,
                Err(found) => {
                    failure = Some(found);
                    false
                }
            }
        },
    );
    progress.wipe();
    if let Some(Failure::Words(why)) = failure {
        return Err(Failure::Words(format!(
            "{why}\nwhat is written is kept; make room and go on with --resume"
        )));
    }
    file.sync_all()
        .map_err(|e| words("write", &places.part, &e))?;
    let sum = hash.finalize();
    let sum: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
    let card = card::Card::new(flags, &generator, stats, at.bytes, sum);
    card.write(&places.done)
        .map_err(|e| words("write the card of", &places.done, &e))?;
    fs::rename(&places.part, &places.done).map_err(|e| words("write", &places.done, &e))?;
    let _ = fs::remove_file(&places.checkpoint);
    if !args.quiet {
        let look = Look::of_stderr(args.no_color);
        say(format_args!(
            "{}",
            card.summary(look, &places.done, progress.seconds())
        ));
    }
    Ok(Done::Well)
}

/// Cuts the part to its good bytes and hashes them; `false` if there are fewer.
fn keep(file: &mut File, bytes: u64, hash: &mut Sha256) -> std::io::Result<bool> {
    if file.metadata()?.len() < bytes {
        return Ok(false);
    }
    file.set_len(bytes)?;
    file.seek(SeekFrom::Start(0))?;
    let mut reader = BufReader::new(&mut *file);
    let mut buffer = vec![0; 1 << 16];
    loop {
        match reader.read(&mut buffer)? {
            0 => break,
            n => hash.update(&buffer[..n]),
        }
    }
    file.seek(SeekFrom::End(0))?;
    Ok(true)
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
