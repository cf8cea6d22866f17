//! `clients:` of a scenario.
use super::super::value::Span;
use super::Work;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// A client of a message broker that consumes, or several equal ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientSpec {
    /// Its name; several are numbered from 1.
    pub name: Name,
    /// How many; without it there is one that bears the name itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// The broker.
    pub broker: Name,
    /// The queue or topic of the broker.
    pub from: Name,
    /// What it speaks: `openwire`, `amqp`, `stomp`, `mqtt`, `wss`; AMQP with RabbitMQ unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<ProtocolWord>,
    /// Messages the broker hands out ahead. ActiveMQ's own default for queues is 1000.
    #[serde(default = "thousand")]
    pub prefetch: u32,
    /// How it acknowledges: `auto`, `client`, `transacted`.
    #[serde(default)]
    pub ack: AckWord,
    /// On a topic: its subscription is durable.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub durable: bool,
    /// It knows both addresses (`failover:(...)`) or connects again by itself; otherwise a broken connection is the end.
    #[serde(default = "yes")]
    pub failover: bool,
    /// How long it waits before it connects again; doubled each time, up to thirty seconds.
    #[serde(default = "one")]
    pub reconnect: Span,
    /// When it connects for the first time.
    #[serde(default)]
    pub start: Span,
    /// How long a message takes.
    #[serde(default)]
    pub work: Work,
    /// Resources it writes each message to when its work is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub does: Vec<Name>,
    /// A poison message makes it fail.
    #[serde(default = "yes")]
    pub fails_on_poison: bool,
    /// Remembers what it finished and does it once only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub idempotent: bool,
}

/// A wire protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProtocolWord {
    /// OpenWire (JMS).
    OpenWire,
    /// AMQP.
    Amqp,
    /// STOMP.
    Stomp,
    /// MQTT.
    Mqtt,
    /// WebSocket.
    Wss,
}

/// How a client acknowledges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AckWord {
    /// By itself: ActiveMQ after the work, RabbitMQ as soon as it is sent out.
    #[default]
    Auto,
    /// When it is done.
    Client,
    /// Together with what it did.
    Transacted,
}

const fn thousand() -> u32 {
    1_000
}
const fn yes() -> bool {
    true
}
const fn one() -> Span {
    Span::secs(1)
}
