//! Amazon API Gateway: a synchronous front of one integration, which is what a queue is put behind it to avoid.
//!
//! Modelled: requests to a stage, throttled by the token buckets of the account and of the stage (429), checked for size (413), handed to
//! one integration (a function, a queue or stream by service integration, an HTTP endpoint, a database behind an application), with
//! the integration timeout (504) and the errors an ill or refusing integration leads to (502, 500, 503). The caller waits all the time.
//! What is left out: [`LEFT_OUT`].
//!
//! Meters: `apigateway.requests.rest`, `apigateway.requests.http` (requests that were not throttled).
//!
//! # Events ([`KINDS`])
//! `place` is the API, `item` the message, `actor` the caller.
//!
//! | kind | says |
//! |---|---|
//! | `apigateway.request` | a request is handed to the integration; phase Flight, `until` the timeout |
//! | `apigateway.answer` | the answer goes back; `amount` the status; phase Done where it is below 400 |
//! | `apigateway.throttled` | 429: the bucket is empty; note `account` or `stage` |
//! | `apigateway.timeout` | 504: the integration did not answer in time; an alarm. It may still go on |
//! | `apigateway.error` | 5XX because of the integration; `amount` the status, note its error; an alarm |
//! | `apigateway.refused` | a call was refused otherwise; note the code |
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

/// Calls and answers.
pub mod api;
/// Data.
pub mod model;
mod panel;
/// Numbers.
pub mod quotas;
mod step;
#[cfg(test)]
mod tests;

use super::super::{
    errand::{Class, Outcome, Task, Ticket},
    panel::Panel,
    quotas::{MissingFact, Quotas},
    trace::Name,
    turn::{Access, Balance, CallId, Denied, OutOf, Service, Turn, Usage},
};
use crate::base::time::SimTime;
pub use model::Gateway;

impl Service for Gateway {
    const NAME: &'static str = "execute-api";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = METRICS;
    const SUMS: &'static [&'static str] = SUMS;
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::ApiError;
    type Timer = ();

    fn new(_: u64, quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self::with(quotas::Limits::resolve(quotas)?))
    }
    fn call(&mut self, who: (CallId, &Name), request: api::Request, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.handle(who, request, turn, out);
    }
    fn due(&mut self, (): (), _: Turn<'_>, _: &mut OutOf<Self>) {}
    fn told(&mut self, ticket: Ticket, outcome: Outcome, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.hear(ticket, &outcome, turn, out);
    }
    fn accept(&self, to: &str, task: Task) -> Result<api::Request, Outcome> {
        api::accept(to, task)
    }
    fn outcome(reply: Result<api::Response, api::ApiError>) -> Outcome {
        match reply {
            Ok(api::Response::Answer(body)) => Outcome::Returned(body),
            Ok(api::Response::Done) => Outcome::Taken(Name::default()),
            Err(error) => {
                let class = match error.status {
                    429 => Class::Throttled,
                    403 => Class::Denied,
                    500.. => Class::Server,
                    _ => Class::Client,
                };
                Outcome::refused(error.code, class, &error.message)
            }
        }
    }
    fn access(&self, request: &api::Request) -> Option<Access> {
        let api::Request::Invoke { api, .. } = request else { return None };
        let found = self.apis.get(api).filter(|a| a.plan.iam || a.plan.policy.is_some())?;
        let policy = found.plan.policy.clone();
        let resource = format!("{}/prod/POST/", found.plan.arn).into();
        Some(Access { action: "execute-api:Invoke", resource, policy, key: None })
    }
    fn denied(why: &Denied) -> api::ApiError {
        let Denied { principal, action, resource, because, .. } = why;
        api::ApiError::new(
            403,
            "AccessDeniedException",
            format!("User: {principal} is not authorized to perform: {action} on resource: {resource} {because}"),
        )
    }
    fn panels(&self, now: SimTime) -> Vec<Panel> {
        self.views(now)
    }
    fn metric(&self, resource: &str, name: &str, _: SimTime) -> Option<u64> {
        self.apis.get(resource)?.measure(name)
    }
    fn resources(&self) -> Vec<Name> {
        self.apis.keys().cloned().collect()
    }
    fn usage(&self, _: SimTime) -> Vec<Usage> {
        let used = |(name, api): (&Name, &model::Api)| Usage {
            resource: name.clone(),
            meter: if api.plan.http { "apigateway.requests.http" } else { "apigateway.requests.rest" },
            amount: api.tally.count - api.tally.throttled,
        };
        self.apis.iter().map(used).collect()
    }
    fn balances(&self) -> Vec<Balance> {
        let of = |(name, api): (&Name, &model::Api)| {
            let open = self.pending.values().filter(|p| p.api == *name).count() as u64;
            let (came, fates) = (api.tally.count, api.tally.good + api.tally.client + api.tally.server + open);
            Balance { place: name.clone(), came, fates }
        };
        self.apis.iter().map(of).collect()
    }
}

/// Every kind of event it emits.
pub const KINDS: &[&str] = &[
    "apigateway.request",
    "apigateway.answer",
    "apigateway.throttled",
    "apigateway.timeout",
    "apigateway.error",
    "apigateway.refused",
];

/// CloudWatch's names; latencies in milliseconds, of the last answer.
pub const METRICS: &[&str] = &["Count", "4XXError", "5XXError", "Latency", "IntegrationLatency"];

/// Those that count up.
pub const SUMS: &[&str] = &["Count", "4XXError", "5XXError"];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "One method, one integration, one stage; no caching, mapping templates, usage plans, API keys or WebSockets.",
    "Service integrations answer with the status of the service; on AWS a REST API does so only where responses are mapped.",
    "A request takes no time in the gateway itself, so Latency is IntegrationLatency.",
    "Requests without a signature cannot be told apart: authorization is NONE or AWS_IAM.",
];
