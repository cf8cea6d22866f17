//! Amazon SQS, standard and FIFO.
//!
//! Modelled: every operation of the API (2012-11-05) with AWS's checks and error codes; visibility timeouts, delays, retention,
//! short and long polls over a number of servers, redrive, move tasks, purges, in-flight limits, at-least-once copies and loose
//! order on standard queues, fair queues; message groups, deduplication, receive attempts and throughput limits on FIFO queues;
//! metrics under CloudWatch's names. Numbers come from the ledger ([`quotas::Limits`]); what AWS does not publish is a
//! [`quotas::Settings`] value with a stated default. What is left out: [`LEFT_OUT`].
//!
//! # Meters
//! | meter | counts |
//! |---|---|
//! | `sqs.requests`, `sqs.requests.fifo` | calls that reached the queue, each in units of 64 KB of payload (a batch as a whole) |
//! | `sqs.messages.fair` | messages with a group sent to a standard queue |
//!
//! # Events ([`KINDS`])
//! `place` is the queue, `item` the message, `actor` the caller. For an event about a message `amount` is its receive count
//! unless said otherwise.
//!
//! | kind | says |
//! |---|---|
//! | `sqs.send` | accepted; phase Delayed (`until`), Visible or Locked |
//! | `sqs.available` | the delay has ended; phase Visible or Locked |
//! | `sqs.deduplicated` | accepted and dropped as a duplicate; phase Dropped |
//! | `sqs.receive` | handed out; phase Flight, `until` the timeout ends; one event per message |
//! | `sqs.locked`, `sqs.unlocked` | FIFO: the first messages behind a flight of their group wait for it, or no longer |
//! | `sqs.wait` | a long poll opens; `until`, `amount` seconds |
//! | `sqs.empty` | a receive returned nothing; `amount` servers asked, note `short` or `long` |
//! | `sqs.timeout` | the visibility timeout ran out; `actor` held it; phase Visible or Locked; an alarm |
//! | `sqs.extend` | ChangeMessageVisibility; `until`, `amount` seconds from now |
//! | `sqs.delete` | deleted; phase Done |
//! | `sqs.dead_letter` | leaves for its dead-letter queue (note); phase Dead |
//! | `sqs.arrive` | comes in from another queue (note: the source of a dead letter); phase Visible |
//! | `sqs.redrive` | a move task takes it to another queue (note); phase Done |
//! | `sqs.expire` | retention ran out; phase Expired; an alarm |
//! | `sqs.purge` | without item: PurgeQueue was called; with item: purged, phase Done |
//! | `sqs.duplicate` | at-least-once: a copy is visible; phase Visible |
//! | `sqs.attributes` | attributes were changed |
//! | `sqs.refused`, `sqs.throttled` | a call was refused; `amount` 0, note the error code |
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
#[allow(clippy::too_many_lines, clippy::similar_names, clippy::case_sensitive_file_extension_comparisons)]
mod tests;

use super::super::{
    errand::{Outcome, Task},
    panel::Panel,
    quotas::{MissingFact, Quotas},
    trace::Name,
    turn::{Access, Balance, CallId, Denied, OutOf, Service, Turn, Usage},
};
use crate::base::time::SimTime;
pub use model::Sqs;

impl Service for Sqs {
    const NAME: &'static str = "sqs";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = model::metrics::METRICS;
    const SUMS: &'static [&'static str] = model::metrics::SUMS;
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::SqsError;
    type Timer = step::Timer;

    fn new(seed: u64, quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self::with(seed, quotas::Limits::resolve(quotas)?, quotas::Settings::default()))
    }
    fn call(&mut self, (id, from): (CallId, &Name), request: api::Request, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.handle(id, from, request, turn, out);
    }
    fn due(&mut self, timer: step::Timer, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.wake(timer, turn, out);
    }
    fn leave(&mut self, id: CallId) {
        self.queues.values_mut().for_each(|queue| queue.polls.leave(id));
    }
    fn accept(&self, to: &str, task: Task) -> Result<api::Request, Outcome> {
        api::errand::accept(to, task)
    }
    fn outcome(reply: Result<api::Response, api::SqsError>) -> Outcome {
        api::errand::outcome(reply)
    }
    fn access(&self, request: &api::Request) -> Option<Access> {
        let name = request.queue()?;
        let Some(queue) = self.queue(name) else {
            return Some(Access { action: request.action(), resource: name.into(), policy: None, key: None });
        };
        let config = &queue.config;
        let key = config.acting.encryption.key.as_deref().map(Into::into);
        Some(Access {
            action: request.action(),
            resource: config.name.clone(),
            policy: config.acting.policy.clone(),
            key,
        })
    }
    fn denied(why: &Denied) -> api::SqsError {
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
    fn usage(&self, _: SimTime) -> Vec<Usage> {
        let used = |queue: &model::queue::Queue| {
            let (resource, total) = (queue.config.name.clone(), &queue.tally.total);
            let meter = if queue.config.fifo { "sqs.requests.fifo" } else { "sqs.requests" };
            let fair = Usage { resource: resource.clone(), meter: "sqs.messages.fair", amount: total.fair };
            [Usage { resource, meter, amount: total.requests + total.chunks }, fair]
        };
        self.queues.values().flat_map(used).filter(|used| used.amount > 0).collect()
    }
    fn balances(&self) -> Vec<Balance> {
        let balance = |queue: &model::queue::Queue| {
            let (came, fates) = queue.counts.balance();
            Balance { place: queue.config.name.clone(), came, fates }
        };
        self.queues.values().map(balance).collect()
    }
}

/// Every kind of event SQS emits.
pub const KINDS: &[&str] = &[
    "sqs.send",
    "sqs.available",
    "sqs.deduplicated",
    "sqs.receive",
    "sqs.locked",
    "sqs.unlocked",
    "sqs.wait",
    "sqs.empty",
    "sqs.timeout",
    "sqs.extend",
    "sqs.delete",
    "sqs.dead_letter",
    "sqs.arrive",
    "sqs.redrive",
    "sqs.expire",
    "sqs.purge",
    "sqs.duplicate",
    "sqs.attributes",
    "sqs.refused",
    "sqs.throttled",
];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "Queue policies are judged by IAM as a new policy acts: at once; on AWS it may take up to a minute.",
    "Bodies are not really encrypted: a KMS key is a gate that is asked once in KmsDataKeyReusePeriodSeconds by each caller.",
    "A message sits on one server; AWS keeps several copies, which is why a short poll there misses less often.",
    "How many servers there are and how many a short poll asks is an assumption of the lab: AWS publishes neither.",
    "Counts are exact; on AWS they are approximate and lag behind by some seconds up to a minute.",
    "Only standard queues are sampled by a short poll; a FIFO queue is read as a whole.",
    "Fair queues judge a tenant by its share of the messages in flight, not yet by its share of processing time.",
    "Partitions of a high-throughput FIFO queue are a fixed number; AWS adds them as traffic grows.",
    "ChangeMessageVisibility after the timeout is refused as documented (MessageNotInflight); AWS has been seen to let it succeed without effect.",
    "A deleted queue is gone at once; on AWS calls may still succeed for up to a minute.",
    "A purge spares messages sent after the call; on AWS they might be purged too.",
];
