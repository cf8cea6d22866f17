//! Amazon EventBridge Pipes.
//!
//! Modelled: a pipe from a queue, a stream or a broker through filter and enrichment to one target, by the pipe's own role;
//! batches by size and window, input templates of both stages, partial failures; order of FIFO groups and of shards; retries by
//! the source's own rules (visibility and dead-letter queue of the queue; attempts, age, halving and dead-letter target of the
//! stream); the states of a pipe. Numbers come from the ledger ([`quotas::Limits`]); what AWS does not publish is a
//! [`quotas::Settings`] value. What is left out: [`LEFT_OUT`].
//!
//! # Events ([`KINDS`])
//! `place` is the pipe.
//!
//! | kind | says |
//! |---|---|
//! | `pipes.state` | its state changes; note the new one, with the reason where it failed |
//! | `pipes.filtered` | no pattern lets it through: deleted from the queue, skipped in the stream; phase Dropped |
//! | `pipes.execution` | an execution begins; `amount` events in it |
//! | `pipes.enrich` | events go to the enrichment; `amount` how many, note whereto |
//! | `pipes.skipped` | the enrichment gave nothing: the target is not called |
//! | `pipes.target` | events go to the target; `amount` how many, note whereto |
//! | `pipes.done` | an event went through; phase Done |
//! | `pipes.failed` | an execution failed, or in part; `amount` events, note the error code |
//! | `pipes.blocked` | a batch of a shard is tried again; `until` when |
//! | `pipes.bisect` | a batch of a shard was halved; `amount` its events |
//! | `pipes.given_up` | a record is given up; phase Dead where there is a dead-letter target, else Lost; note the condition |
//! | `pipes.problem` | the source refused; note the error code |
//! | `pipes.refused` | a call was refused; note the error code |
//!
//! # Meters
//! `pipes.requests` per pipe: executions after filtering, each 64 KB of their events one.
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
    errand::{Outcome, Task, Ticket},
    panel::Panel,
    quotas::{MissingFact, Quotas},
    trace::Name,
    turn::{Access, Balance, CallId, Denied, OutOf, Service, Turn, Usage},
};
pub use model::Pipes;

impl Service for Pipes {
    const NAME: &'static str = "pipes";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = model::METRICS;
    const SUMS: &'static [&'static str] = model::SUMS;
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::PipesError;
    type Timer = step::Timer;

    fn new(seed: u64, quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self::with(seed, quotas::Limits::resolve(quotas)?, quotas::Settings::default()))
    }
    fn call(&mut self, who: (CallId, &Name), request: api::Request, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.handle(who, request, (turn, &mut *out));
    }
    fn due(&mut self, timer: step::Timer, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.wake(timer, (turn, &mut *out));
    }
    fn told(&mut self, ticket: Ticket, outcome: Outcome, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.outcome_of(ticket.0, outcome, (turn, &mut *out));
    }
    fn accept(&self, _: &str, _: Task) -> Result<api::Request, Outcome> {
        Err(Outcome::senseless("pipes"))
    }
    fn outcome(reply: Result<api::Response, api::PipesError>) -> Outcome {
        api::outcome(reply)
    }
    fn access(&self, request: &api::Request) -> Option<Access> {
        Some(Access { action: request.action(), resource: request.resource(), policy: None, key: None })
    }
    fn denied(why: &Denied) -> api::PipesError {
        api::denied(why)
    }
    fn panels(&self, _: SimTime) -> Vec<Panel> {
        self.views()
    }
    fn metric(&self, resource: &str, name: &str, _: SimTime) -> Option<u64> {
        let pipe = self.pipe(resource).filter(|_| model::METRICS.contains(&name))?;
        if name == "Concurrency" {
            return Some(self.running(pipe.no).0);
        }
        Some(pipe.tally.metrics.get(name).copied().unwrap_or(0))
    }
    fn resources(&self) -> Vec<Name> {
        self.names.keys().cloned().collect()
    }
    fn usage(&self, _: SimTime) -> Vec<Usage> {
        let used = |pipe: &model::Pipe| Usage {
            resource: pipe.name.clone(),
            meter: "pipes.requests",
            amount: pipe.tally.requests,
        };
        self.all.values().map(used).collect()
    }
    fn balances(&self) -> Vec<Balance> {
        let balance = |pipe: &model::Pipe| {
            let t = &pipe.tally;
            let live = pipe.open() + self.running(pipe.no).1;
            let fates = t.filtered + t.done + t.returned + t.dropped + live;
            Balance { place: pipe.name.clone(), came: t.came, fates }
        };
        self.all.values().map(balance).collect()
    }
}

/// Every kind of event Pipes makes.
pub const KINDS: &[&str] = &[
    "pipes.state",
    "pipes.filtered",
    "pipes.execution",
    "pipes.enrich",
    "pipes.skipped",
    "pipes.target",
    "pipes.done",
    "pipes.failed",
    "pipes.blocked",
    "pipes.bisect",
    "pipes.given_up",
    "pipes.problem",
    "pipes.refused",
];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "DynamoDB Streams, Kafka and MSK as sources are left out, and targets that this simulator does not have.",
    "How many pollers read a queue, how long a pipe takes to change its state and how retries are spaced are settings: AWS publishes none of them.",
    "Pollers of a standard queue are a fixed number; on AWS they grow with the backlog.",
    "A blocked batch of a stream is kept in memory and given up after 24 hours, whatever retention the stream has; AWS reads it again.",
    "The shards of a stream are listed when the pipe starts; later ones are found when a shard ends, as children of it.",
    "A batch is limited by its number of events; AWS also stops at 6 MB.",
    "A role is checked when the source is first read, not when the pipe is made; without permission the pipe ends in CREATE_FAILED or START_FAILED.",
    "Durations of stages are left out; logs, keys, credentials and the parameters of what is not simulated are kept as given and have no effect.",
    "Of EventBridgeEventBusParameters Source and DetailType are read; Resources, Time and EndpointId are not.",
];
