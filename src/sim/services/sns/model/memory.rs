//! Token buckets, and the deduplication ids of the last minutes.
use super::notice::MessageId;
use crate::base::time::SimTime;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// So much a second, with one second's worth in stock; whole millionths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    used: u64,
    at: SimTime,
}

impl Bucket {
    fn settle(&mut self, rate: u64, now: SimTime) {
        let back = now.since(self.at).as_micros().saturating_mul(rate);
        self.used = self.used.saturating_sub(back);
        self.at = now;
    }
    /// Whether `amount` is there; takes nothing.
    pub fn holds(&mut self, amount: u64, rate: u64, now: SimTime) -> bool {
        self.settle(rate, now);
        self.used.saturating_add(amount.saturating_mul(1_000_000)) <= rate.saturating_mul(1_000_000)
    }
    /// Takes what [`Self::holds`] found.
    pub const fn take(&mut self, amount: u64) {
        self.used = self.used.saturating_add(amount.saturating_mul(1_000_000));
    }
    /// Nothing has been taken for a while.
    const fn is_idle(&self, now: SimTime) -> bool {
        now.since(self.at).as_micros() > 1_000_000
    }
}

/// A bucket per message group; idle ones are forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groups(BTreeMap<Name, Bucket>);

impl Groups {
    /// The bucket of a group.
    pub fn of(&mut self, group: &Name, now: SimTime) -> &mut Bucket {
        const MANY: usize = 4_096;
        if self.0.len() > MANY && !self.0.contains_key(group) {
            self.0.retain(|_, bucket| !bucket.is_idle(now));
        }
        self.0.entry(group.clone()).or_default()
    }
}

/// What a duplicate is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The first message's id.
    pub id: MessageId,
    /// Its sequence number.
    pub seq: u64,
}

/// Group (where the scope is the group) and deduplication id.
type Key = (Option<Name>, Name);

/// Deduplication ids of the window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dedup {
    #[serde(with = "pairs")]
    ids: BTreeMap<Key, Remembered>,
    order: VecDeque<(SimTime, Key)>,
}

impl Dedup {
    /// Forgets what is older than the window.
    pub fn forget(&mut self, now: SimTime, window: SimTime) {
        while self.order.front().is_some_and(|(at, _)| *at + window <= now) {
            if let Some((_, key)) = self.order.pop_front() {
                self.ids.remove(&key);
            }
        }
    }
    /// The first message with this id.
    #[must_use]
    pub fn find(&self, key: &Key) -> Option<Remembered> {
        self.ids.get(key).copied()
    }
    /// Remembers an accepted message.
    pub fn remember(&mut self, now: SimTime, key: Key, what: Remembered) {
        self.order.push_back((now, key.clone()));
        self.ids.insert(key, what);
    }
}

/// JSON keys are texts: a map with other keys is written as a list.
mod pairs {
    use super::{BTreeMap, Key, Remembered};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(map: &BTreeMap<Key, Remembered>, s: S) -> Result<S::Ok, S::Error> {
        map.iter().collect::<Vec<_>>().serialize(s)
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<BTreeMap<Key, Remembered>, D::Error> {
        Ok(Vec::<(Key, Remembered)>::deserialize(d)?.into_iter().collect())
    }
}
