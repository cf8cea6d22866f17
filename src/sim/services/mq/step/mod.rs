//! What time does to brokers: messages reach the disk, waits end, nodes come back, the standby takes over.
/// Messages go out, come back, die.
pub mod dispatch;
/// Nodes die and return.
pub mod failover;

use super::{
    api::{MqError, Response, Tale},
    model::{Mq, broker::Broker, broker::Destination, broker::Storing, store::Message},
};
use crate::sim::{
    trace::{Name, Phase},
    turn::{CallId, Out, Turn},
};
use serde::{Deserialize, Serialize};

/// Timers of Amazon MQ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timer {
    /// The oldest message on its way to a broker's disk may be there.
    Stored(Name),
    /// A client has waited long enough: broker, queue or topic, client, call.
    Waited(Box<(Name, Name, Name, CallId)>),
    /// A node may be back, or the standby may have taken over.
    Node(Name),
}

/// What Amazon MQ answers with.
pub type Output = Out<Timer, Result<Response, MqError>>;

impl Mq {
    /// A timer has come.
    pub(super) fn wake(&mut self, timer: &Timer, turn: Turn<'_>, out: &mut Output) {
        let name = match timer {
            Timer::Stored(name) | Timer::Node(name) => name,
            Timer::Waited(boxed) => &boxed.0,
        };
        let Some(broker) = self.brokers.get_mut(name) else { return };
        match timer {
            Timer::Stored(_) => broker.store_due(turn, out),
            Timer::Node(_) => broker.nodes_due(turn, out),
            Timer::Waited(boxed) => broker.waited(&boxed.1, &boxed.2, boxed.3, out),
        }
    }
}

impl Broker {
    fn waited(&mut self, destination: &Name, client: &Name, id: CallId, out: &mut Output) {
        let Some(store) = self.store_mut(destination, client) else { return };
        let before = store.waiting.len();
        store.waiting.retain(|w| w.id != id);
        if store.waiting.len() < before {
            out.replies.push((id, Ok(Response::Deliveries(vec![]))));
        }
    }

    /// Everything that is on the disk by now counts, and its sender hears so.
    fn store_due(&mut self, turn: Turn<'_>, out: &mut Output) {
        while self.storing.front().is_some_and(|s| s.at <= turn.now) {
            let Some(Storing { id, from, destination, cargo, persistent, .. }) = self.storing.pop_front() else {
                return;
            };
            let message = Message { no: self.next, cargo, persistent, deliveries: 0, sent: turn.now };
            self.next += 1;
            out.replies.push((id, Ok(Response::Produced(message.no))));
            self.arrive(&destination, &message, Some(&from), turn, out);
        }
    }

    /// A message reaches a queue, or every subscription of a topic (and the queues of a virtual one).
    pub(super) fn arrive(
        &mut self,
        to: &Name,
        message: &Message,
        from: Option<&Name>,
        turn: Turn<'_>,
        out: &mut Output,
    ) {
        let mut stored = 0;
        if let Some(tail) = to.strip_prefix("VirtualTopic.") {
            let ends = format!(".VirtualTopic.{tail}");
            let queues: Vec<Name> = self
                .destinations
                .keys()
                .filter(|n| n.starts_with("Consumer.") && n.ends_with(&ends))
                .cloned()
                .collect();
            for queue in queues {
                stored += self.put(&queue, message);
                self.told_and_out(&queue, message, from, turn, out);
            }
        }
        let own = self.put(to, message);
        if own > 0 {
            self.told_and_out(to, message, from, turn, out);
        } else if stored == 0 {
            let tale = Tale {
                item: message.cargo.item.as_ref(),
                actor: from,
                phase: Some(Phase::Dropped),
                ..Tale::of("mq.unheard", to)
            };
            self.tell(turn, out, tale);
        }
    }

    fn told_and_out(&mut self, to: &Name, message: &Message, from: Option<&Name>, turn: Turn<'_>, out: &mut Output) {
        let tale = Tale {
            item: message.cargo.item.as_ref(),
            actor: from,
            phase: Some(Phase::Visible),
            ..Tale::of("mq.produce", to)
        };
        self.tell(turn, out, tale);
        self.hand_out(to, turn, out);
    }

    /// Puts a message into a queue or every subscription; how many took it.
    pub(super) fn put(&mut self, to: &Name, message: &Message) -> u64 {
        let copies = match self.destinations.get_mut(to) {
            None => 0,
            Some(Destination::Queue { store, .. }) => {
                store.ready.push_back(message.clone());
                1
            }
            Some(Destination::Topic { subscriptions }) => {
                for subscription in subscriptions.values_mut() {
                    subscription.store.ready.push_back(message.clone());
                }
                subscriptions.len() as u64
            }
        };
        self.tally.enqueued += copies;
        if message.persistent {
            self.tally.bytes += copies * message.cargo.size();
        }
        copies
    }

    /// A message has left its queue for good.
    pub(super) fn free(&mut self, message: &Message) {
        if message.persistent {
            self.tally.bytes = self.tally.bytes.saturating_sub(message.cargo.size());
        }
    }
}

/// What a client hears whose connection broke.
fn closed() -> MqError {
    MqError::new(super::api::Code::ConnectionClosed, "The connection is closed.")
}
