//! Incidents by id, the oldest giving way.

use std::collections::{HashMap, VecDeque};
use std::sync::PoisonError;
use std::time::Instant;

use triage::Triage;

use super::Memory;
use crate::{Incidents, StoreError};

/// Records, and their ids from oldest to newest.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    records: HashMap<String, (Triage, Instant)>,
    order: VecDeque<String>,
}

impl Shelf {
    fn remove(&mut self, id: &str) -> Option<Triage> {
        self.order.retain(|other| other != id);
        self.records.remove(id).map(|(record, _)| record)
    }
}

impl Incidents for Memory {
    fn put(&self, record: &Triage) -> Result<(), StoreError> {
        let mut shelf = self
            .incidents
            .write()
            .unwrap_or_else(PoisonError::into_inner);
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
        let shelf = self
            .incidents
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        match shelf.records.get(id) {
            Some((record, at)) if at.elapsed() <= self.limits.ttl => Ok(record.clone()),
            _ => Err(StoreError::NotFound),
        }
    }

    fn recent(&self, limit: usize) -> Result<Vec<Triage>, StoreError> {
        let shelf = self
            .incidents
            .read()
            .unwrap_or_else(PoisonError::into_inner);
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
        let mut shelf = self
            .incidents
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        shelf.remove(id).map(|_| ()).ok_or(StoreError::NotFound)
    }

    fn count(&self) -> Result<u64, StoreError> {
        let shelf = self
            .incidents
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        Ok(shelf
            .records
            .values()
            .filter(|(_, at)| at.elapsed() <= self.limits.ttl)
            .count() as u64)
    }
}
