//! Amazon MQ: ActiveMQ single instance and active/standby over shared storage, RabbitMQ single and as a cluster of three.
//!
//! Modelled: the management calls under AWS's names; what clients say to a broker (connect, produce, subscribe, take, acknowledge)
//! as the protocols mean it; queues and topics, durable and other subscriptions, virtual topics, persistent and other messages,
//! acknowledgement modes, prefetch, redelivery with its flag and count, dead letters; throughput of the storage; the death of a
//! node, failover to the standby, the return of a node; quorum and classic queues. Numbers come from the ledger
//! ([`quotas::Limits`]); what AWS does not publish is a [`quotas::Settings`] value. What is left out: [`LEFT_OUT`].
//!
//! # Events ([`KINDS`])
//! `place` is the broker, `item` the message, `actor` the client, `note` the queue or topic unless said otherwise.
//!
//! | kind | says |
//! |---|---|
//! | `mq.connect`, `mq.close` | a client connects; its connection ends (note: why) |
//! | `mq.subscribe` | a consumer begins; `amount` its prefetch |
//! | `mq.produce` | stored; phase Visible; for a topic once per subscription |
//! | `mq.unheard` | a topic had no subscription for it: gone; phase Dropped |
//! | `mq.deliver` | handed to a client; phase Flight; `amount` how often so far |
//! | `mq.ack` | acknowledged; phase Done |
//! | `mq.redeliver` | comes back to the queue with the redelivered flag; phase Visible |
//! | `mq.dead_letter` | delivered too often: to the dead-letter queue (note), or dropped where there is none; phase Dead |
//! | `mq.lost` | a message that was only in memory died with its node; phase Lost |
//! | `mq.fail` | a node dies (note: which); an alarm |
//! | `mq.failover` | the standby has taken the lock and serves |
//! | `mq.node_back` | a node is back (note: which) |
//! | `mq.refused` | a call was refused; note the error code |
//!
//! # Meters
//! `mq.node_seconds`: running broker instances, in seconds; `mq.messages` are free.
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

use crate::base::time::SimTime;
use crate::sim::{
    errand::{Outcome, Task},
    panel::Panel,
    quotas::{MissingFact, Quotas},
    trace::Name,
    turn::{Access, Balance, CallId, Denied, OutOf, Service, Turn, Usage},
};
pub use model::Mq;

/// Every kind of event Amazon MQ emits.
pub const KINDS: &[&str] = &[
    "mq.connect",
    "mq.close",
    "mq.subscribe",
    "mq.produce",
    "mq.unheard",
    "mq.deliver",
    "mq.ack",
    "mq.redeliver",
    "mq.dead_letter",
    "mq.lost",
    "mq.fail",
    "mq.failover",
    "mq.node_back",
    "mq.refused",
];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "Protocols are a property of the client: they decide who may connect, not how bytes look on the wire.",
    "Users, passwords, virtual hosts, security groups and the network around a broker are not modelled.",
    "Priorities, selectors, expiry of messages and scheduled messages are not modelled.",
    "How long a failover or a restart takes is an assumption of the lab: AWS says only that it takes seconds to minutes.",
    "A queue holds what the broker's storage holds; paging and memory limits of a broker do not slow it down.",
    "Networks of brokers and cross-Region data replication are not modelled.",
    "A quorum queue copies to its followers at once; the time that takes is part of the storage's throughput.",
];

impl Service for Mq {
    const NAME: &'static str = "mq";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = model::METRICS;
    const SUMS: &'static [&'static str] = model::SUMS;
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::MqError;
    type Timer = step::Timer;

    fn new(_: u64, quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self::with(quotas::Limits::resolve(quotas)?))
    }
    fn call(&mut self, (id, from): (CallId, &Name), request: api::Request, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.handle(id, from, request, turn, out);
    }
    fn due(&mut self, timer: step::Timer, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.wake(&timer, turn, out);
    }
    fn accept(&self, to: &str, task: Task) -> Result<api::Request, Outcome> {
        api::errand::accept(self, to, task)
    }
    fn outcome(reply: Result<api::Response, api::MqError>) -> Outcome {
        api::errand::outcome(reply)
    }
    /// Who may connect is decided by the broker's users, not by IAM; IAM guards the management calls.
    fn access(&self, request: &api::Request) -> Option<Access> {
        let (action, broker) = request.action()?;
        Some(Access { action, resource: broker.clone(), policy: None, key: None })
    }
    fn denied(why: &Denied) -> api::MqError {
        api::MqError::new(api::Code::ForbiddenException, why.because.to_string())
    }
    fn panels(&self, now: SimTime) -> Vec<Panel> {
        self.views(now)
    }
    fn metric(&self, resource: &str, name: &str, _: SimTime) -> Option<u64> {
        self.brokers.get(resource)?.metric(name)
    }
    fn resources(&self) -> Vec<Name> {
        self.brokers.keys().cloned().collect()
    }
    fn usage(&self, now: SimTime) -> Vec<Usage> {
        let used = |b: &model::broker::Broker| Usage {
            resource: b.name.clone(),
            meter: "mq.node_seconds",
            amount: now.since(b.made).as_secs() * b.nodes.len() as u64,
        };
        self.brokers.values().map(used).collect()
    }
    fn balances(&self) -> Vec<Balance> {
        self.brokers.values().map(model::broker::Broker::balance).collect()
    }
    fn fail(&mut self, resource: &str, turn: Turn<'_>, out: &mut OutOf<Self>) -> bool {
        self.fail_node(resource, turn, out)
    }
}
