//! The data of Kinesis Data Streams and what must hold of it.
/// Limits per second.
pub mod bucket;
/// Enhanced fan-out.
pub mod consumer;
/// Hash keys.
pub mod hash;
/// Values under CloudWatch's names.
pub mod metrics;
/// Sequence numbers and iterators.
pub mod sequence;
/// Shards and records.
pub mod shard;
/// Streams.
pub mod stream;

use super::quotas::{Limits, Settings};
use crate::base::time::SimTime;
use crate::sim::{arn, region::Region, trace::Name, turn::CallId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use stream::Stream;

/// 0:00 of every run in epoch seconds: 2026-11-21 00:00 UTC.
pub const EPOCH_SECS: u64 = 1_795_219_200;

/// What a held record costs besides its data, in bytes: its place in the shard; the data is shared.
pub const BYTES_PER_RECORD: usize = std::mem::size_of::<shard::Record>();

/// A stream's ARN.
#[must_use]
pub fn stream_arn(region: &Region, name: &str) -> Name {
    region.arn("kinesis", &format!("stream/{name}"))
}

/// A consumer's ARN: it carries the moment of its registration.
#[must_use]
pub fn consumer_arn(region: &Region, stream: &str, name: &str, created: SimTime) -> Name {
    region.arn("kinesis", &format!("stream/{stream}/consumer/{name}:{}", EPOCH_SECS + created.as_secs()))
}

/// The stream's name in a name, a StreamARN or a ConsumerARN.
#[must_use]
pub fn bare(text: &str) -> &str {
    arn::parse(text).filter(|p| p.service == "kinesis" && p.kind == "stream").map_or(text, |p| p.name)
}

/// What all streams share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Core {
    /// The ledger's numbers.
    pub limits: Limits,
    /// The assumptions a new stream starts with.
    pub settings: Settings,
    /// The next stream number.
    pub next_stream: u32,
    /// Streams by number.
    pub names: BTreeMap<u32, Name>,
}

/// Kinesis Data Streams in one account and Region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kinesis {
    pub(super) core: Core,
    pub(super) streams: BTreeMap<Name, Stream>,
}

impl Kinesis {
    /// Kinesis without streams. `settings` is what new streams assume where AWS publishes nothing.
    #[must_use]
    pub fn with(limits: Limits, settings: Settings) -> Self {
        let core = Core { limits, settings: settings.bounded(), next_stream: 1, names: BTreeMap::new() };
        Self { core, streams: BTreeMap::new() }
    }
    /// Changes what one stream assumes; `false` where there is no such stream.
    pub fn set_settings(&mut self, stream: &str, settings: Settings) -> bool {
        let Some(stream) = self.streams.get_mut(stream) else { return false };
        stream.config.settings = settings.bounded();
        true
    }
    /// Whoever made a call that stays open has gone: its subscription pushes nothing more, and holds its place for as long as
    /// nobody may take it over.
    pub(super) fn forget(&mut self, id: CallId) {
        let shards = self.streams.values_mut().flat_map(|s| s.shards.values_mut());
        for subscription in shards.flat_map(|s| s.subscriptions.values_mut()).filter(|s| s.waiting == Some(id)) {
            subscription.waiting = None;
            subscription.ends = subscription.ends.min(subscription.opened + self.core.limits.resubscribe);
        }
    }
    /// One stream's data, to look at.
    #[must_use]
    pub fn stream(&self, name: &str) -> Option<&Stream> {
        self.streams.get(bare(name))
    }
    /// The names of all streams, sorted.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.streams.keys()
    }
    /// Open shards of all provisioned streams, for the account's quota.
    #[must_use]
    pub fn open_shards(&self) -> u64 {
        let provisioned = self.streams.values().filter(|s| s.config.mode == stream::Mode::Provisioned);
        provisioned.map(|s| u64::from(s.open_count())).sum()
    }
}
