//! AWS Lambda as a consumer: functions, their concurrency, event source mappings, asynchronous invocation.
//!
//! Modelled: functions with duration, cold starts, timeouts and errors as a scenario tells them ([`model::code`]); environments
//! kept warm, provisioned concurrency, reserved and account concurrency, the rate at which environments grow; Invoke in its
//! three kinds with AWS's limits and refusals; Lambda's own queue for asynchronous events with its retries, destinations and
//! dead letters; event source mappings for SQS (pollers that scale, windows, partial batch responses, FIFO groups, filters,
//! provisioned mode), for Kinesis (lanes per shard, bisecting, ages and attempts, destinations of failures, parents before
//! children, enhanced fan-out) and for queues of Amazon MQ. Numbers come from the ledger ([`quotas::Limits`]); what AWS does
//! not publish is a [`quotas::Settings`] value with a stated default. What is left out: [`LEFT_OUT`].
//!
//! # Events ([`KINDS`])
//! `place` is the function, `item` the message or record, `actor` the source or the caller.
//!
//! | kind | says |
//! |---|---|
//! | `lambda.start` | an invocation begins; `amount` entries, note `cold`, `warm` or `provisioned`, `until` it times out |
//! | `lambda.work` | one per item: it is with the function; phase Flight |
//! | `lambda.done`, `lambda.repeat` | the item is worked through: for the first time, or once more (an alarm); phase Done |
//! | `lambda.skip` | an idempotent function remembers the item and does nothing; phase Done |
//! | `lambda.end` | the invocation returned; `amount` milliseconds |
//! | `lambda.error`, `lambda.timeout` | it failed; `amount` milliseconds, note the error |
//! | `lambda.failed` | one per item of what failed; phase Visible: it waits for another try |
//! | `lambda.returned` | a batch, or a part of it (note), is left to the queue's visibility timeout; `amount` messages |
//! | `lambda.throttle` | no concurrency; note the Reason |
//! | `lambda.filtered` | no filter let the item through |
//! | `lambda.blocked` | a batch of a stream holds back its lane; note `retry` or `bisect`, `until` |
//! | `lambda.discard` | records of a stream are given up; note the condition |
//! | `lambda.queued`, `lambda.retry` | an asynchronous event was accepted, or will be tried again (`until`) |
//! | `lambda.dropped` | an item is given up; phase Dead where somebody keeps it, else Lost; note the condition |
//! | `lambda.undelivered` | a destination or dead-letter queue refused; note the code |
//! | `lambda.scale` | a mapping has another number of pollers; `amount` |
//! | `lambda.mapping` | a mapping is Enabled, Disabled or Deleted (note) |
//! | `lambda.problem` | a source refused a mapping; note the code |
//! | `lambda.refused` | a call was refused; note the code |
//!
//! # Meters
//! | meter | counts |
//! |---|---|
//! | `lambda.requests` | invocations |
//! | `lambda.gb_ms` | billed GB-milliseconds, cold starts included |
//! | `lambda.provisioned.gb_ms` | GB-milliseconds of provisioned concurrency, used or not |
//! | `lambda.provisioned.duration_gb_ms` | billed GB-milliseconds in provisioned environments |
//! | `lambda.pollers.ms` | milliseconds of provisioned event pollers |
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
    errand::{Outcome, Task, Ticket},
    panel::Panel,
    quotas::{MissingFact, Quotas},
    trace::Name,
    turn::{Access, Balance, CallId, Denied, OutOf, Service, Turn, Usage},
};
use crate::base::time::SimTime;
pub use model::Lambda;

impl Service for Lambda {
    const NAME: &'static str = "lambda";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = model::metrics::METRICS;
    const SUMS: &'static [&'static str] = model::metrics::SUMS;
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::LambdaError;
    type Timer = step::Timer;

    fn new(seed: u64, quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self::with(seed, quotas::Limits::resolve(quotas)?))
    }
    fn call(&mut self, who: (CallId, &Name), request: api::Request, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.handle(who, request, turn, out);
    }
    fn due(&mut self, timer: step::Timer, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.wake(timer, turn, out);
    }
    fn told(&mut self, ticket: Ticket, outcome: Outcome, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.hear(ticket, outcome, turn, out);
    }
    fn accept(&self, to: &str, task: Task) -> Result<api::Request, Outcome> {
        api::errand::accept(to, task)
    }
    fn outcome(reply: Result<api::Response, api::LambdaError>) -> Outcome {
        api::errand::outcome(reply)
    }
    fn access(&self, request: &api::Request) -> Option<Access> {
        let api::Request::Invoke { function, .. } = request else { return None };
        let name = model::function::bare(function);
        let policy = self.functions.get(name).and_then(|f| f.config.policy.clone());
        Some(Access { action: "lambda:InvokeFunction", resource: name.into(), policy, key: None })
    }
    fn denied(why: &Denied) -> api::LambdaError {
        api::errand::denied(why)
    }
    fn panels(&self, now: SimTime) -> Vec<Panel> {
        self.views(now)
    }
    fn metric(&self, resource: &str, name: &str, now: SimTime) -> Option<u64> {
        self.measure(resource, name, now)
    }
    fn resources(&self) -> Vec<Name> {
        self.functions.keys().cloned().collect()
    }
    fn usage(&self, now: SimTime) -> Vec<Usage> {
        self.used(now)
    }
    fn balances(&self) -> Vec<Balance> {
        self.balance()
    }
}

/// Every kind of event Lambda emits.
pub const KINDS: &[&str] = &[
    "lambda.start",
    "lambda.work",
    "lambda.done",
    "lambda.repeat",
    "lambda.skip",
    "lambda.end",
    "lambda.error",
    "lambda.timeout",
    "lambda.failed",
    "lambda.returned",
    "lambda.throttle",
    "lambda.filtered",
    "lambda.blocked",
    "lambda.discard",
    "lambda.queued",
    "lambda.retry",
    "lambda.dropped",
    "lambda.undelivered",
    "lambda.scale",
    "lambda.mapping",
    "lambda.problem",
    "lambda.refused",
];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "No code runs: the scenario (or, of a function made from outside, the INFLIGHT_ variables of its environment) says how long a function takes, what it does outside, when it fails and what it returns.",
    "There are no versions, aliases or layers; a function is active at once, and what AWS calls its state stays Active.",
    "How long a cold start takes and how long an idle environment stays warm are settings: AWS publishes neither.",
    "More memory does not make a function faster; it only costs more.",
    "The limit on requests a second (ten times the concurrency) is left out: only functions under 100 ms would meet it.",
    "Recursive loops are not detected; AWS stops some of them after about 16 rounds.",
    "How fast a throttled poller or a blocked stream tries again is a setting; AWS only says that it backs off.",
    "Pollers are counted once a minute; AWS decides more often.",
    "Switching a mapping off lasts until its open polls are answered, 20 seconds at most, and its batches have ended.",
    "A provisioned poller is ten slots that poll once a second each; its limit of 1 MB a second is not watched.",
    "A mapping looks at the queue's visibility timeout once, when it is made, as AWS does.",
    "Tumbling windows are left out, and DynamoDB Streams, Kafka and DocumentDB as sources.",
    "A broker's queue is read by one poller; AWS may open more.",
    "A blocked batch of a stream is kept in memory; only what is older than any stream must keep is looked for in its shard again.",
    "What becomes of records that expire in the stream while they are blocked is not documented: here they are lost without a word to the destination.",
];
