//! What will happen, in the order of (time, sequence): an entry added later at the same moment comes later.
//!
//! A heap of small keys over a slab of entries, and a first-in-first-out lane for what is due at once (most of a run with
//! round times). Nothing is ever removed: a timer that no longer matters is ignored by its owner when it comes.
use crate::base::time::SimTime;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Values under small numbers that are used again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slab<T> {
    slots: Vec<Option<T>>,
    free: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self { slots: vec![], free: vec![] }
    }
}

impl<T> Slab<T> {
    /// Keeps a value; the number takes it out again.
    pub fn put(&mut self, value: T) -> u32 {
        if let Some(slot) = self.free.pop() {
            self.slots[slot as usize] = Some(value);
            return slot;
        }
        self.slots.push(Some(value));
        u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX)
    }
    /// Takes a value out.
    pub fn take(&mut self, slot: u32) -> Option<T> {
        let value = self.slots.get_mut(slot as usize)?.take();
        if value.is_some() {
            self.free.push(slot);
        }
        value
    }
    /// The values kept.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.slots.iter().flatten()
    }
    /// How many values are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }
    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Key {
    at: SimTime,
    seq: u64,
    slot: u32,
}

/// What is to happen, and the moment reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agenda<T> {
    now: SimTime,
    next: u64,
    heap: Vec<Key>,
    later: Slab<T>,
    soon: VecDeque<T>,
}

impl<T> Default for Agenda<T> {
    fn default() -> Self {
        Self { now: SimTime::ZERO, next: 0, heap: vec![], later: Slab::default(), soon: VecDeque::new() }
    }
}

/// Children per node of the heap: four keep it shallow and share cache lines.
const WIDTH: usize = 4;

impl<T> Agenda<T> {
    /// The moment reached.
    #[must_use]
    pub const fn now(&self) -> SimTime {
        self.now
    }
    /// How many entries wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.heap.len() + self.soon.len()
    }
    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Adds an entry; one in the past is due at once, one at `NEVER` is dropped.
    pub fn push(&mut self, at: SimTime, entry: T) {
        if at <= self.now {
            self.soon.push_back(entry);
        } else if at < SimTime::NEVER {
            let slot = self.later.put(entry);
            self.heap.push(Key { at, seq: self.next, slot });
            self.next += 1;
            self.rise(self.heap.len() - 1);
        }
    }
    /// When the next entry is due.
    #[must_use]
    pub fn due(&self) -> Option<SimTime> {
        if self.soon.is_empty() { self.heap.first().map(|k| k.at) } else { Some(self.now) }
    }
    /// The next entry due up to `limit`; time moves to it.
    pub fn pop(&mut self, limit: SimTime) -> Option<T> {
        match self.heap.first() {
            // What was put off to this moment before it came is older than what the moment itself added.
            Some(key) if key.at <= self.now || (self.soon.is_empty() && key.at <= limit) => {
                self.now = self.now.max(key.at);
                self.take_first()
            }
            _ if self.now <= limit => self.soon.pop_front(),
            _ => None,
        }
    }
    /// Moves time forward where nothing is due before.
    pub fn rest_until(&mut self, t: SimTime) {
        if self.due().is_none_or(|due| due > t) {
            self.now = self.now.max(t);
        }
    }
    /// All entries, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.later.iter().chain(&self.soon)
    }

    fn take_first(&mut self) -> Option<T> {
        let key = *self.heap.first()?;
        let last = self.heap.pop()?;
        if !self.heap.is_empty() {
            self.heap[0] = last;
            self.sink();
        }
        self.later.take(key.slot)
    }
    fn rise(&mut self, mut at: usize) {
        let key = self.heap[at];
        while at > 0 {
            let parent = (at - 1) / WIDTH;
            if self.heap[parent] <= key {
                break;
            }
            self.heap[at] = self.heap[parent];
            at = parent;
        }
        self.heap[at] = key;
    }
    fn sink(&mut self) {
        let (key, end, mut at) = (self.heap[0], self.heap.len(), 0);
        loop {
            let first = at * WIDTH + 1;
            if first >= end {
                break;
            }
            let mut least = first;
            for child in first + 1..end.min(first + WIDTH) {
                if self.heap[child] < self.heap[least] {
                    least = child;
                }
            }
            if key <= self.heap[least] {
                break;
            }
            self.heap[at] = self.heap[least];
            at = least;
        }
        self.heap[at] = key;
    }
}

#[cfg(test)]
mod tests {
    use super::Agenda;
    use crate::base::{random::Stream, time::SimTime};

    #[test]
    fn entries_come_by_time_then_by_sequence() {
        let (mut agenda, mut draw) = (Agenda::default(), Stream::new(7, "agenda"));
        let mut wanted: Vec<(u64, u64)> = (0..2_000).map(|i| (1 + draw.below(300), i)).collect();
        for &(at, i) in &wanted {
            agenda.push(SimTime(at), (at, i));
        }
        wanted.sort_unstable();
        let got: Vec<_> = std::iter::from_fn(|| agenda.pop(SimTime(299))).collect();
        let early: Vec<_> = wanted.iter().copied().filter(|w| w.0 <= 299).collect();
        assert_eq!(got, early);
        assert_eq!(agenda.len(), wanted.len() - early.len());
    }

    #[test]
    fn what_a_moment_adds_to_itself_comes_after_what_waited_for_it() {
        let mut agenda = Agenda::default();
        agenda.push(SimTime(5), "a");
        agenda.push(SimTime(5), "b");
        assert_eq!(agenda.pop(SimTime(9)), Some("a"));
        agenda.push(SimTime(5), "c");
        agenda.push(SimTime(3), "late");
        agenda.push(SimTime::NEVER, "never");
        let rest: Vec<_> = std::iter::from_fn(|| agenda.pop(SimTime(9))).collect();
        assert_eq!(rest, ["b", "c", "late"]);
        agenda.rest_until(SimTime(8));
        assert_eq!((agenda.now(), agenda.is_empty()), (SimTime(8), true));
    }
}
