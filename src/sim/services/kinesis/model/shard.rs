//! A shard: a range of hash keys, its records in the order of arrival, and what is left of this second's capacity.
use super::{
    bucket::Bucket,
    consumer::Subscription,
    hash::HashKey,
    sequence::{PER_MICRO, SequenceNumber},
};
use crate::base::time::SimTime;
use crate::sim::{errand::Cargo, ids::spread, services::kinesis::quotas::Rates, trace::Name};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// A record; the body is shared with whoever put it and whoever reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its place in the shard, growing.
    pub place: u64,
    /// ApproximateArrivalTimestamp.
    pub at: SimTime,
    /// Data and PartitionKey (`key`).
    pub data: Arc<Cargo>,
}

impl Record {
    /// Bytes of data and key: what limits count.
    #[must_use]
    pub fn size(&self) -> u64 {
        size(&self.data)
    }
}

/// Bytes of data and key: what limits count.
#[must_use]
pub fn size(data: &Cargo) -> u64 {
    data.size() + data.key.as_ref().map_or(0, |k| k.len() as u64)
}

/// Where a shard comes from and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lineage {
    /// ParentShardId, and AdjacentParentShardId after a merge.
    pub parents: Vec<u32>,
    /// The shards that took over its range.
    pub children: Vec<u32>,
    /// When it was created.
    pub born: SimTime,
    /// Since when no more records go there.
    pub closed: Option<SimTime>,
}

/// What has been used of the limits, and by how much they were passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// Bytes written.
    pub write_bytes: Bucket,
    /// Records written.
    pub write_records: Bucket,
    /// Bytes read by GetRecords.
    pub read_bytes: Bucket,
    /// GetRecords calls.
    pub read_calls: Bucket,
    /// No GetRecords before this: the last one took more than a second's worth.
    pub read_from: SimTime,
    /// Records refused since the start.
    pub refused_writes: u64,
    /// GetRecords calls refused since the start.
    pub refused_reads: u64,
}

/// One minute of writing, for on-demand mode: how much came, and whether it was all the same key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minute {
    /// Bytes.
    pub bytes: u64,
    /// Refused records.
    pub refused: u64,
    /// The first hash key seen.
    pub first: Option<HashKey>,
    /// Others were seen too.
    pub various: bool,
}

/// A shard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Its number in the stream.
    pub no: u32,
    /// ShardId.
    pub id: Name,
    /// StartingHashKey and EndingHashKey, both inside.
    pub range: (HashKey, HashKey),
    /// Parents and children.
    pub lineage: Lineage,
    /// Oldest first.
    pub records: VecDeque<Record>,
    /// The last place given.
    pub last: u64,
    /// Used capacity.
    pub load: Load,
    /// The minute that runs.
    pub minute: Minute,
    /// Subscriptions by the number of their consumer.
    pub subscriptions: BTreeMap<u32, Subscription>,
    /// A wake-up for trimming is asked for.
    pub trimming: bool,
}

impl Shard {
    /// A new open shard.
    #[must_use]
    pub fn new(no: u32, range: (HashKey, HashKey), parents: Vec<u32>, now: SimTime) -> Self {
        Self {
            no,
            id: shard_id(no),
            range,
            lineage: Lineage { parents, children: vec![], born: now, closed: None },
            records: VecDeque::new(),
            last: first_place(now),
            load: Load::default(),
            minute: Minute::default(),
            subscriptions: BTreeMap::new(),
            trimming: false,
        }
    }
    /// Whether records still go there.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.lineage.closed.is_none()
    }
    /// A place as a sequence number.
    #[must_use]
    pub const fn sequence(&self, place: u64) -> SequenceNumber {
        SequenceNumber { born: self.lineage.born, place, shard: self.no }
    }
    /// StartingSequenceNumber.
    #[must_use]
    pub const fn first(&self) -> u64 {
        first_place(self.lineage.born)
    }
    /// The next place: later than the last one, at or after the clock, with a gap.
    pub fn next_place(&mut self, now: SimTime) -> u64 {
        let gap = 1 + (spread(self.last ^ u64::from(self.no)) & 3);
        self.last = (self.last + gap).max(first_place(now));
        self.last
    }
    /// Where in `records` the first one at or behind a place lies.
    #[must_use]
    pub fn index(&self, place: u64) -> usize {
        match self.records.front() {
            Some(first) if place > first.place => self.records.partition_point(|r| r.place < place),
            _ => 0,
        }
    }
    /// Whether a record of this size still fits into this second.
    #[must_use]
    pub const fn takes(&self, bytes: u64, rates: &Rates, now: SimTime) -> bool {
        self.load.write_records.fits(1, rates.write_records, now)
            && self.load.write_bytes.fits(bytes, rates.write_bytes, now)
    }
    /// How full this second is, in percent of the limit that is closer.
    #[must_use]
    pub const fn percent(&self, rates: &Rates, now: SimTime) -> u64 {
        let bytes = self.load.write_bytes.level(rates.write_bytes, now).saturating_mul(100) / rates.write_bytes;
        let records = self.load.write_records.level(rates.write_records, now).saturating_mul(100) / rates.write_records;
        if bytes > records { bytes } else { records }
    }
}

/// ShardId: `shardId-000000000002`.
#[must_use]
pub fn shard_id(no: u32) -> Name {
    format!("shardId-{no:012}").into()
}

/// The number in a ShardId; AWS reads a plain `2` as well.
#[must_use]
pub fn shard_no(id: &str) -> Option<u32> {
    let digits = match id.strip_prefix("shardId-") {
        Some(digits) if digits.len() != 12 => return None,
        Some(digits) => digits,
        None => id,
    };
    if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse().ok() } else { None }
}

/// The first place of a moment.
#[must_use]
pub const fn first_place(at: SimTime) -> u64 {
    at.0.saturating_mul(1 << PER_MICRO).saturating_add(1)
}

/// The moment of a place, as long as places do not run ahead of the clock.
#[must_use]
pub const fn moment(place: u64) -> SimTime {
    SimTime(place >> PER_MICRO)
}
