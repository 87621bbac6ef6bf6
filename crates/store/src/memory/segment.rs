//! Rows that arrived together, packed and never changed again.
//!
//! A batch is a list of shared segments: a query clones that list under the lock and walks the
//! rows without it, so a long scan never holds up the worker that appends.

use classifier::Scores;

use crate::{NewRow, Standings, StoredRow};

/// Columns of equal length; texts, ids and techniques lie end to end with their end offsets.
#[derive(Debug)]
pub(super) struct Segment {
    rows: Vec<u64>,
    texts: Packed,
    ids: Packed,
    scores: Vec<Scores>,
    standings: Vec<Standings>,
    techniques: Vec<u16>,
    technique_ends: Vec<u32>,
}

/// Strings in one allocation.
#[derive(Debug, Default)]
struct Packed {
    bytes: String,
    ends: Vec<u32>,
}

impl Packed {
    fn push(&mut self, s: &str) {
        self.bytes.push_str(s);
        self.ends.push(self.bytes.len() as u32);
    }

    fn get(&self, i: usize) -> &str {
        let start = if i == 0 { 0 } else { self.ends[i - 1] as usize };
        &self.bytes[start..self.ends[i] as usize]
    }
}

/// A row where it lies.
#[derive(Clone, Copy)]
pub(super) struct RowRef<'a> {
    segment: &'a Segment,
    i: usize,
}

impl Segment {
    /// Callers keep a segment under 4 GiB of text; uploads are limited far below that.
    pub(super) fn new(new: &[NewRow]) -> Self {
        let mut segment = Self {
            rows: Vec::with_capacity(new.len()),
            texts: Packed::default(),
            ids: Packed::default(),
            scores: Vec::with_capacity(new.len()),
            standings: Vec::with_capacity(new.len()),
            techniques: Vec::new(),
            technique_ends: Vec::with_capacity(new.len()),
        };
        segment
            .texts
            .bytes
            .reserve_exact(new.iter().map(|row| row.text.len()).sum());
        for row in new {
            segment.rows.push(row.row);
            segment.texts.push(&row.text);
            segment.ids.push(row.id.as_deref().unwrap_or_default());
            segment.scores.push(row.scores);
            segment.standings.push(row.standings);
            segment
                .techniques
                .extend(row.techniques.iter().filter_map(|id| technique_index(id)));
            segment.technique_ends.push(segment.techniques.len() as u32);
        }
        segment.ids.bytes.shrink_to_fit();
        segment.techniques.shrink_to_fit();
        segment
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Heap bytes, near enough for a limit.
    pub(super) fn bytes(&self) -> u64 {
        let per_row =
            size_of::<u64>() + size_of::<Scores>() + size_of::<Standings>() + 3 * size_of::<u32>();
        (self.texts.bytes.len()
            + self.ids.bytes.len()
            + 2 * self.techniques.len()
            + per_row * self.len()) as u64
    }

    pub(super) fn last_row(&self) -> u64 {
        self.rows.last().copied().unwrap_or_default()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = RowRef<'_>> {
        (0..self.len()).map(|i| self.at(i))
    }

    pub(super) fn at(&self, i: usize) -> RowRef<'_> {
        RowRef { segment: self, i }
    }

    pub(super) fn find(&self, row: u64) -> Option<RowRef<'_>> {
        self.rows.binary_search(&row).ok().map(|i| self.at(i))
    }
}

impl<'a> RowRef<'a> {
    pub(super) fn row(self) -> u64 {
        self.segment.rows[self.i]
    }

    pub(super) fn text(self) -> &'a str {
        self.segment.texts.get(self.i)
    }

    pub(super) fn id(self) -> Option<&'a str> {
        Some(self.segment.ids.get(self.i)).filter(|id| !id.is_empty())
    }

    pub(super) fn scores(self) -> &'a Scores {
        &self.segment.scores[self.i]
    }

    pub(super) fn standings(self) -> &'a Standings {
        &self.segment.standings[self.i]
    }

    /// Positions in [`taxonomy::techniques`].
    pub(super) fn techniques(self) -> &'a [u16] {
        let ends = &self.segment.technique_ends;
        let start = if self.i == 0 { 0 } else { ends[self.i - 1] };
        &self.segment.techniques[start as usize..ends[self.i] as usize]
    }

    pub(super) fn to_stored(self) -> StoredRow {
        StoredRow {
            row: self.row(),
            id: self.id().map(str::to_owned),
            text: self.text().to_owned(),
            scores: *self.scores(),
            standings: *self.standings(),
            techniques: self
                .techniques()
                .iter()
                .filter_map(|i| taxonomy::techniques().get(usize::from(*i)))
                .map(|technique| technique.id)
                .collect(),
        }
    }
}

/// Position in the table, which is sorted by id.
pub(super) fn technique_index(id: &str) -> Option<u16> {
    taxonomy::techniques()
        .binary_search_by(|technique| technique.id.cmp(id))
        .ok()
        .and_then(|i| u16::try_from(i).ok())
}
