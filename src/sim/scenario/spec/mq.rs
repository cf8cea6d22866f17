//! `brokers:` of a scenario.
use super::super::value::Span;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// An Amazon MQ broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrokerSpec {
    /// Its name.
    pub name: Name,
    /// EngineType.
    #[serde(default)]
    pub engine: EngineWord,
    /// DeploymentMode.
    #[serde(default)]
    pub deployment: DeploymentWord,
    /// StorageType; EFS for ActiveMQ, EBS for RabbitMQ unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<StorageWord>,
    /// A micro instance; otherwise a large one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub micro: bool,
    /// Its queues, by name or in full; the first of all is where messages go that name none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub queues: Vec<BrokerQueue>,
    /// Its topics.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Name>,
    /// How long the standby needs to take over. AWS publishes no number: a setting of the scenario.
    #[serde(default = "half_a_minute")]
    pub failover: Span,
    /// How long a node needs to come back. AWS publishes no number: a setting of the scenario.
    #[serde(default = "three_minutes")]
    pub restart: Span,
    /// Deliveries after the first until a message is a dead letter; the engine's own default unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeliveries: Option<u32>,
}

/// EngineType.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum EngineWord {
    /// `ACTIVEMQ`.
    #[default]
    #[serde(alias = "activemq")]
    ActiveMq,
    /// `RABBITMQ`.
    #[serde(alias = "rabbitmq")]
    RabbitMq,
}

/// DeploymentMode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DeploymentWord {
    /// One broker, one zone.
    #[default]
    SingleInstance,
    /// Two brokers, two zones, shared storage.
    ActiveStandbyMultiAz,
    /// Three nodes, three zones.
    ClusterMultiAz,
}

/// StorageType.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum StorageWord {
    /// Shared over zones.
    #[serde(alias = "efs")]
    Efs,
    /// One zone.
    #[serde(alias = "ebs")]
    Ebs,
}

/// A queue of a broker: its name alone, or with more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "a queue is a name, or {name: orders, quorum: true, dead_letters: orders-dlq}")]
pub enum BrokerQueue {
    /// Its name.
    Name(Name),
    /// In full.
    Full(FullQueue),
}

/// A queue of a broker in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FullQueue {
    /// Its name.
    pub name: Name,
    /// RabbitMQ: a quorum queue.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub quorum: bool,
    /// Where dead letters go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dead_letters: Option<Name>,
}

impl BrokerQueue {
    /// In full.
    #[must_use]
    pub fn full(&self) -> FullQueue {
        match self {
            Self::Name(name) => FullQueue { name: name.clone(), quorum: false, dead_letters: None },
            Self::Full(full) => full.clone(),
        }
    }
}

const fn half_a_minute() -> Span {
    Span::secs(30)
}
const fn three_minutes() -> Span {
    Span::secs(180)
}
