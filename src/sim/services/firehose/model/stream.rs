//! One Firehose stream: what it holds, and where each record is.
use super::config::{Destination, Source};
use crate::base::{random::Stream as Luck, time::SimTime};
use crate::sim::errand::Cargo;
use crate::sim::services::firehose::quotas::{Limits, Rates, Settings};
use crate::sim::trace::{Item, Name};
use crate::sim::turn::{Balance, Usage};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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

/// Records on their way through a Firehose stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Waiting for the function.
    pub stage: Buffer,
    /// At the function, by number.
    pub invocations: BTreeMap<u64, Invocation>,
    /// Buffers by what they hold.
    #[serde(with = "pairs")]
    pub lanes: BTreeMap<Lane, Buffer>,
    /// At the destination, by number.
    pub batches: BTreeMap<u64, Batch>,
    /// Lanes of the main kind, each an active partition.
    pub partitions: u64,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// RecordId.
    pub no: u64,
    /// Data.
    pub cargo: Arc<Cargo>,
    /// Its size.
    pub bytes: u64,
    /// When it came.
    pub at: SimTime,
    /// Why it failed, where it did.
    pub blame: Option<Name>,
}

/// A buffer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buffer {
    /// Oldest first.
    pub records: Vec<Record>,
    /// Their bytes.
    pub bytes: u64,
    /// When its interval ends.
    pub until: Option<SimTime>,
    /// A batch of it is under way: it has to wait.
    pub flying: bool,
    /// Its interval has ended while it had to wait.
    pub late: bool,
}

/// What a buffer holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Lane {
    /// What is delivered; the prefix with its partition keys, empty without dynamic partitioning.
    Main(Name),
    /// Source records, for the backup of all.
    Source,
    /// What failed.
    Failed(Failure),
}

/// Why records went to an error prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Failure {
    /// The function failed, or a partition key is missing.
    Processing,
    /// No JSON to convert.
    Conversion,
    /// Too many partitions.
    Partitions,
    /// OpenSearch did not take it in time.
    OpenSearch,
    /// The endpoint did not take it in time.
    Http,
}

impl Failure {
    /// AWS's error-output-type.
    #[must_use]
    pub const fn output_type(self) -> &'static str {
        match self {
            Self::Processing => "processing-failed",
            Self::Conversion => "format-conversion-failed",
            Self::Partitions => "activePartitionExceeded",
            Self::OpenSearch => "AmazonOpenSearchService-failed",
            Self::Http => "http-endpoint-failed",
        }
    }
}

/// A batch at the function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invocation {
    /// The batch.
    pub records: Vec<Record>,
    /// Invocations so far.
    pub tries: u32,
}

/// A batch at its destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Which buffer it comes from.
    pub lane: Lane,
    /// The records that are not delivered yet.
    pub records: Vec<Record>,
    /// The key of its object.
    pub key: Name,
    /// The size of its object.
    pub bytes: u64,
    /// Where it is.
    pub step: Step,
    /// Tries of this step.
    pub tries: u32,
    /// When this step was tried first.
    pub first: SimTime,
    /// Time spent between tries.
    pub waited: SimTime,
}

/// How far a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Step {
    /// On its way to the destination, or to a bucket.
    Deliver,
    /// Staged: Redshift is to COPY it.
    Copy,
    /// COPY was given up: a manifest is written.
    Manifest,
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

/// Token buckets of direct puts, in millionths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    /// Used up: bytes, requests, records.
    pub used: (u64, u64, u64),
    /// When.
    pub at: SimTime,
}

impl Intake {
    /// Whether a call may come in.
    pub fn call(&mut self, rates: Rates, now: SimTime) -> bool {
        let passed = now.since(self.at).as_micros();
        self.at = now;
        let (bytes, calls, records) = self.used;
        let less = |used: u64, rate: u64| used.saturating_sub(passed.saturating_mul(rate));
        self.used = (less(bytes, rates.bytes), less(calls, rates.requests), less(records, rates.records));
        take(&mut self.used.1, 1, rates.requests)
    }
    /// Whether one more record may.
    pub fn record(&mut self, rates: Rates, bytes: u64) -> bool {
        let (mut space, mut count) = (self.used.0, self.used.2);
        let fits = take(&mut space, bytes, rates.bytes) && take(&mut count, 1, rates.records);
        if fits {
            (self.used.0, self.used.2) = (space, count);
        }
        fits
    }
}

fn take(used: &mut u64, amount: u64, rate: u64) -> bool {
    let more = used.saturating_add(amount.saturating_mul(1_000_000));
    let fits = more <= rate.saturating_mul(1_000_000);
    if fits {
        *used = more;
    }
    fits
}

/// What happened so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Records that came: put or read.
    pub came: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Their bytes as billed.
    pub billed: u64,
    /// Calls that put records.
    pub requests: u64,
    /// Records refused: too fast.
    pub throttled: u64,
    /// Reads of the source that were refused.
    pub throttled_reads: u64,
    /// At the destination.
    pub delivered: Delivered,
    /// Dropped by the function on purpose.
    pub dropped: u64,
    /// Written to an error prefix.
    pub failed: u64,
    /// Left in a manifest.
    pub manifested: u64,
    /// Lost: they waited too long.
    pub lost: u64,
    /// What the function did.
    pub processing: Processed,
    /// Objects and copies in the backup, bytes too.
    pub backup: (u64, u64, u64),
    /// Records converted, and failed to be.
    pub converted: (u64, u64),
    /// Records sent to activePartitionExceeded.
    pub overflown: u64,
    /// Deliveries that failed.
    pub retries: u64,
    /// Bytes that went through dynamic partitioning.
    pub partitioned: u64,
}

/// What a destination took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// Records at their destination.
    pub records: u64,
    /// Objects written to S3 (stage of Redshift too), their bytes and records.
    pub objects: u64,
    /// Bytes in them.
    pub object_bytes: u64,
    /// Records in them.
    pub object_records: u64,
    /// Requests or COPY commands that succeeded.
    pub requests: u64,
    /// Bytes in those.
    pub bytes: u64,
}

/// What the function did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Processed {
    /// Invocations.
    pub invocations: u64,
    /// Invocations that succeeded.
    pub good: u64,
    /// Records that came back Ok.
    pub ok: u64,
    /// Their bytes.
    pub ok_bytes: u64,
}

impl Buffer {
    /// Adds a record.
    pub fn push(&mut self, record: Record) {
        self.bytes += record.bytes;
        self.records.push(record);
    }
}

impl DeliveryStream {
    /// Copies in the backup of all are no records of their own.
    fn counted(lane: &Lane) -> bool {
        *lane != Lane::Source
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

impl Record {
    /// The learner's message in it.
    #[must_use]
    pub fn item(&self) -> Option<&Item> {
        self.cargo.item.as_ref().or_else(|| self.cargo.items.first())
    }
}

/// A map whose keys are no texts, as a list of pairs.
mod pairs {
    use super::{Buffer, Lane};
    use serde::{Deserialize, Deserializer, Serializer};
    use std::collections::BTreeMap;

    pub(super) fn serialize<S: Serializer>(map: &BTreeMap<Lane, Buffer>, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(map)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<BTreeMap<Lane, Buffer>, D::Error> {
        Vec::<(Lane, Buffer)>::deserialize(d).map(|all| all.into_iter().collect())
    }
}
