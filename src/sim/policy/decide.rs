//! The decision, in AWS's order, with the sentence AWS ends its refusal with.
use super::{Context, Patterns, Policy, Statement, principal::Caller, principal::Means, wild};
use std::borrow::Cow;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Who.
    pub who: Caller<'a>,
    /// What: `sqs:SendMessage`.
    pub action: &'a str,
    /// On what: its ARN.
    pub resource: &'a str,
    /// The account the resource belongs to.
    pub owner: &'a str,
    /// Under which circumstances.
    pub context: &'a Context,
    /// The role's policies; `None`: an administrator, who may do everything.
    pub identity: Option<&'a [&'a Policy]>,
    /// The resource's policy, where it has one.
    pub policy: Option<&'a Policy>,
    /// What the resource is.
    pub guard: Guard,
}

/// What kind of resource is guarded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Guard {
    /// Identity or resource policy, as usual.
    #[default]
    Resource,
    /// A KMS key: its policy always has a say.
    Key,
}

/// The decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Yes.
    Allowed {
        /// A service was let in without a look at where it comes from: the confused deputy.
        confusable: bool,
    },
    /// No, with the end of AWS's sentence: `because no resource-based policy allows the sqs:SendMessage action`.
    Denied(String),
}

impl Decision {
    /// Whether it is yes.
    #[must_use]
    pub const fn is_yes(&self) -> bool {
        matches!(self, Self::Allowed { .. })
    }
}

/// How the resource policy answers.
struct Resource {
    means: Means,
    confusable: bool,
}

/// Decides.
#[must_use]
pub fn decide(q: &Question<'_>) -> Decision {
    if q.policy.is_some_and(|policy| statements(policy, q).any(|(s, _)| s.deny)) {
        return Decision::Denied("with an explicit deny in a resource-based policy".into());
    }
    let denies = |policy: &&Policy| statements(policy, q).any(|(s, _)| s.deny);
    if q.identity.is_some_and(|all| all.iter().any(denies)) {
        return Decision::Denied("with an explicit deny in an identity-based policy".into());
    }
    let resource = by_resource(q);
    let identity = || q.identity.is_none_or(|all| all.iter().any(|p| statements(p, q).next().is_some()));
    let lacks = |which: &str| Decision::Denied(format!("because no {which} policy allows the {} action", q.action));
    let reached = match (q.who, q.guard) {
        // A service has no identity policy.
        (Caller::Service { .. }, _) => resource.means != Means::No,
        // In the owner's account the identity policy is enough; not for a key.
        (Caller::Role { account, .. }, Guard::Resource) if account == q.owner => true,
        (Caller::Role { .. }, _) => resource.means != Means::No,
    };
    let alone = match q.who {
        Caller::Service { .. } => true,
        Caller::Role { account, .. } => account == q.owner && resource.means == Means::Self_,
    };
    if !reached {
        lacks("resource-based")
    } else if alone || identity() {
        Decision::Allowed { confusable: resource.confusable }
    } else {
        lacks("identity-based")
    }
}

/// The best the resource policy says about the caller. Confusable as soon as one statement lets a service in unasked.
fn by_resource(q: &Question<'_>) -> Resource {
    let mut best = Resource { means: Means::No, confusable: false };
    let service = matches!(q.who, Caller::Service { .. });
    for (statement, means) in q.policy.into_iter().flat_map(|policy| statements(policy, q)) {
        let open = service && !statement.looks_at_source();
        best = Resource { means: best.means.max(means), confusable: best.confusable || open };
    }
    best
}

/// The statements of a policy that speak of this request, with how they mean the caller. An identity policy always means its bearer.
fn statements<'a>(policy: &'a Policy, q: &'a Question<'_>) -> impl Iterator<Item = (&'a Statement, Means)> {
    policy.statements.iter().filter_map(move |statement| {
        let means = statement.principals.as_ref().map_or(Means::Self_, |p| p.mean(q.who));
        let speaks = means != Means::No
            && actions(&statement.actions, q.action)
            && resources(&statement.resources, q, policy.variables)
            && statement.conditions.iter().all(|c| c.holds(q.context, policy.variables));
        speaks.then_some((statement, means))
    })
}

fn actions(patterns: &Patterns, action: &str) -> bool {
    patterns.any.iter().any(|p| wild::matches_any_case(p, action)) != patterns.not
}

fn resources(patterns: &Patterns, q: &Question<'_>, variables: bool) -> bool {
    let one = |pattern: &str| {
        let filled = if variables { q.context.fill(pattern) } else { Some(Cow::Borrowed(pattern)) };
        filled.is_some_and(|p| wild::matches(&p, q.resource))
    };
    patterns.any.iter().any(|p| one(p)) != patterns.not
}
