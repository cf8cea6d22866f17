//! Alarms and scaling groups: what they refer to must exist; what a short form says must be readable.
use super::{Faults, Scenario};
use crate::sim::scenario::spec::{
    autoscaling::{ScalingSpec, Tracked},
    cloudwatch::AlarmSpec,
};

/// Members a group may have; the same as a fleet.
const MOST: u64 = 1_000;

/// Every fault of the alarms and the scaling groups.
pub(super) fn all(scenario: &Scenario, faults: &mut Faults) {
    scenario.alarms.iter().for_each(|a| alarm(scenario, a, faults));
    scenario.scaling_groups.iter().for_each(|g| group(scenario, g, faults));
}

fn alarm(scenario: &Scenario, spec: &AlarmSpec, faults: &mut Faults) {
    let path = format!("alarms.{}", spec.name);
    if spec.rule.is_some() {
        if spec.metric.is_some() || spec.when.is_some() || !spec.attributes.is_empty() {
            faults.add(&path, "a composite alarm has a rule and actions only");
        }
    } else {
        match spec.metric.as_deref().map(|m| m.rsplit_once('.')) {
            Some(Some((resource, _))) if scenario.knows(resource) => {}
            Some(Some((resource, _))) => {
                faults.add(format!("{path}.metric"), format!("there is no `{resource}` in this scenario"));
            }
            Some(None) => {
                faults
                    .add(format!("{path}.metric"), "write RESOURCE.METRIC: orders.ApproximateNumberOfMessagesVisible");
            }
            None if spec.attributes.is_empty() => {
                faults.add(
                    &path,
                    "say what it watches: `metric: orders.ApproximateNumberOfMessagesVisible`, or a `rule`",
                );
            }
            None => {}
        }
        let sign = spec.when.as_deref().is_none_or(|w| w.trim_start().starts_with(['<', '>']));
        if !sign || spec.when.is_none() && spec.attributes.is_empty() {
            faults.add(format!("{path}.when"), "write comparison and threshold: `when: \"> 100\"`");
        }
    }
    for target in spec.actions.iter().chain(&spec.ok_actions) {
        if !acts(scenario, target) {
            let message = format!("there is no topic, function or policy `{target}`: a policy is written GROUP/POLICY");
            faults.add(format!("{path}.actions"), message);
        }
    }
}

fn acts(scenario: &Scenario, target: &str) -> bool {
    if let Some((group, policy)) = target.split_once('/').filter(|_| !target.starts_with("arn:")) {
        let named = |p: &crate::sim::scenario::spec::autoscaling::PolicySpec| {
            let short = if p.target.is_some() {
                "target"
            } else if p.step.is_some() {
                "step"
            } else {
                "simple"
            };
            p.name.as_deref().unwrap_or(short) == policy
        };
        return scenario.scaling_groups.iter().any(|g| &*g.name == group && g.policies.iter().any(named));
    }
    target.starts_with("arn:")
        || scenario.topics.iter().any(|t| &*t.name == target)
        || scenario.functions.iter().any(|f| &*f.name == target)
}

fn group(scenario: &Scenario, spec: &ScalingSpec, faults: &mut Faults) {
    let path = format!("scaling_groups.{}", spec.name);
    match scenario.consumers.iter().find(|c| c.name == spec.fleet) {
        None => faults.add(format!("{path}.fleet"), format!("there is no consumer `{}` in this scenario", spec.fleet)),
        Some(fleet) if fleet.count != Some(0) => faults.add(
            format!("consumers.{}.count", fleet.name),
            format!("its members come from the group `{}`: write `count: 0`", spec.name),
        ),
        Some(_) => {}
    }
    if scenario.scaling_groups.iter().filter(|g| g.fleet == spec.fleet).count() > 1 {
        faults.add(format!("{path}.fleet"), "a fleet belongs to one group");
    }
    if spec.max > MOST {
        faults.add(format!("{path}.max"), format!("a fleet has at most {MOST} members"));
    }
    if spec.instances.scale_in_percent == 0 || spec.instances.scale_in_percent > 100 {
        faults.add(format!("{path}.instances.scale_in_percent"), "1 to 100");
    }
    let words = ["Default", "OldestInstance", "NewestInstance", "ClosestToNextInstanceHour"];
    if spec.instances.termination.as_deref().is_some_and(|t| !words.contains(&t)) {
        faults.add(format!("{path}.instances.termination"), format!("one of {}", words.join(", ")));
    }
    for policy in &spec.policies {
        let kinds =
            [policy.target.is_some(), policy.step.is_some(), policy.simple.is_some(), !policy.attributes.is_empty()];
        if kinds.iter().take(3).filter(|k| **k).count() > 1 || !kinds.contains(&true) {
            faults.add(format!("{path}.policies"), "a policy is one of `target`, `step`, `simple`");
        }
        if let Some(target) = &policy.target {
            match (&target.queue, target.metric) {
                (_, Tracked::Cpu) => {}
                (None, _) => faults.add(format!("{path}.policies"), "`queue` says which queue"),
                (Some(queue), _) => super::queue_exists(scenario, queue, &format!("{path}.policies"), faults),
            }
        }
        if policy.simple.as_ref().is_some_and(|s| s.steps.len() != 1) {
            faults.add(format!("{path}.policies"), "a simple policy has one step: `steps: [[0, 1]]`");
        }
    }
}
