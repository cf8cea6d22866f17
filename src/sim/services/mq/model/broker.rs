//! One broker: its nodes, its queues and topics, its connections.
use super::{AckMode, Deployment, Engine, Protocol, Storage, store::Store};
use crate::base::time::SimTime;
use crate::sim::{errand::Cargo, services::mq::quotas::Settings, trace::Name, turn::Balance, turn::CallId};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

/// An instance of a broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Down until then; up where there is none.
    pub down_until: Option<SimTime>,
}

/// A queue or a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Destination {
    /// Each message to one consumer.
    Queue {
        /// Its messages.
        store: Store,
        /// RabbitMQ: copies on a majority of the nodes.
        quorum: bool,
        /// RabbitMQ classic: the node it lives on.
        node: usize,
        /// Where dead letters go; without it they are dropped.
        dead_letters: Option<Name>,
    },
    /// Each message to every subscription: by name of the subscription.
    Topic {
        /// Name (a client's, or that of its durable subscription) to its messages.
        subscriptions: BTreeMap<Name, Subscription>,
    },
}

/// A subscription to a topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// It keeps messages while its client is away.
    pub durable: bool,
    /// Its messages.
    pub store: Store,
}

/// A client's connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The node it is connected to.
    pub node: usize,
    /// What it speaks.
    pub protocol: Protocol,
    /// Its consumers: queue or topic to how.
    pub consumers: BTreeMap<Name, Consumer>,
}

/// How a client consumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consumer {
    /// So many messages are handed out ahead.
    pub prefetch: u32,
    /// How it acknowledges.
    pub ack: AckMode,
}

/// A message on its way to the disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Storing {
    /// When it is stored.
    pub at: SimTime,
    /// The call to answer.
    pub id: CallId,
    /// Who sent it.
    pub from: Name,
    /// Where to.
    pub destination: Name,
    /// What.
    pub cargo: Arc<Cargo>,
    /// On disk.
    pub persistent: bool,
}

/// What has come and gone since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Stored, once per queue or subscription.
    pub enqueued: u64,
    /// Handed out.
    pub dispatched: u64,
    /// Acknowledged.
    pub acked: u64,
    /// Left for a dead-letter queue, or dropped for lack of one.
    pub dead: u64,
    /// Died in memory.
    pub lost: u64,
    /// Bytes on disk now.
    pub bytes: u64,
    /// Bytes the disk holds.
    pub room: u64,
}

/// What was ordered with CreateBroker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Make {
    /// EngineType.
    pub engine: Engine,
    /// DeploymentMode.
    pub mode: Deployment,
    /// StorageType.
    pub storage: Storage,
    /// HostInstanceType is a micro; otherwise large.
    pub micro: bool,
}

/// A broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broker {
    /// Its name.
    pub name: Name,
    /// What was ordered.
    pub make: Make,
    /// Its nodes.
    pub nodes: Vec<Node>,
    /// The node that serves (ActiveMQ).
    pub active: usize,
    /// Queues and topics.
    pub destinations: BTreeMap<Name, Destination>,
    /// The queue or topic that errands go to.
    pub first: Option<Name>,
    /// Who is connected.
    pub connections: BTreeMap<Name, Connection>,
    /// Messages on their way to the disk, oldest first.
    pub storing: VecDeque<Storing>,
    /// What AWS does not publish.
    pub settings: Settings,
    /// What has come and gone.
    pub tally: Tally,
    /// When it was made.
    pub made: SimTime,
    /// The next message's number.
    pub next: u64,
}

impl Broker {
    /// Whether a node is up.
    #[must_use]
    pub fn is_up(&self, node: usize) -> bool {
        self.nodes.get(node).is_some_and(|n| n.down_until.is_none())
    }
    /// The node a client reaches now, if any: the active one, or of a cluster one that is up.
    #[must_use]
    pub fn reachable(&self, client: &str) -> Option<usize> {
        match self.make.mode {
            Deployment::Cluster => {
                let up: Vec<usize> = (0..self.nodes.len()).filter(|n| self.is_up(*n)).collect();
                let spread = client.bytes().fold(0_usize, |sum, b| sum.wrapping_mul(31).wrapping_add(usize::from(b)));
                up.get(spread % up.len().max(1)).copied()
            }
            Deployment::Single | Deployment::ActiveStandby => Some(self.active).filter(|n| self.is_up(*n)),
        }
    }
    /// Whether a queue can be used: a quorum queue needs most of the nodes, a classic one its own.
    #[must_use]
    pub fn serves(&self, destination: &Destination) -> bool {
        let up = (0..self.nodes.len()).filter(|n| self.is_up(*n)).count();
        match (self.make.mode, destination) {
            (Deployment::Cluster, Destination::Queue { quorum: true, .. }) => up * 2 > self.nodes.len(),
            (Deployment::Cluster, Destination::Queue { node, .. }) => self.is_up(*node),
            _ => up > 0,
        }
    }
    /// All messages of all queues and subscriptions.
    pub fn stores(&self) -> impl Iterator<Item = (&Name, &Store)> {
        self.destinations.iter().flat_map(|(name, destination)| {
            let all: Vec<&Store> = match destination {
                Destination::Queue { store, .. } => vec![store],
                Destination::Topic { subscriptions } => subscriptions.values().map(|s| &s.store).collect(),
            };
            all.into_iter().map(move |store| (name, store))
        })
    }
    /// The messages a client's consumer of this destination draws from.
    pub fn store_mut(&mut self, destination: &str, client: &str) -> Option<&mut Store> {
        match self.destinations.get_mut(destination)? {
            Destination::Queue { store, .. } => Some(store),
            Destination::Topic { subscriptions } => subscriptions.get_mut(client).map(|s| &mut s.store),
        }
    }
    /// A metric by its CloudWatch name.
    #[must_use]
    pub fn metric(&self, name: &str) -> Option<u64> {
        let ready = || self.stores().map(|(_, s)| s.ready.len() as u64).sum::<u64>();
        let unacked = || self.stores().map(|(_, s)| s.unacked.len() as u64).sum::<u64>();
        let rabbit = self.make.engine == Engine::RabbitMq;
        Some(match name {
            "MessageCount" if rabbit => ready() + unacked(),
            "MessageReadyCount" if rabbit => ready(),
            "MessageUnacknowledgedCount" if rabbit => unacked(),
            "CurrentConnectionsCount" => self.connections.len() as u64,
            "TotalConsumerCount" => self.connections.values().map(|c| c.consumers.len() as u64).sum(),
            _ if rabbit => return None,
            "TotalMessageCount" | "QueueSize" => ready() + unacked(),
            "InFlightCount" => unacked(),
            "EnqueueCount" => self.tally.enqueued,
            "DispatchCount" => self.tally.dispatched,
            "DequeueCount" | "TotalDequeueCount" => self.tally.acked,
            "StorePercentUsage" => self.tally.bytes.saturating_mul(100) / self.tally.room.max(1),
            _ => return None,
        })
    }
    /// Law 4.
    #[must_use]
    pub fn balance(&self) -> Balance {
        let here: u64 = self.stores().map(|(_, s)| (s.ready.len() + s.unacked.len()) as u64).sum();
        let gone = self.tally.acked + self.tally.dead + self.tally.lost;
        Balance { place: self.name.clone(), came: self.tally.enqueued, fates: here + gone }
    }
}
