//! Roles, and who is allowed what.
use super::Faults;
use crate::sim::{
    arn,
    policy::{Policy, Use},
    scenario::{Scenario, spec::iam::RolePolicy},
    trace::Name,
};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn all(scenario: &Scenario, faults: &mut Faults) {
    let mut holders: BTreeMap<&Name, &Name> = BTreeMap::new();
    for role in &scenario.roles {
        let path = format!("roles.{}", role.name);
        for name in &role.of {
            if !scenario.knows(name) {
                faults.add(format!("{path}.of"), format!("there is no actor or resource `{name}` in this scenario"));
            }
            if let Some(other) = holders.insert(name, &role.name) {
                faults.add(format!("{path}.of"), format!("`{name}` has the role `{other}` already: one role each"));
            }
        }
        for policy in &role.policies {
            check_role_policy(scenario, policy, &format!("{path}.policies"), faults);
        }
    }
    for queue in &scenario.queues {
        resource(scenario, &format!("queues.{}", queue.name), (&queue.allow, queue.policy.as_ref()), faults);
        if queue.attributes.contains_key("Policy") && (!queue.allow.is_empty() || queue.policy.is_some()) {
            faults.add(format!("queues.{}.policy", queue.name), "the attribute `Policy` says the same: keep one");
        }
    }
    for key in &scenario.keys {
        resource(scenario, &format!("keys.{}", key.name), (&key.allow, key.policy.as_ref()), faults);
    }
    for (name, place) in &scenario.elsewhere {
        let digits = |a: &Name| a.len() == 12 && a.bytes().all(|b| b.is_ascii_digit());
        if place.account.as_ref().is_some_and(|a| !digits(a)) {
            faults.add(format!("elsewhere.{name}.account"), "an account is twelve digits in quotes: \"111122223333\"");
        }
    }
}

fn check_role_policy(scenario: &Scenario, policy: &RolePolicy, path: &str, faults: &mut Faults) {
    if let RolePolicy::Short(short) = policy {
        if short.allow.is_empty() && short.deny.is_empty() {
            faults.add(path, "say what is allowed: {allow: [sqs:SendMessage], on: [orders]}");
            return;
        }
        if short.on.is_empty() {
            faults.add(path, "`on` names the resources, or `*` for all");
            return;
        }
        for name in short.on.iter().filter(|n| !n.contains('*') && scenario.arn_of(n).is_none()) {
            faults.add(path, format!("there is no resource `{name}` in this scenario"));
        }
    }
    if let Err(why) = Policy::parse_as(&policy.text(scenario), Use::Identity) {
        faults.add(path, why.to_string());
    }
}

/// `allow` and `policy` beside a resource.
pub(super) fn resource(
    scenario: &Scenario,
    path: &str,
    (allow, policy): (&[Name], Option<&Value>),
    faults: &mut Faults,
) {
    let account = |n: &Name| n.len() == 12 && n.bytes().all(|b| b.is_ascii_digit());
    for name in allow.iter().filter(|n| !scenario.knows(n) && !account(n) && arn::parse(n).is_none()) {
        faults.add(format!("{path}.allow"), format!("there is no resource or actor `{name}` in this scenario"));
    }
    if let Some(policy) = policy
        && let Err(why) = Policy::parse_as(&policy.to_string(), Use::Resource)
    {
        faults.add(format!("{path}.policy"), why.to_string());
    }
}
