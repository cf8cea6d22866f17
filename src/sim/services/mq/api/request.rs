//! The calls and answers as data.
use crate::base::time::SimTime;
use crate::sim::{
    errand::Cargo,
    services::mq::{
        model::{AckMode, Protocol, broker::Make},
        quotas::Settings,
    },
    trace::Name,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// CreateBroker.
    CreateBroker(Box<Create>),
    /// DeleteBroker.
    DeleteBroker(Name),
    /// DescribeBroker.
    DescribeBroker(Name),
    /// ListBrokers.
    ListBrokers,
    /// RebootBroker: its nodes start again; a pair fails over.
    RebootBroker(Name),
    /// UpdateBroker, as far as it changes what AWS does not publish.
    UpdateBroker(Name, Settings),
    /// A client or an administrator declares a queue or a topic; the same again changes nothing.
    Declare(Box<Declare>),
    /// A client connects.
    Connect {
        /// The broker.
        broker: Name,
        /// What it speaks.
        protocol: Protocol,
    },
    /// A client ends its connection: what it has not acknowledged comes again.
    Disconnect(Name),
    /// A client sends a message.
    Produce(Produce),
    /// A client begins to consume.
    Subscribe(Box<Subscribe>),
    /// A client ends a durable subscription for good.
    Unsubscribe(Name, Name),
    /// A client is ready for messages: answered when there are some, or with none after `wait`.
    Take {
        /// The broker.
        broker: Name,
        /// The queue or topic.
        destination: Name,
        /// At most so many.
        max: u32,
        /// How long the call may be held.
        wait: SimTime,
        /// A service that polls: it connects and subscribes by itself.
        service: bool,
    },
    /// Messages are done, by delivery tag.
    Ack(Name, Vec<u64>),
    /// Messages were not done: they come again, or die where they came too often.
    Reject(Name, Vec<u64>),
}

/// CreateBroker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Create {
    /// BrokerName.
    pub name: Name,
    /// EngineType, DeploymentMode, StorageType, HostInstanceType.
    pub make: Make,
    /// What AWS does not publish.
    pub settings: Settings,
}

/// A queue or a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declare {
    /// The broker.
    pub broker: Name,
    /// Its name.
    pub name: Name,
    /// A topic; otherwise a queue.
    pub topic: bool,
    /// RabbitMQ: a quorum queue; otherwise a classic one.
    pub quorum: bool,
    /// Where dead letters go.
    pub dead_letters: Option<Name>,
}

/// A message from a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Produce {
    /// The broker.
    pub broker: Name,
    /// The queue or topic; the broker's first where none is named.
    pub destination: Option<Name>,
    /// What.
    pub cargo: Arc<Cargo>,
    /// On disk before it is confirmed.
    pub persistent: bool,
}

/// A consumer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscribe {
    /// The broker.
    pub broker: Name,
    /// The queue or topic.
    pub destination: Name,
    /// Messages handed out ahead.
    pub prefetch: u32,
    /// How it acknowledges.
    pub ack: AckMode,
    /// On a topic: it keeps messages while the client is away.
    pub durable: bool,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Nothing to say.
    Done,
    /// The message was taken, under this number.
    Produced(u64),
    /// Messages, perhaps none.
    Deliveries(Vec<Delivery>),
    /// Brokers.
    Brokers(Vec<Listed>),
}

/// A message in a client's hands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The broker.
    pub broker: Name,
    /// The delivery tag.
    pub tag: u64,
    /// What.
    pub cargo: Arc<Cargo>,
    /// How often it was handed out, this time included; above 1 the redelivered flag is set.
    pub deliveries: u32,
    /// When it came to the broker.
    pub sent: SimTime,
}

/// A broker as listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// BrokerName.
    pub name: Name,
    /// BrokerState: `RUNNING`, `REBOOT_IN_PROGRESS`.
    pub state: Name,
    /// What was ordered.
    pub make: Make,
}

impl Request {
    /// The action IAM knows a management call by, and the broker; `None` for what clients say.
    #[must_use]
    pub fn action(&self) -> Option<(&'static str, &Name)> {
        Some(match self {
            Self::CreateBroker(create) => ("mq:CreateBroker", &create.name),
            Self::DeleteBroker(name) => ("mq:DeleteBroker", name),
            Self::DescribeBroker(name) => ("mq:DescribeBroker", name),
            Self::RebootBroker(name) => ("mq:RebootBroker", name),
            Self::UpdateBroker(name, _) => ("mq:UpdateBroker", name),
            _ => return None,
        })
    }
    /// The broker it speaks to.
    #[must_use]
    pub fn broker(&self) -> Option<&str> {
        match self {
            Self::ListBrokers => None,
            Self::CreateBroker(create) => Some(&create.name),
            Self::DeleteBroker(name)
            | Self::DescribeBroker(name)
            | Self::RebootBroker(name)
            | Self::UpdateBroker(name, _)
            | Self::Disconnect(name)
            | Self::Unsubscribe(name, _)
            | Self::Ack(name, _)
            | Self::Reject(name, _) => Some(name),
            Self::Declare(declare) => Some(&declare.broker),
            Self::Connect { broker, .. } | Self::Take { broker, .. } => Some(broker),
            Self::Produce(produce) => Some(&produce.broker),
            Self::Subscribe(subscribe) => Some(&subscribe.broker),
        }
    }
}
