//! AWS KMS: keys as the gates they are.
//!
//! Modelled: customer managed keys with their key policy, aliases, the states Enabled, Disabled and PendingDeletion with its waiting
//! period, the calls that use a key (GenerateDataKey, Decrypt, Encrypt) with the refusals each state leads to, the request quota
//! shared by them, the AWS managed keys (`alias/aws/sqs` ...), whose policy nobody can change: they serve callers of the own
//! account through that one service, so that SNS, S3 or EventBridge never get into a queue behind one. Services reuse a data key for a
//! while ([`model::Kms::open`]), so that a key that was disabled a minute ago may still work. What is left out: [`LEFT_OUT`].
//!
//! Meters: `kms.requests` (calls that use a key, by people and by services), `kms.key_hours` (begun hours of customer managed keys).
//!
//! # Events ([`KINDS`])
//! `place` is the key.
//!
//! | kind | says |
//! |---|---|
//! | `kms.used` | a data key was made, or something was decrypted; note the operation |
//! | `kms.state` | the key's state changed; note the new one; `until` the day of its deletion |
//! | `kms.policy` | the key policy was replaced |
//! | `kms.deleted` | the waiting period is over: what it encrypted is lost; an alarm |
//! | `kms.refused` | a call was refused; note the error code |
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
pub use model::Kms;

impl Service for Kms {
    const NAME: &'static str = "kms";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = METRICS;
    const SUMS: &'static [&'static str] = METRICS;
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::KmsError;
    type Timer = step::Timer;

    fn new(seed: u64, quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self::with(seed, quotas::Limits::resolve(quotas)?))
    }
    fn call(&mut self, (id, from): (CallId, &Name), request: api::Request, turn: Turn<'_>, out: &mut OutOf<Self>) {
        let answer = self.handle(from, request, turn, out);
        out.replies.push((id, answer));
    }
    fn due(&mut self, timer: step::Timer, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.wake(timer, turn, out);
    }
    fn accept(&self, _: &str, _: Task) -> Result<api::Request, Outcome> {
        Err(Outcome::senseless("kms"))
    }
    fn outcome(reply: Result<api::Response, api::KmsError>) -> Outcome {
        match reply {
            Ok(_) => Outcome::Taken(Name::default()),
            Err(error) => {
                let class = match error.code {
                    api::Code::ThrottlingException => Class::Throttled,
                    api::Code::AccessDeniedException => Class::Denied,
                    _ => Class::Client,
                };
                Outcome::refused(error.code.name(), class, &error.message)
            }
        }
    }
    fn access(&self, request: &api::Request) -> Option<Access> {
        let resource = self.find(request.key()?)?.name.clone();
        let policy = self.find(&resource).map(|key| key.policy.clone());
        Some(Access { action: request.action(), resource, policy, key: None })
    }
    fn denied(why: &Denied) -> api::KmsError {
        let Denied { principal, action, resource, because, .. } = why;
        api::KmsError::new(
            api::Code::AccessDeniedException,
            format!("User: {principal} is not authorized to perform: {action} on resource: {resource} {because}"),
        )
    }
    fn panels(&self, now: SimTime) -> Vec<Panel> {
        self.views(now)
    }
    fn metric(&self, resource: &str, name: &str, _: SimTime) -> Option<u64> {
        let key = self.find(resource)?;
        match name {
            "SuccessfulRequest" => Some(key.tally.used),
            "RefusedRequest" => Some(key.tally.refused),
            _ => None,
        }
    }
    fn resources(&self) -> Vec<Name> {
        self.keys.keys().cloned().collect()
    }
    fn usage(&self, now: SimTime) -> Vec<Usage> {
        let of = |resource: &Name, meter, amount| Usage { resource: resource.clone(), meter, amount };
        let key = |k: &model::Key| {
            let hours = k.until.unwrap_or(now).min(now).since(k.since).as_secs().div_ceil(3_600);
            [of(&k.name, "kms.requests", k.tally.used), of(&k.name, "kms.key_hours", hours)]
        };
        let mut all: Vec<Usage> = self.keys.values().flat_map(key).collect();
        all.extend(self.managed.iter().map(|(name, used)| of(name, "kms.requests", *used)));
        all
    }
    fn balances(&self) -> Vec<Balance> {
        vec![]
    }
}

/// Every kind of event KMS emits.
pub const KINDS: &[&str] = &["kms.used", "kms.state", "kms.policy", "kms.deleted", "kms.refused"];

/// What can be measured of a key. CloudWatch itself shows `SuccessfulRequest`; the refused ones are the simulator's own.
pub const METRICS: &[&str] = &["SuccessfulRequest", "RefusedRequest"];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "Nothing is really encrypted: a key is a gate that opens or not.",
    "Only symmetric keys for encryption; no grants, key rotation, imported material, key stores or multi-Region keys.",
    "A key bears its name of the lab where AWS gives a UUID.",
    "The lock-out check asks only whether somebody may still call PutKeyPolicy, not whether it is the caller.",
];
