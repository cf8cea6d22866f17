//! The messages of one queue, or of one subscription to a topic: waiting, and handed out but not acknowledged.
use crate::base::time::SimTime;
use crate::sim::{errand::Cargo, trace::Name, turn::CallId};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

/// A message on a broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its number on the broker, in the order of arrival.
    pub no: u64,
    /// What it carries.
    pub cargo: Arc<Cargo>,
    /// On disk, not only in memory.
    pub persistent: bool,
    /// How often it was handed out.
    pub deliveries: u32,
    /// When it came.
    pub sent: SimTime,
}

/// Somebody who waits for messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The call to answer.
    pub id: CallId,
    /// Who.
    pub client: Name,
    /// At most so many.
    pub max: u32,
}

/// Messages, and who waits for them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Store {
    /// Waiting to be handed out, oldest first.
    pub ready: VecDeque<Message>,
    /// Handed out: number to client and message.
    pub unacked: BTreeMap<u64, (Name, Message)>,
    /// Clients that wait, in turn.
    pub waiting: VecDeque<Waiting>,
}

impl Store {
    /// What one client holds.
    #[must_use]
    pub fn held_by(&self, client: &str) -> usize {
        self.unacked.values().filter(|(who, _)| **who == *client).count()
    }
    /// Puts messages back in front, in their old order.
    pub fn put_back(&mut self, mut messages: Vec<Message>) {
        messages.sort_by_key(|m| std::cmp::Reverse(m.no));
        for message in messages {
            self.ready.push_front(message);
        }
    }
    /// Takes everything a client holds.
    pub fn drain_of(&mut self, client: &str) -> Vec<Message> {
        let numbers: Vec<u64> =
            self.unacked.iter().filter(|(_, (who, _))| **who == *client).map(|(no, _)| *no).collect();
        numbers.into_iter().filter_map(|no| self.unacked.remove(&no)).map(|(_, message)| message).collect()
    }
}
