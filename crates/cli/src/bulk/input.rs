//! Opening the input, and what to say when that fails.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use ingest::{OpenError, Options, Reader, Stop};

use crate::args::Args;
use crate::end::Failure;

pub type Source = Box<dyn Read + Send>;

/// # Errors
/// A file that cannot be opened or holds no rows, in words that name it.
pub fn open(args: &Args) -> Result<Reader<Source>, Failure> {
    let (file, file_name) = named(args)?;
    let source: Source = match file {
        Some(file) => Box::new(file),
        None => Box::new(io::stdin()),
    };
    rows(args, source, file_name)
}

/// The file, `None` for standard input, and the name that is a hint of the format.
///
/// # Errors
/// A file that cannot be opened.
pub fn named(args: &Args) -> Result<(Option<File>, Option<String>), Failure> {
    Ok(match args.input_file.as_deref() {
        // A pipe without a name is read as its content suggests when it was asked for by `-`,
        // and one incident a line when nothing was said about it.
        None => (None, Some("stdin.txt".to_owned())),
        Some(path) if path.as_os_str() == "-" => (None, None),
        Some(path) => (
            Some(file(path)?),
            path.file_name().map(|name| name.to_string_lossy().into()),
        ),
    })
}

/// # Errors
/// A source that holds no rows, in words that name it.
pub fn rows(
    args: &Args,
    source: Source,
    file_name: Option<String>,
) -> Result<Reader<Source>, Failure> {
    let options = Options {
        file_name,
        column: args.column.clone(),
        ..Options::default()
    };
    let reader =
        ingest::open(source, &options).map_err(|error| Failure::Words(refused(args, &error)))?;
    if let Some(column) = &args.column
        && reader.layout().columns.is_empty()
    {
        return Err(Failure::Words(format!(
            "{}: there are no columns, so none is called “{column}”; it is read one incident a line",
            name(args)
        )));
    }
    Ok(reader)
}

fn file(path: &Path) -> Result<File, Failure> {
    let words = |error: io::Error| {
        let why = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            io::ErrorKind::PermissionDenied => "it may not be read by this user".to_owned(),
            _ => error.to_string(),
        };
        Failure::Words(format!("cannot read {}: {why}", path.display()))
    };
    let file = File::open(path).map_err(words)?;
    if file.metadata().map_err(words)?.is_dir() {
        return Err(Failure::Words(format!(
            "cannot read {}: it is a directory; name a file in it",
            path.display()
        )));
    }
    Ok(file)
}

pub fn name(args: &Args) -> String {
    match args.input_file.as_deref() {
        Some(path) if path.as_os_str() != "-" => path.display().to_string(),
        _ => "standard input".to_owned(),
    }
}

fn refused(args: &Args, error: &OpenError) -> String {
    let words = match error {
        OpenError::UnknownColumn { .. } | OpenError::NoTextColumn { .. } => {
            format!("{error} Say which with --column.")
        }
        OpenError::TooManyColumns { found, limit } => {
            format!("It has {found} columns; at most {limit} are read.")
        }
        OpenError::Io(error) => format!("It could not be read: {error}."),
        other => other.to_string(),
    };
    format!("{}: {words}", name(args))
}

/// Why nothing after these rows was read.
pub fn stopped(args: &Args, stop: &Stop) -> String {
    let words = match stop {
        Stop::UnclosedQuote { row, line } => format!(
            "row {row}: the quote opened on line {line} is never closed, so everything after it \
             reads as one field. Rows before it were answered."
        ),
        Stop::UnclosedArray { row } => {
            format!("the JSON array ends in the middle of row {row}. Rows before it were answered.")
        }
        Stop::Io(error) => format!("it broke off: {error}. Rows read until then were answered."),
    };
    format!("{}: {words}", name(args))
}
