//! The parts of a queue besides its messages: what it is, what is due, who waits, what is remembered and shown.
use super::ages::Ages;
use super::attributes::Attrs;
use super::fifo::{Attempts, Buckets, Dedup};
use super::message::Message;
use crate::base::time::SimTime;
use crate::sim::services::sqs::api::{request::Receive, response::Wanted};
use crate::sim::services::sqs::quotas::Settings;
use crate::sim::trace::{Item, Name};
use crate::sim::turn::CallId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// What a queue is, apart from its messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Its number in this run; part of receipt handles.
    pub no: u32,
    /// Its name.
    pub name: Name,
    /// FIFO or standard; never changes.
    pub fifo: bool,
    /// The assumptions AWS does not publish.
    pub settings: Settings,
    /// The attributes as set.
    pub declared: Attrs,
    /// The attributes in force; they follow `declared` when a change has spread.
    pub acting: Attrs,
    /// When a changed attribute comes into force.
    pub pending: Option<SimTime>,
    /// When a changed retention comes into force.
    pub pending_retention: Option<SimTime>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// CreatedTimestamp and LastModifiedTimestamp.
    pub stamps: (SimTime, SimTime),
}

/// What is due when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Messages in flight by the end of their timeout.
    pub hidden: BTreeSet<(SimTime, u32)>,
    /// Delayed messages by the end of their delay.
    pub delayed: BTreeSet<(SimTime, u32)>,
    /// All messages by age.
    pub ages: Ages,
    /// A purge: when it acts, and the first message number it spares.
    pub purge: Option<(SimTime, u64)>,
    /// The last PurgeQueue call.
    pub purged_at: Option<SimTime>,
    /// Up to when everything due has happened.
    pub settled: SimTime,
    /// The earliest wake-up asked for and not yet come.
    pub armed: Option<SimTime>,
}

/// A receive that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiter {
    /// The call to answer.
    pub call: CallId,
    /// Who waits.
    pub from: Name,
    /// What was asked.
    pub receive: Receive,
    /// Which attributes to return.
    pub wanted: Option<Arc<Wanted>>,
    /// When it ends empty.
    pub until: SimTime,
    /// The event that opened the wait.
    pub cause: Option<u64>,
}

/// Those who wait, and the last poll for the servers view.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Polls {
    /// In the order of asking.
    pub waiters: BTreeMap<u64, Waiter>,
    /// By the end of the wait.
    pub ends: BTreeSet<(SimTime, u64)>,
    /// The next number in the order.
    pub next: u64,
    /// How likely a short poll asks each server.
    pub weights: Vec<u8>,
    /// The servers the last poll asked.
    pub asked: u64,
    /// Messages the last poll returned.
    pub found: u32,
    /// Whether the last poll was a long one.
    pub long: bool,
}

impl Polls {
    /// A caller who waits has gone; a message must not be handed to it.
    pub fn leave(&mut self, call: CallId) {
        let found = self.waiters.iter().find(|(_, waiter)| waiter.call == call);
        if let Some((no, until)) = found.map(|(&no, waiter)| (no, waiter.until)) {
            self.waiters.remove(&no);
            self.ends.remove(&(until, no));
        }
    }
}

/// A few recent items, for the panel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Deleted, in order; the newest last.
    pub done: VecDeque<Item>,
    /// Dropped as duplicates.
    pub dropped: VecDeque<Item>,
    /// Groups in the order they first appeared.
    pub groups: Vec<Arc<str>>,
    /// The last message deleted, for an injected duplicate.
    pub last: Option<Message>,
}

/// Items kept in each list of [`Shown`].
const SHOWN: usize = 12;
/// Groups kept in [`Shown`].
const SHOWN_GROUPS: usize = 26;

impl Shown {
    /// Notes a deleted message.
    pub fn done(&mut self, message: Message) {
        push(&mut self.done, message.payload.item.clone());
        self.last = Some(message);
    }
    /// Notes a dropped duplicate.
    pub fn dropped(&mut self, item: Option<Item>) {
        push(&mut self.dropped, item);
    }
    /// Notes a group.
    pub fn group(&mut self, name: &Arc<str>) {
        if self.groups.len() < SHOWN_GROUPS && !self.groups.contains(name) {
            self.groups.push(name.clone());
        }
    }
}

fn push(list: &mut VecDeque<Item>, item: Option<Item>) {
    let Some(item) = item else { return };
    if list.len() == SHOWN {
        list.pop_front();
    }
    list.push_back(item);
}

/// What only FIFO queues remember.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// Deduplication ids.
    pub dedup: Dedup,
    /// Receive attempts.
    pub attempts: Attempts,
    /// Calls left this second.
    pub buckets: Buckets,
}
