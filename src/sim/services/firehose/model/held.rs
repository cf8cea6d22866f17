//! Records on their way: where each of them is.
use crate::base::time::SimTime;
use crate::sim::errand::Cargo;
use crate::sim::trace::{Item, Name};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

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

impl Buffer {
    /// Adds a record.
    pub fn push(&mut self, record: Record) {
        self.bytes += record.bytes;
        self.records.push(record);
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
