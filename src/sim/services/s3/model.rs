//! Buckets and objects as data, and what must hold of them.
use super::api::notify::Notifications;
use super::quotas::{Limits, Settings};
use crate::base::{random::Stream, time::SimTime};
use crate::sim::errand::Cargo;
use crate::sim::region::Region;
use crate::sim::trace::{Item, Name};
use crate::sim::turn::{Balance, CallId, Usage};
use base64::{Engine, engine::general_purpose::STANDARD};
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Every metric of a bucket under CloudWatch's names; the last four are the simulator's own.
pub const METRICS: &[&str] = &[
    "NumberOfObjects",
    "BucketSizeBytes",
    "AllRequests",
    "PutRequests",
    "GetRequests",
    "DeleteRequests",
    "ListRequests",
    "BytesUploaded",
    "BytesDownloaded",
    "4xxErrors",
    "EventsSent",
    "EventsDelivered",
    "EventsFailed",
    "EventsPending",
];

/// Those that count up.
pub const SUMS: &[&str] = &[
    "AllRequests",
    "PutRequests",
    "GetRequests",
    "DeleteRequests",
    "ListRequests",
    "BytesUploaded",
    "BytesDownloaded",
    "4xxErrors",
    "EventsSent",
    "EventsDelivered",
    "EventsFailed",
];

/// Objects a panel remembers.
const REMEMBERED: usize = 8;

/// The ARN of a bucket.
#[must_use]
pub fn arn(region: &Region, bucket: &str) -> Name {
    region.global("s3", "", bucket)
}

/// The whole of S3.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct S3 {
    pub(super) buckets: BTreeMap<Name, Bucket>,
    /// What is asked of whom, by ticket.
    pub(super) errands: BTreeMap<u64, Asked>,
    /// Configurations that wait for their test events.
    pub(super) proving: BTreeMap<u64, Proving>,
    /// Counts tickets, events, ETags.
    pub(super) next: u64,
    pub(super) limits: Limits,
    pub(super) seed: u64,
}

/// An errand under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asked {
    /// The test event of a configuration that waits.
    Test(u64),
    /// Event `.1` of bucket `.0`.
    Event(Name, u64),
}

/// A notification configuration whose destinations are being proved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proving {
    /// Who waits for the answer.
    pub call: CallId,
    /// Which caller.
    pub from: Name,
    /// Of which bucket.
    pub bucket: Name,
    /// What would be in force.
    pub config: Notifications,
    /// Test events without an answer.
    pub open: u32,
    /// Destinations that did not take theirs.
    pub bad: Vec<Name>,
}

/// One bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// Its name.
    pub name: Name,
    /// When it was made.
    pub created: SimTime,
    /// By key.
    pub objects: BTreeMap<Name, Object>,
    /// Its bucket policy.
    pub policy: Option<Arc<str>>,
    /// Its notification configuration.
    pub notifications: Notifications,
    /// What AWS does not publish.
    pub settings: Settings,
    /// Events on their way, by number.
    pub(super) events: BTreeMap<u64, Notice>,
    /// Chance.
    pub(super) luck: Stream,
    /// The objects written last.
    pub(super) latest: VecDeque<(Name, u64)>,
    /// What happened so far.
    pub counts: Counts,
}

/// One object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// What was put, with the learner's messages in it.
    pub cargo: Arc<Cargo>,
    /// Its bytes.
    pub size: u64,
    /// ETag: the MD5 of its bytes.
    pub etag: Name,
    /// LastModified.
    pub modified: SimTime,
}

/// An event on its way to a destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Whom it is for.
    pub to: Name,
    /// What is sent.
    pub cargo: Arc<Cargo>,
    /// How often it was tried.
    pub tries: u32,
    /// The trace event that led to it.
    pub cause: Option<u64>,
}

/// What happened so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// PutObject.
    pub puts: u64,
    /// GetObject and HeadObject.
    pub gets: u64,
    /// DeleteObject.
    pub deletes: u64,
    /// ListObjectsV2.
    pub lists: u64,
    /// Objects written.
    pub written: u64,
    /// Objects whose key was written again.
    pub overwritten: u64,
    /// Objects deleted.
    pub deleted: u64,
    /// Bytes there.
    pub size: u64,
    /// Bytes written.
    pub bytes_in: u64,
    /// Bytes read.
    pub bytes_out: u64,
    /// Refusals.
    pub refused: u64,
    /// Events that left, copies too.
    pub sent: u64,
    /// Events a destination took.
    pub delivered: u64,
    /// Events given up.
    pub failed: u64,
    /// Byte-seconds up to `.0`, and that moment in seconds.
    pub stored: (SimTime, u64),
}

impl S3 {
    /// No bucket yet.
    #[must_use]
    pub const fn with(seed: u64, limits: Limits) -> Self {
        Self { buckets: BTreeMap::new(), errands: BTreeMap::new(), proving: BTreeMap::new(), next: 0, limits, seed }
    }
    /// A bucket by name.
    #[must_use]
    pub fn bucket(&self, name: &str) -> Option<&Bucket> {
        self.buckets.get(name)
    }
    /// What AWS does not publish, of one bucket.
    pub fn set_settings(&mut self, bucket: &str, settings: Settings) {
        if let Some(bucket) = self.buckets.get_mut(bucket) {
            bucket.settings = settings;
        }
    }
    /// A metric of a bucket.
    #[must_use]
    pub fn measure(&self, name: &str, metric: &str) -> Option<u64> {
        let bucket = self.buckets.get(name)?;
        let c = &bucket.counts;
        Some(match metric {
            "NumberOfObjects" => bucket.objects.len() as u64,
            "BucketSizeBytes" => c.size,
            "AllRequests" => c.puts + c.gets + c.deletes + c.lists,
            "PutRequests" => c.puts,
            "GetRequests" => c.gets,
            "DeleteRequests" => c.deletes,
            "ListRequests" => c.lists,
            "BytesUploaded" => c.bytes_in,
            "BytesDownloaded" => c.bytes_out,
            "4xxErrors" => c.refused,
            "EventsSent" => c.sent,
            "EventsDelivered" => c.delivered,
            "EventsFailed" => c.failed,
            "EventsPending" => bucket.events.len() as u64,
            _ => return None,
        })
    }
}

impl Bucket {
    pub(super) fn new(name: &Name, now: SimTime, seed: u64) -> Self {
        Self {
            name: name.clone(),
            created: now,
            objects: BTreeMap::new(),
            policy: None,
            notifications: Notifications::default(),
            settings: Settings::default(),
            events: BTreeMap::new(),
            luck: Stream::new(seed, &format!("s3/{name}")),
            latest: VecDeque::new(),
            counts: Counts::default(),
        }
    }
    /// Brings the storage meter up to now; called before the size changes.
    pub(super) fn meter(&mut self, now: SimTime) {
        let (at, sum) = self.counts.stored;
        self.counts.stored = (now, sum + self.byte_seconds(at, now));
    }
    fn byte_seconds(&self, from: SimTime, to: SimTime) -> u64 {
        let product = u128::from(self.counts.size) * u128::from(to.since(from).as_micros()) / 1_000_000;
        u64::try_from(product).unwrap_or(u64::MAX)
    }
    pub(super) fn remember(&mut self, key: &Name, size: u64) {
        if self.latest.len() == REMEMBERED {
            self.latest.pop_front();
        }
        self.latest.push_back((key.clone(), size));
    }
    pub(super) fn usage(&self, now: SimTime) -> Vec<Usage> {
        let c = &self.counts;
        let stored = c.stored.1 + self.byte_seconds(c.stored.0, now);
        let meters = [("s3.put_requests", c.puts + c.lists), ("s3.get_requests", c.gets), ("s3.byte_seconds", stored)];
        meters.map(|(meter, amount)| Usage { resource: self.name.clone(), meter, amount }).into()
    }
    /// Objects: all that were written are there, overwritten or deleted.
    pub(super) fn balance(&self) -> Balance {
        let c = &self.counts;
        let fates = self.objects.len() as u64 + c.overwritten + c.deleted;
        Balance { place: self.name.clone(), came: c.written, fates }
    }
    /// The objects written last, oldest first.
    pub fn recent(&self) -> impl Iterator<Item = &(Name, u64)> {
        self.latest.iter()
    }
}

/// The attribute of a cargo whose body is base64 of its bytes: they are no text.
pub const BINARY: &str = "s3:binary";

/// What an object is made of. Where a short body stands for a large object, the body.
#[must_use]
pub fn bytes(cargo: &Cargo) -> Cow<'_, [u8]> {
    let decoded = || STANDARD.decode(cargo.body.as_bytes()).ok();
    match cargo.attributes.contains_key(BINARY).then(decoded).flatten() {
        Some(bytes) => bytes.into(),
        None => cargo.data(),
    }
}

/// Its ETag as AWS makes it: the MD5 of the bytes.
pub(super) fn etag(cargo: &Cargo) -> Name {
    let digest = Md5::digest(bytes(cargo));
    digest.iter().fold(String::new(), |all, byte| all + &format!("{byte:02x}")).into()
}

/// The bytes an object counts for; what is said about it does not count.
pub(super) fn size(cargo: &Cargo) -> u64 {
    if cargo.bytes > 0 { cargo.bytes } else { bytes(cargo).len() as u64 }
}

/// The learner's messages in a cargo.
pub(super) fn items(cargo: &Cargo) -> impl Iterator<Item = &Item> {
    let single = cargo.item.iter().filter(|_| cargo.items.is_empty());
    cargo.items.iter().chain(single)
}
