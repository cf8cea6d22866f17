//! Receivers outside AWS: HTTP endpoints, mailboxes, telephones, apps, and the clusters Firehose loads (OpenSearch, Redshift).
//!
//! Modelled: an address, how long it takes to answer, what it answers (a status, a share of errors, a capacity per second,
//! silence), documents an OpenSearch domain rejects one by one, the confirmation of an SNS subscription, and who came how
//! often. Nothing here is a service of AWS, so there are no quotas: all of it is [`quotas::Settings`] of the scenario.
//! What is left out: [`LEFT_OUT`].
//!
//! # Events ([`KINDS`])
//! `place` is the receiver, `item` the message.
//!
//! | kind | says |
//! |---|---|
//! | `outside.receive` | a message came for the first time; phase Done; `amount` 1 |
//! | `outside.repeat` | the same message again; `amount` how often by now; a mark |
//! | `outside.refuse` | answered with an error; note the status; an alarm |
//! | `outside.silent` | no answer is given; an alarm |
//! | `outside.reject` | an OpenSearch domain rejects one document of a bulk request |
//! | `outside.confirm` | it confirms a subscription; note the token |
//! | `outside.changed` | its settings were changed |
//!
//! # Meters
//! None: what stands outside is not on the bill.
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
pub use model::Outside;

impl Service for Outside {
    const NAME: &'static str = "outside";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = model::METRICS;
    const SUMS: &'static [&'static str] = model::METRICS;
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::OutsideError;
    type Timer = step::Timer;

    fn new(seed: u64, _: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self::with(seed))
    }
    fn call(&mut self, (id, _): (CallId, &Name), request: api::Request, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.handle(id, request, turn, out);
    }
    fn due(&mut self, timer: step::Timer, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.wake(&timer, turn, out);
    }
    fn told(&mut self, _: Ticket, _: Outcome, _: Turn<'_>, _: &mut OutOf<Self>) {}
    fn accept(&self, to: &str, task: Task) -> Result<api::Request, Outcome> {
        self.read(to, task)
    }
    fn outcome(reply: Result<api::Response, api::OutsideError>) -> Outcome {
        api::outcome(reply)
    }
    fn access(&self, _: &api::Request) -> Option<Access> {
        None
    }
    fn denied(why: &Denied) -> api::OutsideError {
        api::OutsideError { status: 403, message: why.because.clone() }
    }
    fn panels(&self, now: SimTime) -> Vec<Panel> {
        self.views(now)
    }
    fn metric(&self, resource: &str, name: &str, _: SimTime) -> Option<u64> {
        self.measure(resource, name)
    }
    fn resources(&self) -> Vec<Name> {
        self.receivers.keys().cloned().collect()
    }
    fn usage(&self, _: SimTime) -> Vec<Usage> {
        vec![]
    }
    fn balances(&self) -> Vec<Balance> {
        self.receivers.values().map(model::Receiver::balance).collect()
    }
    fn fail(&mut self, resource: &str, turn: Turn<'_>, out: &mut OutOf<Self>) -> bool {
        self.break_down(resource, turn, out)
    }
}

/// Every kind of event a receiver makes.
pub const KINDS: &[&str] = &[
    "outside.receive",
    "outside.repeat",
    "outside.refuse",
    "outside.silent",
    "outside.reject",
    "outside.confirm",
    "outside.changed",
];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "A receiver never looks into a message: it counts it and answers as the scenario says.",
    "Certificates, passwords and access keys of an HTTP endpoint are taken as right.",
    "A receiver answers requests beyond its capacity with 429 at once; real servers often just become slow.",
    "Redshift takes a COPY as one piece; what its tables hold is not modelled.",
];
