//! Which private threads are ours: kept in memory because every message in every thread of a server asks for it.

use crate::domain::ids::Snowflake;
use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};

/// See the module. Cheap to clone; all clones share the set.
#[derive(Clone, Debug, Default)]
pub struct Threads(Arc<RwLock<HashSet<Snowflake>>>);

impl Threads {
    /// A conversation is held in this thread.
    pub fn add(&self, thread: Snowflake) {
        if !self.holds(thread) {
            self.0.write().unwrap_or_else(PoisonError::into_inner).insert(thread);
        }
    }

    /// Is it one of ours?
    pub fn holds(&self, thread: Snowflake) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(&thread)
    }
}
