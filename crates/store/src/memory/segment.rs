//! Rows that arrived together, packed and never changed again.
//!
//! A batch is a list of shared parts, each a segment and what was said of its rows later, pass by pass: a query
//! clones that list under the lock and walks the rows without it, so a long scan never holds up a
//! worker. Texts lie compressed and are unpacked when a row's text is first asked for: most questions
//! are about numbers.

use std::cell::OnceCell;
use std::sync::Arc;

use classifier::Scores;
use triage::passes::Stage;

use super::overlay::Overlay;
use crate::{NewRow, Revision, Standings, StoredRow};

/// Of zstd: the quickest that packs incident texts to two fifths.
const LEVEL: i32 = 1;

/// Columns of equal length; texts, ids and techniques lie end to end with their end offsets.
#[derive(Debug)]
pub(super) struct Segment {
    rows: Vec<u64>,
    /// All texts end to end, compressed, and where each ends in them.
    texts: Vec<u8>,
    text_ends: Vec<u32>,
    ids: Packed,
    scores: Vec<Scores>,
    standings: Vec<Standings>,
    techniques: Vec<u16>,
    technique_ends: Vec<u32>,
}

/// A segment and what was said of its rows later. Both are shared with whoever reads them.
#[derive(Debug, Clone)]
pub(super) struct Part {
    segment: Arc<Segment>,
    second: Option<Arc<Overlay>>,
    third: Option<Arc<Overlay>>,
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
        cut(&self.bytes, &self.ends, i)
    }
}

fn cut<'a>(bytes: &'a str, ends: &[u32], i: usize) -> &'a str {
    let start = if i == 0 { 0 } else { ends[i - 1] as usize };
    bytes.get(start..ends[i] as usize).unwrap_or_default()
}

/// A part while it is read: its texts are unpacked at most once.
pub(super) struct Open<'a> {
    segment: &'a Segment,
    second: Option<&'a Overlay>,
    third: Option<&'a Overlay>,
    texts: OnceCell<String>,
}

/// A row where it lies.
#[derive(Clone, Copy)]
pub(super) struct RowRef<'a> {
    open: &'a Open<'a>,
    i: usize,
}

impl Segment {
    /// Callers keep a segment under 4 GiB of text; uploads are limited far below that.
    pub(super) fn new(new: &[NewRow]) -> Self {
        let mut segment = Self {
            rows: Vec::with_capacity(new.len()),
            texts: Vec::new(),
            text_ends: Vec::with_capacity(new.len()),
            ids: Packed::default(),
            scores: Vec::with_capacity(new.len()),
            standings: Vec::with_capacity(new.len()),
            techniques: Vec::new(),
            technique_ends: Vec::with_capacity(new.len()),
        };
        let mut texts = String::with_capacity(new.iter().map(|row| row.text.len()).sum());
        for row in new {
            segment.rows.push(row.row);
            texts.push_str(&row.text);
            segment.text_ends.push(texts.len() as u32);
            segment.ids.push(row.id.as_deref().unwrap_or_default());
            segment.scores.push(row.scores);
            segment.standings.push(row.standings);
            segment
                .techniques
                .extend(row.techniques.iter().filter_map(|id| technique_index(id)));
            segment.technique_ends.push(segment.techniques.len() as u32);
        }
        segment.texts = zstd::bulk::compress(texts.as_bytes(), LEVEL).unwrap_or_default();
        segment.texts.shrink_to_fit();
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
        (self.texts.len() + self.ids.bytes.len() + 2 * self.techniques.len() + per_row * self.len())
            as u64
    }
}

impl Part {
    pub(super) fn new(segment: Segment) -> Self {
        Self {
            segment: Arc::new(segment),
            second: None,
            third: None,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.segment.len()
    }

    pub(super) fn last_row(&self) -> u64 {
        self.segment.rows.last().copied().unwrap_or_default()
    }

    pub(super) fn open(&self) -> Open<'_> {
        Open {
            segment: &self.segment,
            second: self.second.as_deref(),
            third: self.third.as_deref(),
            texts: OnceCell::new(),
        }
    }

    pub(super) const fn overlay(&mut self, stage: Stage) -> &mut Option<Arc<Overlay>> {
        match stage {
            Stage::Second => &mut self.second,
            Stage::Third => &mut self.third,
        }
    }

    pub(super) fn opinion(&self, stage: Stage, row: u64) -> Option<&Revision> {
        let overlay = match stage {
            Stage::Second => &self.second,
            Stage::Third => &self.third,
        };
        overlay.as_ref()?.get(row)
    }

    /// What is known of a row before that pass.
    pub(super) fn scores_before(&self, stage: Stage, row: u64) -> Option<&Scores> {
        let at = self.segment.rows.binary_search(&row).ok()?;
        let second = (stage == Stage::Third).then(|| self.opinion(Stage::Second, row));
        match second.flatten() {
            Some(revision) => Some(&revision.pooled),
            None => self.segment.scores.get(at),
        }
    }

    /// Rows without an opinion of that pass or a later one, with what is known of them before it.
    /// `through`: only those with one of the pass before.
    pub(super) fn unasked(
        &self,
        stage: Stage,
        through: bool,
    ) -> impl Iterator<Item = (u64, Scores)> {
        let rows = self.segment.rows.iter().zip(&self.segment.scores);
        rows.filter_map(move |(row, first)| {
            let second = self.opinion(Stage::Second, *row);
            let known = match stage {
                Stage::Second if second.is_some() => return None,
                Stage::Second => first,
                Stage::Third => match second {
                    Some(revision) => &revision.pooled,
                    None if through => return None,
                    None => first,
                },
            };
            let told = self.opinion(Stage::Third, *row).is_some();
            (!told).then_some((*row, *known))
        })
    }
}

impl Open<'_> {
    pub(super) fn iter(&self) -> impl Iterator<Item = RowRef<'_>> {
        (0..self.segment.len()).map(|i| self.at(i))
    }

    pub(super) fn at(&self, i: usize) -> RowRef<'_> {
        RowRef { open: self, i }
    }

    pub(super) fn find(&self, row: u64) -> Option<RowRef<'_>> {
        let at = self.segment.rows.binary_search(&row).ok();
        at.map(|i| self.at(i))
    }

    /// What [`Segment::new`] packed, so neither step fails.
    fn texts(&self) -> &str {
        self.texts.get_or_init(|| {
            let length = self.segment.text_ends.last().map_or(0, |end| *end as usize);
            let bytes = zstd::bulk::decompress(&self.segment.texts, length);
            String::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
        })
    }
}

impl<'a> RowRef<'a> {
    pub(super) fn row(self) -> u64 {
        self.open.segment.rows[self.i]
    }

    pub(super) fn text(self) -> &'a str {
        cut(self.open.texts(), &self.open.segment.text_ends, self.i)
    }

    pub(super) fn id(self) -> Option<&'a str> {
        Some(self.open.segment.ids.get(self.i)).filter(|id| !id.is_empty())
    }

    /// Of the first pass, as are the standings.
    pub(super) fn scores(self) -> &'a Scores {
        &self.open.segment.scores[self.i]
    }

    pub(super) fn standings(self) -> &'a Standings {
        &self.open.segment.standings[self.i]
    }

    pub(super) fn opinion(self, stage: Stage) -> Option<&'a Revision> {
        let overlay = match stage {
            Stage::Second => self.open.second,
            Stage::Third => self.open.third,
        };
        overlay?.get(self.row())
    }

    /// Positions in [`taxonomy::techniques`].
    pub(super) fn techniques(self) -> &'a [u16] {
        let segment = self.open.segment;
        let ends = &segment.technique_ends;
        let start = if self.i == 0 { 0 } else { ends[self.i - 1] };
        &segment.techniques[start as usize..ends[self.i] as usize]
    }

    pub(super) fn to_stored(self) -> StoredRow {
        StoredRow {
            row: self.row(),
            id: self.id().map(str::to_owned),
            text: self.text().to_owned(),
            scores: *self.scores(),
            standings: *self.standings(),
            second: self.opinion(Stage::Second).cloned(),
            third: self.opinion(Stage::Third).cloned(),
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
