//! The store in memory: gone when the process ends, bounded by [`Limits`].

mod aside;
mod batch;
mod batches;
mod filter;
mod incidents;
mod overlay;
mod passes;
mod segment;

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use crate::Limits;

/// Both traits over maps behind one lock each. Poisoned locks are taken as they are: every write
/// leaves a consistent map, whatever panicked beside it.
#[derive(Debug, Default)]
pub struct Memory {
    limits: Limits,
    incidents: RwLock<incidents::Shelf>,
    batches: RwLock<HashMap<String, Arc<batch::Batch>>>,
    /// Taken after `batches`, never before.
    batches_aside: RwLock<aside::Aside<Arc<batch::Batch>>>,
}

impl Memory {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }
}
