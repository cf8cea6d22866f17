//! Brokers, what they hold, and who is connected.
/// One broker.
pub mod broker;
/// Messages of a queue or a subscription.
pub mod store;

use super::quotas::Limits;
use crate::sim::trace::Name;
use broker::Broker;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The metrics of a broker, CloudWatch's names (namespace AmazonMQ).
pub const METRICS: &[&str] = &[
    "TotalMessageCount",
    "QueueSize",
    "InFlightCount",
    "CurrentConnectionsCount",
    "TotalConsumerCount",
    "EnqueueCount",
    "DispatchCount",
    "DequeueCount",
    "TotalDequeueCount",
    "StorePercentUsage",
    "MessageCount",
    "MessageReadyCount",
    "MessageUnacknowledgedCount",
];

/// Those that count up.
pub const SUMS: &[&str] = &["EnqueueCount", "DispatchCount", "DequeueCount", "TotalDequeueCount"];

/// The engine of a broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Engine {
    /// `ACTIVEMQ`.
    ActiveMq,
    /// `RABBITMQ`.
    RabbitMq,
}

/// How a broker is deployed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deployment {
    /// `SINGLE_INSTANCE`.
    Single,
    /// `ACTIVE_STANDBY_MULTI_AZ` (ActiveMQ).
    ActiveStandby,
    /// `CLUSTER_MULTI_AZ` (RabbitMQ).
    Cluster,
}

/// Where a broker keeps its messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Storage {
    /// Shared over zones.
    Efs,
    /// One zone, one node.
    Ebs,
}

/// The wire protocol of a client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// OpenWire (JMS), ActiveMQ.
    #[default]
    OpenWire,
    /// AMQP: 1.0 on ActiveMQ, 0-9-1 on RabbitMQ.
    Amqp,
    /// STOMP, ActiveMQ.
    Stomp,
    /// MQTT, ActiveMQ.
    Mqtt,
    /// WebSocket, ActiveMQ.
    Wss,
}

impl Protocol {
    /// Whether an engine speaks it.
    #[must_use]
    pub const fn fits(self, engine: Engine) -> bool {
        match engine {
            Engine::ActiveMq => true,
            Engine::RabbitMq => matches!(self, Self::Amqp),
        }
    }
}

/// How a client acknowledges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AckMode {
    /// By itself: ActiveMQ when the client has worked on it, RabbitMQ as soon as it is sent out.
    #[default]
    Auto,
    /// The client says so when it is done.
    Client,
    /// Together with what it did; a failure rolls back.
    Transacted,
}

/// Amazon MQ in one account and Region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mq {
    pub(super) limits: Limits,
    pub(super) brokers: BTreeMap<Name, Broker>,
}

impl Mq {
    /// Amazon MQ without brokers.
    #[must_use]
    pub const fn with(limits: Limits) -> Self {
        Self { limits, brokers: BTreeMap::new() }
    }
    /// One broker, to look at.
    #[must_use]
    pub fn broker(&self, name: &str) -> Option<&Broker> {
        self.brokers.get(name)
    }
}
