//! The numbers Amazon MQ obeys: [`Limits`] come from the fact ledger, [`Settings`] stand for what AWS does not publish.
use crate::base::time::SimTime;
use crate::sim::quotas::{MissingFact, Quotas};
use serde::{Deserialize, Serialize};

/// Every number Amazon MQ takes from the ledger, read once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Brokers in a Region.
    pub brokers: u64,
    /// Connections of one wire protocol to a small (micro) ActiveMQ broker.
    pub connections_micro: u64,
    /// The same for larger ones.
    pub connections_large: u64,
    /// Messages a second on EFS.
    pub rate_efs: u64,
    /// Messages a second on EBS.
    pub rate_ebs: u64,
    /// Messages a second that stay in memory.
    pub rate_memory: u64,
    /// Brokers of an active/standby pair.
    pub pair: u64,
    /// Nodes of a RabbitMQ cluster.
    pub cluster: u64,
    /// Storage of a micro broker, bytes.
    pub storage_micro: u64,
    /// Storage of a larger broker, bytes.
    pub storage_large: u64,
}

impl Limits {
    /// Reads the ledger.
    ///
    /// # Errors
    /// The first fact that is missing or lacks a number.
    pub fn resolve(facts: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self {
            brokers: facts.is("mq.brokers")?,
            connections_micro: facts.is("mq.connections:micro")?,
            connections_large: facts.is("mq.connections:large")?,
            rate_efs: facts.is("mq.throughput:efs")?,
            rate_ebs: facts.is("mq.throughput:ebs")?,
            rate_memory: facts.is("mq.throughput:memory")?,
            pair: facts.is("mq.ha.activemq:brokers")?,
            cluster: facts.is("mq.ha.rabbitmq")?,
            storage_micro: facts.is("mq.storage.cap:micro")?,
            storage_large: facts.is("mq.storage.cap:m5")?,
        })
    }
}

/// What AWS does not publish: assumptions of the scenario, each with a stated default. One value per broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// How long the standby needs to take the lock and start. AWS: seconds on a reboot. Default 30 s.
    pub failover: SimTime,
    /// How long a node needs to come back. Default 3 minutes.
    pub restart: SimTime,
    /// Deliveries after the first one until a message is a dead letter: ActiveMQ clients 6, RabbitMQ quorum queues 20 by default;
    /// `None` is for ever (classic queues).
    pub redeliveries: Option<u32>,
}

impl Settings {
    /// The defaults of an engine.
    #[must_use]
    pub const fn of(engine: super::model::Engine) -> Self {
        let redeliveries = match engine {
            super::model::Engine::ActiveMq => 6,
            super::model::Engine::RabbitMq => 20,
        };
        Self { failover: SimTime::from_secs(30), restart: SimTime::from_secs(180), redeliveries: Some(redeliveries) }
    }
}
