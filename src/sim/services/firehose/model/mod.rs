//! Firehose as data.
/// What a Firehose stream is told to do.
pub mod config;
/// What happened so far.
pub mod counts;
/// Configurations as a client gives them.
pub mod given;
/// Records on their way.
pub mod held;
/// Quotas of direct puts.
pub mod intake;
/// Names under CloudWatch.
pub mod metrics;
/// Keys of objects: prefixes with expressions, partition keys.
pub mod names;
/// One Firehose stream.
pub mod stream;

use super::quotas::{Limits, Settings};
use crate::sim::{region::Region, trace::Name};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use stream::DeliveryStream;

/// The whole of Firehose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Firehose {
    pub(super) streams: BTreeMap<Name, DeliveryStream>,
    pub(super) core: Core,
}

/// What all streams share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Core {
    /// What is asked of others, by ticket.
    pub asked: BTreeMap<u64, (Name, Asked)>,
    /// Counts tickets, records, batches.
    pub next: u64,
    /// The ledger's numbers.
    pub limits: Limits,
    /// The seed of the run.
    pub seed: u64,
}

/// An errand under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asked {
    /// A function transforms a batch.
    Transform(u64),
    /// A destination takes a batch.
    Batch(u64),
    /// The source stream lists its shards.
    Shards,
    /// A shard gives an iterator.
    Iterator(Name),
    /// A shard gives records.
    Records(Name),
}

impl Core {
    /// The next number.
    pub const fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }
}

/// The ARN of a Firehose stream.
#[must_use]
pub fn arn_of(region: &Region, stream: &str) -> Name {
    region.arn("firehose", &format!("deliverystream/{stream}"))
}

impl Firehose {
    /// No stream yet.
    #[must_use]
    pub const fn with(seed: u64, limits: Limits) -> Self {
        Self { streams: BTreeMap::new(), core: Core { asked: BTreeMap::new(), next: 0, limits, seed } }
    }
    /// A stream by name.
    #[must_use]
    pub fn stream(&self, name: &str) -> Option<&DeliveryStream> {
        self.streams.get(name)
    }
    /// What AWS does not publish, of one stream.
    pub fn set_settings(&mut self, stream: &str, settings: Settings) {
        if let Some(stream) = self.streams.get_mut(stream) {
            stream.settings = settings;
        }
    }
}
