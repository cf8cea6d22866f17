//! Messages go out to whoever waits, are acknowledged, come back with the redelivered flag, or die of too many deliveries.
use super::Output;
use crate::sim::services::mq::{
    api::{Delivery, Response, Tale},
    model::{
        AckMode, Engine,
        broker::{Broker, Destination},
        store::{Message, Store, Waiting},
    },
};
use crate::sim::{
    trace::{Name, Phase, Weight},
    turn::Turn,
};
use std::collections::VecDeque;

impl Broker {
    /// Hands out what there is to those who wait, each up to its prefetch, in turn.
    pub(in crate::sim::services::mq) fn hand_out(&mut self, destination: &Name, turn: Turn<'_>, out: &mut Output) {
        if self.destinations.get(destination).is_none_or(|d| !self.serves(d)) {
            return;
        }
        let owners: Vec<Option<Name>> = match self.destinations.get(destination) {
            Some(Destination::Topic { subscriptions }) => subscriptions.keys().cloned().map(Some).collect(),
            _ => vec![None],
        };
        for owner in owners {
            let owner = owner.unwrap_or_default();
            let waiting =
                self.store_mut(destination, &owner).map(|s| std::mem::take(&mut s.waiting)).unwrap_or_default();
            let mut kept = VecDeque::new();
            for one in waiting {
                if !self.feed(destination, &owner, &one, turn, out) {
                    kept.push_back(one);
                }
            }
            if let Some(store) = self.store_mut(destination, &owner) {
                store.waiting = kept;
            }
        }
    }

    /// Answers one who waits, where there is something for it; whether it was answered.
    fn feed(&mut self, from: &Name, owner: &Name, one: &Waiting, turn: Turn<'_>, out: &mut Output) -> bool {
        let consumer = self.connections.get(&one.client).and_then(|c| c.consumers.get(from)).copied();
        let Some(consumer) = consumer else { return true };
        let at_once = self.make.engine == Engine::RabbitMq && consumer.ack == AckMode::Auto;
        let Some(store) = self.store_mut(from, owner) else { return true };
        let held = u32::try_from(store.held_by(&one.client)).unwrap_or(u32::MAX);
        let room = consumer.prefetch.saturating_sub(held).min(one.max) as usize;
        let count = room.min(store.ready.len());
        if count == 0 {
            return false;
        }
        let mut messages: Vec<Message> = store.ready.drain(..count).collect();
        for message in &mut messages {
            message.deliveries += 1;
            if !at_once {
                store.unacked.insert(message.no, (one.client.clone(), message.clone()));
            }
        }
        self.tally.dispatched += messages.len() as u64;
        for message in &messages {
            let (item, amount) = (message.cargo.item.as_ref(), u64::from(message.deliveries));
            let tale = Tale {
                item,
                actor: Some(&one.client),
                amount,
                phase: Some(Phase::Flight),
                ..Tale::of("mq.deliver", from)
            };
            self.tell(turn, out, tale);
        }
        let deliveries = messages.iter().map(|m| self.delivery(m)).collect();
        out.replies.push((one.id, Ok(Response::Deliveries(deliveries))));
        if at_once {
            self.acknowledge(from, messages, &one.client, turn, out);
        }
        true
    }

    fn delivery(&self, message: &Message) -> Delivery {
        Delivery {
            broker: self.name.clone(),
            tag: message.no,
            cargo: message.cargo.clone(),
            deliveries: message.deliveries,
            sent: message.sent,
        }
    }

    /// Messages are done.
    pub(in crate::sim::services::mq) fn acknowledge(
        &mut self,
        from: &Name,
        messages: Vec<Message>,
        client: &Name,
        turn: Turn<'_>,
        out: &mut Output,
    ) {
        for message in messages {
            self.tally.acked += 1;
            self.free(&message);
            let item = message.cargo.item.as_ref();
            self.tell(
                turn,
                out,
                Tale { item, actor: Some(client), phase: Some(Phase::Done), ..Tale::of("mq.ack", from) },
            );
        }
    }

    /// Messages come back to where they were, in front; those that came too often die.
    pub(in crate::sim::services::mq) fn come_again(
        &mut self,
        to: &Name,
        owner: &Name,
        messages: Vec<Message>,
        turn: Turn<'_>,
        out: &mut Output,
    ) {
        let limit = self.redeliveries(to);
        let worn = |m: &Message| limit.is_some_and(|most| m.deliveries > most);
        let (dead, alive): (Vec<Message>, Vec<Message>) = messages.into_iter().partition(worn);
        for message in &alive {
            let (item, amount) = (message.cargo.item.as_ref(), u64::from(message.deliveries));
            let tale = Tale { item, amount, phase: Some(Phase::Visible), ..Tale::of("mq.redeliver", to) };
            self.tell(turn, out, tale);
        }
        if let Some(store) = self.store_mut(to, owner) {
            store.put_back(alive);
        }
        for message in dead {
            self.bury(to, message, turn, out);
        }
    }

    /// How often a message of this queue comes again: classic queues of RabbitMQ never give up.
    fn redeliveries(&self, queue: &Name) -> Option<u32> {
        match (self.make.engine, self.destinations.get(queue)) {
            (Engine::RabbitMq, Some(Destination::Queue { quorum: false, .. })) => None,
            _ => self.settings.redeliveries,
        }
    }

    fn bury(&mut self, from: &Name, mut message: Message, turn: Turn<'_>, out: &mut Output) {
        self.tally.dead += 1;
        self.free(&message);
        let target = match self.destinations.get(from) {
            Some(Destination::Queue { dead_letters: Some(name), .. }) => Some(name.clone()),
            _ if self.make.engine == Engine::ActiveMq => Some(Name::from("ActiveMQ.DLQ")),
            _ => None,
        };
        let note = target.clone().unwrap_or_else(|| "dropped".into());
        let item = message.cargo.item.clone();
        let tale = Tale {
            item: item.as_ref(),
            phase: Some(Phase::Dead),
            weight: Weight::Alarm,
            ..Tale::of("mq.dead_letter", &note)
        };
        self.tell(turn, out, tale);
        if let Some(target) = target {
            self.destinations.entry(target.clone()).or_insert_with(|| Destination::Queue {
                store: Store::default(),
                quorum: false,
                node: 0,
                dead_letters: None,
            });
            message.deliveries = 0;
            self.put(&target, &message);
            self.hand_out(&target, turn, out);
        }
    }

    /// A client's consumer ends: what it held comes again; a subscription that is not durable ends with it.
    pub(in crate::sim::services::mq) fn leave(&mut self, from: &Name, client: &Name, turn: Turn<'_>, out: &mut Output) {
        let Some(store) = self.store_mut(from, client) else { return };
        let held = store.drain_of(client);
        let (gone, kept): (VecDeque<Waiting>, VecDeque<Waiting>) =
            std::mem::take(&mut store.waiting).into_iter().partition(|w| w.client == *client);
        store.waiting = kept;
        out.replies.extend(gone.into_iter().map(|w| (w.id, Err(super::closed()))));
        self.come_again(from, client, held, turn, out);
        let ends = matches!(self.destinations.get(from), Some(Destination::Topic { subscriptions })
            if subscriptions.get(client).is_some_and(|s| !s.durable));
        if ends
            && let Some(Destination::Topic { subscriptions }) = self.destinations.get_mut(from)
            && let Some(subscription) = subscriptions.remove(client)
        {
            self.drop_store(subscription.store, from, turn, out);
        }
        self.hand_out(from, turn, out);
    }

    /// What a subscription that ends still had is gone.
    pub(in crate::sim::services::mq) fn drop_store(
        &mut self,
        store: Store,
        from: &Name,
        turn: Turn<'_>,
        out: &mut Output,
    ) {
        let left = store.ready.into_iter().chain(store.unacked.into_values().map(|(_, message)| message));
        for message in left.collect::<Vec<_>>() {
            self.lose(&message, from, turn, out);
        }
    }

    /// A message is gone.
    pub(in crate::sim::services::mq) fn lose(
        &mut self,
        message: &Message,
        from: &Name,
        turn: Turn<'_>,
        out: &mut Output,
    ) {
        self.tally.lost += 1;
        self.free(message);
        let item = message.cargo.item.as_ref();
        let tale = Tale { item, phase: Some(Phase::Lost), weight: Weight::Alarm, ..Tale::of("mq.lost", from) };
        self.tell(turn, out, tale);
    }
}
