//! AWS IAM, as far as scripts need it that make a role before they make what bears it.
//!
//! Modelled: a register of roles with their trust policy, inline policies and attached policies, customer managed policies, and what
//! IAM refuses about them. **Nothing here decides about a call**: what a resource may do is said in a lab's `roles:` and decided by
//! the gate (`sim/world/gate`) with `sim/policy`; a role made here is a name that other services accept. What is left out:
//! [`LEFT_OUT`].
//!
//! # Events ([`KINDS`])
//! `place` is the role or the policy.
//!
//! | kind | says |
//! |---|---|
//! | `iam.made` | a role or a policy was made |
//! | `iam.changed` | a policy of a role was put, attached or taken away; note which |
//! | `iam.gone` | a role or a policy was deleted |
//! | `iam.refused` | a call was refused; note the error code |
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
pub use model::Iam;

impl Service for Iam {
    const NAME: &'static str = "iam";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = &[];
    const SUMS: &'static [&'static str] = &[];
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::IamError;
    type Timer = step::Timer;

    fn new(seed: u64, quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self::with(seed, quotas::Limits::resolve(quotas)?))
    }
    fn call(&mut self, (id, from): (CallId, &Name), request: api::Request, turn: Turn<'_>, out: &mut OutOf<Self>) {
        let answer = self.handle(from, request, turn, out);
        out.replies.push((id, answer));
    }
    fn due(&mut self, timer: step::Timer, _: Turn<'_>, _: &mut OutOf<Self>) {
        match timer {}
    }
    fn accept(&self, _: &str, _: Task) -> Result<api::Request, Outcome> {
        Err(Outcome::senseless("iam"))
    }
    fn outcome(reply: Result<api::Response, api::IamError>) -> Outcome {
        match reply {
            Ok(_) => Outcome::Taken(Name::default()),
            Err(error) => Outcome::refused(error.code.name(), Class::Client, &error.message),
        }
    }
    fn access(&self, request: &api::Request) -> Option<Access> {
        Some(Access { action: request.action(), resource: request.place(), policy: None, key: None })
    }
    fn denied(why: &Denied) -> api::IamError {
        let Denied { principal, action, resource, because, .. } = why;
        api::IamError::new(
            api::Code::AccessDenied,
            format!("User: {principal} is not authorized to perform: {action} on resource: {resource} {because}"),
        )
    }
    fn panels(&self, _: SimTime) -> Vec<Panel> {
        self.views()
    }
    fn metric(&self, _: &str, _: &str, _: SimTime) -> Option<u64> {
        None
    }
    fn resources(&self) -> Vec<Name> {
        vec![]
    }
    fn usage(&self, _: SimTime) -> Vec<Usage> {
        vec![]
    }
    fn balances(&self) -> Vec<Balance> {
        vec![]
    }
}

/// Every kind of event IAM makes.
pub const KINDS: &[&str] = &["iam.made", "iam.changed", "iam.gone", "iam.refused"];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "A role that is made by a call is a name and its documents: its policies do not limit what bears it. Labs say roles themselves.",
    "Whether a service may assume a role is not asked when a function, a state machine or a pipe gets it.",
    "Users, groups, access keys, instance profiles, permissions boundaries and the versions of a policy do not exist here.",
    "AWS managed policies can be attached by their ARN; their documents are not kept.",
];
