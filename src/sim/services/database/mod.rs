//! A relational database (Amazon RDS, Aurora), as far as messaging needs one: something with limits that falls over under a spike and
//! lives behind a queue.
//!
//! Modelled: connections up to a maximum, beyond which it refuses (`Too many connections`); writes that take a time each and a number a
//! second altogether, so that they queue inside and latency grows with load; a timeout of writes that wait too long; RDS Proxy, which
//! lets callers wait for a connection instead of refusing them; a fall under overload, if the scenario wants it, with everything in
//! hand lost; a failover. Rows are written by message (an upsert): the same message again is counted as a repeat and changes nothing.
//! Sizes of a database are the scenario's ([`quotas::Settings`]); the proxy's numbers come from the ledger. Left out: [`LEFT_OUT`].
//!
//! Meters: `rds.write_ios` (a write request each; Aurora bills them, other engines by storage).
//!
//! # Events ([`KINDS`])
//! `place` is the database, `item` the message, `actor` the caller.
//!
//! | kind | says |
//! |---|---|
//! | `rds.write` | a row is written for the first time; phase Done; `amount` milliseconds it took |
//! | `rds.repeat` | the same message was written again; phase Done |
//! | `rds.borrow` | the proxy lets it wait for a connection; `until` it gives up |
//! | `rds.refused` | not taken; note why; an alarm |
//! | `rds.timeout` | it waited too long; an alarm |
//! | `rds.lost` | in hand when the database fell: the caller does not know whether it was written; it was not |
//! | `rds.down`, `rds.up` | it fell over, or a failover began (note); it is back; `until` |
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

/// Calls and answers.
pub mod api;
/// Data.
pub mod model;
mod panel;
/// Numbers.
pub mod quotas;
/// What time does.
pub mod step;
#[cfg(test)]
mod tests;

use super::super::{
    errand::{Class, Outcome, Task},
    panel::Panel,
    quotas::{MissingFact, Quotas},
    trace::Name,
    turn::{Access, Balance, CallId, Denied, OutOf, Service, Turn, Usage},
};
use crate::base::time::SimTime;
pub use model::Databases;

impl Service for Databases {
    const NAME: &'static str = "rds";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = METRICS;
    const SUMS: &'static [&'static str] = SUMS;
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::DbError;
    type Timer = step::Timer;

    fn new(_: u64, quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self { limits: quotas::Limits::resolve(quotas)?, all: std::collections::BTreeMap::new() })
    }
    fn call(&mut self, who: (CallId, &Name), request: api::Request, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.handle(who, request, turn, out);
    }
    fn due(&mut self, timer: step::Timer, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.wake(&timer, turn, out);
    }
    fn accept(&self, to: &str, task: Task) -> Result<api::Request, Outcome> {
        api::accept(to, task)
    }
    fn outcome(reply: Result<api::Response, api::DbError>) -> Outcome {
        match reply {
            Ok(api::Response::Done) => Outcome::Taken(Name::default()),
            Ok(api::Response::Written(api::Form::One, _)) => Outcome::Taken(Name::default()),
            Ok(api::Response::Written(api::Form::Invoke, rows)) => {
                Outcome::Returned(format!("{{\"numberOfRecordsUpdated\":{rows}}}").into())
            }
            Ok(api::Response::Written(api::Form::Batch, rows)) => {
                Outcome::Each((0..rows).map(|_| Ok(Name::default())).collect())
            }
            Err(error) => {
                let class = if error.code.helps_later() { Class::Server } else { Class::Client };
                Outcome::refused(error.code.name(), class, &error.message)
            }
        }
    }
    fn access(&self, _: &api::Request) -> Option<Access> {
        // SQL comes with a user and a password over the network: security groups guard it, not IAM.
        None
    }
    fn denied(_: &Denied) -> api::DbError {
        api::DbError::new(api::Code::AccessDenied, "Access denied for user")
    }
    fn panels(&self, now: SimTime) -> Vec<Panel> {
        self.views(now)
    }
    fn metric(&self, resource: &str, name: &str, now: SimTime) -> Option<u64> {
        self.all.get(resource)?.measure(name, now)
    }
    fn resources(&self) -> Vec<Name> {
        self.all.keys().cloned().collect()
    }
    fn usage(&self, _: SimTime) -> Vec<Usage> {
        let used = |(name, db): (&Name, &model::Database)| Usage {
            resource: name.clone(),
            meter: "rds.write_ios",
            amount: db.tally.written + db.tally.repeats,
        };
        self.all.iter().map(used).collect()
    }
    fn balances(&self) -> Vec<Balance> {
        self.all.iter().map(|(name, db)| db.balance(name)).collect()
    }
    fn fail(&mut self, resource: &str, turn: Turn<'_>, out: &mut OutOf<Self>) -> bool {
        let known = self.all.contains_key(resource);
        if known {
            self.fall(&resource.into(), "failover", turn, out);
        }
        known
    }
}

/// Every kind of event a database emits.
pub const KINDS: &[&str] =
    &["rds.write", "rds.repeat", "rds.borrow", "rds.refused", "rds.timeout", "rds.lost", "rds.down", "rds.up"];

/// CloudWatch's names (`WriteLatency` in milliseconds, of the last second that had writes; `WriteIOPS` of the second before this one), and
/// the simulator's own: rows `written`, `repeats`, `refused`, `timeouts`, `lost`.
pub const METRICS: &[&str] = &[
    "DatabaseConnections",
    "WriteIOPS",
    "WriteLatency",
    "DatabaseConnectionsBorrowPending",
    "written",
    "repeats",
    "refused",
    "timeouts",
    "lost",
];

/// Those that count up.
pub const SUMS: &[&str] = &["written", "repeats", "refused", "timeouts", "lost"];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "There is no SQL: a write is one row by the message's identity, and the same message again changes nothing.",
    "How many connections and writes a second an instance carries depends on its class: here they are settings of the lab.",
    "A caller holds a connection as long as its write takes; real applications pool connections and may hold them idle.",
    "Replicas, storage and transactions over several rows are not modelled; a batch is written as a whole or not at all.",
];
