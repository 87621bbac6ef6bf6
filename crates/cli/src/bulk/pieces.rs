//! The file cut into pieces for the threads.

use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};

use ingest::{BadRow, Item, Reader, Row, Stop};

/// Rows of a piece: few at first, so that something is to be seen at once.
const FIRST: usize = 64;
const ROWS: usize = 512;

/// Bytes of text after which a piece is full, whatever its rows.
const BYTES: usize = 1024 * 1024;

#[derive(Debug, Default)]
pub struct Piece {
    pub rows: Vec<Row>,
    pub bad: Vec<BadRow>,
}

pub struct Pieces<'b, R> {
    reader: Reader<R>,
    /// Bytes read so far, for whoever shows it.
    bytes: &'b AtomicU64,
    given: usize,
    ended: bool,
    /// Why the file was not read to its end.
    pub stopped: Option<Stop>,
}

impl<'b, R: Read> Pieces<'b, R> {
    pub const fn new(reader: Reader<R>, bytes: &'b AtomicU64) -> Self {
        Self {
            reader,
            bytes,
            given: 0,
            ended: false,
            stopped: None,
        }
    }

    pub fn next(&mut self) -> Option<Piece> {
        if self.ended {
            return None;
        }
        let most = if self.given < 4 { FIRST } else { ROWS };
        let mut piece = Piece::default();
        let mut bytes = 0;
        while piece.rows.len() + piece.bad.len() < most && bytes < BYTES {
            match self.reader.next() {
                Some(Ok(Item::Row(row))) => {
                    bytes += row.text.len();
                    piece.rows.push(row);
                }
                Some(Ok(Item::Bad(bad))) => piece.bad.push(bad),
                Some(Err(stop)) => {
                    self.stopped = Some(stop);
                    self.ended = true;
                    break;
                }
                None => {
                    self.ended = true;
                    break;
                }
            }
        }
        self.given += 1;
        self.bytes
            .store(self.reader.bytes_read(), Ordering::Relaxed);
        Some(piece)
    }
}
