//! What clients say to a broker.
use super::{Call, Code, Declare, MqError, Produce, Reply, Request, Response, Subscribe, Tale};
use crate::base::time::SimTime;
use crate::sim::services::mq::{
    model::{
        AckMode, Engine, Mq, Protocol, Storage,
        broker::{Broker, Connection, Consumer, Destination, Storing, Subscription},
        store::{Store, Waiting},
    },
    quotas::Limits,
    step::{Output, Timer},
};
use crate::sim::trace::{Name, Weight};
use std::collections::BTreeMap;

/// What a service that polls has handed out ahead: as much as it asks for.
const SERVICE_PREFETCH: u32 = 10_000;

impl Mq {
    /// The answer, or `None` where it comes later.
    pub(super) fn data(&mut self, call: Call<'_>, request: Request, out: &mut Output) -> Option<Reply> {
        let limits = self.limits;
        let name: Name = request.broker().unwrap_or_default().into();
        let Some(broker) = self.brokers.get_mut(&name) else { return Some(Err(MqError::no_broker(&name))) };
        let reply = match request {
            Request::Declare(declare) => broker.declare(*declare),
            Request::Connect { protocol, .. } => broker.connect(call, protocol, limits, out),
            Request::Disconnect(_) => {
                broker.close(call.from, "disconnect", call.turn, out);
                Ok(Response::Done)
            }
            Request::Produce(produce) => return broker.produce(call, produce, limits, out),
            Request::Subscribe(subscribe) => broker.subscribe(call, &subscribe, out),
            Request::Unsubscribe(_, topic) => broker.unsubscribe(call, &topic, out),
            Request::Take { destination, max, wait, service, .. } => {
                return broker.take(call, &destination, (max, wait, service), out);
            }
            Request::Ack(_, tags) => broker.settle(call, &tags, true, out),
            Request::Reject(_, tags) => broker.settle(call, &tags, false, out),
            _ => Ok(Response::Done),
        };
        Some(reply)
    }
}

impl Broker {
    fn declare(&mut self, declare: Declare) -> Reply {
        let Declare { name, topic, quorum, dead_letters, .. } = declare;
        if quorum && self.make.engine == Engine::ActiveMq {
            return Err(MqError::new(Code::BadRequestException, "Quorum queues are RabbitMQ's."));
        }
        let node = self.destinations.len() % self.nodes.len().max(1);
        self.first.get_or_insert_with(|| name.clone());
        self.destinations.entry(name).or_insert_with(|| {
            if topic {
                Destination::Topic { subscriptions: BTreeMap::new() }
            } else {
                Destination::Queue { store: Store::default(), quorum, node, dead_letters }
            }
        });
        Ok(Response::Done)
    }

    fn connect(&mut self, call: Call<'_>, protocol: Protocol, limits: Limits, out: &mut Output) -> Reply {
        if !protocol.fits(self.make.engine) {
            let message = "RabbitMQ speaks AMQP 0-9-1 here; ActiveMQ also OpenWire, STOMP, MQTT and WSS.";
            return Err(MqError::new(Code::ProtocolNotSupported, message));
        }
        let refused = || MqError::new(Code::ConnectionRefused, "No node of the broker serves now.");
        let node = self.reachable(call.from).ok_or_else(refused)?;
        let most = if self.make.micro { limits.connections_micro } else { limits.connections_large };
        let same = self.connections.values().filter(|c| c.protocol == protocol).count() as u64;
        if self.make.engine == Engine::ActiveMq && same >= most && !self.connections.contains_key(call.from) {
            return Err(MqError::new(
                Code::TooManyConnections,
                format!("{most} connections are the most per protocol."),
            ));
        }
        self.close(call.from, "connects anew", call.turn, out);
        let connection = Connection { node, protocol, consumers: BTreeMap::new() };
        self.connections.insert(call.from.clone(), connection);
        self.tell(call.turn, out, Tale { actor: Some(call.from), ..Tale::of("mq.connect", "") });
        Ok(Response::Done)
    }

    fn produce(&mut self, call: Call<'_>, produce: Produce, limits: Limits, out: &mut Output) -> Option<Reply> {
        let Produce { destination, cargo, persistent, .. } = produce;
        let named = destination.filter(|d| self.destinations.contains_key(d)).or_else(|| self.first.clone());
        let destination = match self.check_produce(call.from, named, cargo.size()) {
            Ok(destination) => destination,
            Err(error) => return Some(Err(error)),
        };
        let rate = match (persistent, self.make.storage) {
            (false, _) => limits.rate_memory,
            (true, Storage::Efs) => limits.rate_efs,
            (true, Storage::Ebs) => limits.rate_ebs,
        };
        let after = self.storing.back().map_or(call.turn.now, |s| s.at.max(call.turn.now));
        let at = after + SimTime(1_000_000 / rate.max(1));
        let (id, from) = (call.id, call.from.clone());
        self.storing.push_back(Storing { at, id, from, destination, cargo, persistent });
        out.timers.push((at, Timer::Stored(self.name.clone())));
        None
    }

    fn check_produce(&self, client: &Name, destination: Option<Name>, bytes: u64) -> Result<Name, MqError> {
        let name =
            destination.ok_or_else(|| MqError::new(Code::NoSuchDestination, "The broker has no queue or topic."))?;
        if self.reachable(client).is_none() {
            return Err(MqError::new(Code::ConnectionRefused, "No node of the broker serves now."));
        }
        if self.destinations.get(&name).is_some_and(|d| !self.serves(d)) {
            return Err(MqError::new(
                Code::QueueUnavailable,
                format!("`{name}` is not available: its nodes are down."),
            ));
        }
        if self.tally.bytes + bytes > self.tally.room {
            return Err(MqError::new(Code::StorageFull, "The broker's storage is full: producers are blocked."));
        }
        Ok(name)
    }

    fn subscribe(&mut self, call: Call<'_>, subscribe: &Subscribe, out: &mut Output) -> Reply {
        let Subscribe { destination, prefetch, ack, durable, .. } = subscribe;
        let closed = || MqError::new(Code::ConnectionClosed, "Connect first.");
        let connection = self.connections.get_mut(call.from).ok_or_else(closed)?;
        match self.destinations.get_mut(destination) {
            None => return Err(MqError::new(Code::NoSuchDestination, format!("There is no `{destination}`."))),
            Some(Destination::Topic { subscriptions }) => {
                let subscription = subscriptions.entry(call.from.clone()).or_insert_with(Subscription::default);
                subscription.durable = *durable;
            }
            Some(Destination::Queue { .. }) => {}
        }
        let consumer = Consumer { prefetch: (*prefetch).max(1), ack: *ack };
        connection.consumers.insert(destination.clone(), consumer);
        let amount = u64::from(consumer.prefetch);
        self.tell(call.turn, out, Tale { actor: Some(call.from), amount, ..Tale::of("mq.subscribe", destination) });
        Ok(Response::Done)
    }

    /// A durable subscription ends; what it kept is dropped.
    fn unsubscribe(&mut self, call: Call<'_>, topic: &Name, out: &mut Output) -> Reply {
        if let Some(Destination::Topic { subscriptions }) = self.destinations.get_mut(topic)
            && let Some(subscription) = subscriptions.remove(call.from)
        {
            self.drop_store(subscription.store, topic, call.turn, out);
        }
        if let Some(connection) = self.connections.get_mut(call.from) {
            connection.consumers.remove(topic);
        }
        Ok(Response::Done)
    }

    fn take(
        &mut self,
        call: Call<'_>,
        destination: &Name,
        (max, wait, service): (u32, SimTime, bool),
        out: &mut Output,
    ) -> Option<Reply> {
        let destination =
            if destination.is_empty() { self.first.clone().unwrap_or_default() } else { destination.clone() };
        if service && !self.consumes(call.from, &destination) {
            let protocol = if self.make.engine == Engine::RabbitMq { Protocol::Amqp } else { Protocol::OpenWire };
            if let Err(error) = self.serve_service(call, protocol, &destination, out) {
                return Some(Err(error));
            }
        }
        let known = self.connections.get(call.from).map(|c| c.consumers.contains_key(&destination));
        match known {
            None => return Some(Err(MqError::new(Code::ConnectionClosed, "The connection is closed."))),
            Some(false) => return Some(Err(MqError::new(Code::NotSubscribed, "Subscribe first."))),
            Some(true) => {}
        }
        let waiting = Waiting { id: call.id, client: call.from.clone(), max: max.max(1) };
        self.store_mut(&destination, call.from)?.waiting.push_back(waiting);
        self.hand_out(&destination, call.turn, out);
        let still = self.store_mut(&destination, call.from).is_some_and(|s| s.waiting.iter().any(|w| w.id == call.id));
        if still {
            if wait == SimTime::ZERO {
                self.forget(&destination, call.from, call);
                return Some(Ok(Response::Deliveries(vec![])));
            }
            let timer = Timer::Waited(Box::new((self.name.clone(), destination, call.from.clone(), call.id)));
            out.timers.push((call.turn.now + wait, timer));
        }
        None
    }

    fn consumes(&self, client: &Name, destination: &Name) -> bool {
        self.connections.get(client).is_some_and(|c| c.consumers.contains_key(destination))
    }

    /// A service that polls connects and subscribes by itself, and acknowledges what it has worked on.
    fn serve_service(
        &mut self,
        call: Call<'_>,
        protocol: Protocol,
        destination: &Name,
        out: &mut Output,
    ) -> Result<(), MqError> {
        let node = self
            .reachable(call.from)
            .ok_or_else(|| MqError::new(Code::ConnectionRefused, "No node of the broker serves now."))?;
        let fresh = Connection { node, protocol, consumers: BTreeMap::new() };
        self.connections.entry(call.from.clone()).or_insert(fresh);
        let subscribe = Subscribe {
            broker: self.name.clone(),
            destination: destination.clone(),
            prefetch: SERVICE_PREFETCH,
            ack: AckMode::Client,
            durable: true,
        };
        self.subscribe(call, &subscribe, out).map(|_| ())
    }

    fn forget(&mut self, destination: &Name, client: &Name, call: Call<'_>) {
        if let Some(store) = self.store_mut(destination, client) {
            store.waiting.retain(|w| w.id != call.id);
        }
    }

    /// Acknowledges or rejects what a client holds; tags it does not hold are passed over.
    fn settle(&mut self, call: Call<'_>, tags: &[u64], good: bool, out: &mut Output) -> Reply {
        if !self.connections.contains_key(call.from) {
            return Err(MqError::new(Code::ConnectionClosed, "The connection is closed: these messages come again."));
        }
        let names: Vec<Name> = self.destinations.keys().cloned().collect();
        for destination in names {
            let Some(store) = self.store_mut(&destination, call.from) else { continue };
            let mut mine = vec![];
            for tag in tags {
                if store.unacked.get(tag).is_some_and(|(who, _)| who == call.from) {
                    mine.extend(store.unacked.remove(tag).map(|(_, message)| message));
                }
            }
            if mine.is_empty() {
                continue;
            }
            if good {
                self.acknowledge(&destination, mine, call.from, call.turn, out);
            } else {
                self.come_again(&destination, call.from, mine, call.turn, out);
            }
            self.hand_out(&destination, call.turn, out);
        }
        Ok(Response::Done)
    }

    /// A client's connection ends: its consumers are gone, what it held comes again.
    pub(in crate::sim::services::mq) fn close(
        &mut self,
        client: &Name,
        why: &str,
        turn: crate::sim::turn::Turn<'_>,
        out: &mut Output,
    ) {
        let Some(connection) = self.connections.remove(client) else { return };
        self.tell(turn, out, Tale { actor: Some(client), weight: Weight::Mark, ..Tale::of("mq.close", why) });
        for destination in connection.consumers.keys() {
            self.leave(destination, client, turn, out);
        }
    }
}
