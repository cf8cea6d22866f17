//! What only a FIFO queue remembers: deduplication ids, receive attempts, and how many calls it may still take this second.
use crate::base::time::SimTime;
use crate::sim::services::sqs::api::handle::{MessageId, Receipt};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// A remembered send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// When it was accepted; the window counts from here.
    pub at: SimTime,
    /// Its MessageId.
    pub id: MessageId,
    /// Its place in the order.
    pub seq: u64,
}

/// Deduplication ids inside their window, by scope: a group's name, or none for the whole queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dedup {
    whole: BTreeMap<Arc<str>, Remembered>,
    by_group: BTreeMap<Arc<str>, BTreeMap<Arc<str>, Remembered>>,
    line: VecDeque<(SimTime, Option<Arc<str>>, Arc<str>)>,
}

impl Dedup {
    /// Forgets what is older than the window.
    pub fn forget(&mut self, now: SimTime, window: SimTime) {
        while self.line.front().is_some_and(|(at, _, _)| *at + window <= now) {
            let Some((at, scope, id)) = self.line.pop_front() else { return };
            let ids = match &scope {
                None => Some(&mut self.whole),
                Some(group) => self.by_group.get_mut(group),
            };
            let Some(ids) = ids else { continue };
            if ids.get(&id).is_some_and(|r| r.at == at) {
                ids.remove(&id);
            }
            if let Some(group) = scope.filter(|_| ids.is_empty()) {
                self.by_group.remove(&group);
            }
        }
    }
    /// The first send of this id, inside the window.
    #[must_use]
    pub fn find(&self, scope: Option<&str>, id: &str) -> Option<Remembered> {
        let ids = match scope {
            None => &self.whole,
            Some(group) => self.by_group.get(group)?,
        };
        ids.get(id).copied()
    }
    /// Remembers an accepted send.
    pub fn remember(&mut self, scope: Option<&Arc<str>>, id: &Arc<str>, what: Remembered) {
        let ids = match scope {
            None => &mut self.whole,
            Some(group) => self.by_group.entry(group.clone()).or_default(),
        };
        ids.insert(id.clone(), what);
        self.line.push_back((what.at, scope.cloned(), id.clone()));
    }
    /// Forgets everything, as PurgeQueue does.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// A receive that may be asked for again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When.
    pub at: SimTime,
    /// What it returned.
    pub receipts: Vec<Receipt>,
}

/// Receives by ReceiveRequestAttemptId.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempts {
    known: BTreeMap<Arc<str>, Attempt>,
    line: VecDeque<(SimTime, Arc<str>)>,
}

impl Attempts {
    /// Forgets what is older than the window.
    pub fn forget(&mut self, now: SimTime, window: SimTime) {
        while self.line.front().is_some_and(|(at, _)| *at + window <= now) {
            let Some((at, id)) = self.line.pop_front() else { return };
            if self.known.get(&id).is_some_and(|a| a.at == at) {
                self.known.remove(&id);
            }
        }
    }
    /// The receive under this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Attempt> {
        self.known.get(id)
    }
    /// Remembers a receive that returned something.
    pub fn remember(&mut self, id: &Arc<str>, attempt: Attempt) {
        self.line.push_back((attempt.at, id.clone()));
        self.known.insert(id.clone(), attempt);
    }
}

/// The calls that are limited, each on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Action {
    /// SendMessage and its batch.
    Send,
    /// ReceiveMessage.
    Receive,
    /// DeleteMessage and its batch.
    Delete,
    /// ChangeMessageVisibility and its batch.
    Change,
}

/// A token bucket in millionths of a call, full at first; it holds one second's worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Bucket {
    level: u64,
    at: SimTime,
}

/// Token buckets by action and partition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buckets {
    send: BTreeMap<u32, Bucket>,
    receive: BTreeMap<u32, Bucket>,
    delete: BTreeMap<u32, Bucket>,
    change: BTreeMap<u32, Bucket>,
}

const ONE: u64 = 1_000_000;

impl Buckets {
    /// Takes one call from each of `partitions`, at `rate` calls a second each; takes nothing and says false where one is empty.
    pub fn take(&mut self, action: Action, partitions: &[u32], rate: u64, now: SimTime) -> bool {
        let buckets = match action {
            Action::Send => &mut self.send,
            Action::Receive => &mut self.receive,
            Action::Delete => &mut self.delete,
            Action::Change => &mut self.change,
        };
        let full = rate.saturating_mul(ONE);
        for &no in partitions {
            let bucket = buckets.entry(no).or_insert(Bucket { level: full, at: now });
            let gained = now.since(bucket.at).as_micros().saturating_mul(rate);
            *bucket = Bucket { level: bucket.level.saturating_add(gained).min(full), at: now };
        }
        if partitions.iter().any(|no| buckets.get(no).is_none_or(|b| b.level < ONE)) {
            return false;
        }
        for no in partitions {
            if let Some(bucket) = buckets.get_mut(no) {
                bucket.level -= ONE;
            }
        }
        true
    }
}
