//! Who reads for a pipe: pollers of a queue or a broker, readers of a stream's shards with their lanes.
use crate::base::time::SimTime;
use crate::sim::{errand::Cargo, trace::Name};
use serde::{Deserialize, Serialize};
use std::{collections::VecDeque, sync::Arc};

/// A message or a record on its way through a pipe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// MessageId or SequenceNumber.
    pub id: Name,
    /// ReceiptHandle; empty in a stream.
    pub handle: Name,
    /// When it was sent, or arrived.
    pub time: SimTime,
    /// ApproximateReceiveCount.
    pub receives: u32,
    /// What it is.
    pub cargo: Arc<Cargo>,
}

/// Who reads a queue or a broker, one batch after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poller {
    /// It waits for an answer, or for the end of an execution.
    pub busy: bool,
    /// What it gathers.
    pub held: Vec<Entry>,
    /// Since when.
    pub opened: SimTime,
    /// Older timers no longer matter.
    pub epoch: u32,
}

/// What a reader of a shard is at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reading {
    /// Nothing, or it waits for a timer.
    #[default]
    Idle,
    /// It has asked.
    Asked,
    /// Enough is read: it goes on when a batch has ended.
    Full,
    /// The shard is at its end.
    Ended,
}

/// A shard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// ShardId.
    pub id: Name,
    /// Which are read to their end before it.
    pub parents: Vec<Name>,
    /// It was there from the beginning.
    pub first: bool,
    /// The last record that was read.
    pub read: Option<Name>,
    /// The iterator.
    pub iterator: Option<Name>,
    /// What its reader is at.
    pub reading: Reading,
    /// Its lanes: ParallelizationFactor, by partition key.
    pub lanes: Vec<Lane>,
    /// Older timers no longer matter.
    pub epoch: u32,
}

/// A lane of a shard: batch after batch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// Read, and in no batch yet.
    pub waiting: VecDeque<Entry>,
    /// Batches: more than one where one was halved.
    pub parts: VecDeque<(Vec<Entry>, u32)>,
    /// The first part is at work, or waits for its next attempt.
    pub busy: bool,
    /// Since when it gathers.
    pub opened: SimTime,
    /// Older timers no longer matter.
    pub epoch: u32,
}

impl Lane {
    fn open(&self) -> usize {
        self.waiting.len() + self.parts.iter().map(|p| p.0.len()).sum::<usize>()
    }
}

impl Shard {
    /// Records in its lanes that are not at work.
    #[must_use]
    pub fn open(&self) -> usize {
        self.lanes.iter().map(Lane::open).sum()
    }
    /// Read to its end and nothing left.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.reading == Reading::Ended && self.lanes.iter().all(|l| !l.busy && l.open() == 0)
    }
}

/// Who reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Work {
    /// A queue or a broker.
    Pollers(Vec<Poller>),
    /// A stream; whether its shards are known.
    Shards(Vec<Shard>, bool),
}
