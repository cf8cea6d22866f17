//! Queues, by CreateQueue and SetQueueAttributes.
use super::Builder;
use crate::sim::{
    scenario::spec::QueueSpec,
    services::{Answer, Call, sqs},
    trace::Name,
};
use std::collections::{BTreeMap, BTreeSet};

/// Dead-letter queues first, as AWS demands; then in the scenario's order.
pub(super) fn create(build: &mut Builder<'_>) {
    let queues = &build.plan.queues;
    let targets: BTreeSet<&str> = queues.iter().filter_map(dead_letter).collect();
    let (first, then): (Vec<_>, Vec<_>) = queues.iter().partition(|q| targets.contains(&*q.name));
    for queue in first.into_iter().chain(then) {
        let request = sqs::api::Request::CreateQueue {
            name: queue.name.to_string(),
            attributes: attributes(build, queue),
            tags: BTreeMap::new(),
        };
        ask(build, queue, request);
        build.services.sqs.set_settings(&queue.name, settings(queue));
    }
}

/// Sets all attributes of one queue to what the scenario says, and its settings.
pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    let Some(queue) = build.plan.queues.iter().find(|q| q.name == *name) else { return };
    build.services.sqs.set_settings(&queue.name, settings(queue));
    let mut attributes = attributes(build, queue);
    attributes.remove("FifoQueue");
    // A policy that is taken out of the scenario is taken off the queue; one set by AddPermission stays.
    if attributes.get("Policy").is_none_or(String::is_empty)
        && build.services.sqs.queue(name).is_none_or(|q| q.config.acting.policy.is_none())
    {
        attributes.remove("Policy");
    }
    if !attributes.is_empty() {
        ask(build, queue, sqs::api::Request::SetQueueAttributes { queue: name.clone(), attributes });
    }
}

/// All attributes with the policy, empty where there is none.
fn attributes(build: &Builder<'_>, queue: &QueueSpec) -> BTreeMap<String, String> {
    let mut all = queue.wire_attributes(|name| build.plan.region.arn("sqs", name).to_string());
    if let Some(policy) = build.plan.policy_of(&queue.name, &queue.allow, queue.policy.as_ref()) {
        all.insert("Policy".into(), policy);
    }
    all
}

fn ask(build: &mut Builder<'_>, queue: &QueueSpec, request: sqs::api::Request) {
    if let Some(Answer::Sqs(Err(error))) = build.ask(Call::Sqs(request)) {
        build.refuse(path(queue, &error), error.code.name(), error.message);
    }
}

/// The attribute AWS's error names, else the queue.
fn path(queue: &QueueSpec, error: &sqs::api::SqsError) -> String {
    let named = queue.attributes.keys().filter(|a| error.message.contains(a.as_str())).max_by_key(|a| a.len());
    named.map_or_else(|| format!("queues.{}", queue.name), |a| format!("queues.{}.{a}", queue.name))
}

fn settings(queue: &QueueSpec) -> sqs::quotas::Settings {
    sqs::quotas::Settings {
        hosts: queue.hosts,
        sampled: queue.sampled,
        duplicates_per_million: queue.duplicates_per_million,
        shuffle: queue.shuffle,
        ..sqs::quotas::Settings::default()
    }
}

fn dead_letter(queue: &QueueSpec) -> Option<&str> {
    queue.attributes.get("RedrivePolicy")?.get("dead_letter")?.as_str()
}
