//! IAM: policies as JSON text, and the decision AWS makes from them. Shared by every service, knowing none of them.
//!
//! A [`Policy`] is read by [`Policy::parse`]; a [`Question`] (who, what, on what, under which circumstances, with which policies)
//! is decided by [`decide`]. The rules, in AWS's order:
//!
//! 1. An explicit deny in any policy wins.
//! 2. A service principal (`sns.amazonaws.com`) has no identity policy: the resource policy must allow it.
//! 3. Same account: an allow in the identity policy or in the resource policy is enough. A resource policy that names the *account*
//!    only delegates: the identity policy still has to allow.
//! 4. Another account: both must allow.
//! 5. A KMS key: nothing without its key policy, which allows the caller itself or delegates to the account's IAM policies.
//!
//! An allowed service whose statement does not look at `aws:SourceArn`, `aws:SourceAccount` or `aws:SourceOrgID` is a *confused deputy*: anybody's topic
//! gets in. [`Decision::Allowed`] says so. What is left out: [`LEFT_OUT`].
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod condition;
mod decide;
mod parse;
mod principal;
#[cfg(test)]
mod tests;
mod values;
mod wild;
mod write;

pub use condition::{Condition, Context};
pub use decide::{Decision, Guard, Question, decide};
pub use parse::{PolicyError, Use};
pub use principal::{Caller, Principals};
pub use write::{Grant, allow_policy, delegating, merged, statement};

use std::sync::Arc;

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "Permissions boundaries, session policies, service and resource control policies are not modelled: identity and resource policies are.",
    "Organizations are not modelled: aws:SourceOrgID and aws:PrincipalOrgID are never present in a request.",
    "A request carries no address and no date: aws:SourceIp, aws:SourceVpce and aws:CurrentTime are absent, as for a call AWS makes itself.",
    "NotPrincipal exempts whom it names; on AWS a deny with NotPrincipal must name the account and the role both.",
    "A new policy acts at once; on AWS it may take some minutes.",
];

/// A policy, read and checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Id.
    pub id: Option<Arc<str>>,
    /// Version 2012-10-17: `${aws:PrincipalAccount}` and the like are replaced. The older version takes them literally.
    pub variables: bool,
    /// Statement, one or many.
    pub statements: Vec<Statement>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Sid.
    pub sid: Option<Arc<str>>,
    /// Effect is Deny.
    pub deny: bool,
    /// Principal or NotPrincipal; `None` in an identity policy, where it is whoever carries the policy.
    pub principals: Option<Principals>,
    /// Action or NotAction.
    pub actions: Patterns,
    /// Resource or NotResource.
    pub resources: Patterns,
    /// Condition: all of them must hold.
    pub conditions: Vec<Condition>,
}

/// Patterns with `*` and `?`; one must match, or none where they are negated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patterns {
    /// `NotAction`, `NotResource`.
    pub not: bool,
    /// The patterns.
    pub any: Vec<Arc<str>>,
}

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    /// The place in it, and what would do.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        parse::policy(text)
    }
    /// Reads a policy that belongs to a resource or to an identity: only the former has principals.
    ///
    /// # Errors
    /// The place in it, and what would do.
    pub fn parse_as(text: &str, of: Use) -> Result<Self, PolicyError> {
        let policy = parse::policy(text)?;
        parse::fits(&policy, of)?;
        Ok(policy)
    }
}

impl Statement {
    /// Whether it looks where a service's request comes from, so that not everybody's topic gets in.
    #[must_use]
    pub fn looks_at_source(&self) -> bool {
        const SOURCES: &[&str] = &["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"];
        self.conditions.iter().any(|c| SOURCES.contains(&&*c.key))
    }
}
