//! One queue: its messages, where each stands, and the steps between the places. Every step keeps [`Counts::balance`].
use super::ages::Ages;
use super::attributes::Attrs;
use super::counts::{Counts, Minutes};
use super::fifo::{Attempts, Buckets, Dedup};
use super::groups::Groups;
use super::luck::Luck;
use super::message::{Flight, Message, Place, Slab};
use super::ready::{Ready, Spot};
use crate::base::time::SimTime;
use crate::sim::services::sqs::api::{request::Receive, response::Wanted};
use crate::sim::services::sqs::quotas::{Limits, Settings};
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

/// A queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// What it is.
    pub config: Config,
    /// Its messages.
    pub messages: Slab,
    /// Standard: the visible ones by server.
    pub ready: Ready,
    /// Groups: order and lock on FIFO, tenants on standard.
    pub groups: Groups,
    /// Tenants that are noisy now.
    pub noisy: BTreeSet<u32>,
    /// What is due when.
    pub due: Due,
    /// Who waits.
    pub polls: Polls,
    /// FIFO memory.
    pub memory: Memory,
    /// What came and went.
    pub counts: Counts,
    /// What CloudWatch sums.
    pub tally: Minutes,
    /// The next place in the order.
    pub seq: u64,
    /// Chance.
    pub luck: Luck,
    /// For the panel.
    pub shown: Shown,
}

impl Queue {
    /// An empty queue.
    #[must_use]
    pub fn new(config: Config, seed: u64) -> Self {
        let mut luck = Luck::new(seed, &format!("sqs/{}", config.name));
        let hosts = config.settings.hosts;
        let weights = (0..hosts).map(|_| 1 + u8::try_from(luck.below(3)).unwrap_or(0)).collect();
        Self {
            config,
            messages: Slab::default(),
            ready: Ready::new(hosts),
            groups: Groups::default(),
            noisy: BTreeSet::new(),
            due: Due::default(),
            polls: Polls { weights, ..Polls::default() },
            memory: Memory::default(),
            counts: Counts::default(),
            tally: Minutes::default(),
            seq: 1,
            luck,
            shown: Shown::default(),
        }
    }

    /// Spreads the queue over other servers: messages that wait are placed anew.
    pub fn set_settings(&mut self, settings: Settings) {
        let hosts = settings.hosts;
        self.config.settings = settings;
        if self.polls.weights.len() == hosts as usize {
            return;
        }
        self.polls.weights = (0..hosts).map(|_| 1 + u8::try_from(self.luck.below(3)).unwrap_or(0)).collect();
        self.polls.asked = 0;
        let slots: Vec<u32> = self.messages.iter().map(|(slot, _)| slot).collect();
        self.ready = Ready::new(hosts);
        for slot in slots {
            let host = u8::try_from(self.luck.below(u64::from(hosts))).unwrap_or(0);
            let Some(message) = self.messages.get_mut(slot) else { continue };
            message.host = host;
            if message.place == Place::Visible && !self.config.fifo {
                let spot = Spot { host, group: message.group, key: message.key, slot };
                self.ready.add(spot);
            }
        }
    }

    /// The next place in the order of this queue.
    pub const fn next_seq(&mut self) -> u64 {
        let seq = self.seq;
        self.seq += 1;
        seq
    }

    /// Puts a message in: `message.place` is Delayed or Visible and gets its indexes; group, server and key are chosen here.
    /// `None` where the slab is full.
    pub fn admit(&mut self, mut message: Message) -> Option<u32> {
        if let Some(name) = &message.payload.group_id {
            self.shown.group(name);
            message.group = self.groups.enter(name);
        } else {
            message.group = 0;
        }
        let behind = match self.config.settings.shuffle {
            0 => 0,
            _ if self.config.fifo => 0,
            n => self.luck.below(u64::from(n) + 1),
        };
        message.key = (message.seq + behind) * 2 + u64::from(behind > 0);
        let hosts = u64::from(self.config.settings.hosts);
        message.host = if self.config.fifo { 0 } else { u8::try_from(self.luck.below(hosts)).unwrap_or(0) };
        let (sent, no, group) = (message.sent, message.no, message.group);
        let delayed = match message.place {
            Place::Delayed { until } => Some(until),
            _ => None,
        };
        let Some(slot) = self.messages.insert(message) else {
            self.groups.leave(group);
            return None;
        };
        self.due.ages.add(sent, no, slot);
        if let Some(until) = delayed {
            self.due.delayed.insert((until, slot));
            self.counts.delayed += 1;
        } else {
            self.index_visible(slot);
        }
        Some(slot)
    }

    fn index_visible(&mut self, slot: u32) {
        let Some(message) = self.messages.get_mut(slot) else { return };
        message.place = Place::Visible;
        self.counts.ready += 1;
        if self.config.fifo {
            self.groups.wait(message.group, message.seq, slot);
        } else {
            self.ready.add(Spot { host: message.host, group: message.group, key: message.key, slot });
        }
    }

    /// Takes the indexes of a message's place away; its place is then nowhere until the caller says where.
    fn unindex(&mut self, slot: u32) {
        let Some(message) = self.messages.get(slot) else { return };
        let (group, seq) = (message.group, message.seq);
        match &message.place {
            Place::Delayed { until } => {
                self.due.delayed.remove(&(*until, slot));
                self.counts.delayed -= 1;
            }
            Place::Visible => {
                self.counts.ready -= 1;
                if self.config.fifo {
                    self.groups.unwait(group, seq, slot);
                } else {
                    self.ready.drop(Spot { host: message.host, group, key: message.key, slot });
                }
            }
            Place::Flight(flight) => {
                self.due.hidden.remove(&(flight.until, slot));
                self.counts.in_flight -= 1;
                self.groups.land(group);
                self.judge(group);
            }
        }
    }

    /// A delay or a timeout ends: the message is visible. A standard message received too often goes to the back.
    pub fn show(&mut self, slot: u32, limits: &Limits) {
        self.unindex(slot);
        let poison = self.poison_rule(limits);
        if let Some(message) = self.messages.get_mut(slot)
            && poison.is_some_and(|times| message.here >= times)
        {
            message.key = self.seq * 2;
            self.seq += 1;
        }
        self.index_visible(slot);
    }

    /// From how many receives on a standard message goes to the back of the queue, where that applies.
    #[must_use]
    pub fn poison_rule(&self, limits: &Limits) -> Option<u32> {
        let max = self.config.acting.redrive.as_ref()?.max;
        (!self.config.fifo && max > limits.spans.poison_max_above).then_some(limits.spans.poison_received)
    }

    /// A visible message is received, or one in flight gets another timeout.
    pub fn hide(&mut self, slot: u32, flight: Flight) {
        self.unindex(slot);
        let Some(message) = self.messages.get_mut(slot) else { return };
        let group = message.group;
        self.due.hidden.insert((flight.until, slot));
        message.place = Place::Flight(flight);
        self.counts.in_flight += 1;
        self.groups.lift(group);
        self.judge(group);
    }

    /// Puts a visible or delayed message under another delay; a FIFO queue's change of DelaySeconds does this.
    pub fn delay(&mut self, slot: u32, until: SimTime) {
        self.unindex(slot);
        let Some(message) = self.messages.get_mut(slot) else { return };
        message.place = Place::Delayed { until };
        self.due.delayed.insert((until, slot));
        self.counts.delayed += 1;
    }

    /// Takes a message out altogether; the caller counts where it went.
    pub fn take_out(&mut self, slot: u32) -> Option<Message> {
        self.unindex(slot);
        let message = self.messages.remove(slot)?;
        self.groups.leave(message.group);
        if message.group != 0 && self.groups.get(message.group).is_none() {
            self.noisy.remove(&message.group);
        }
        self.due.ages.tidy(&self.messages);
        Some(message)
    }

    /// Whether a tenant of a standard queue is noisy: a large share of what is in flight.
    fn judge(&mut self, group: u32) {
        if group == 0 || self.config.fifo {
            return;
        }
        let settings = &self.config.settings;
        let flight = u64::from(self.groups.get(group).map_or(0, |g| g.flight));
        let share = flight * 100 > u64::from(settings.noisy_percent) * self.counts.in_flight;
        if share && flight >= u64::from(settings.noisy_least) {
            self.noisy.insert(group);
        } else {
            self.noisy.remove(&group);
        }
    }

    /// When retention drops the oldest message.
    #[must_use]
    pub fn next_expiry(&self) -> Option<(SimTime, u32)> {
        let (sent, slot) = self.due.ages.oldest()?;
        Some((sent + SimTime::from_secs(self.config.acting.retention), slot))
    }

    /// The next moment at which something happens by itself.
    #[must_use]
    pub fn next_due(&self) -> Option<SimTime> {
        let times = [
            self.due.hidden.first().map(|d| d.0),
            self.due.delayed.first().map(|d| d.0),
            self.next_expiry().map(|d| d.0),
            self.polls.ends.first().map(|d| d.0),
            self.due.purge.map(|p| p.0),
            self.config.pending,
            self.config.pending_retention,
        ];
        times.into_iter().flatten().min()
    }

    /// Messages in flight at most.
    #[must_use]
    pub const fn inflight_limit(&self, limits: &Limits) -> u64 {
        if self.config.fifo { limits.rates.inflight_fifo } else { limits.rates.inflight_standard }
    }
}
