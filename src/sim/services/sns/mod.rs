//! Amazon SNS, standard and FIFO topics.
//!
//! Modelled: topics, subscriptions of every protocol with their confirmation, filter policies on attributes and bodies
//! ([`crate::sim::pattern`]), JSON and raw delivery, one message per protocol, the retry phases of each kind of endpoint, delivery
//! policies of HTTP endpoints, dead-letter queues, FIFO topics with order, deduplication and sequence numbers, the message
//! archive and its replay, batches, throttling, topic policies, tags. Endpoints are reached by errands: SNS knows none of
//! them. Numbers come from the ledger ([`quotas::Limits`]); what AWS does not publish is a [`quotas::Settings`] value with a
//! stated default. What is left out: [`LEFT_OUT`].
//!
//! # Events ([`KINDS`])
//! `place` is the topic, `item` the message. For an event about a delivery `actor` is the endpoint, `amount` the attempts so far.
//!
//! | kind | says |
//! |---|---|
//! | `sns.publish` | accepted; `actor` the caller, `amount` bytes; phase Visible |
//! | `sns.deduplicated` | FIFO: accepted and dropped as a duplicate; phase Dropped |
//! | `sns.filtered` | a filter policy did not let it through; note why |
//! | `sns.wait` | FIFO: it waits for a delivery of its group; phase Locked |
//! | `sns.deliver` | an attempt leaves; phase Flight, `until` the answer is waited for |
//! | `sns.delivered` | it arrived; phase Done |
//! | `sns.retry` | the attempt failed (note) and is repeated `until` then; phase Delayed; a mark |
//! | `sns.failed` | no attempt will follow; note why; an alarm |
//! | `sns.dead_letter` | it arrived in the dead-letter queue; phase Dead; an alarm |
//! | `sns.lost` | there was no dead-letter queue; phase Lost; an alarm |
//! | `sns.redrive_failed` | even the dead-letter queue did not take it; phase Lost; an alarm |
//! | `sns.subscribe`, `sns.pending`, `sns.confirm`, `sns.expired`, `sns.unsubscribe` | a subscription (note) begins, waits for its confirmation, is confirmed, its token ran out, goes |
//! | `sns.attributes` | an attribute (note) was changed |
//! | `sns.filter` | a changed filter policy (note: whose) begins to act |
//! | `sns.replay`, `sns.replayed` | a replay of `amount` messages begins, has ended |
//! | `sns.delete_topic` | the topic goes |
//! | `sns.refused`, `sns.throttled` | a call was refused; note the error code |
//!
//! # Meters
//! | meter | counts |
//! |---|---|
//! | `sns.requests`, `sns.requests.fifo` | publishes in units of 64 KB |
//! | `sns.deliveries.http`, `.email`, `.sms`, `.push`, `.sqs`, `.lambda`, `.firehose` | notifications that arrived |
//! | `sns.bytes.fifo`, `sns.bytes.fifo.delivered` | FIFO: bytes published, bytes delivered |
//! | `sns.bytes.filtered` | bytes that filters on bodies have read |
//! | `sns.bytes.archived` | bytes put into an archive |
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
pub use model::Sns;

impl Service for Sns {
    const NAME: &'static str = "sns";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = model::metrics::METRICS;
    const SUMS: &'static [&'static str] = model::metrics::SUMS;
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::SnsError;
    type Timer = step::Timer;

    fn new(seed: u64, quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self::with(seed, quotas::Limits::resolve(quotas)?))
    }
    fn call(&mut self, (id, from): (CallId, &Name), request: api::Request, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.handle(id, from, request, turn, out);
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
    fn outcome(reply: Result<api::Response, api::SnsError>) -> Outcome {
        api::errand::outcome(reply)
    }
    fn access(&self, request: &api::Request) -> Option<Access> {
        // Whoever knows the token may confirm.
        if matches!(request, api::Request::ConfirmSubscription { .. }) {
            return None;
        }
        let name = api::request::bare(request.topic()?);
        let acting = self.topic(name).map(|topic| &topic.acting);
        let publishes = matches!(request, api::Request::Publish { .. } | api::Request::PublishBatch { .. });
        Some(Access {
            action: request.action(),
            resource: name.into(),
            policy: acting.and_then(|a| a.policy.clone()),
            key: acting.and_then(|a| a.key.clone()).filter(|_| publishes),
        })
    }
    fn denied(why: &Denied) -> api::SnsError {
        api::errand::denied(why)
    }
    fn panels(&self, now: SimTime) -> Vec<Panel> {
        self.views(now)
    }
    fn metric(&self, resource: &str, name: &str, _: SimTime) -> Option<u64> {
        self.measure(resource, name)
    }
    fn resources(&self) -> Vec<Name> {
        self.topics.keys().cloned().collect()
    }
    fn usage(&self, _: SimTime) -> Vec<Usage> {
        self.meters()
    }
    fn balances(&self) -> Vec<Balance> {
        self.books()
    }
}

/// Every kind of event SNS emits.
pub const KINDS: &[&str] = &[
    "sns.publish",
    "sns.deduplicated",
    "sns.filtered",
    "sns.wait",
    "sns.deliver",
    "sns.delivered",
    "sns.retry",
    "sns.failed",
    "sns.dead_letter",
    "sns.lost",
    "sns.redrive_failed",
    "sns.subscribe",
    "sns.pending",
    "sns.confirm",
    "sns.expired",
    "sns.unsubscribe",
    "sns.attributes",
    "sns.filter",
    "sns.replay",
    "sns.replayed",
    "sns.delete_topic",
    "sns.refused",
    "sns.throttled",
];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "A notification's signature has AWS's form but no key behind it: it cannot be verified. Topics of a scenario send none, unless `signed` says so.",
    "SMS and mobile push are sinks: no sandbox and no spend limit, nobody opts out, and no platform looks at an application's credentials.",
    "A Publish to a single number or device is sent once, whatever becomes of it, and is on no bill.",
    "The shapes of the backoff functions follow their names; AWS publishes them as a picture only.",
    "A request to confirm a subscription is sent once per Subscribe; AWS repeats it when an HTTP endpoint does not answer.",
    "Message data protection is left out: AWS closed it to new customers in April 2026.",
    "The publish quota is that of us-east-1; other Regions have less.",
    "Delivery status logs and X-Ray traces are settings that are stored and nothing more.",
    "A standard topic delivers every message once per subscription; AWS delivers at least once.",
];
