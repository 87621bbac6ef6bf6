//! Reads an answer off its connection: a stream of events or one JSON value, whichever came.

use std::ops::ControlFlow;

use crate::RemoteError;
use crate::answer::Gathered;
use crate::connection::Answer;
use crate::sse::Events;

/// Bytes of an answer, at most: its text, wrapped in JSON a token at a time, with twenty
/// alternatives each.
const LONGEST: usize = 16 << 20;
/// Bytes of an error worth reading.
const LONGEST_ERROR: usize = 64 << 10;

/// The whole answer; hands out its text as it comes.
pub(crate) fn completion(
    answer: &mut Answer,
    on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
) -> Result<Gathered, RemoteError> {
    if answer.kind.starts_with("text/event-stream") {
        return stream(answer, on_piece);
    }
    let page = answer.kind.starts_with("text/html");
    let body = whole(answer)?;
    let body = String::from_utf8_lossy(&body);
    let body = body.trim_start_matches('\u{feff}').trim();
    if page || body.starts_with('<') {
        return Err(bad("it sent a web page"));
    }
    if body.is_empty() {
        return Err(bad("it sent nothing"));
    }
    let mut gathered = Gathered::default();
    if body.starts_with("data:") {
        // A stream that is not called one.
        let mut events = Events::default();
        for event in events.feed(body.as_bytes()) {
            if take(&mut gathered, &event, on_piece)? {
                return gathered.check();
            }
        }
        return end(gathered, events, on_piece);
    }
    gathered.add(body, on_piece)?;
    gathered.check()
}

/// Everything of a short body.
pub(crate) fn whole(answer: &mut Answer) -> Result<Vec<u8>, RemoteError> {
    let mut body = Vec::new();
    let mut piece = [0; 16 << 10];
    loop {
        match answer.read(&mut piece)? {
            0 => return Ok(body),
            n => body.extend_from_slice(&piece[..n]),
        }
        if body.len() > LONGEST {
            return Err(RemoteError::TooLong);
        }
    }
}

/// The beginning of an error's body; what cannot be read of it is left out.
pub(crate) fn beginning(answer: &mut Answer) -> Vec<u8> {
    let mut body = Vec::new();
    let mut piece = [0; 4 << 10];
    while let Ok(n @ 1..) = answer.read(&mut piece) {
        body.extend_from_slice(&piece[..n]);
        if body.len() > LONGEST_ERROR {
            break;
        }
    }
    body
}

fn stream(
    answer: &mut Answer,
    on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
) -> Result<Gathered, RemoteError> {
    let mut gathered = Gathered::default();
    let mut events = Events::default();
    let mut piece = [0; 16 << 10];
    let mut read = 0;
    loop {
        let n = answer.read(&mut piece)?;
        if n == 0 {
            return end(gathered, events, on_piece);
        }
        read += n;
        if read > LONGEST {
            return Err(RemoteError::TooLong);
        }
        for event in events.feed(&piece[..n]) {
            if take(&mut gathered, &event, on_piece)? {
                return gathered.check();
            }
        }
    }
}

/// Takes in an event; true if it was the last.
fn take(
    gathered: &mut Gathered,
    event: &str,
    on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
) -> Result<bool, RemoteError> {
    match event.trim() {
        "[DONE]" => Ok(true),
        "" => Ok(false),
        json => gathered.add(json, on_piece).map(|()| false),
    }
}

/// The end of a stream without its last word: good only if the model had given a reason to stop.
fn end(
    mut gathered: Gathered,
    events: Events,
    on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
) -> Result<Gathered, RemoteError> {
    let last = match events.finish() {
        Some(event) => take(&mut gathered, &event, on_piece)?,
        None => false,
    };
    if last || gathered.finish.is_some() {
        return gathered.check();
    }
    Err(bad("it broke off"))
}

fn bad(why: &str) -> RemoteError {
    RemoteError::BadAnswer(why.to_owned())
}
