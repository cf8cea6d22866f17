//! A stream: its shards, who is registered, what is being changed, what came and what went.
use super::{
    consumer::Consumer,
    hash::HashKey,
    metrics::Tally,
    shard::{Record, Shard, shard_id, shard_no},
};
use crate::base::time::SimTime;
use crate::sim::{
    services::kinesis::{
        api::{request::Tags, response::Child},
        quotas::Settings,
    },
    trace::Name,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// Capacity mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Mode {
    /// `PROVISIONED`.
    #[default]
    #[serde(rename = "PROVISIONED")]
    Provisioned,
    /// `ON_DEMAND`.
    #[serde(rename = "ON_DEMAND")]
    OnDemand,
}

impl Mode {
    /// AWS's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Provisioned => "PROVISIONED",
            Self::OnDemand => "ON_DEMAND",
        }
    }
}

/// What an UPDATING stream is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// A shard is split where the second child begins.
    Split(u32, HashKey),
    /// Two neighbours are merged; the first is ParentShardId.
    Merge(u32, u32),
    /// So many equal shards.
    Count(u32),
}

/// StreamStatus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// `CREATING` until then.
    Creating(SimTime),
    /// `ACTIVE`.
    Active,
    /// `UPDATING` until then.
    Updating(SimTime, Change),
    /// `DELETING` until then.
    Deleting(SimTime),
}

impl Status {
    /// AWS's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Creating(_) => "CREATING",
            Self::Active => "ACTIVE",
            Self::Updating(..) => "UPDATING",
            Self::Deleting(_) => "DELETING",
        }
    }
    /// When it ends by itself.
    #[must_use]
    pub const fn until(self) -> Option<SimTime> {
        match self {
            Self::Creating(at) | Self::Updating(at, _) | Self::Deleting(at) => Some(at),
            Self::Active => None,
        }
    }
}

/// How a stream is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// StreamName.
    pub name: Name,
    /// Counts streams; never used twice.
    pub no: u32,
    /// StreamCreationTimestamp.
    pub created: SimTime,
    /// RetentionPeriodHours.
    pub retention: u64,
    /// The shard count asked for last; 0 in on-demand mode.
    pub asked: u32,
    /// StreamModeDetails.
    pub mode: Mode,
    /// MaxRecordSizeInKiB, in bytes.
    pub record_most: u64,
    /// KeyId of server-side encryption.
    pub key: Option<Name>,
    /// The resource policy.
    pub policy: Option<Arc<str>>,
    /// EnhancedMonitoring: ShardLevelMetrics.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub monitoring: BTreeSet<Name>,
    /// Tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: Tags,
    /// What AWS does not publish.
    pub settings: Settings,
}

/// When something was done that is limited in 24 hours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// UpdateShardCount.
    pub updates: VecDeque<SimTime>,
    /// UpdateStreamMode.
    pub modes: VecDeque<SimTime>,
    /// StartStreamEncryption.
    pub keys: VecDeque<SimTime>,
}

/// Whether something may be done once more in a rolling 24 hours; notes it if so.
pub fn once_more(done: &mut VecDeque<SimTime>, most: u64, now: SimTime) -> bool {
    const DAY: SimTime = SimTime::from_secs(86_400);
    while done.front().is_some_and(|&at| at + DAY <= now) {
        done.pop_front();
    }
    let free = (done.len() as u64) < most;
    if free {
        done.push_back(now);
    }
    free
}

/// What on-demand mode has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peaks {
    /// Day, and the highest bytes and records a second of its minutes.
    pub days: VecDeque<(u64, u64, u64)>,
    /// Bytes and records of the minute that runs.
    pub running: (u64, u64),
    /// It does not grow again before this.
    pub grows_from: SimTime,
    /// A wake-up at the end of the minute is asked for.
    pub armed: bool,
}

impl Peaks {
    /// Ends a minute.
    pub fn roll(&mut self, now: SimTime, keep_days: u64) {
        let (bytes, records) = std::mem::take(&mut self.running);
        let (bytes, records) = (bytes.div_ceil(60), records.div_ceil(60));
        let day = now.as_secs().saturating_sub(1) / 86_400;
        match self.days.back_mut() {
            Some(last) if last.0 == day => (last.1, last.2) = (last.1.max(bytes), last.2.max(records)),
            _ => self.days.push_back((day, bytes, records)),
        }
        while self.days.front().is_some_and(|d| d.0 + keep_days < day) {
            self.days.pop_front();
        }
    }
    /// The highest bytes and records a second remembered.
    #[must_use]
    pub fn highest(&self) -> (u64, u64) {
        self.days.iter().fold((0, 0), |most, d| (most.0.max(d.1), most.1.max(d.2)))
    }
}

/// What came and what became of it, copies apart: a record is held, or its retention has run out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Books {
    /// Records accepted.
    pub came: u64,
    /// Records whose retention ran out.
    pub expired: u64,
}

/// A stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
    /// How it is set up.
    pub config: Config,
    /// StreamStatus.
    pub status: Status,
    /// All shards that still hold or may get records, by number.
    pub shards: BTreeMap<u32, Shard>,
    /// The open shard from each hash key on.
    pub routes: BTreeMap<HashKey, u32>,
    /// The next shard number.
    pub next_shard: u32,
    /// Registered consumers by name.
    pub consumers: BTreeMap<Name, Consumer>,
    /// The next consumer number.
    pub next_consumer: u32,
    /// What is limited per day.
    pub days: Days,
    /// What on-demand mode has seen.
    pub peaks: Peaks,
    /// Counts for metrics and the bill.
    pub tally: Tally,
    /// Conservation.
    pub books: Books,
}

impl Stream {
    /// How long records stay.
    #[must_use]
    pub const fn retention(&self) -> SimTime {
        SimTime::from_secs(self.config.retention.saturating_mul(3_600))
    }
    /// The open shard a hash key belongs to.
    #[must_use]
    pub fn route(&self, key: HashKey) -> Option<u32> {
        self.routes.range(..=key).next_back().map(|(_, no)| *no)
    }
    /// Open shards, in the order of their ranges.
    pub fn open(&self) -> impl Iterator<Item = &Shard> {
        self.routes.values().filter_map(|no| self.shards.get(no))
    }
    /// How many shards are open.
    #[must_use]
    pub fn open_count(&self) -> u32 {
        u32::try_from(self.routes.len()).unwrap_or(u32::MAX)
    }
    /// A shard by ShardId.
    #[must_use]
    pub fn shard(&self, id: &str) -> Option<&Shard> {
        self.shards.get(&shard_no(id)?)
    }
    /// What a reader at the end of a shard is told of those that took over.
    #[must_use]
    pub fn children(&self, shard: &Shard) -> Vec<Child> {
        let found = shard.lineage.children.iter().filter_map(|no| self.shards.get(no));
        let child = |s: &Shard| Child {
            id: s.id.clone(),
            parents: s.lineage.parents.iter().map(|&no| shard_id(no)).collect(),
            range: s.range,
        };
        found.map(child).collect()
    }
    /// Records in all shards.
    #[must_use]
    pub fn held(&self) -> u64 {
        self.shards.values().map(|s| s.records.len() as u64).sum()
    }
    /// Whether data can be written and read.
    #[must_use]
    pub const fn serves(&self) -> bool {
        !matches!(self.status, Status::Creating(_))
    }
    /// Adds an open shard.
    pub fn grow(&mut self, range: (HashKey, HashKey), parents: Vec<u32>, now: SimTime) -> u32 {
        let no = self.next_shard;
        self.next_shard += 1;
        for parent in &parents {
            if let Some(parent) = self.shards.get_mut(parent) {
                parent.lineage.children.push(no);
            }
        }
        self.routes.insert(range.0, no);
        self.shards.insert(no, Shard::new(no, range, parents, now));
        no
    }
    /// Takes out what is older than the retention; `told` is called with each, oldest first.
    pub fn trim(&mut self, no: u32, now: SimTime, mut told: impl FnMut(&Name, &Record)) {
        let keep = self.retention();
        let Some(shard) = self.shards.get_mut(&no) else { return };
        while shard.records.front().is_some_and(|r| r.at + keep <= now) {
            let Some(record) = shard.records.pop_front() else { break };
            self.books.expired += 1;
            told(&shard.id, &record);
        }
    }
}
