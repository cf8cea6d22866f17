//! AWS Step Functions: an interpreter of the Amazon States Language.
//!
//! Modelled: Standard and Express state machines; all eight types of state; Choice with every comparator; data flow from
//! InputPath to OutputPath, payload templates, the context object, the eighteen intrinsic functions, variables (`Assign`);
//! Retry, Catch, timeouts and heartbeats; Parallel, inline Map and Distributed Map with child executions; tasks as errands to
//! Lambda, SQS, SNS, EventBridge, Step Functions, DynamoDB, ECS, Kinesis, Firehose, S3, API Gateway and HTTP endpoints, as
//! request and response, `.sync` and with a task token; activities; execution histories, redrive, quotas, metrics.
//! The default event bus hears of each change of a Standard execution's status.
//! Payloads are kept as JSON text. Numbers come from the ledger ([`quotas::Limits`]); what AWS does not publish is a
//! [`quotas::Settings`] value with a stated default. What is left out: [`LEFT_OUT`].
//!
//! # Events ([`KINDS`])
//! `place` is the state machine, `item` the message the execution carries, `actor` the caller.
//!
//! | kind | says |
//! |---|---|
//! | `states.machine` | a state machine was created, updated or deleted (note) |
//! | `states.start` | an execution starts; note its name, `amount` its number; phase Flight |
//! | `states.enter` | it enters a state (note); `amount` the id of the event in its history |
//! | `states.task` | a task sends its request; note the state and the target |
//! | `states.activity` | a worker (`actor`) takes the task of an activity |
//! | `states.wait` | a Wait state (note) begins; `until` |
//! | `states.map` | a Map Run begins; note the state, `amount` its children |
//! | `states.retry` | a state failed and is tried again; note state and error, `until`, `amount` which retry |
//! | `states.catch` | a state failed and a Catch goes on; note state and error |
//! | `states.task_timeout`, `states.heartbeat` | a task took too long, or was silent too long; note the state; an alarm |
//! | `states.succeed` | the execution ends well; `amount` ms; phase Done |
//! | `states.fail`, `states.timeout`, `states.abort` | it ends badly; note the error, `amount` ms; phase Dead |
//! | `states.redrive` | it goes on from where it stopped; `amount` how often so far; phase Flight |
//! | `states.duplicate` | at least once: an Express execution was started twice |
//! | `states.throttle` | a transition waits for a token of the account; `until` |
//! | `states.refused`, `states.throttled` | a call was refused; note the error code |
//!
//! # Meters
//! `states.transitions` (Standard: states entered and retries), `states.express.requests`, `states.express.mb_ms` (Express: MB
//! times milliseconds, rounded up to 64 MB and 100 ms; 1 GB-second is 1,024,000).
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
pub use model::States;
use model::metrics::Sum;

impl Service for States {
    const NAME: &'static str = "states";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = model::metrics::METRICS;
    const SUMS: &'static [&'static str] = model::metrics::SUMS;
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::StatesError;
    type Timer = step::Timer;

    fn new(seed: u64, quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self::with(seed, quotas::Limits::resolve(quotas)?, quotas::Settings::default()))
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
        api::errand::accept(self, to, task)
    }
    fn outcome(reply: Result<api::Response, api::StatesError>) -> Outcome {
        api::errand::outcome(reply)
    }
    fn access(&self, request: &api::Request) -> Option<Access> {
        let name = api::bare(request.about());
        let none = name.is_empty();
        (!none).then(|| Access { action: request.action(), resource: name.into(), policy: None, key: None })
    }
    fn denied(why: &Denied) -> api::StatesError {
        api::errand::denied(why)
    }
    fn panels(&self, now: SimTime) -> Vec<Panel> {
        self.views(now)
    }
    fn metric(&self, resource: &str, name: &str, now: SimTime) -> Option<u64> {
        self.measure(resource, name, now)
    }
    fn resources(&self) -> Vec<Name> {
        self.machines.keys().cloned().collect()
    }
    fn usage(&self, _: SimTime) -> Vec<Usage> {
        let used = |machine: &model::Machine| {
            let (requests, memory) = machine.tally.billed;
            let resource = || machine.name.clone();
            let transitions = if machine.express { 0 } else { machine.tally.get(Sum::Transitions) };
            [
                Usage { resource: resource(), meter: "states.transitions", amount: transitions },
                Usage { resource: resource(), meter: "states.express.requests", amount: requests },
                Usage { resource: resource(), meter: "states.express.mb_ms", amount: memory },
            ]
        };
        self.machines.values().flat_map(used).filter(|u| u.amount > 0).collect()
    }
    fn balances(&self) -> Vec<Balance> {
        let balance = |machine: &model::Machine| {
            let closed: u64 = machine.fates.closed.iter().sum();
            Balance {
                place: machine.name.clone(),
                came: machine.fates.started,
                fates: closed + machine.open.len() as u64,
            }
        };
        self.machines.values().map(balance).collect()
    }
}

/// Every kind of event Step Functions emits.
pub const KINDS: &[&str] = &[
    "states.machine",
    "states.start",
    "states.enter",
    "states.task",
    "states.activity",
    "states.wait",
    "states.map",
    "states.retry",
    "states.catch",
    "states.task_timeout",
    "states.heartbeat",
    "states.succeed",
    "states.fail",
    "states.timeout",
    "states.abort",
    "states.redrive",
    "states.duplicate",
    "states.throttle",
    "states.refused",
    "states.throttled",
];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "JSONata (QueryLanguage JSONata) is refused: no crate for it is deterministic and pure enough for a simulator that can be rewound.",
    "How long a state transition takes is an assumption of the lab: AWS publishes no number.",
    "A Distributed Map takes its items from the input; ItemReader (S3) and ResultWriter are refused.",
    "A Distributed Map starts its children at once, up to its concurrency; AWS starts them in waves. After a redrive every child that did not succeed runs anew from its start.",
    "Of the integrations of the SDK only those whose target is simulated are known; all others are refused when the definition is made.",
    "One PutEvents goes to one bus; on AWS its entries may name several.",
    "TestState is left out; logging, X-Ray and encryption are kept as they are configured and do nothing.",
    "Children of a Map Run count as executions of their state machine, and every Map Run has the label Map.",
    "Of closed executions the last thousand are kept (a setting); AWS keeps all for 90 days.",
    "An Express execution leaves no history behind, as on AWS without CloudWatch Logs.",
    "Memory of an Express execution is a setting; on AWS it follows from definition, payload and branches.",
    "Credentials of a Task (another account's role) are read and ignored.",
];
