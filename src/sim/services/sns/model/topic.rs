//! A topic with its subscriptions and, where it is FIFO, its memory and archive.
use super::memory::{Bucket, Dedup, Groups};
use super::metrics::Tally;
use super::notice::{Notice, Sender};
use super::retry::HttpPolicy;
use super::subscription::Subscription;
use crate::base::time::SimTime;
use crate::sim::services::sns::quotas::{DAY, Settings};
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// A topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// Its name.
    pub name: Name,
    /// TopicArn.
    pub arn: Name,
    /// FIFO.
    pub fifo: bool,
    /// What AWS does not publish.
    pub settings: Settings,
    /// Attributes as they were set, AWS's names.
    pub attributes: BTreeMap<String, String>,
    /// The same, read.
    pub acting: Acting,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// In the order of subscribing.
    pub subscriptions: BTreeMap<u64, Subscription>,
    /// SubscriptionsDeleted.
    pub deleted: u64,
    /// FIFO only.
    pub memory: Memory,
    /// Counted since the start.
    pub tally: Tally,
}

/// What a FIFO topic remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// Deduplication ids.
    pub dedup: Dedup,
    /// The last sequence number.
    pub seq: u64,
    /// Messages per second.
    pub messages: Bucket,
    /// Bytes per second.
    pub bytes: Bucket,
    /// Messages per second and group.
    pub groups: Groups,
    /// The archive, oldest first.
    pub archive: VecDeque<Arc<Notice>>,
}

/// Attributes, read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acting {
    /// MaximumMessageSize.
    pub size: u64,
    /// ContentBasedDeduplication.
    pub content: bool,
    /// FifoThroughputScope is MessageGroup.
    pub by_group: bool,
    /// Policy.
    pub policy: Option<Arc<str>>,
    /// KmsMasterKeyId.
    pub key: Option<Name>,
    /// DeliveryPolicy.
    pub http: Option<Box<HttpPolicy>>,
    /// DeliveryPolicy: disableSubscriptionOverrides.
    pub no_overrides: bool,
    /// ArchivePolicy: MessageRetentionPeriod in days.
    pub archive: Option<u64>,
}

impl Topic {
    /// The number of a subscription by ARN.
    #[must_use]
    pub fn find(&self, subscription: &str) -> Option<u64> {
        self.subscriptions.values().find(|s| &*s.arn == subscription).map(|s| s.no)
    }
    /// What it writes into its notifications.
    #[must_use]
    pub fn sender(&self) -> Sender {
        let version = || self.attributes.get("SignatureVersion").map_or_else(|| "1".into(), |v| v.as_str().into());
        Sender { arn: self.arn.clone(), signs: (!self.settings.plain).then(version) }
    }
    /// Forgets what is older than the archive keeps.
    pub fn age(&mut self, now: SimTime) {
        let Some(days) = self.acting.archive else {
            self.memory.archive.clear();
            return;
        };
        let kept = SimTime::from_secs(days * DAY);
        while self.memory.archive.front().is_some_and(|n| n.published + kept <= now) {
            self.memory.archive.pop_front();
        }
    }
    /// How many subscriptions wait for their confirmation.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.subscriptions.values().filter(|s| !s.is_confirmed()).count()
    }
}
