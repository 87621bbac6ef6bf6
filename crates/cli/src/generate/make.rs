//! Pieces of a file: which rows are in them, and their bytes.

use std::sync::Mutex;

use synth::{Row, Rows};

use super::asked::Kind;
use super::lines;
use super::parquet::{Columns, Group};
use super::tally::Tally;

/// Rows of a piece: so many that the frames of a story are told while they are near, and so few that
/// their text is not far when it is written; or a row group.
const LINES: u64 = 2_048;
const GROUP: u64 = 20_000;

/// Numbers `from..to` of events.
pub type Range = std::ops::Range<u64>;

/// The next piece after `done` rows. It ends where a chunk ends.
pub fn next(kind: Kind, done: u64, chunk: u64, total: u64) -> Option<Range> {
    let most = if kind == Kind::Parquet { GROUP } else { LINES };
    let end = (done + most).min((done / chunk + 1) * chunk).min(total);
    // Events count from one.
    (done < total).then_some(done + 1..end + 1)
}

/// A finished piece.
pub struct Made {
    pub bytes: Vec<u8>,
    pub tally: Tally,
    pub group: Option<Group>,
}

/// Buffers on their way back: a file of any size is made in the same few.
#[derive(Default)]
pub struct Pool(Mutex<Vec<Vec<u8>>>);

impl Pool {
    fn take(&self) -> Vec<u8> {
        let mut bytes = match self.0.lock() {
            Ok(mut pool) => pool.pop().unwrap_or_default(),
            Err(_) => Vec::new(),
        };
        bytes.clear();
        bytes
    }

    pub fn give_back(&self, bytes: Vec<u8>) {
        if let Ok(mut pool) = self.0.lock() {
            pool.push(bytes);
        }
    }
}

/// What stands before the first row.
pub fn head(kind: Kind) -> Vec<u8> {
    let mut out = Vec::new();
    match kind {
        Kind::Csv => lines::csv_head(&mut out),
        Kind::Jsonl => {}
        Kind::Parquet => out.extend_from_slice(super::parquet::MAGIC),
    }
    out
}

/// One thread's maker of pieces.
pub fn maker<'m>(rows: &'m Rows, kind: Kind, pool: &'m Pool) -> impl FnMut(Range) -> Made + 'm {
    let mut row = Row::default();
    let mut columns = Columns::default();
    let mut drawer = Drawer::default();
    move |range| {
        let mut bytes = pool.take();
        let mut tally = Tally::default();
        match kind {
            Kind::Csv => drawer.lines(rows, range, lines::csv, &mut tally, &mut bytes),
            Kind::Jsonl => drawer.lines(rows, range, lines::json, &mut tally, &mut bytes),
            Kind::Parquet => {
                for id in range {
                    rows.fill(id, &mut row);
                    tally.count(&row);
                    columns.push(&row);
                }
            }
        }
        let group = (kind == Kind::Parquet).then(|| columns.finish(&mut bytes));
        Made {
            bytes,
            tally,
            group,
        }
    }
}

/// Lines in the order in which they were told, and where each row's is.
#[derive(Default)]
struct Drawer {
    row: Row,
    told: Vec<u8>,
    places: Vec<std::ops::Range<usize>>,
}

impl Drawer {
    /// Appends the lines of rows in the order of their numbers.
    fn lines(
        &mut self,
        rows: &Rows,
        range: Range,
        line: fn(&Row, &mut Vec<u8>),
        tally: &mut Tally,
        out: &mut Vec<u8>,
    ) {
        let Self { row, told, places } = self;
        told.clear();
        places.clear();
        places.resize((range.end - range.start) as usize, 0..0);
        let first = range.start;
        rows.fill_near(range, row, |row| {
            tally.count(row);
            let begin = told.len();
            line(row, told);
            places[(row.event_id - first) as usize] = begin..told.len();
        });
        out.reserve(told.len());
        for place in places {
            out.extend_from_slice(&told[place.clone()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_cover_every_row_once_and_end_with_chunks() {
        for (kind, chunk, total) in [
            (Kind::Csv, 1, 3),
            (Kind::Csv, 3000, 10_000),
            (Kind::Jsonl, 50_000, 1),
            (Kind::Csv, 2048, 4096),
            (Kind::Parquet, 50_000, 120_001),
        ] {
            let mut done = 0;
            while let Some(piece) = next(kind, done, chunk, total) {
                assert_eq!(piece.start, done + 1);
                assert!(piece.end > piece.start);
                assert_eq!(done / chunk, (piece.end - 2) / chunk, "crosses a chunk");
                done = piece.end - 1;
            }
            assert_eq!(done, total);
        }
    }
}
