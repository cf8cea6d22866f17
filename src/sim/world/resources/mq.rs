//! Brokers, by CreateBroker; queues and topics as clients declare them.
use super::Builder;
use crate::sim::{
    scenario::spec::mq::{BrokerSpec, DeploymentWord, EngineWord, StorageWord},
    services::{
        Answer, Call,
        mq::{
            api::{Create, Declare, Request},
            model::{Deployment, Engine, Storage, broker::Make},
            quotas::Settings,
        },
    },
    trace::Name,
};

/// The brokers with their queues and topics.
pub(super) fn create(build: &mut Builder<'_>) {
    for broker in &build.plan.brokers {
        let create = Create { name: broker.name.clone(), make: make(broker), settings: settings(broker) };
        ask(build, broker, Request::CreateBroker(Box::new(create)));
        for queue in broker.queues.iter().map(crate::sim::scenario::spec::mq::BrokerQueue::full) {
            declare(build, broker, (queue.name, false), (queue.quorum, queue.dead_letters));
        }
        for topic in &broker.topics {
            declare(build, broker, (topic.clone(), true), (false, None));
        }
    }
}

/// What AWS does not publish may change at any time; what was ordered may not.
pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    let Some(broker) = build.plan.brokers.iter().find(|b| b.name == *name) else { return };
    let stands = build.services.mq.broker(name).map(|b| b.make);
    if stands.is_some_and(|stands| stands != make(broker)) {
        let message = "A broker's engine, deployment mode and storage cannot be changed.";
        return build.refuse(format!("brokers.{name}"), "BadRequestException", message);
    }
    ask(build, broker, Request::UpdateBroker(name.clone(), settings(broker)));
}

fn declare(
    build: &mut Builder<'_>,
    broker: &BrokerSpec,
    (name, topic): (Name, bool),
    (quorum, dead_letters): (bool, Option<Name>),
) {
    let declare = Declare { broker: broker.name.clone(), name, topic, quorum, dead_letters };
    ask(build, broker, Request::Declare(Box::new(declare)));
}

fn ask(build: &mut Builder<'_>, broker: &BrokerSpec, request: Request) {
    if let Some(Answer::Mq(Err(error))) = build.ask(Call::Mq(request)) {
        build.refuse(format!("brokers.{}", broker.name), error.code.name(), error.message);
    }
}

fn make(broker: &BrokerSpec) -> Make {
    let engine = match broker.engine {
        EngineWord::ActiveMq => Engine::ActiveMq,
        EngineWord::RabbitMq => Engine::RabbitMq,
    };
    let mode = match broker.deployment {
        DeploymentWord::SingleInstance => Deployment::Single,
        DeploymentWord::ActiveStandbyMultiAz => Deployment::ActiveStandby,
        DeploymentWord::ClusterMultiAz => Deployment::Cluster,
    };
    let storage = match (broker.storage, engine) {
        (Some(StorageWord::Efs), _) | (None, Engine::ActiveMq) => Storage::Efs,
        (Some(StorageWord::Ebs), _) | (None, Engine::RabbitMq) => Storage::Ebs,
    };
    Make { engine, mode, storage, micro: broker.micro }
}

fn settings(broker: &BrokerSpec) -> Settings {
    let own = Settings::of(make(broker).engine);
    let redeliveries = broker.redeliveries.map_or(own.redeliveries, Some);
    Settings { failover: broker.failover.0, restart: broker.restart.0, redeliveries }
}
