//! Amazon S3, as thin as honest: buckets, objects as keys and sizes, and event notifications whole.
//!
//! Modelled: CreateBucket, DeleteBucket, ListBuckets, HeadBucket, PutObject, GetObject, HeadObject, DeleteObject, ListObjectsV2,
//! PutBucketNotificationConfiguration and its counterpart, bucket policies; AWS's checks and error codes. Notifications: event
//! types with their wildcards, prefix and suffix filters, the refusal of overlapping rules and of FIFO destinations, the test
//! event that proves a destination before a configuration is taken, S3's event as JSON, delivery at least once and in no order
//! to SQS, SNS and Lambda, EventBridge as a switch of the bucket. Numbers come from the ledger ([`quotas::Limits`]); what AWS
//! does not publish is a [`quotas::Settings`] value with a stated default. What is left out: [`LEFT_OUT`].
//!
//! # Events ([`KINDS`])
//! `place` is the bucket, `item` the learner's message in the object, `actor` the caller, note the key unless said otherwise.
//!
//! | kind | says |
//! |---|---|
//! | `s3.put` | an object was written; `amount` its bytes; phase Visible; one event per learner's message in it |
//! | `s3.overwrite` | the key existed: the old object is gone |
//! | `s3.get` | an object was read; `amount` its bytes |
//! | `s3.delete` | an object was deleted; phase Done |
//! | `s3.notify` | an event leaves for a destination (note: its ARN) |
//! | `s3.notified` | the destination took it (note: its ARN) |
//! | `s3.retry` | the destination did not; another try follows (note: the code) |
//! | `s3.undelivered` | it is given up (note: the code); an alarm |
//! | `s3.duplicate` | at least once: the same event leaves a second time |
//! | `s3.test` | a test event leaves for a destination (note: its ARN) |
//! | `s3.configured` | a notification configuration is in force; `amount` its rules |
//! | `s3.bucket`, `s3.bucket_deleted` | a bucket was made, deleted |
//! | `s3.refused` | a call was refused; note the error code |
//!
//! # Meters
//! `s3.put_requests` (PUT, COPY, POST, LIST), `s3.get_requests` (GET and all other; DELETE is free), `s3.byte_seconds`
//! (bytes stored, times seconds).
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

/// Calls and answers.
pub mod api;
/// Data.
pub mod model;
/// What a learner sees.
pub mod panel;
/// Numbers.
pub mod quotas;
/// What time does.
pub mod step;
#[cfg(test)]
mod tests;

use super::super::{
    errand::{Outcome, Task, Ticket},
    panel::Panel,
    quotas::{MissingFact, Quotas},
    trace::Name,
    turn::{Access, Balance, CallId, Denied, OutOf, Service, Turn, Usage},
};
use crate::base::time::SimTime;
pub use model::S3;

impl Service for S3 {
    const NAME: &'static str = "s3";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = model::METRICS;
    const SUMS: &'static [&'static str] = model::SUMS;
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::S3Error;
    type Timer = step::Timer;

    fn new(seed: u64, quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self::with(seed, quotas::Limits::resolve(quotas)?))
    }
    fn call(&mut self, (id, from): (CallId, &Name), request: api::Request, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.handle((id, from), request, turn, out);
    }
    fn due(&mut self, timer: step::Timer, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.wake(timer, turn, out);
    }
    fn told(&mut self, ticket: Ticket, outcome: Outcome, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.hear(ticket, &outcome, turn, out);
    }
    fn accept(&self, to: &str, task: Task) -> Result<api::Request, Outcome> {
        api::errand::accept(to, task)
    }
    fn outcome(reply: Result<api::Response, api::S3Error>) -> Outcome {
        api::errand::outcome(reply)
    }
    fn access(&self, request: &api::Request) -> Option<Access> {
        let (action, bucket, key) = request.guarded();
        let policy = self.buckets.get(bucket).and_then(|b| b.policy.clone());
        let resource = match key {
            Some(key) => format!("{bucket}/{key}").into(),
            None => bucket.into(),
        };
        Some(Access { action, resource, policy, key: None })
    }
    fn denied(_: &Denied) -> api::S3Error {
        api::S3Error::new(api::Code::AccessDenied, "Access Denied")
    }
    fn panels(&self, now: SimTime) -> Vec<Panel> {
        self.views(now)
    }
    fn metric(&self, resource: &str, name: &str, _: SimTime) -> Option<u64> {
        self.measure(resource, name)
    }
    fn resources(&self) -> Vec<Name> {
        self.buckets.keys().cloned().collect()
    }
    fn usage(&self, now: SimTime) -> Vec<Usage> {
        self.buckets.values().flat_map(|bucket| bucket.usage(now)).collect()
    }
    fn balances(&self) -> Vec<Balance> {
        self.buckets.values().map(model::Bucket::balance).collect()
    }
}

/// Every kind of event S3 makes.
pub const KINDS: &[&str] = &[
    "s3.put",
    "s3.overwrite",
    "s3.get",
    "s3.delete",
    "s3.notify",
    "s3.notified",
    "s3.retry",
    "s3.undelivered",
    "s3.duplicate",
    "s3.test",
    "s3.configured",
    "s3.bucket",
    "s3.bucket_deleted",
    "s3.refused",
];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "An object is its key, its size and a short body; storage classes, versions, tags, lifecycle and encryption are left out.",
    "A large object is written by one PutObject; multipart uploads are left out.",
    "Requests per second and prefix are not limited here; AWS answers SlowDown beyond some thousands.",
    "Metrics are exact at once; BucketSizeBytes and NumberOfObjects come once a day on AWS.",
    "How long a notification takes, how often it comes twice and how long S3 tries again are settings: AWS publishes no numbers.",
    "Whether a function lets S3 call it is found out at the first event, not when the configuration is put.",
    "A new notification configuration acts at once; on AWS it may take some minutes.",
];
