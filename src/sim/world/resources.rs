//! From a scenario to resources: queues are made and changed by the calls a learner would make.
use crate::sim::{
    scenario::{Scenario, ScenarioError, spec::QueueSpec},
    services::{Answer, Call, Services, Tray, sqs},
    trace::Name,
    turn::{CallId, Turn},
};
use std::collections::{BTreeMap, BTreeSet};

/// The number of calls that are answered on the spot and never carried by the wire.
const AT_ONCE: CallId = CallId(u64::MAX);

/// Dead-letter queues first, as AWS demands; then in the scenario's order.
pub(super) fn create(
    services: &mut Services,
    scenario: &Scenario,
    turn: Turn<'_>,
    tray: &mut Tray,
) -> Vec<ScenarioError> {
    let targets: BTreeSet<&str> = scenario.queues.iter().filter_map(dead_letter).collect();
    let (first, then): (Vec<_>, Vec<_>) = scenario.queues.iter().partition(|q| targets.contains(&*q.name));
    let mut errors = vec![];
    for queue in first.into_iter().chain(then) {
        let request = sqs::api::Request::CreateQueue {
            name: queue.name.to_string(),
            attributes: queue.wire_attributes(sqs::model::arn),
            tags: BTreeMap::new(),
        };
        if let Err(error) = ask(services, request, turn, tray) {
            errors.push(blame(queue, &error));
        }
        services.sqs.set_settings(&queue.name, settings(queue));
    }
    errors
}

/// Sets all attributes of one queue to what the scenario says, and its settings.
pub(super) fn change(
    services: &mut Services,
    scenario: &Scenario,
    name: &Name,
    turn: Turn<'_>,
    tray: &mut Tray,
) -> Result<(), ScenarioError> {
    let Some(queue) = scenario.queues.iter().find(|q| q.name == *name) else { return Ok(()) };
    services.sqs.set_settings(&queue.name, settings(queue));
    let mut attributes = queue.wire_attributes(sqs::model::arn);
    attributes.remove("FifoQueue");
    if attributes.is_empty() {
        return Ok(());
    }
    let request = sqs::api::Request::SetQueueAttributes { queue: name.clone(), attributes };
    ask(services, request, turn, tray).map_err(|error| blame(queue, &error))
}

fn ask(
    services: &mut Services,
    request: sqs::api::Request,
    turn: Turn<'_>,
    tray: &mut Tray,
) -> Result<(), sqs::api::SqsError> {
    let before = tray.replies.len();
    services.call((AT_ONCE, &"scenario".into()), Call::Sqs(request), turn, tray);
    let answer = tray.replies.drain(before..).find(|(id, _)| *id == AT_ONCE);
    match answer {
        Some((_, Answer::Sqs(Err(error)))) => Err(error),
        _ => Ok(()),
    }
}

/// AWS's error at the attribute it names, else at the queue.
fn blame(queue: &QueueSpec, error: &sqs::api::SqsError) -> ScenarioError {
    let named = queue.attributes.keys().filter(|a| error.message.contains(a.as_str())).max_by_key(|a| a.len());
    let path = named.map_or_else(|| format!("queues.{}", queue.name), |a| format!("queues.{}.{a}", queue.name));
    ScenarioError { path, code: error.code.name(), message: error.message.to_string() }
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
