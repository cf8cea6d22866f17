//! Amazon EventBridge Scheduler.
//!
//! Modelled: schedules in groups with `at()`, `rate()` and `cron()` in time zones, start and end, flexible time windows,
//! ActionAfterCompletion; one target of any service through a role; context attributes in the input; retries by age and number
//! with backoff and jitter, and a dead-letter queue; the invocation quota, which delays and does not drop. Numbers come from the
//! ledger ([`quotas::Limits`]); what AWS does not publish is a [`quotas::Settings`] value. What is left out: [`LEFT_OUT`].
//!
//! # Events ([`KINDS`])
//! `place` is the schedule.
//!
//! | kind | says |
//! |---|---|
//! | `scheduler.come` | its moment has come; `amount` how often so far, note the moment it is meant for |
//! | `scheduler.invoke` | an attempt; phase Flight, `amount` its number from 1, note the target |
//! | `scheduler.delivered` | the target took it; phase Done |
//! | `scheduler.retry` | an attempt failed; phase Delayed, `until` the next one, note the error code |
//! | `scheduler.dead_letter` | it is in the dead-letter queue; phase Dead, note the error code |
//! | `scheduler.lost` | given up; phase Lost, note the error code; an alarm |
//! | `scheduler.completed` | it will not come again and deletes itself |
//! | `scheduler.refused` | a call was refused; note the error code |
//!
//! # Meters
//! `scheduler.invocations` per group: invocations made.
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
pub use model::Scheduler;

impl Service for Scheduler {
    const NAME: &'static str = "scheduler";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = model::METRICS;
    const SUMS: &'static [&'static str] = model::METRICS;
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::SchedulerError;
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
        self.outcome_of(ticket.0, &outcome, turn, out);
    }
    fn accept(&self, _: &str, _: Task) -> Result<api::Request, Outcome> {
        Err(Outcome::senseless("scheduler"))
    }
    fn outcome(reply: Result<api::Response, api::SchedulerError>) -> Outcome {
        api::outcome(reply)
    }
    fn access(&self, request: &api::Request) -> Option<Access> {
        Some(Access { action: request.action(), resource: request.resource(), policy: None, key: None })
    }
    fn denied(why: &Denied) -> api::SchedulerError {
        api::denied(why)
    }
    fn panels(&self, now: SimTime) -> Vec<Panel> {
        self.views(now)
    }
    fn metric(&self, resource: &str, name: &str, _: SimTime) -> Option<u64> {
        let known = model::METRICS.contains(&name) && self.groups.contains_key(resource);
        // The default group bears a name that a bus bears too: it is asked for as `schedules`.
        let group = if resource == "schedules" { model::DEFAULT } else { resource };
        let counts = || self.tallies.get(group).and_then(|t| t.metrics.get(name)).copied().unwrap_or(0);
        (known || (resource == "schedules" && model::METRICS.contains(&name))).then(counts)
    }
    fn resources(&self) -> Vec<Name> {
        if self.plans.is_empty() && self.tallies.is_empty() { vec![] } else { vec!["schedules".into()] }
    }
    fn usage(&self, _: SimTime) -> Vec<Usage> {
        let used = |(group, tally): (&Name, &model::Tally)| Usage {
            resource: group.clone(),
            meter: "scheduler.invocations",
            amount: tally.metrics.get("InvocationAttemptCount").copied().unwrap_or(0),
        };
        self.tallies.iter().map(used).collect()
    }
    fn balances(&self) -> Vec<Balance> {
        let balance = |(group, tally): (&Name, &model::Tally)| {
            let live = self.deliveries.values().filter(|d| d.group == *group).count() as u64;
            Balance {
                place: group.clone(),
                came: tally.created,
                fates: tally.delivered + tally.dead + tally.lost + live,
            }
        };
        self.tallies.iter().map(balance).collect()
    }
}

/// Every kind of event the Scheduler makes.
pub const KINDS: &[&str] = &[
    "scheduler.come",
    "scheduler.invoke",
    "scheduler.delivered",
    "scheduler.retry",
    "scheduler.dead_letter",
    "scheduler.lost",
    "scheduler.completed",
    "scheduler.refused",
];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "Time zones are those with a fixed offset and those with today's daylight saving time of Europe and of North America.",
    "A schedule comes at the full second; on AWS it comes within the minute it is meant for.",
    "How retries are spaced is an assumption of the lab: AWS publishes no number.",
    "The attempt number in the context attributes is always 1; on AWS it counts.",
    "Universal targets reach the services of this simulator only, in the form every other service uses.",
    "Client tokens are not looked at; keys and the parameters of targets that are not simulated are kept as given and have no effect.",
    "A schedule group is gone as soon as it is deleted; on AWS it is DELETING while its schedules go.",
];
