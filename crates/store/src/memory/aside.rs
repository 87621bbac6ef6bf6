//! What was deleted a moment ago and can still be had back.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Things by id, each with the time it was set aside.
#[derive(Debug)]
pub(super) struct Aside<T>(HashMap<String, (T, Instant)>);

impl<T> Default for Aside<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> Aside<T> {
    pub(super) fn put(&mut self, id: &str, thing: T) {
        self.0.insert(id.to_owned(), (thing, Instant::now()));
    }

    pub(super) fn get(&self, id: &str) -> Option<&T> {
        self.0.get(id).map(|(thing, _)| thing)
    }

    pub(super) fn take(&mut self, id: &str) -> Option<T> {
        self.0.remove(id).map(|(thing, _)| thing)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.0.values().map(|(thing, _)| thing)
    }

    /// Forgets what has lain here for at least that long.
    pub(super) fn sweep(&mut self, age: Duration) {
        self.0.retain(|_, (_, at)| at.elapsed() < age);
    }
}
