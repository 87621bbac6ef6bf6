//! Single incidents.

use std::time::Duration;

use triage::{Opinion, Triage};

use crate::{Counted, StoreError};

/// Records under their own id (the first 16 hex digits of the text's hash): the same text has one
/// address, and storing it again replaces the record but not what language models and persons said of
/// the text.
pub trait Incidents: Send + Sync {
    /// # Errors
    /// Only what the medium refuses.
    fn put(&self, record: &Triage) -> Result<(), StoreError>;

    /// As [`Self::put`], of a record that is there: what was deleted meanwhile stays deleted.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn update(&self, record: &Triage) -> Result<(), StoreError>;

    /// # Errors
    /// [`StoreError::NotFound`].
    fn get(&self, id: &str) -> Result<Triage, StoreError>;

    /// Keeps what a language model said of an incident, as long as the incident, and appends it to the
    /// record's opinions.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Full`] after [`crate::Limits::answers`] of them.
    fn add_answer(&self, id: &str, answer: &Counted) -> Result<(), StoreError>;

    /// What language models said of an incident, oldest first.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn answers(&self, id: &str) -> Result<Vec<Counted>, StoreError>;

    /// Appends what a person says to the record's opinions, and keeps it as long as the incident.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Full`] after [`crate::Limits::persons`] of them.
    fn add_opinion(&self, id: &str, opinion: &Opinion) -> Result<(), StoreError>;

    /// Newest first, at most `limit`.
    ///
    /// # Errors
    /// Only what the medium refuses.
    fn recent(&self, limit: usize) -> Result<Vec<Triage>, StoreError>;

    /// For good, whether set aside or not.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn delete(&self, id: &str) -> Result<(), StoreError>;

    /// Sets a record aside: nothing finds it, but [`Self::restore`] brings it back until a
    /// [`Self::sweep`].
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn discard(&self, id: &str) -> Result<(), StoreError>;

    /// Whether a record was set aside and can be had back.
    ///
    /// # Errors
    /// Only what the medium refuses.
    fn is_discarded(&self, id: &str) -> Result<bool, StoreError>;

    /// A text that was stored again meanwhile stays as it was stored last.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn restore(&self, id: &str) -> Result<(), StoreError>;

    /// Forgets what was set aside at least that long ago.
    ///
    /// # Errors
    /// Only what the medium refuses.
    fn sweep(&self, age: Duration) -> Result<(), StoreError>;

    /// How many there are.
    ///
    /// # Errors
    /// Only what the medium refuses.
    fn count(&self) -> Result<u64, StoreError>;
}
