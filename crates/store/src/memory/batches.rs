//! Batches by id, within the limits.

use std::sync::{Arc, PoisonError, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use tokio::sync::watch;
use triage::Settings;
use triage::batch::{Page, Query, RowError, State, Status, Summary};
use triage::passes::Stage;

use super::Memory;
use super::aside::Aside;
use super::batch::Batch;
use crate::{Batches, End, NewBatch, NewRow, Revision, Step, StoreError, StoredRow};

impl Memory {
    fn batch(&self, id: &str) -> Result<Arc<Batch>, StoreError> {
        let batches = self.batches.read().unwrap_or_else(PoisonError::into_inner);
        batches
            .get(id)
            .filter(|batch| !batch.expired(self.limits.ttl))
            .cloned()
            .ok_or(StoreError::NotFound)
    }

    fn bytes_left(&self) -> u64 {
        let batches = self.batches.read().unwrap_or_else(PoisonError::into_inner);
        let aside = self.aside();
        let all = batches.values().chain(aside.values());
        let used: u64 = all.map(|batch| batch.bytes()).sum();
        self.limits.bytes.saturating_sub(used)
    }

    /// A batch knows how much room it had, not how much there is in all.
    fn name_limit(&self, error: StoreError) -> StoreError {
        match error {
            StoreError::Full { what, .. } => StoreError::Full {
                what,
                limit: self.limits.bytes,
            },
            other => other,
        }
    }

    fn aside(&self) -> RwLockReadGuard<'_, Aside<Arc<Batch>>> {
        let aside = self.batches_aside.read();
        aside.unwrap_or_else(PoisonError::into_inner)
    }

    fn aside_mut(&self) -> RwLockWriteGuard<'_, Aside<Arc<Batch>>> {
        let aside = self.batches_aside.write();
        aside.unwrap_or_else(PoisonError::into_inner)
    }

    /// A worker still filling it sees the end at its next append.
    fn take(&self, id: &str) -> Option<Arc<Batch>> {
        let mut batches = self.batches.write().unwrap_or_else(PoisonError::into_inner);
        let batch = batches.remove(id)?;
        drop(batches);
        batch.end(End::Cancelled);
        Some(batch)
    }
}

impl Batches for Memory {
    fn create(&self, new: NewBatch) -> Result<Status, StoreError> {
        let id = match &new.id {
            Some(id) => id.clone(),
            None => random_id()?,
        };
        let mut batches = self.batches.write().unwrap_or_else(PoisonError::into_inner);
        batches.retain(|_, batch| !batch.expired(self.limits.ttl));
        if batches.contains_key(&id) {
            return Err(StoreError::Exists);
        }
        if batches.len() >= self.limits.batches {
            return Err(StoreError::Full {
                what: "batches",
                limit: self.limits.batches as u64,
            });
        }
        let batch = Arc::new(Batch::new(id.clone(), new));
        batches.insert(id, Arc::clone(&batch));
        drop(batches);
        Ok(batch.status())
    }

    fn append(
        &self,
        id: &str,
        rows: Vec<NewRow>,
        errors: Vec<RowError>,
        bytes_read: u64,
    ) -> Result<(), StoreError> {
        self.batch(id)?
            .append(rows, errors, bytes_read, self.bytes_left())
            .map_err(|error| self.name_limit(error))
    }

    fn end(&self, id: &str, end: End) -> Result<Status, StoreError> {
        Ok(self.batch(id)?.end(end))
    }

    fn status(&self, id: &str) -> Result<Status, StoreError> {
        Ok(self.batch(id)?.status())
    }

    fn model(&self, id: &str) -> Result<(String, f32), StoreError> {
        let batch = self.batch(id)?;
        Ok((batch.model.clone(), batch.bound))
    }

    fn watch(&self, id: &str) -> Result<watch::Receiver<State>, StoreError> {
        Ok(self.batch(id)?.watch())
    }

    fn page(&self, id: &str, query: &Query, settings: &Settings) -> Result<Page, StoreError> {
        Ok(self.batch(id)?.page(query, settings))
    }

    fn summary(&self, id: &str, query: &Query, settings: &Settings) -> Result<Summary, StoreError> {
        Ok(self.batch(id)?.summary(query, settings))
    }

    fn row(&self, id: &str, row: u64) -> Result<StoredRow, StoreError> {
        self.batch(id)?.row(row).ok_or(StoreError::NotFound)
    }

    fn rows_after(
        &self,
        id: &str,
        query: &Query,
        settings: &Settings,
        after: u64,
        limit: usize,
    ) -> Result<Vec<StoredRow>, StoreError> {
        Ok(self.batch(id)?.rows_after(query, settings, after, limit))
    }

    fn rows_at(&self, id: &str, rows: &[u64]) -> Result<Vec<StoredRow>, StoreError> {
        Ok(self.batch(id)?.rows_at(rows))
    }

    fn unasked(&self, id: &str, stage: Stage, limit: usize) -> Result<Vec<u64>, StoreError> {
        Ok(self.batch(id)?.unasked(stage, limit))
    }

    fn advance(&self, id: &str, stage: Stage, step: Step) -> Result<Status, StoreError> {
        self.batch(id)?.advance(stage, step)
    }

    fn appoint(
        &self,
        stage: Stage,
        judge: Result<&str, &str>,
        because: &str,
    ) -> Result<(), StoreError> {
        let batches = self.batches.read().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = batches.values().cloned().collect();
        all.extend(self.aside().values().cloned());
        drop(batches);
        for batch in all {
            batch.appoint(stage, judge, because);
        }
        Ok(())
    }

    fn revise(
        &self,
        id: &str,
        stage: Stage,
        revisions: Vec<Revision>,
        missed: Vec<RowError>,
    ) -> Result<(), StoreError> {
        self.batch(id)?
            .revise(stage, revisions, missed, self.bytes_left())
            .map_err(|error| self.name_limit(error))
    }

    fn list(&self) -> Result<Vec<Status>, StoreError> {
        let batches = self.batches.read().unwrap_or_else(PoisonError::into_inner);
        let mut live: Vec<_> = batches
            .values()
            .filter(|batch| !batch.expired(self.limits.ttl))
            .cloned()
            .collect();
        drop(batches);
        live.sort_by_key(|batch| std::cmp::Reverse(batch.started()));
        Ok(live.iter().map(|batch| batch.status()).collect())
    }

    fn delete(&self, id: &str) -> Result<(), StoreError> {
        let live = self.take(id);
        let aside = self.aside_mut().take(id);
        live.or(aside).map(|_| ()).ok_or(StoreError::NotFound)
    }

    fn discard(&self, id: &str) -> Result<(), StoreError> {
        let batch = self.take(id).ok_or(StoreError::NotFound)?;
        self.aside_mut().put(id, batch);
        Ok(())
    }

    fn discarded(&self, id: &str) -> Result<Status, StoreError> {
        let aside = self.aside();
        let batch = aside.get(id).ok_or(StoreError::NotFound)?;
        Ok(batch.status())
    }

    fn restore(&self, id: &str) -> Result<(), StoreError> {
        let mut batches = self.batches.write().unwrap_or_else(PoisonError::into_inner);
        let mut aside = self.aside_mut();
        if aside.get(id).is_some() && batches.contains_key(id) {
            return Err(StoreError::Exists);
        }
        let batch = aside.take(id).ok_or(StoreError::NotFound)?;
        batches.insert(id.to_owned(), batch);
        Ok(())
    }

    fn sweep(&self, age: Duration) -> Result<(), StoreError> {
        self.aside_mut().sweep(age);
        Ok(())
    }
}

/// 64 random bits as 16 hex digits: an address nobody guesses.
fn random_id() -> Result<String, StoreError> {
    getrandom::u64()
        .map(|id| format!("{id:016x}"))
        .map_err(|error| StoreError::Backend(error.to_string()))
}
