//! Incidents by id, the oldest giving way.

use std::collections::{HashMap, VecDeque};
use std::sync::{PoisonError, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use triage::{ANALYST, Opinion, Triage};

use super::Memory;
use super::aside::Aside;
use crate::{Counted, Incidents, StoreError};

/// Records, and their ids from oldest to newest.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    records: HashMap<String, Kept>,
    order: VecDeque<String>,
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
        let ttl = self.limits.ttl;
        let mut shelf = self.shelf_mut();
        let before = shelf.remove(&record.id);
        // Whoever read the record a while ago may not know what was said of it since.
        let mut record = record.clone();
        record.opinions.retain(|opinion| !opinion.is_later());
        let mut answers = Vec::new();
        if let Some(kept) = before.filter(|kept| kept.is_live(ttl)) {
            let said = kept.record.opinions.into_iter();
            record.opinions.extend(said.filter(Opinion::is_later));
            answers = kept.answers;
        }
        let id = record.id.clone();
        shelf.order.push_back(id.clone());
        let kept = Kept {
            record,
            at: Instant::now(),
            answers,
        };
        shelf.records.insert(id, kept);
        while shelf.order.len() > self.limits.incidents.max(1)
            || shelf
                .order
                .front()
                .and_then(|id| shelf.records.get(id))
                .is_some_and(|kept| !kept.is_live(ttl))
        {
            let Some(oldest) = shelf.order.pop_front() else {
                break;
            };
            shelf.records.remove(&oldest);
        }
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
            .filter(|kept| kept.is_live(self.limits.ttl))
            .count() as u64)
    }
}
