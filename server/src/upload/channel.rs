//! The pipe between the connection and the thread that reads rows.

use std::io::{self, Read};

use axum::body::Bytes;
use tokio::sync::mpsc;

/// Pieces in flight; a piece is what the connection delivers at once, up to some 64 KB.
const PIECES: usize = 16;

/// What goes through.
enum Piece {
    Bytes(Bytes),
    /// The body was read to its end.
    End,
    /// The body cannot be read any further, in words.
    Broken(String),
}

/// Held by the connection. Dropped without an end, it means the client went away.
pub(super) struct Sender(mpsc::Sender<Piece>);

/// Held by the worker.
pub(super) struct Source {
    pieces: mpsc::Receiver<Piece>,
    rest: Bytes,
    ended: bool,
}

pub(super) fn pipe() -> (Sender, Source) {
    let (sender, pieces) = mpsc::channel(PIECES);
    let source = Source {
        pieces,
        rest: Bytes::new(),
        ended: false,
    };
    (Sender(sender), source)
}

impl Sender {
    /// Waits for room; false once the worker takes no more.
    pub(super) async fn send(&self, bytes: Bytes) -> bool {
        self.0.send(Piece::Bytes(bytes)).await.is_ok()
    }

    pub(super) async fn end(self) {
        let _ = self.0.send(Piece::End).await;
    }

    pub(super) async fn broken(self, why: String) {
        let _ = self.0.send(Piece::Broken(why)).await;
    }

    /// Ready when the worker takes no more.
    pub(super) async fn closed(&self) {
        self.0.closed().await;
    }
}

impl Read for Source {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() && !self.ended {
            match self.pieces.blocking_recv() {
                Some(Piece::Bytes(bytes)) => self.rest = bytes,
                Some(Piece::End) => self.ended = true,
                Some(Piece::Broken(why)) => return Err(io::Error::other(why)),
                None => {
                    return Err(io::Error::new(
                        io::ErrorKind::UnexpectedEof,
                        "the connection was lost",
                    ));
                }
            }
        }
        let n = buf.len().min(self.rest.len());
        buf[..n].copy_from_slice(&self.rest.split_to(n));
        Ok(n)
    }
}
