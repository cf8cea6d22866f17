//! Registered consumers and their subscriptions to shards.
use super::bucket::Bucket;
use crate::base::time::SimTime;
use crate::sim::services::kinesis::api::request::Tags;
use crate::sim::{trace::Name, turn::CallId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A registered consumer: enhanced fan-out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consumer {
    /// Its number in the stream.
    pub no: u32,
    /// ConsumerName.
    pub name: Name,
    /// ConsumerARN.
    pub arn: Name,
    /// ConsumerCreationTimestamp.
    pub created: SimTime,
    /// From then on it is ACTIVE.
    pub active: SimTime,
    /// Tags.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
    /// Its resource policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Arc<str>>,
}

/// One consumer's connection to one shard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Who called.
    pub owner: Name,
    /// When it was opened.
    pub opened: SimTime,
    /// When it ends by itself.
    pub ends: SimTime,
    /// The first place not pushed yet.
    pub from: u64,
    /// The call that waits for the next event.
    pub waiting: Option<CallId>,
    /// Where the call stays open: when an event goes out even if there are no records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beat: Option<SimTime>,
    /// What was pushed this second.
    pub load: Bucket,
    /// The earliest wake-up that is asked for.
    pub armed: Option<SimTime>,
}
