//! A message in a queue, and where it lies. Messages sit in a slab: a slot number finds one in constant time.
use crate::base::time::SimTime;
use crate::sim::services::sqs::api::{handle::MessageId, request::Send};
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Where a message is in the life of a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// Not to be received yet.
    Delayed {
        /// When the delay ends.
        until: SimTime,
    },
    /// Waiting to be received.
    Visible,
    /// Received and hidden.
    Flight(Flight),
}

/// What is known of a message in flight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flight {
    /// When the visibility timeout ends.
    pub until: SimTime,
    /// When it was received; the cap on the total counts from here.
    pub since: SimTime,
    /// When the timeout was last set, by the receive or by ChangeMessageVisibility.
    pub set: SimTime,
    /// Who received it.
    pub holder: Name,
    /// How often the timeout was changed since.
    pub extended: u32,
}

/// What only some messages carry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extra {
    /// The MessageDeduplicationId, given or made of the body.
    pub dedup_id: Option<Arc<str>>,
    /// The queue a dead letter came from.
    pub source: Option<Name>,
    /// A copy that at-least-once delivery made; counted apart.
    pub copy: bool,
    /// When it came from another queue as a dead letter: its age in this queue counts from here, its retention does not.
    pub moved: Option<SimTime>,
}

/// A live message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Counts all messages of the run; never reused, so that an old receipt handle cannot meet a new message.
    pub no: u64,
    /// MessageId; a copy shares it.
    pub id: MessageId,
    /// What was sent.
    pub payload: Arc<Send>,
    /// Who sent it.
    pub sender: Name,
    /// The enqueue time retention counts from.
    pub sent: SimTime,
    /// The order of acceptance in this queue; on FIFO the sequence number.
    pub seq: u64,
    /// Where it stands among the visible ones of a standard queue: `seq`, moved by shuffle or to the back.
    pub key: u64,
    /// The first receive, or [`SimTime::NEVER`].
    pub first_receive: SimTime,
    /// ApproximateReceiveCount over all queues.
    pub receives: u32,
    /// Receives in this queue, for the redrive policy.
    pub here: u32,
    /// The group's number in this queue; 0 for none.
    pub group: u32,
    /// The server it lies on.
    pub host: u8,
    /// Where it is.
    pub place: Place,
    /// The trace event that put it there, or `u64::MAX`.
    pub event: u64,
    /// What only some carry.
    pub extra: Extra,
}

impl Message {
    /// The trace event that put it where it is.
    #[must_use]
    pub fn cause(&self) -> Option<u64> {
        (self.event != u64::MAX).then_some(self.event)
    }
    /// The flight, where it is in flight.
    #[must_use]
    pub const fn flight(&self) -> Option<&Flight> {
        match &self.place {
            Place::Flight(flight) => Some(flight),
            _ => None,
        }
    }
}

/// Messages by slot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slab {
    slots: Vec<Option<Message>>,
    free: Vec<u32>,
}

impl Slab {
    /// How many live messages there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }
    /// Whether nothing is live.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Puts a message in; `None` where four thousand million messages are live.
    pub fn insert(&mut self, message: Message) -> Option<u32> {
        if let Some(slot) = self.free.pop() {
            *self.slots.get_mut(slot as usize)? = Some(message);
            return Some(slot);
        }
        let slot = u32::try_from(self.slots.len()).ok()?;
        self.slots.push(Some(message));
        Some(slot)
    }
    /// The message in a slot.
    #[must_use]
    pub fn get(&self, slot: u32) -> Option<&Message> {
        self.slots.get(slot as usize)?.as_ref()
    }
    /// The message in a slot, to change.
    pub fn get_mut(&mut self, slot: u32) -> Option<&mut Message> {
        self.slots.get_mut(slot as usize)?.as_mut()
    }
    /// Takes the message out.
    pub fn remove(&mut self, slot: u32) -> Option<Message> {
        let message = self.slots.get_mut(slot as usize)?.take()?;
        self.free.push(slot);
        if self.free.len() == self.slots.len() {
            // Empty: a drained backlog gives its memory back.
            self.slots = vec![];
            self.free = vec![];
        }
        Some(message)
    }
    /// All live messages with their slots.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Message)> {
        (0u32..).zip(&self.slots).filter_map(|(slot, m)| Some((slot, m.as_ref()?)))
    }
}
