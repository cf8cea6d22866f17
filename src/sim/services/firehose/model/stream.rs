//! One Firehose stream: what it holds, and where each record is.
use super::{
    config::{Destination, Source},
    counts::Counts,
    given::Encryption,
    held::{Held, Lane, Record, Step},
    intake::Intake,
};
use crate::base::{random::Stream as Luck, time::SimTime};
use crate::sim::services::firehose::quotas::{Limits, Settings};
use crate::sim::trace::Name;
use crate::sim::turn::{Balance, Usage};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A Firehose stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryStream {
    /// Its name.
    pub name: Name,
    /// CreateTimestamp.
    pub created: SimTime,
    /// VersionId.
    pub version: u64,
    /// Where records come from.
    pub source: Source,
    /// Where they go.
    pub destination: Destination,
    /// Tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// DeliveryStreamEncryptionConfiguration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption: Option<Encryption>,
    /// LastUpdateTimestamp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<SimTime>,
    /// What AWS does not publish.
    pub settings: Settings,
    /// Quotas of direct puts.
    pub intake: Intake,
    /// Records on their way.
    pub held: Held,
    /// The reader of a source stream.
    pub reader: Option<Reader>,
    /// What is due, and the wake-up that was asked for.
    pub due: BTreeSet<(SimTime, Due)>,
    /// The wake-up that was asked for.
    pub armed: Option<SimTime>,
    /// What happened so far.
    pub counts: Counts,
    /// Chance.
    pub luck: Luck,
}

/// What is due in a stream.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Due {
    /// The buffer before the function.
    Stage,
    /// An invocation is tried again.
    Invoke(u64),
    /// A buffer.
    Lane(Lane),
    /// A batch is tried again.
    Batch(u64),
    /// The source's shards are listed.
    Shards,
    /// A shard is read.
    Poll(Name),
}

/// Reads a source stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// Shards that are read.
    pub shards: BTreeMap<Name, Shard>,
    /// Shards read to their end.
    pub done: BTreeSet<Name>,
    /// The shards were listed once: later ones are read from their beginning.
    pub started: bool,
    /// It holds still because too much waits already.
    pub paused: bool,
    /// MillisBehindLatest, the most of the last answers.
    pub behind: u64,
}

/// A shard that is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// The iterator for the next call.
    pub iterator: Option<Name>,
    /// The last record read.
    pub after: Option<Name>,
    /// Where it starts: LATEST, else its oldest record.
    pub latest: bool,
    /// When it was read last.
    pub polled: SimTime,
}

impl DeliveryStream {
    /// Copies in the backup of all are no records of their own.
    fn counted(lane: &Lane) -> bool {
        *lane != Lane::Source
    }
    /// Whether it encrypts what it holds.
    #[must_use]
    pub fn encrypted(&self) -> bool {
        self.encryption.as_ref().is_some_and(|e| e.on)
    }
    /// Records on their way.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        let held = &self.held;
        let lanes = held.lanes.iter().filter(|(lane, _)| Self::counted(lane)).map(|(_, b)| b.records.len());
        let batches = held.batches.values().filter(|b| Self::counted(&b.lane) && b.step != Step::Manifest);
        let invoked = held.invocations.values().map(|i| i.records.len());
        let all: usize = held.stage.records.len()
            + lanes.sum::<usize>()
            + batches.map(|b| b.records.len()).sum::<usize>()
            + invoked.sum::<usize>();
        all as u64
    }
    /// Records: all that came are on their way or met one fate.
    #[must_use]
    pub fn balance(&self) -> Balance {
        let c = &self.counts;
        let fates = self.waiting() + c.delivered.records + c.dropped + c.failed + c.manifested + c.lost;
        Balance { place: self.name.clone(), came: c.came, fates }
    }
    /// Bytes on their way.
    #[must_use]
    pub fn held_bytes(&self) -> u64 {
        let held = &self.held;
        let batches = held.batches.values().map(|b| b.bytes).sum::<u64>();
        held.stage.bytes + held.lanes.values().map(|b| b.bytes).sum::<u64>() + batches
    }
    /// How long a record may wait before it is lost.
    #[must_use]
    pub fn patience(&self, limits: &Limits) -> SimTime {
        match self.source {
            Source::DirectPut => limits.retries.kept,
            Source::KinesisStreamAsSource(_) if self.settings.source_retention == SimTime::ZERO => limits.retention,
            Source::KinesisStreamAsSource(_) => self.settings.source_retention,
        }
    }
    /// When the oldest record on its way came.
    #[must_use]
    pub fn oldest(&self) -> Option<SimTime> {
        let held = &self.held;
        let first = |records: &[Record]| records.iter().map(|r| r.at).min();
        let main = |lane: &Lane| matches!(lane, Lane::Main(_));
        let lanes = held.lanes.iter().filter(|(lane, _)| main(lane)).filter_map(|(_, b)| first(&b.records));
        let batches = held.batches.values().filter(|b| main(&b.lane)).filter_map(|b| first(&b.records));
        let invoked = held.invocations.values().filter_map(|i| first(&i.records));
        first(&held.stage.records).into_iter().chain(lanes).chain(batches).chain(invoked).min()
    }
    /// A batch that a destination keeps refusing.
    #[must_use]
    pub fn struggling(&self) -> bool {
        self.held.batches.values().any(|b| b.tries > 1)
    }
    pub(in crate::sim::services::firehose) fn usage(&self) -> Vec<Usage> {
        let c = &self.counts;
        let mut meters = vec![("firehose.bytes", c.billed)];
        if self.destination.conversion.is_some() {
            meters.push(("firehose.converted_bytes", c.billed));
        }
        if self.destination.partitioning {
            meters.push(("firehose.partitioned_bytes", c.partitioned));
            meters.push(("firehose.partitioned_objects", c.delivered.objects));
        }
        let used = |(meter, amount)| Usage { resource: self.name.clone(), meter, amount };
        meters.into_iter().map(used).collect()
    }
}
