//! Amazon EventBridge: event buses with rules (AWS now calls them "Custom Event Bus - Classic").
//!
//! Modelled: the default bus, custom and partner buses, their resource policies; rules with event patterns and with schedules;
//! up to five targets each, with input, input path or input transformer; PutEvents with its per-entry results, its size limit
//! and the Region's quotas; deliveries by errands, at least once and in no order, with retries by age and number, backoff and
//! jitter, and a dead-letter queue per target; API destinations with their rate; archives and replays; buses in other accounts
//! and Regions. Numbers come from the ledger ([`quotas::Limits`]); what AWS does not publish is a [`quotas::Settings`] value
//! with a stated default. What is left out: [`LEFT_OUT`].
//!
//! An errand to a bus is an event: its body is the `Detail`, its subject the `Source`, its kind the `DetailType`; where it has
//! neither subject nor kind, `app` and `message` stand in. An event that comes from another bus keeps its envelope.
//!
//! # Events ([`KINDS`])
//! `place` is the bus, `item` the message. For an event about a delivery `actor` is the rule and note the target's id, unless
//! said otherwise.
//!
//! | kind | says |
//! |---|---|
//! | `events.put` | an event reached the bus; `actor` the sender (or the replay), note source and detail-type |
//! | `events.unmatched` | no rule took it; phase Done |
//! | `events.matched` | a rule took it; note the rule, `amount` its targets |
//! | `events.archived` | an archive (note) keeps it |
//! | `events.invoke` | an attempt; phase Flight, `amount` its number from 1 |
//! | `events.delivered` | the target took it; phase Done, `amount` milliseconds since the match |
//! | `events.retry` | an attempt failed; phase Delayed, `until` the next one, `amount` its number, note the error code |
//! | `events.held` | over a quota: it waits, `until` |
//! | `events.dead_letter` | it is in the dead-letter queue; phase Dead, `amount` retries, note the error code |
//! | `events.lost` | given up without one, or refused by it; phase Lost, note the error code; an alarm |
//! | `events.duplicate` | at least once: this delivery happens twice |
//! | `events.schedule` | a rule's (note) moment has come |
//! | `events.replay` | a replay: asked for (note its name, `amount` events), then `actor` its name and note its state |
//! | `events.dropped` | accepted for a bus that does not exist, and gone; phase Lost; an alarm |
//! | `events.refused`, `events.throttled` | a call or an entry was refused; note the error code |
//!
//! # Meters
//! Per bus: `events.published` (64 KB chunks of events put on it), `events.cross_bus` (deliveries to another bus),
//! `events.api_destination` (invocations), `events.replayed` (events sent again). Per archive: `events.archived_bytes` (bytes
//! that came in), `events.stored_bytes` (bytes in it now).
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
#[allow(clippy::too_many_lines)]
mod tests;

use crate::base::time::SimTime;
use crate::sim::{
    errand::{Outcome, Task, Ticket},
    panel::Panel,
    quotas::{MissingFact, Quotas},
    trace::Name,
    turn::{Access, Balance, CallId, Denied, OutOf, Service, Turn, Usage},
};
pub use model::Events;
use model::metrics::Meter;

impl Service for Events {
    const NAME: &'static str = "events";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = model::metrics::METRICS;
    const SUMS: &'static [&'static str] = model::metrics::SUMS;
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::EventsError;
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
        self.outcome_of(ticket.0, &outcome, turn, out);
    }
    fn accept(&self, to: &str, task: Task) -> Result<api::Request, Outcome> {
        api::errand::accept(to, task)
    }
    fn outcome(reply: Result<api::Response, api::EventsError>) -> Outcome {
        api::errand::outcome(reply)
    }
    fn access(&self, request: &api::Request) -> Option<Access> {
        let name = model::bus_name(request.bus()?);
        let policy = self.bus(&name).and_then(|bus| bus.policy.clone());
        Some(Access { action: request.action(), resource: name, policy, key: None })
    }
    fn denied(why: &Denied) -> api::EventsError {
        api::errand::denied(why)
    }
    fn panels(&self, now: SimTime) -> Vec<Panel> {
        self.views(now)
    }
    fn metric(&self, resource: &str, name: &str, _: SimTime) -> Option<u64> {
        self.measure(resource, name)
    }
    fn resources(&self) -> Vec<Name> {
        let rules = |bus: &model::bus::Bus| {
            let name = bus.name.clone();
            bus.rules.keys().map(move |rule| format!("{name}/{rule}").into()).collect::<Vec<Name>>()
        };
        self.buses.values().flat_map(|bus| std::iter::once(bus.name.clone()).chain(rules(bus))).collect()
    }
    fn usage(&self, _: SimTime) -> Vec<Usage> {
        let mut all = vec![];
        for bus in self.buses.values() {
            for (meter, of) in [
                ("events.published", Meter::Chunks),
                ("events.cross_bus", Meter::CrossBus),
                ("events.api_destination", Meter::ApiCalls),
                ("events.replayed", Meter::Replayed),
            ] {
                all.push(Usage { resource: bus.name.clone(), meter, amount: bus.tally.of(of) });
            }
        }
        for archive in self.archives.values() {
            let used = |meter, amount| Usage { resource: archive.name.clone(), meter, amount };
            all.extend([used("events.archived_bytes", archive.taken), used("events.stored_bytes", archive.bytes)]);
        }
        all
    }
    fn balances(&self) -> Vec<Balance> {
        let mut live: std::collections::BTreeMap<&Name, u64> = std::collections::BTreeMap::new();
        for delivery in self.deliveries.values() {
            *live.entry(&delivery.bus).or_default() += 1;
        }
        let bus = |bus: &model::bus::Bus| {
            let fates = bus.fates;
            let waiting = live.get(&bus.name).copied().unwrap_or(0);
            let ended = fates.delivered + fates.dead + fates.lost;
            Balance { place: bus.name.clone(), came: fates.created, fates: ended + waiting }
        };
        let archive = |a: &model::archive::Archive| Balance {
            place: a.name.clone(),
            came: a.counts.0,
            fates: a.counts.1 + a.events.len() as u64,
        };
        self.buses.values().map(bus).chain(self.archives.values().map(archive)).collect()
    }
}

/// Every kind of event EventBridge makes.
pub const KINDS: &[&str] = &[
    "events.put",
    "events.unmatched",
    "events.matched",
    "events.archived",
    "events.invoke",
    "events.delivered",
    "events.retry",
    "events.held",
    "events.dead_letter",
    "events.lost",
    "events.duplicate",
    "events.schedule",
    "events.replay",
    "events.dropped",
    "events.refused",
    "events.throttled",
];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "The newer Custom Event Bus with subscribers (API eventbridgev2) is not modelled: rules and targets are what the exam means.",
    "How long EventBridge takes and how it spaces its retries is an assumption of the lab: AWS publishes neither.",
    "AWS does not say what a dead letter names as the reason where an event would go to a third bus; here it is THIRD_BUS_HOP_DETECTED.",
    "There is one default bus, the run's own; buses of other accounts and Regions are custom buses.",
    "Rules act at once; on AWS a new or changed rule may need a minute.",
    "A scheduled rule fires at the full minute; on AWS it may fire some seconds into it.",
    "The managed rule of an archive is shown and counts among the rules of its bus, but Force does not let anybody change it.",
    "Events of AWS services reach the default bus by errands; CloudTrail's events are not made.",
    "Connections are kept without their secrets, and nobody is asked for a token; OAuth never fails.",
    "HTTP parameters of API destinations, parameters of targets that are not simulated, keys, logs and dead-letter queues of buses are kept as given and have no effect.",
    "Global endpoints and schema registries are left out.",
];
