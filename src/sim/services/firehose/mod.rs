//! Amazon Data Firehose.
//!
//! Modelled: CreateDeliveryStream, DeleteDeliveryStream, DescribeDeliveryStream, ListDeliveryStreams, UpdateDestination, PutRecord
//! and PutRecordBatch with AWS's checks, quotas and error codes; a Kinesis stream as source (LATEST, one GetRecords a second for
//! each shard, resharding followed parents first); buffering by size or interval, whichever is first, as hints that grow while a
//! delivery is under way; Lambda transformation with its own buffer, three retries, Ok, Dropped and ProcessingFailed; conversion
//! and compression as effects on size; dynamic partitioning by paths into the record; S3, Redshift by S3 and COPY, OpenSearch
//! and HTTP endpoints as destinations, each with its retry duration and its error prefix; backup of failed or of all records.
//! Numbers come from the ledger ([`quotas::Limits`]); what AWS does not publish is a [`quotas::Settings`] value with a stated
//! default. What is left out: [`LEFT_OUT`].
//!
//! # Events ([`KINDS`])
//! `place` is the Firehose stream, `item` the learner's message. `amount` is a number of records unless said otherwise.
//!
//! | kind | says |
//! |---|---|
//! | `firehose.put` | a record was put; phase Visible; `amount` its bytes |
//! | `firehose.read` | a record was read from the source stream; phase Visible; `amount` its bytes |
//! | `firehose.throttled` | records were refused: too fast; an alarm |
//! | `firehose.transform` | a batch goes to the function; phase Flight for each item |
//! | `firehose.transform_retry` | the invocation failed and is tried again; note the error |
//! | `firehose.transformed` | the function answered; `amount` records that are Ok |
//! | `firehose.dropped` | the function dropped it on purpose; phase Done |
//! | `firehose.failed` | it goes to an error prefix; note why; an alarm |
//! | `firehose.partition` | a partition became active; note its prefix; `amount` partitions by then |
//! | `firehose.flush` | a buffer is emptied; note `size`, `interval` or `late`; `amount` bytes; a mark |
//! | `firehose.delivered` | phase Done at its destination; note the object's key |
//! | `firehose.object` | the destination took a batch; note the key; `amount` records |
//! | `firehose.retry` | it did not; `until` the next try; note the code; an alarm |
//! | `firehose.copy` | Redshift is told to COPY an object; note the key |
//! | `firehose.manifest` | COPY is given up: the object is listed in a manifest; an alarm |
//! | `firehose.backup` | records reached an error prefix or the backup; note the key |
//! | `firehose.lost` | it waited too long; phase Expired; an alarm |
//! | `firehose.shard` | a shard is read from now on, or to its end; note the shard |
//! | `firehose.paused` | nothing is read from the source: too much waits already |
//! | `firehose.created`, `firehose.deleted`, `firehose.updated` | management |
//! | `firehose.refused` | a call was refused; note the error code |
//!
//! # Meters
//! `firehose.bytes` (each record rounded up to the ledger's 5 KB), `firehose.converted_bytes`, `firehose.partitioned_bytes`,
//! `firehose.partitioned_objects`.
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
#[allow(clippy::too_many_lines)]
mod tests;

use super::super::{
    errand::{Outcome, Task, Ticket},
    panel::Panel,
    quotas::{MissingFact, Quotas},
    trace::Name,
    turn::{Access, Balance, CallId, Denied, OutOf, Service, Turn, Usage},
};
use crate::base::time::SimTime;
pub use model::Firehose;

impl Service for Firehose {
    const NAME: &'static str = "firehose";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = model::metrics::METRICS;
    const SUMS: &'static [&'static str] = model::metrics::SUMS;
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::FirehoseError;
    type Timer = step::Timer;

    fn new(seed: u64, quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self::with(seed, quotas::Limits::resolve(quotas)?))
    }
    fn call(&mut self, (id, from): (CallId, &Name), request: api::Request, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.handle((id, from), request, turn, out);
    }
    fn due(&mut self, timer: step::Timer, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.with_stream(&timer.0, turn, out, |_, _| ());
    }
    fn told(&mut self, ticket: Ticket, outcome: Outcome, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.hear(ticket, outcome, turn, out);
    }
    fn accept(&self, to: &str, task: Task) -> Result<api::Request, Outcome> {
        api::errand::accept(to, task)
    }
    fn outcome(reply: Result<api::Response, api::FirehoseError>) -> Outcome {
        api::errand::outcome(reply)
    }
    fn access(&self, request: &api::Request) -> Option<Access> {
        let resource = request.stream()?.clone();
        Some(Access { action: request.action(), resource, policy: None, key: None })
    }
    fn denied(why: &Denied) -> api::FirehoseError {
        api::errand::denied(why)
    }
    fn panels(&self, now: SimTime) -> Vec<Panel> {
        self.views(now)
    }
    fn metric(&self, resource: &str, name: &str, now: SimTime) -> Option<u64> {
        self.measure(resource, name, now)
    }
    fn resources(&self) -> Vec<Name> {
        self.streams.keys().cloned().collect()
    }
    fn usage(&self, _: SimTime) -> Vec<Usage> {
        self.streams.values().flat_map(model::stream::DeliveryStream::usage).collect()
    }
    fn balances(&self) -> Vec<Balance> {
        self.streams.values().map(model::stream::DeliveryStream::balance).collect()
    }
}

/// Every kind of event Firehose makes.
pub const KINDS: &[&str] = &[
    "firehose.put",
    "firehose.read",
    "firehose.throttled",
    "firehose.transform",
    "firehose.transform_retry",
    "firehose.transformed",
    "firehose.dropped",
    "firehose.failed",
    "firehose.partition",
    "firehose.flush",
    "firehose.delivered",
    "firehose.object",
    "firehose.retry",
    "firehose.copy",
    "firehose.manifest",
    "firehose.backup",
    "firehose.lost",
    "firehose.shard",
    "firehose.paused",
    "firehose.created",
    "firehose.deleted",
    "firehose.updated",
    "firehose.refused",
];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "A Firehose stream is ACTIVE at once and gone at once; on AWS both take a while.",
    "Quotas stay where they are; AWS raises the throughput of a stream by itself when it is throttled for long.",
    "Splunk, Snowflake, Iceberg and OpenSearch Serverless are addresses that do not answer: records go to their bucket after the retry duration. MSK and databases as sources are left out.",
    "Parquet, ORC and compression change only the size, by a share the scenario states; bodies stay as they were.",
    "A path into the record is a JQ path of names (`.customer.id`); JQ's functions are left out.",
    "The code of a transforming function is not run: unless it returns records itself, the scenario says how many it drops or fails.",
    "A batch under way to its destination holds back its buffer, which grows beyond the hint; AWS does this, by rules it does not publish.",
    "The delay of up to half a buffering interval that dynamic partitioning adds is left out.",
    "A partition whose prefix cannot be written is retried like any object; AWS has a retry duration of its own for it.",
    "UpdateDestination acts at once; AWS needs some minutes.",
    "CloudWatch Logs and delivery into a VPC are left out; encryption at rest is remembered and shown, but no key is asked for.",
];
