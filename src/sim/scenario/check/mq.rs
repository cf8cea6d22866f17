//! Brokers and their clients: queues and topics by name, who consumes what.
use super::{Faults, MOST_MEMBERS, check_work};
use crate::sim::scenario::{Scenario, spec::client::ClientSpec, spec::mq::BrokerSpec};
use std::collections::BTreeSet;

/// Every fault of `brokers:` and `clients:`.
pub(super) fn all(scenario: &Scenario, faults: &mut Faults) {
    for broker in &scenario.brokers {
        one(broker, faults);
    }
    for client in &scenario.clients {
        check_client(scenario, client, faults);
    }
}

fn one(broker: &BrokerSpec, faults: &mut Faults) {
    let path = format!("brokers.{}", broker.name);
    let mut seen = BTreeSet::new();
    let queues: Vec<_> = broker.queues.iter().map(super::super::spec::mq::BrokerQueue::full).collect();
    if queues.is_empty() && broker.topics.is_empty() {
        faults.add(&path, "a broker needs a queue or a topic: `queues: [orders]`");
    }
    for name in queues.iter().map(|q| &q.name).chain(&broker.topics) {
        if name.is_empty() || !seen.insert(name.clone()) {
            faults.add(
                format!("{path}.queues"),
                format!("`{name}` stands twice: every queue and topic needs its own name"),
            );
        }
    }
    for target in queues.iter().filter_map(|q| q.dead_letters.as_ref()) {
        if !queues.iter().any(|q| q.name == *target) {
            faults.add(format!("{path}.queues"), format!("there is no queue `{target}` for dead letters"));
        }
    }
}

fn check_client(scenario: &Scenario, client: &ClientSpec, faults: &mut Faults) {
    let path = format!("clients.{}", client.name);
    match scenario.brokers.iter().find(|b| b.name == client.broker) {
        None => {
            faults.add(format!("{path}.broker"), format!("there is no broker `{}` in this scenario", client.broker));
        }
        Some(broker) => {
            let queue = broker.queues.iter().any(|q| q.full().name == client.from);
            let topic = broker.topics.contains(&client.from);
            let virtual_queue = client.from.starts_with("Consumer.") || &*client.from == "ActiveMQ.DLQ";
            if !queue && !topic && !virtual_queue {
                let message = format!("`{}` has no queue or topic `{}`", broker.name, client.from);
                faults.add(format!("{path}.from"), message);
            }
            if client.durable && !topic {
                faults.add(format!("{path}.durable"), "a durable subscription is one to a topic");
            }
        }
    }
    if client.count.is_some_and(|n| n > MOST_MEMBERS) {
        faults.add(format!("{path}.count"), format!("at most {MOST_MEMBERS}"));
    }
    if client.prefetch == 0 {
        faults.add(format!("{path}.prefetch"), "at least 1");
    }
    if client.reconnect.0 < super::LEAST_WAIT {
        faults.add(format!("{path}.reconnect"), "at least 100ms");
    }
    for name in client.does.iter().filter(|n| scenario.arn_of(n).is_none()) {
        faults.add(format!("{path}.does"), format!("there is no resource `{name}` in this scenario"));
    }
    check_work(&client.work, &format!("{path}.work"), faults);
}
