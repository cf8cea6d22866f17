//! What must hold of a scenario before AWS is even asked: names, references, ranges. Every fault is found, not only the first.
mod apigateway;
mod cloudwatch;
mod events;
mod firehose;
mod iam;
mod kinesis;
mod lambda;
mod mq;
mod outside;
mod pipes;
mod reader;
mod s3;
mod sns;
mod states;

use super::{
    Scenario, ScenarioError,
    spec::{ConsumerSpec, ProducerSpec, QueueSpec, Work},
    value::Span,
};
use crate::base::time::SimTime;
use serde_json::Value;
use std::collections::BTreeSet;

/// Bytes a message may have: somewhat more than any service takes, so that refusals can be seen.
const MOST_BYTES: u32 = 16 * 1_048_576;
/// Members a fleet may have.
const MOST_MEMBERS: u32 = 1_000;
/// Simulated servers a queue may have; more would not fit on a screen.
const MOST_HOSTS: u32 = 64;
/// The least time between two sends of one producer and two polls of one consumer, so that no run stands still.
pub(in crate::sim) const LEAST: SimTime = SimTime::from_micros(100);

/// The least a caller waits for an answer, and between two heartbeats.
const LEAST_WAIT: SimTime = SimTime::from_millis(100);

/// Every fault, with its path.
pub(super) fn all(scenario: &Scenario) -> Vec<ScenarioError> {
    let mut faults = Faults(vec![]);
    names(scenario, &mut faults);
    if !scenario.region.is_usual() {
        faults.add("region", "a scenario plays in us-east-1; name its resources in other Regions under `elsewhere`");
    }
    for queue in &scenario.queues {
        check_queue(scenario, queue, &mut faults);
    }
    for producer in &scenario.producers {
        check_producer(scenario, producer, &mut faults);
    }
    for consumer in &scenario.consumers {
        check_consumer(scenario, consumer, &mut faults);
    }
    kinesis::all(scenario, &mut faults);
    lambda::all(scenario, &mut faults);
    events::all(scenario, &mut faults);
    iam::all(scenario, &mut faults);
    cloudwatch::all(scenario, &mut faults);
    firehose::all(scenario, &mut faults);
    mq::all(scenario, &mut faults);
    apigateway::all(scenario, &mut faults);
    outside::all(scenario, &mut faults);
    pipes::all(scenario, &mut faults);
    reader::all(scenario, &mut faults);
    s3::all(scenario, &mut faults);
    states::all(scenario, &mut faults);
    sns::all(scenario, &mut faults);
    if scenario.network.timeout.0 < LEAST_WAIT {
        faults.add("network.timeout", "at least 100ms: a caller that never waits would call for ever");
    }
    faults.0
}

/// The faults found so far.
pub(super) struct Faults(Vec<ScenarioError>);

impl Faults {
    fn add(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.0.push(ScenarioError::new(path, message));
    }
}

fn names(scenario: &Scenario, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for (room, name) in scenario.sections().iter().flat_map(|s| s.1.iter().map(|n| (s.0, *n))) {
        let path = format!("{room}.{name}");
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) {
            faults.add(&path, "a name has letters, digits, `-`, `_` and `.` only");
        }
        if !seen.insert(name.clone()) {
            faults.add(&path, format!("the name `{name}` is used twice: every resource and actor needs its own"));
        }
    }
}

fn check_queue(scenario: &Scenario, queue: &QueueSpec, faults: &mut Faults) {
    let path = format!("queues.{}", queue.name);
    if queue.hosts == 0 || queue.hosts > MOST_HOSTS {
        faults.add(format!("{path}.hosts"), format!("a queue has 1 to {MOST_HOSTS} hosts"));
    }
    if queue.sampled == 0 || queue.sampled > queue.hosts {
        faults.add(format!("{path}.sampled"), "a short poll asks at least 1 host and at most all of them");
    }
    if queue.duplicates_per_million > 1_000_000 {
        faults.add(format!("{path}.duplicates_per_million"), "at most 1000000");
    }
    for (name, value) in &queue.attributes {
        let path = format!("{path}.{name}");
        match value {
            Value::Object(policy) if name == "RedrivePolicy" => check_redrive(scenario, policy, &path, faults),
            Value::Number(n) if n.as_u64().is_none() && n.as_i64().is_none() => {
                faults.add(path, "only whole numbers: write seconds without a decimal point");
            }
            Value::Number(_) | Value::String(_) | Value::Bool(_) => {}
            _ => faults.add(path, "an attribute is a number, a word or true/false"),
        }
    }
}

fn check_redrive(scenario: &Scenario, policy: &serde_json::Map<String, Value>, path: &str, faults: &mut Faults) {
    for key in policy.keys() {
        if !matches!(key.as_str(), "dead_letter" | "maxReceiveCount") {
            faults.add(path, format!("`{key}` is unknown here: write {{dead_letter: QUEUE, maxReceiveCount: 3}}"));
        }
    }
    match policy.get("dead_letter").and_then(Value::as_str) {
        None => faults.add(path, "`dead_letter` names the dead-letter queue"),
        Some(name) => queue_exists(scenario, name, path, faults),
    }
}

fn queue_exists(scenario: &Scenario, name: &str, path: &str, faults: &mut Faults) {
    if !scenario.queues.iter().any(|q| &*q.name == name) {
        faults.add(path, format!("there is no queue `{name}` in this scenario"));
    }
}

fn check_producer(scenario: &Scenario, producer: &ProducerSpec, faults: &mut Faults) {
    let path = format!("producers.{}", producer.name);
    let targets = producer.to.names();
    if targets.is_empty() {
        faults.add(format!("{path}.to"), "name at least one resource");
    }
    for name in targets {
        if scenario.arn_of(name).is_none() {
            faults.add(format!("{path}.to"), format!("there is no resource `{name}` in this scenario"));
        }
    }
    match (producer.every, producer.rate) {
        (Some(_), Some(_)) => faults.add(&path, "`every` and `rate` say the same: keep one"),
        (None, None) => faults.add(&path, "say how often: `every: 5s` or `rate: 9/s`"),
        (Some(Span(every)), None) if every < LEAST => {
            faults.add(format!("{path}.every"), "at least 100 us; `count: 0` sends nothing");
        }
        (None, Some(rate)) if rate.count > 0 && rate.per.0.0 / rate.count < LEAST.0 => {
            faults.add(format!("{path}.rate"), "at most 10000/s");
        }
        _ => {}
    }
    if producer.size_bytes > MOST_BYTES {
        faults.add(format!("{path}.size_bytes"), format!("at most {MOST_BYTES}: no service takes more in one message"));
    }
    let fifo = targets.iter().any(|t| t.ends_with(".fifo"));
    if fifo && producer.groups.is_empty() && producer.script.is_empty() {
        faults.add(format!("{path}.groups"), "a FIFO queue needs message groups: `groups: [A, B]` or a script");
    }
    if !producer.groups.is_empty() && !producer.script.is_empty() {
        faults.add(format!("{path}.script"), "a script names its groups itself: leave `groups` out");
    }
    check_script(producer, &path, faults);
}

fn check_script(producer: &ProducerSpec, path: &str, faults: &mut Faults) {
    let mut sent = BTreeSet::new();
    for step in &producer.script {
        let plain = step.trim_end_matches('\'');
        if plain.is_empty() || plain.trim_end_matches(|c: char| c.is_ascii_digit()).is_empty() {
            faults.add(format!("{path}.script"), format!("`{step}` is no message: write group and number, A1"));
        }
        if plain.len() == step.len() && !sent.insert(plain) {
            faults.add(format!("{path}.script"), format!("`{step}` comes twice: a prime ({step}') sends it again"));
        }
        if plain.len() < step.len() && !sent.contains(plain) {
            faults.add(format!("{path}.script"), format!("`{step}` repeats `{plain}`, which was not sent before"));
        }
    }
}

fn check_consumer(scenario: &Scenario, consumer: &ConsumerSpec, faults: &mut Faults) {
    let path = format!("consumers.{}", consumer.name);
    queue_exists(scenario, &consumer.from, &format!("{path}.from"), faults);
    if consumer.count.is_some_and(|n| n > MOST_MEMBERS) {
        faults.add(format!("{path}.count"), format!("a fleet has at most {MOST_MEMBERS} members"));
    }
    if consumer.poll.every.0 < LEAST {
        faults.add(format!("{path}.poll.every"), "at least 100 us between two polls");
    }
    for (name, span) in [("wait", consumer.poll.wait), ("visibility", consumer.poll.visibility)] {
        if span.is_some_and(|s| s.0.0 % 1_000_000 != 0) {
            faults.add(format!("{path}.poll.{name}"), "SQS takes whole seconds");
        }
    }
    if consumer.extend_to.is_some_and(|s| s.0.0 % 1_000_000 != 0) {
        faults.add(format!("{path}.extend_to"), "SQS takes whole seconds");
    }
    if consumer.heartbeat.0.is_some_and(|beat| beat.0 < LEAST_WAIT) {
        faults.add(format!("{path}.heartbeat"), "at least 100ms between two heartbeats");
    }
    for name in consumer.does.iter().filter(|n| scenario.arn_of(n).is_none()) {
        faults.add(format!("{path}.does"), format!("there is no resource `{name}` in this scenario"));
    }
    check_work(&consumer.work, &format!("{path}.work"), faults);
}

fn check_work(work: &Work, path: &str, faults: &mut Faults) {
    match work {
        Work::Uniform { uniform: [least, most] } if least > most => {
            faults.add(path, format!("{least} is more than {most}: the smaller one comes first"));
        }
        Work::Pick { pick } if pick.is_empty() => faults.add(path, "a choice needs at least one time"),
        Work::Fixed(_) | Work::Uniform { .. } | Work::Pick { .. } => {}
        Work::Script { otherwise, .. } => check_work(otherwise, path, faults),
    }
}
