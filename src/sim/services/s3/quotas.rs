//! The numbers S3 obeys: [`Limits`] come from the fact ledger, [`Settings`] stand for what AWS does not publish.
use crate::base::time::SimTime;
use crate::sim::quotas::{MissingFact, Quotas, Span};
use serde::{Deserialize, Serialize};

/// Every number S3 takes from the ledger, read once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Characters of a bucket name.
    pub name: Span,
    /// Bytes of a key.
    pub key: u64,
    /// Bytes of an object that one PutObject may write.
    pub put: u64,
    /// Keys of one ListObjectsV2 page.
    pub list: u64,
    /// Buckets of an account.
    pub buckets: u64,
    /// Bytes of a bucket policy.
    pub policy: u64,
    /// Notification configurations of a bucket.
    pub notifications: u64,
}

impl Limits {
    /// Reads the ledger.
    ///
    /// # Errors
    /// The first fact that is missing or lacks a number.
    pub fn resolve(facts: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self {
            name: facts.span("s3.bucket.name", None)?,
            key: facts.is("s3.key.max")?,
            put: facts.is("s3.put.max")?,
            list: facts.is("s3.list.max")?,
            buckets: facts.is("s3.bucket.count")?,
            policy: facts.is("s3.policy.size")?,
            notifications: facts.is("s3.event.configurations")?,
        })
    }
}

/// What AWS does not publish: assumptions of the scenario, each with a stated default. One value per bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// How long an event takes to leave; AWS says "typically in seconds". Default 1 s.
    pub notification_delay: SimTime,
    /// Up to so much more, drawn for each event, so that events overtake each other. Default 0: labs switch it on.
    pub notification_jitter: SimTime,
    /// Of a million events so many leave twice. Default 0: labs switch it on.
    pub duplicates_per_million: u32,
    /// How often an event is tried again where the destination is ill. Default 3.
    pub retries: u32,
    /// How long between two tries; doubles each time. Default 10 s.
    pub retry_wait: SimTime,
    /// How long an answer of a destination may take. Default 30 s.
    pub patience: SimTime,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            notification_delay: SimTime::from_secs(1),
            notification_jitter: SimTime::ZERO,
            duplicates_per_million: 0,
            retries: 3,
            retry_wait: SimTime::from_secs(10),
            patience: SimTime::from_secs(30),
        }
    }
}
