//! What a worker does with one shard it has the lease of.
use crate::base::time::SimTime;
use crate::sim::{
    errand::{Position, StreamRecord},
    trace::{Item, Name},
    turn::CallId,
};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// A record in hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Which; number 0 where nobody follows it.
    pub item: Item,
    /// SequenceNumber.
    pub sequence: Name,
}

impl Held {
    /// A record as it came.
    #[must_use]
    pub fn new(record: &StreamRecord) -> Self {
        let unknown = || Item { no: 0, label: "?".into(), group: None };
        let item = record.cargo.item.clone().or_else(|| record.cargo.items.first().cloned());
        Self { item: item.unwrap_or_else(unknown), sequence: record.sequence.clone() }
    }
}

/// What it is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doing {
    /// Waiting for its next read.
    Resting,
    /// A call is open.
    Asking(CallId),
    /// Working on the first record in hand.
    Working {
        /// Since when.
        since: SimTime,
        /// Until when.
        until: SimTime,
    },
}

/// One shard being read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// ShardId.
    pub shard: Name,
    /// What it is doing.
    pub doing: Doing,
    /// Where it goes on.
    pub from: Position,
    /// The iterator for that, where it polls and has one.
    pub iterator: Option<Name>,
    /// Records in hand, oldest first.
    pub hands: VecDeque<Held>,
    /// Nothing comes behind the records in hand: the shard's children.
    pub end: Option<Vec<Name>>,
    /// The last record finished, where no checkpoint has been written since.
    pub unsaved: Option<Name>,
    /// Records finished since the last checkpoint.
    pub since_saved: u32,
    /// When the last checkpoint was written.
    pub saved: SimTime,
    /// When it read last.
    pub asked: SimTime,
    /// MillisBehindLatest.
    pub behind: u64,
}

impl Reading {
    /// A shard whose lease was just taken.
    #[must_use]
    pub const fn new(shard: Name, from: Position, now: SimTime) -> Self {
        Self {
            shard,
            doing: Doing::Resting,
            from,
            iterator: None,
            hands: VecDeque::new(),
            end: None,
            unsaved: None,
            since_saved: 0,
            saved: now,
            asked: now,
            behind: 0,
        }
    }
}
