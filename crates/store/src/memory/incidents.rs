//! Incidents by id, the oldest giving way.

use std::collections::{HashMap, VecDeque};
use std::sync::{PoisonError, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use triage::{ANALYST, Opinion, Triage};

use super::Memory;
use super::aside::Aside;
use crate::{Counted, Incidents, Limits, StoreError};

/// Records, and their ids from oldest to newest.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    records: HashMap<String, Kept>,
    order: VecDeque<String>,
    /// Of the records, together.
    bytes: u64,
    aside: Aside<Kept>,
}

/// The answers are also the record's opinions of language models, and its only ones.
#[derive(Debug)]
struct Kept {
    record: Triage,
    at: Instant,
    answers: Vec<Counted>,
}

impl Kept {
    fn is_live(&self, ttl: Duration) -> bool {
        self.at.elapsed() <= ttl
    }

    /// Of the text and what was found in it, near enough for a limit. What was said of it is bounded by
    /// number, and changes while the record lies here.
    fn bytes(&self) -> u64 {
        let Triage {
            input,
            cleaned,
            entities,
            ..
        } = &self.record;
        (input.text.len() + cleaned.len() + size_of_val(entities.as_slice())) as u64
    }
}

fn opinion(Counted { answer, .. }: &Counted) -> Opinion {
    Opinion::of_language_model(answer.label, &answer.model, answer.milliseconds)
}

impl Shelf {
    fn live(&self, id: &str, ttl: Duration) -> Result<&Kept, StoreError> {
        let kept = self.records.get(id).filter(|kept| kept.is_live(ttl));
        kept.ok_or(StoreError::NotFound)
    }

    fn live_mut(&mut self, id: &str, ttl: Duration) -> Result<&mut Kept, StoreError> {
        let kept = self.records.get_mut(id).filter(|kept| kept.is_live(ttl));
        kept.ok_or(StoreError::NotFound)
    }

    fn remove(&mut self, id: &str) -> Option<Kept> {
        self.order.retain(|other| other != id);
        let kept = self.records.remove(id)?;
        self.bytes -= kept.bytes();
        Some(kept)
    }

    fn put(&mut self, record: &Triage, limits: &Limits) {
        let before = self.remove(&record.id);
        // Whoever read the record a while ago may not know what was said of it since.
        let mut record = record.clone();
        record.opinions.retain(|opinion| !opinion.is_later());
        let mut answers = Vec::new();
        if let Some(kept) = before.filter(|kept| kept.is_live(limits.ttl)) {
            let said = kept.record.opinions.into_iter();
            record.opinions.extend(said.filter(Opinion::is_later));
            answers = kept.answers;
        }
        self.order.push_back(record.id.clone());
        self.keep(Kept {
            record,
            at: Instant::now(),
            answers,
        });
        let room = |shelf: &Self| {
            shelf.order.len() <= limits.incidents.max(1) && shelf.bytes <= limits.incident_bytes
        };
        while self.order.len() > 1 && (!room(self) || !self.oldest_is_live(limits.ttl)) {
            let oldest = self.order.front().cloned().unwrap_or_default();
            self.remove(&oldest);
        }
    }

    fn keep(&mut self, kept: Kept) {
        self.bytes += kept.bytes();
        self.records.insert(kept.record.id.clone(), kept);
    }

    fn oldest_is_live(&self, ttl: Duration) -> bool {
        let oldest = self.order.front().and_then(|id| self.records.get(id));
        oldest.is_some_and(|kept| kept.is_live(ttl))
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
        self.shelf_mut().put(record, &self.limits);
        Ok(())
    }

    fn update(&self, record: &Triage) -> Result<(), StoreError> {
        let mut shelf = self.shelf_mut();
        shelf.live(&record.id, self.limits.ttl)?;
        shelf.put(record, &self.limits);
        Ok(())
    }

    fn get(&self, id: &str) -> Result<Triage, StoreError> {
        Ok(self.shelf().live(id, self.limits.ttl)?.record.clone())
    }

    fn add_answer(&self, id: &str, answer: &Counted) -> Result<(), StoreError> {
        let mut shelf = self.shelf_mut();
        let kept = shelf.live_mut(id, self.limits.ttl)?;
        if kept.answers.len() >= self.limits.answers {
            return Err(StoreError::Full {
                what: "answers about one incident",
                limit: self.limits.answers as u64,
            });
        }
        kept.answers.push(answer.clone());
        kept.record.opinions.push(opinion(answer));
        Ok(())
    }

    fn answers(&self, id: &str) -> Result<Vec<Counted>, StoreError> {
        Ok(self.shelf().live(id, self.limits.ttl)?.answers.clone())
    }

    fn add_opinion(&self, id: &str, opinion: &Opinion) -> Result<(), StoreError> {
        let mut shelf = self.shelf_mut();
        let opinions = &mut shelf.live_mut(id, self.limits.ttl)?.record.opinions;
        let of_persons = opinions.iter().filter(|known| known.by == ANALYST);
        if of_persons.count() >= self.limits.persons {
            return Err(StoreError::Full {
                what: "opinions of persons about one incident",
                limit: self.limits.persons as u64,
            });
        }
        opinions.push(opinion.clone());
        Ok(())
    }

    fn recent(&self, limit: usize) -> Result<Vec<Triage>, StoreError> {
        let shelf = self.shelf();
        Ok(shelf
            .order
            .iter()
            .rev()
            .filter_map(|id| shelf.records.get(id))
            .take_while(|kept| kept.is_live(self.limits.ttl))
            .take(limit)
            .map(|kept| kept.record.clone())
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
            let later = |other: &String| shelf.records.get(other).is_some_and(|r| r.at > kept.at);
            let at = shelf.order.iter().position(later);
            let at = at.unwrap_or(shelf.order.len());
            shelf.order.insert(at, id.to_owned());
            shelf.keep(kept);
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
            .filter(|kept| kept.is_live(self.limits.ttl))
            .count() as u64)
    }
}
