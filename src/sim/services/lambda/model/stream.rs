//! The readers of a stream's mapping: one per shard, parents before children, with as many lanes as batches may run at once.
use super::run::Entry;
use crate::base::time::SimTime;
use crate::sim::{ids, trace::Name};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Some records that go to the function together, perhaps again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The records; empty while the function has them.
    pub entries: Vec<Entry>,
    /// Function errors it has had.
    pub failures: u32,
    /// Throttles in a row.
    pub throttles: u32,
    /// Invocations it has had.
    pub invokes: u32,
}

/// Whether a stream still holds what a lane is about to hand over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Held {
    /// Nobody asked.
    #[default]
    Unasked,
    /// An answer is awaited.
    Asked,
    /// It does.
    Sure,
}

/// Batches of one lane run one after the other: the order of a partition key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// Records not yet in a batch.
    pub waiting: VecDeque<Entry>,
    /// When the first of them came.
    pub opened: SimTime,
    /// Batches in order; the first runs or waits for its retry.
    pub parts: VecDeque<Part>,
    /// The function has the first part.
    pub running: bool,
    /// Whether the stream still holds the first part; asked only where that is in doubt.
    pub held: Held,
    /// It waits for a retry until then.
    pub until: Option<SimTime>,
    /// Timers of an earlier wait carry an earlier number.
    pub epoch: u32,
}

impl Lane {
    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.parts.is_empty()
    }
    /// Records that wait, retried ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.waiting.len() + self.parts.iter().map(|p| p.entries.len()).sum::<usize>()
    }
}

/// How far a shard was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reading {
    /// Its parents are not finished, or it is not asked for now.
    #[default]
    Waiting,
    /// An answer is awaited.
    Asked,
    /// The next read comes by timer.
    Paused,
    /// Too much is read and not processed.
    Full,
    /// Everything was read.
    Ended,
}

/// A shard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// ShardId.
    pub id: Name,
    /// Its parents.
    pub parents: Vec<Name>,
    /// It was there when the mapping began: the starting position counts.
    pub first: bool,
    /// The iterator for the next read.
    pub iterator: Option<Name>,
    /// The last record read.
    pub read: Option<Name>,
    /// How far it is.
    pub reading: Reading,
    /// Timers of an earlier wait carry an earlier number.
    pub epoch: u32,
    /// MillisBehindLatest of the last read.
    pub behind: u64,
    /// Age of the last record of the last batch when it was handed over, in milliseconds.
    pub age_ms: u64,
    /// ParallelizationFactor lanes.
    pub lanes: Vec<Lane>,
}

impl Shard {
    /// Read to its end, and everything processed.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.reading == Reading::Ended && self.lanes.iter().all(Lane::is_empty)
    }
    /// Records read and not processed.
    #[must_use]
    pub fn backlog(&self) -> usize {
        self.lanes.iter().map(Lane::len).sum()
    }
    /// The lane of a partition key.
    #[must_use]
    pub fn lane_of(&self, key: Option<&Name>) -> usize {
        let hash = key.map_or(0, |k| k.bytes().fold(0, |h, b| ids::spread(h ^ u64::from(b))));
        usize::try_from(hash % (self.lanes.len() as u64).max(1)).unwrap_or(0)
    }
}

/// All shards of a mapping.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readers {
    /// In the order they were found.
    pub shards: Vec<Shard>,
    /// The list was read once.
    pub listed: bool,
}

impl Readers {
    /// Whether every parent we know of is finished.
    #[must_use]
    pub fn may_start(&self, shard: &Shard) -> bool {
        shard.parents.iter().all(|p| self.shards.iter().find(|s| s.id == *p).is_none_or(Shard::is_finished))
    }
}
