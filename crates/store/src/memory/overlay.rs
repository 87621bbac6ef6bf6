//! The opinions of one pass on the rows of one segment. A segment without any has no overlay and costs
//! nothing.

use crate::Revision;

/// By rising row, one a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Overlay(Vec<Revision>);

impl Overlay {
    /// Heap bytes of one opinion, near enough for a limit.
    pub(super) fn bytes(revision: &Revision) -> usize {
        size_of::<Revision>() + revision.bytes()
    }

    pub(super) fn get(&self, row: u64) -> Option<&Revision> {
        let at = self.place(row).ok()?;
        self.0.get(at)
    }

    /// False if the row has an opinion, which stays.
    pub(super) fn add(&mut self, revision: Revision) -> bool {
        match self.place(revision.row) {
            Ok(_) => false,
            Err(at) => {
                self.0.insert(at, revision);
                true
            }
        }
    }

    fn place(&self, row: u64) -> Result<usize, usize> {
        self.0.binary_search_by_key(&row, |revision| revision.row)
    }
}
