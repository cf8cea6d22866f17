//! What SNS holds: topics, subscriptions, deliveries on their way, and what has to hold of them.
/// Token buckets and the memory of deduplication ids.
pub mod memory;
/// Values under CloudWatch's names, and the meters.
pub mod metrics;
/// A published message and the forms it is delivered in.
pub mod notice;
/// Platform applications and their endpoints.
pub mod push;
/// When a failed delivery is tried again.
pub mod retry;
/// What a notification says of its sender.
pub mod signature;
/// Telephone numbers.
pub mod sms;
/// A subscription.
pub mod subscription;
/// A topic.
pub mod topic;

use super::quotas::{Limits, Settings};
use crate::base::random::Stream;
use crate::sim::agenda::Slab;
use crate::sim::errand::Cargo;
use crate::sim::ids;
use crate::sim::trace::Name;
use memory::Bucket;
use notice::{MessageId, Notice};
use push::Push;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use topic::Topic;

/// Amazon SNS: the state of the whole service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sns {
    pub(super) topics: BTreeMap<Name, Topic>,
    pub(super) core: Core,
    /// Deliveries that wait for an answer or for their next attempt; the slot is the errand's ticket.
    pub(super) flights: Slab<Delivery>,
}

/// What all topics share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Core {
    pub(super) seed: u64,
    pub(super) limits: Limits,
    messages: u64,
    subscriptions: u64,
    /// The account's messages per second.
    pub(super) rate: Bucket,
    /// Jitter of retries.
    pub(super) luck: Stream,
    /// `sns.amazonaws.com`.
    pub(super) principal: Name,
    /// Devices.
    #[serde(default, skip_serializing_if = "Push::is_new")]
    pub(super) push: Push,
    /// What the account has set for text messages.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) sms: BTreeMap<String, String>,
}

/// One message on its way to one subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The topic.
    pub topic: Name,
    /// The subscription's number.
    pub subscription: u64,
    /// The message.
    pub notice: Arc<Notice>,
    /// The form it has there, shared by all subscriptions that want the same.
    pub cargo: Arc<Cargo>,
    /// Attempts so far.
    pub attempts: u32,
    /// It goes to the dead-letter queue.
    pub dead: bool,
    /// It comes from the archive.
    pub replayed: bool,
    /// The event that put it where it is.
    pub event: Option<u64>,
}

impl Sns {
    /// A service without topics.
    #[must_use]
    pub fn with(seed: u64, limits: Limits) -> Self {
        let core = Core {
            seed,
            limits,
            messages: 0,
            subscriptions: 0,
            rate: Bucket::default(),
            luck: Stream::new(seed, "sns/retries"),
            principal: "sns.amazonaws.com".into(),
            push: Push::default(),
            sms: BTreeMap::new(),
        };
        Self { topics: BTreeMap::new(), core, flights: Slab::default() }
    }
    /// A topic by name.
    #[must_use]
    pub fn topic(&self, name: &str) -> Option<&Topic> {
        self.topics.get(name)
    }
    /// Sets what AWS does not publish; whether there is such a topic.
    pub fn set_settings(&mut self, topic: &str, settings: Settings) -> bool {
        let found = self.topics.get_mut(topic);
        found.map(|t| t.settings = settings.bounded()).is_some()
    }
    /// Says in which account and Region a topic stands, by its ARN.
    pub fn set_place(&mut self, topic: &str, arn: Name) {
        if let Some(found) = self.topics.get_mut(topic) {
            found.arn = arn;
        }
    }
    /// Deliveries that wait for an answer or for their next attempt.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.flights.len()
    }
}

impl Core {
    pub(super) fn message_id(&mut self) -> MessageId {
        self.messages += 1;
        let (a, b) = ids::pair(self.seed, 0x736e_736d, self.messages);
        MessageId(a, b)
    }
    /// A new subscription's number and UUID.
    pub(super) fn subscription(&mut self) -> (u64, Name) {
        self.subscriptions += 1;
        (self.subscriptions, ids::uuid(self.seed, 0x736e_7373, self.subscriptions).into())
    }
    /// A confirmation token: 64 hexadecimal digits, as AWS's are long and opaque.
    pub(super) fn token(&self, subscription: u64) -> Name {
        let (a, b) = ids::pair(self.seed, 0x0074_6f6b, subscription);
        format!("{a:016x}{b:016x}{:016x}{:016x}", ids::spread(a ^ b), ids::spread(b)).into()
    }
}
