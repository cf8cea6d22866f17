//! Amazon Kinesis Data Streams.
//!
//! Modelled: streams in provisioned and on-demand mode, shards as ranges of the MD5 of the partition key (or ExplicitHashKey),
//! PutRecord and PutRecords with partial failure, what a shard carries a second in and out, sequence numbers, the five kinds of
//! iterators and their expiry, retention and replay, SplitShard, MergeShards and UpdateShardCount with lineage, enhanced
//! fan-out with its own throughput, encryption as a gate, the resource policy, metrics under CloudWatch's names. Numbers come
//! from the ledger ([`quotas::Limits`]); what AWS does not publish is a [`quotas::Settings`] value with a stated default.
//! What is left out: [`LEFT_OUT`].
//!
//! # Events ([`KINDS`])
//! `place` is the stream, `item` the record, `actor` the caller, `note` the ShardId unless said otherwise.
//!
//! | kind | says |
//! |---|---|
//! | `kinesis.put` | a record was accepted; phase Visible, `amount` bytes |
//! | `kinesis.throttled` | capacity is used up: note the error code, or `FailedRecordCount` with `amount` records of a PutRecords |
//! | `kinesis.get` | GetRecords returned a record; `amount` MillisBehindLatest; one event per record |
//! | `kinesis.empty` | GetRecords returned nothing; `amount` MillisBehindLatest |
//! | `kinesis.shard_end` | a reader is through with a closed shard; note its ChildShards |
//! | `kinesis.subscribe`, `kinesis.unsubscribe` | a subscription of a registered consumer opens (`until`), ends |
//! | `kinesis.push` | a record was pushed to a registered consumer; `amount` MillisBehindLatest |
//! | `kinesis.expire` | retention ran out; phase Expired |
//! | `kinesis.shard_expired` | a closed shard has lost its last record and is gone |
//! | `kinesis.split`, `kinesis.merge` | note: parents `->` children; `amount` open shards |
//! | `kinesis.scale` | on-demand mode has grown; `amount` open shards |
//! | `kinesis.status` | StreamStatus (note) |
//! | `kinesis.settings` | something was changed (note) |
//! | `kinesis.consumer` | a consumer was registered (note) |
//! | `kinesis.refused` | a call was refused; note the error code |
//!
//! # Meters of the bill
//! `kinesis.shard_seconds` open shards times seconds (provisioned) · `kinesis.put_units` PUT payload units of 25 KB
//! (provisioned) · `kinesis.extended_retention_shard_seconds` the same shards while retention is above the default ·
//! `kinesis.consumer_shard_seconds` registered consumers times open shards times seconds (provisioned) ·
//! `kinesis.fan_out_bytes` pushed bytes · `kinesis.on_demand_stream_seconds`, `kinesis.on_demand_bytes_in`,
//! `kinesis.on_demand_bytes_out` on-demand mode.
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
// Tables are read top to bottom; a long match of verbs is their dictionary.
#[cfg(test)]
#[allow(clippy::too_many_lines, clippy::similar_names)]
mod tests;

use super::super::{
    errand::{Outcome, Task},
    panel::Panel,
    quotas::{MissingFact, Quotas},
    trace::Name,
    turn::{Access, Balance, CallId, Denied, OutOf, Service, Turn, Usage},
};
use crate::base::time::SimTime;
pub use model::Kinesis;

impl Service for Kinesis {
    const NAME: &'static str = "kinesis";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = model::metrics::METRICS;
    const SUMS: &'static [&'static str] = model::metrics::SUMS;
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::KinesisError;
    type Timer = step::Timer;

    fn new(_: u64, quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self::with(quotas::Limits::resolve(quotas)?, quotas::Settings::default()))
    }
    fn call(&mut self, (id, from): (CallId, &Name), request: api::Request, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.handle(api::Caller { id, from }, request, turn, out);
    }
    fn due(&mut self, timer: step::Timer, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.wake(timer, turn, out);
    }
    fn leave(&mut self, id: CallId) {
        self.forget(id);
    }
    fn goes_on(reply: &Result<api::Response, api::KinesisError>) -> bool {
        match reply {
            Ok(api::Response::Subscribed) => true,
            Ok(api::Response::Event(event)) => event.more,
            _ => false,
        }
    }
    fn accept(&self, to: &str, task: Task) -> Result<api::Request, Outcome> {
        api::errand::accept(to, task)
    }
    fn outcome(reply: Result<api::Response, api::KinesisError>) -> Outcome {
        api::errand::outcome(reply)
    }
    fn access(&self, request: &api::Request) -> Option<Access> {
        let resource = self.about(request)?;
        let config = self.stream(&resource).map(|s| &s.config);
        let policy = config.and_then(|c| c.policy.clone());
        let key = config.and_then(|c| c.key.clone()).filter(|_| request.needs_key());
        Some(Access { action: request.action(), resource, policy, key })
    }
    fn denied(why: &Denied) -> api::KinesisError {
        api::errand::denied(why)
    }
    fn panels(&self, now: SimTime) -> Vec<Panel> {
        self.views(now)
    }
    fn metric(&self, resource: &str, name: &str, now: SimTime) -> Option<u64> {
        self.measure(resource, name, now)
    }
    fn resources(&self) -> Vec<Name> {
        self.names().cloned().collect()
    }
    fn usage(&self, now: SimTime) -> Vec<Usage> {
        self.bill(now)
    }
    fn balances(&self) -> Vec<Balance> {
        let balance = |stream: &model::stream::Stream| Balance {
            place: stream.config.name.clone(),
            came: stream.books.came,
            fates: stream.held() + stream.books.expired,
        };
        self.streams.values().map(balance).collect()
    }
}

/// Every kind of event Kinesis emits.
pub const KINDS: &[&str] = &[
    "kinesis.put",
    "kinesis.throttled",
    "kinesis.get",
    "kinesis.empty",
    "kinesis.shard_end",
    "kinesis.subscribe",
    "kinesis.unsubscribe",
    "kinesis.push",
    "kinesis.expire",
    "kinesis.shard_expired",
    "kinesis.split",
    "kinesis.merge",
    "kinesis.scale",
    "kinesis.status",
    "kinesis.settings",
    "kinesis.consumer",
    "kinesis.refused",
];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "Sequence numbers have AWS's length and grow with gaps, but their digits are the lab's own.",
    "A record above 1 MiB is taken when its shard is idle and paid for afterwards; AWS only says that 1 MiB/s holds on average.",
    "How long a stream is UPDATING is an assumption of the lab; AWS says up to a few minutes.",
    "Retention, capacity mode, record size and encryption change at once; on AWS the stream is UPDATING for a moment.",
    "How far one GetRecords call looks through a shard without records is an assumption; AWS only says that empty answers are normal.",
    "An on-demand stream grows by splitting its busiest shards, at most doubling in 15 minutes; it does not merge them again.",
    "On-demand Advantage, warm throughput, service-managed record distribution, channels and queues are left out.",
    "Rate limits of the control operations (5 or 10 calls a second) are left out.",
    "EnableEnhancedMonitoring is remembered and shown, but brings no metrics of shards: the panel shows every shard anyway.",
    "A lab's own readers ask for each event of SubscribeToShard; the next call of the same caller goes on with the same subscription.",
    "That a subscription without records still gets an event every five seconds is what AWS does; it publishes no number.",
    "Storage beyond 7 days is kept, but its price per GB is not metered.",
    "InternalFailure of single records of a PutRecords does not occur.",
];
