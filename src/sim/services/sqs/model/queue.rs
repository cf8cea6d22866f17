//! One queue: its messages, where each stands, and the steps between the places. Every step keeps [`Counts::balance`].
use super::counts::{Counts, Minutes};
use super::groups::Groups;
use super::luck::Luck;
use super::message::{Flight, Message, Place, Slab};
use super::parts::{Config, Due, Memory, Polls, Shown};
use super::ready::{Ready, Spot};
use crate::base::time::SimTime;
use crate::sim::services::sqs::quotas::{Limits, Settings};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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
