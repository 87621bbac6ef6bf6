//! `nlp-triage generate`: a file of synthetic incidents, made on all cores, in order, the same
//! bytes for the same parameters.
//!
//! The file grows under another name, with checkpoints, and is there under its own only when it
//! is complete. Its data card says what is in it. The rows are `synth`'s.

mod asked;
mod card;
mod checkpoint;
mod lines;
mod make;
mod parquet;
mod part;
mod progress;
mod summary;
mod tally;

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use synth::Rows;

use crate::args::Args;
use crate::bulk;
use crate::end::{Done, Failure};
use crate::style::Look;
use card::Card;
use checkpoint::Checkpoint;
use make::Pool;
use part::Part;
use progress::Progress;
use summary::Summary;

pub use asked::{AFTER, Asked};

pub fn run(args: &Args, asked: &Asked) -> Result<Done, Failure> {
    if let Some(flag) = args.of_judging() {
        return Err(Failure::Words(format!(
            "{flag} is about judging texts and does nothing for generate; leave it out"
        )));
    }
    let rows = Rows::new(asked.settings())
        .map_err(|error| Failure::Words(format!("cannot generate: {error}")))?;
    match place(&asked.outfile)? {
        Place::Stream(out) => stream(&rows, asked, out),
        Place::File(out) => file(args, asked, &rows, &out),
    }
}

/// Where rows go.
enum Place {
    /// Standard output, a device, a pipe: written to as it is.
    Stream(Box<dyn Write + Send>),
    File(PathBuf),
}

fn place(path: &Path) -> Result<Place, Failure> {
    if path.as_os_str() == "-" {
        return Ok(Place::Stream(Box::new(io::stdout())));
    }
    let words = |error| Failure::Words(format!("cannot write {}: {error}", path.display()));
    match path.metadata() {
        Ok(found) if found.is_dir() => Err(Failure::Words(format!(
            "cannot write {}: it is a directory; name a file in it",
            path.display()
        ))),
        Ok(found) if !found.is_file() => {
            let device = OpenOptions::new().write(true).open(path).map_err(words)?;
            Ok(Place::Stream(Box::new(device)))
        }
        // Through a link, the file it points to is replaced, not the link.
        Ok(_) => Ok(Place::File(path.canonicalize().map_err(words)?)),
        Err(_) if path.file_name().is_none() => Err(Failure::Words(format!(
            "cannot write {}: it names no file",
            path.display()
        ))),
        Err(_) => Ok(Place::File(path.to_owned())),
    }
}

/// Rows where nothing can be renamed, resumed or described.
fn stream(rows: &Rows, asked: &Asked, mut out: Box<dyn Write + Send>) -> Result<Done, Failure> {
    let name = asked.outfile.display();
    if asked.resume {
        return Err(Failure::Words(format!(
            "{name} cannot be resumed; name a file, or leave --resume out"
        )));
    }
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::ReaderGone,
        _ => Failure::Words(format!("cannot write {name}: {error}")),
    };
    let mut state = Checkpoint::start(asked);
    out.write_all(&make::head(asked.kind())).map_err(failed)?;
    pour(rows, asked, &mut state, |bytes, _, _| {
        out.write_all(bytes).map_err(failed)
    })?;
    out.write_all(&tail(asked, &state)).map_err(failed)?;
    out.flush().map_err(failed)?;
    Ok(Done::Well)
}

fn file(args: &Args, asked: &Asked, rows: &Rows, out: &Path) -> Result<Done, Failure> {
    let (mut part, mut state) = begin(asked, out)?;
    let before = state.tally.rows;
    let mut progress = Progress::new(!args.quiet, args.no_color, asked.n_events, before);
    let failed = |error: io::Error| {
        Failure::Words(format!(
            "cannot write {}: {error}. The rows so far are kept in {}; make room and repeat the \
             command with --resume",
            out.display(),
            part::beside(out, ".part").display()
        ))
    };
    let poured = pour(rows, asked, &mut state, |bytes, state, ends_chunk| {
        part.write(bytes).map_err(failed)?;
        if ends_chunk {
            keep(state, &part, out).map_err(failed)?;
        }
        progress.show(state.tally.rows);
        Ok(())
    });
    if let Err(failure) = poured {
        progress.wipe();
        return Err(failure);
    }
    let summary = Summary::of(&progress, before, state.tally.rows);
    if !state.complete {
        part.write(&tail(asked, &state)).map_err(failed)?;
        state.complete = true;
        keep(&mut state, &part, out).map_err(failed)?;
    }
    progress.note("writing the data card ...");
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    let card = Card::new(&name, asked.kind().id(), &state, rows);
    let published = publish(part, &card, out);
    progress.wipe();
    published.map_err(failed)?;
    if !args.quiet {
        summary.tell(&card, out, Look::of_stderr(args.no_color));
    }
    Ok(Done::Well)
}

/// Gives the file and its card their names, then clears the checkpoint away: whenever this is cut
/// short, the checkpoint is still there to go on from.
fn publish(part: Part, card: &Card, out: &Path) -> io::Result<()> {
    let mut json = serde_json::to_vec_pretty(card)?;
    json.push(b'\n');
    let pages = [
        (".card.json", json),
        (".card.md", card::markdown(card).into_bytes()),
    ];
    let draft = |ending: &str| part::beside(out, &format!("{ending}.part"));
    for (ending, bytes) in &pages {
        fs::write(draft(ending), bytes)?;
    }
    part.publish()?;
    for (ending, _) in &pages {
        fs::rename(draft(ending), part::beside(out, ending))?;
    }
    fs::remove_file(checkpoint::path(out))
}

/// A new file, or an unfinished one cut to its checkpoint.
fn begin(asked: &Asked, out: &Path) -> Result<(Part, Checkpoint), Failure> {
    let (mut part, state) = if asked.resume {
        let state = Checkpoint::load(out, asked).map_err(Failure::Words)?;
        (Part::resume(out, &state).map_err(Failure::Words)?, state)
    } else {
        let state = Checkpoint::start(asked);
        (Part::begin(out, &state).map_err(Failure::Words)?, state)
    };
    if part.bytes == 0 {
        part.write(&make::head(asked.kind()))
            .map_err(|error| Failure::Words(format!("cannot write {}: {error}", out.display())))?;
    }
    Ok((part, state))
}

/// Brings the checkpoint up to the file.
fn keep(state: &mut Checkpoint, part: &Part, out: &Path) -> io::Result<()> {
    state.bytes = part.bytes;
    state.sha256 = part.sha256();
    state.save(out)
}

/// Makes all rows that are missing and hands their bytes on in order, with the state after them
/// and whether a chunk ends there.
fn pour(
    rows: &Rows,
    asked: &Asked,
    state: &mut Checkpoint,
    mut give: impl FnMut(&[u8], &mut Checkpoint, bool) -> Result<(), Failure> + Send,
) -> Result<(), Failure> {
    let (kind, chunk, total) = (asked.kind(), asked.chunk_size, asked.n_events);
    let mut taken = state.tally.rows;
    let pool = Pool::default();
    let mut failure = None;
    crate::ordered::run(
        bulk::threads(),
        || {
            let piece = make::next(kind, taken, chunk, total)?;
            taken = piece.end - 1;
            Some(piece)
        },
        || make::maker(rows, kind, &pool),
        |made: make::Made| {
            state.tally.add(&made.tally);
            state.groups.extend(made.group);
            let done = state.tally.rows;
            let given = give(
                &made.bytes,
                state,
                done.is_multiple_of(chunk) || done == total,
            );
            pool.give_back(made.bytes);
            given.map_err(|found| failure = Some(found)).is_ok()
        },
    );
    failure.map_or(Ok(()), Err)
}

fn tail(asked: &Asked, state: &Checkpoint) -> Vec<u8> {
    match asked.kind() {
        asked::Kind::Parquet => parquet::footer(&state.groups, &state.generator),
        asked::Kind::Csv | asked::Kind::Jsonl => Vec::new(),
    }
}
