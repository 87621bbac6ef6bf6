//! Incidents by id, the oldest giving way.

use std::collections::{HashMap, VecDeque};
use std::sync::{PoisonError, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use triage::Triage;

use super::Memory;
use super::aside::Aside;
use crate::{Incidents, StoreError};

/// Records, and their ids from oldest to newest.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    records: HashMap<String, (Triage, Instant)>,
    order: VecDeque<String>,
    aside: Aside<(Triage, Instant)>,
}

impl Shelf {
    fn remove(&mut self, id: &str) -> Option<(Triage, Instant)> {
        self.order.retain(|other| other != id);
        self.records.remove(id)
    }
}

impl Memory {
    fn shelf(&self) -> RwLockReadGuard<'_, Shelf> {
        let shelf = self.incidents.read();
        shelf.unwrap_or_else(PoisonError::into_inner)
    }

    fn shelf_mut(&self) -> RwLockWriteGuard<'_, Shelf> {
        let shelf = self.incidents.write();
        shelf.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Incidents for Memory {
    fn put(&self, record: &Triage) -> Result<(), StoreError> {
        let mut shelf = self.shelf_mut();
        shelf.remove(&record.id);
        shelf.order.push_back(record.id.clone());
        shelf
            .records
            .insert(record.id.clone(), (record.clone(), Instant::now()));
        while shelf.order.len() > self.limits.incidents.max(1)
            || shelf
                .order
                .front()
                .and_then(|id| shelf.records.get(id))
                .is_some_and(|(_, at)| at.elapsed() > self.limits.ttl)
        {
            let Some(oldest) = shelf.order.pop_front() else {
                break;
            };
            shelf.records.remove(&oldest);
        }
        Ok(())
    }

    fn get(&self, id: &str) -> Result<Triage, StoreError> {
        let shelf = self.shelf();
        match shelf.records.get(id) {
            Some((record, at)) if at.elapsed() <= self.limits.ttl => Ok(record.clone()),
            _ => Err(StoreError::NotFound),
        }
    }

    fn recent(&self, limit: usize) -> Result<Vec<Triage>, StoreError> {
        let shelf = self.shelf();
        Ok(shelf
            .order
            .iter()
            .rev()
            .filter_map(|id| shelf.records.get(id))
            .take_while(|(_, at)| at.elapsed() <= self.limits.ttl)
            .take(limit)
            .map(|(record, _)| record.clone())
            .collect())
    }

    fn delete(&self, id: &str) -> Result<(), StoreError> {
        let mut shelf = self.shelf_mut();
        let live = shelf.remove(id);
        let aside = shelf.aside.take(id);
        live.or(aside).map(|_| ()).ok_or(StoreError::NotFound)
    }

    fn discard(&self, id: &str) -> Result<(), StoreError> {
        let mut shelf = self.shelf_mut();
        let kept = shelf.remove(id).ok_or(StoreError::NotFound)?;
        shelf.aside.put(id, kept);
        Ok(())
    }

    fn is_discarded(&self, id: &str) -> Result<bool, StoreError> {
        Ok(self.shelf().aside.get(id).is_some())
    }

    fn restore(&self, id: &str) -> Result<(), StoreError> {
        let mut shelf = self.shelf_mut();
        let kept = shelf.aside.take(id).ok_or(StoreError::NotFound)?;
        if !shelf.records.contains_key(id) {
            // By age, as `put` left them.
            let later = |other: &String| shelf.records.get(other).is_some_and(|r| r.1 > kept.1);
            let at = shelf.order.iter().position(later);
            let at = at.unwrap_or(shelf.order.len());
            shelf.order.insert(at, id.to_owned());
            shelf.records.insert(id.to_owned(), kept);
        }
        Ok(())
    }

    fn sweep(&self, age: Duration) -> Result<(), StoreError> {
        self.shelf_mut().aside.sweep(age);
        Ok(())
    }

    fn count(&self) -> Result<u64, StoreError> {
        let shelf = self.shelf();
        Ok(shelf
            .records
            .values()
            .filter(|(_, at)| at.elapsed() <= self.limits.ttl)
            .count() as u64)
    }
}
