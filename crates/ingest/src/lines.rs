//! Lines from a stream, each up to a limit.

use std::io::{self, BufRead};

use memchr::memchr;

/// Reads up to the next line feed into `line`, without line ending. `None` at the end of the
/// file; `Some(false)` if the line was longer than `limit` and only its beginning is there.
pub(crate) fn read_line(
    source: &mut impl BufRead,
    line: &mut Vec<u8>,
    limit: usize,
) -> io::Result<Option<bool>> {
    line.clear();
    let (mut whole, mut started) = (true, false);
    loop {
        let buf = source.fill_buf()?;
        if buf.is_empty() {
            trim_return(line);
            return Ok(started.then_some(whole));
        }
        started = true;
        let end = memchr(b'\n', buf);
        let part = &buf[..end.unwrap_or(buf.len())];
        if line.len() + part.len() > limit {
            whole = false;
        } else if whole {
            line.extend_from_slice(part);
        }
        let used = end.map_or(buf.len(), |at| at + 1);
        source.consume(used);
        if end.is_some() {
            trim_return(line);
            return Ok(Some(whole));
        }
    }
}

fn trim_return(line: &mut Vec<u8>) {
    if line.last() == Some(&b'\r') {
        line.pop();
    }
}
