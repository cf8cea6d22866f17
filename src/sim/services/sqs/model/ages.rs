//! Which message is the oldest, and which expires next: ordered by enqueue time. Entries of deleted messages are dropped lazily,
//! and swept when they outnumber the live ones, so that memory stays linear in live messages.
use super::message::{Message, Slab};
use crate::base::time::SimTime;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, VecDeque};

type Entry = (SimTime, u64, u32);

/// Messages by age: (enqueue time, number, slot).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ages {
    /// In the order of sending, which is nearly always the order of age.
    line: VecDeque<Entry>,
    /// Those that came with an older enqueue time, from a source queue.
    older: BTreeSet<Entry>,
}

fn alive(slab: &Slab, entry: &Entry) -> bool {
    slab.get(entry.2).is_some_and(|m| m.no == entry.1)
}

impl Ages {
    /// A message arrives.
    pub fn add(&mut self, sent: SimTime, no: u64, slot: u32) {
        match self.line.back() {
            Some(last) if last.0 > sent => {
                self.older.insert((sent, no, slot));
            }
            _ => self.line.push_back((sent, no, slot)),
        }
    }
    /// Drops what is gone: at the front always, everywhere when too much of it has gathered.
    pub fn tidy(&mut self, slab: &Slab) {
        while self.line.front().is_some_and(|e| !alive(slab, e)) {
            self.line.pop_front();
        }
        while self.older.first().is_some_and(|e| !alive(slab, e)) {
            self.older.pop_first();
        }
        let most = slab.len() * 2 + 64;
        if self.line.len() > most {
            self.line.retain(|e| alive(slab, e));
            self.line.shrink_to(most);
        }
        if self.line.capacity() > most * 4 {
            self.line.shrink_to(most);
        }
        if self.older.len() > most {
            self.older.retain(|e| alive(slab, e));
        }
    }
    /// The oldest message; needs a [`Ages::tidy`] since the last change.
    #[must_use]
    pub fn oldest(&self) -> Option<(SimTime, u32)> {
        let first = self.line.front().into_iter().chain(self.older.first()).min();
        first.map(|e| (e.0, e.2))
    }
    /// The oldest message that `fits`.
    pub fn oldest_where(&self, slab: &Slab, fits: impl Fn(&Message) -> bool) -> Option<SimTime> {
        let good = |e: &&Entry| slab.get(e.2).is_some_and(|m| m.no == e.1 && fits(m));
        let line = self.line.iter().find(good).map(|e| e.0);
        let older = self.older.iter().find(good).map(|e| e.0);
        line.into_iter().chain(older).min()
    }
}
