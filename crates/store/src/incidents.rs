//! Single incidents.

use triage::Triage;

use crate::StoreError;

/// Records under their own id (the first 16 hex digits of the text's hash): the same text has one
/// address, and storing it again replaces the record.
pub trait Incidents: Send + Sync {
    /// # Errors
    /// Only what the medium refuses.
    fn put(&self, record: &Triage) -> Result<(), StoreError>;

    /// # Errors
    /// [`StoreError::NotFound`].
    fn get(&self, id: &str) -> Result<Triage, StoreError>;

    /// Newest first, at most `limit`.
    ///
    /// # Errors
    /// Only what the medium refuses.
    fn recent(&self, limit: usize) -> Result<Vec<Triage>, StoreError>;

    /// # Errors
    /// [`StoreError::NotFound`].
    fn delete(&self, id: &str) -> Result<(), StoreError>;

    /// How many there are.
    ///
    /// # Errors
    /// Only what the medium refuses.
    fn count(&self) -> Result<u64, StoreError>;
}
