//! Topics: whom they reach, and what may be said about it.
use super::Faults;
use crate::sim::scenario::{Scenario, spec::sns::TopicSpec};

/// Every fault of `topics:`.
pub(super) fn all(scenario: &Scenario, faults: &mut Faults) {
    for topic in &scenario.topics {
        check(scenario, topic, &format!("topics.{}", topic.name), faults);
    }
}

fn check(scenario: &Scenario, topic: &TopicSpec, path: &str, faults: &mut Faults) {
    for (nth, to) in topic.subscriptions.iter().enumerate() {
        let path = format!("{path}.subscriptions.{}", to.to);
        if topic.subscriptions.iter().take(nth).any(|other| other.to == to.to && other.protocol == to.protocol) {
            faults.add(&path, "this endpoint is subscribed twice: AWS makes one subscription of it");
        }
        if scenario.endpoint_of(&to.to).is_none() {
            let message = format!(
                "there is no queue, function, stream or receiver with an address `{}`: write a name, an ARN, https://..., a@b.example, +49..., app:NAME",
                to.to
            );
            faults.add(&path, message);
        }
        if let Some(queue) = to.dead_letter.as_ref().filter(|name| scenario.arn_of(name).is_none()) {
            faults.add(format!("{path}.dead_letter"), format!("there is no queue `{queue}` in this scenario"));
        }
    }
    if topic.answer_within.0 < super::LEAST_WAIT {
        faults.add(format!("{path}.answer_within"), "at least 100ms: a delivery that never waits would always fail");
    }
}
