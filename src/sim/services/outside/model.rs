//! Receivers as data, and what must hold of them.
use super::quotas::{Form, Settings};
use crate::base::{random::Stream, time::SimTime};
use crate::sim::trace::{Item, Name};
use crate::sim::turn::{Balance, CallId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Every measure of a receiver; all count up.
pub const METRICS: &[&str] = &["Requests", "Received", "Distinct", "Repeats", "Refused", "Silent", "Bytes"];

/// Items a panel remembers.
const REMEMBERED: usize = 16;

/// Everything outside AWS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outside {
    pub(super) receivers: BTreeMap<Name, Receiver>,
    /// Address to name.
    pub(super) addresses: BTreeMap<Name, Name>,
    /// Counts errands and answers.
    pub(super) next: u64,
    pub(super) seed: u64,
}

/// One receiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receiver {
    /// Its name.
    pub name: Name,
    /// What it is.
    pub form: Form,
    /// Its address, where it has one besides its ARN.
    pub address: Option<Name>,
    /// How it behaves.
    pub settings: Settings,
    /// Chance.
    pub(super) luck: Stream,
    /// Requests of the second that began at `.0`.
    pub(super) second: (u64, u64),
    /// Answers on their way, by number.
    pub(super) waiting: BTreeMap<u64, Waiting>,
    /// How often each message came.
    pub(super) seen: BTreeMap<u64, u32>,
    /// The last ones that came, with how often each had come by then.
    pub(super) last: VecDeque<(Item, u32)>,
    /// What happened so far.
    pub counts: Counts,
}

/// An answer that takes its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Whose.
    pub call: CallId,
    /// What it will be.
    pub verdict: Verdict,
    /// The messages in the request.
    pub load: Vec<Load>,
    /// It wants one answer for all of them.
    pub whole: bool,
}

/// What the receiver thinks of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// A status to answer.
    Status(u16),
    /// No answer.
    Silence,
}

/// One message in a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// The learner's messages in it.
    pub items: Vec<Item>,
    /// Its size.
    pub bytes: u64,
    /// OpenSearch: it rejects this document.
    pub rejected: bool,
    /// The token of a subscription confirmation, with its topic.
    pub confirm: Option<(Name, Name)>,
}

/// What happened so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Requests that arrived.
    pub requests: u64,
    /// Requests that were answered well.
    pub taken: u64,
    /// Messages in them.
    pub received: u64,
    /// Of those the first of their kind (or without a label).
    pub distinct: u64,
    /// The others.
    pub repeats: u64,
    /// Requests answered with an error.
    pub refused: u64,
    /// Requests never answered.
    pub silent: u64,
    /// Documents rejected one by one.
    pub rejected: u64,
    /// Bytes taken.
    pub bytes: u64,
}

impl Outside {
    /// Nobody yet.
    #[must_use]
    pub const fn with(seed: u64) -> Self {
        Self { receivers: BTreeMap::new(), addresses: BTreeMap::new(), next: 0, seed }
    }
    /// The receiver an ARN, an address or a name means.
    #[must_use]
    pub fn find(&self, to: &str) -> Option<&Name> {
        if let Some(name) = self.addresses.get(to) {
            return Some(name);
        }
        let name = crate::sim::arn::parse(to).map_or(to, |place| place.name);
        self.receivers.get(name).map(|r| &r.name)
    }
    /// A receiver by name.
    #[must_use]
    pub fn receiver(&self, name: &str) -> Option<&Receiver> {
        self.receivers.get(name)
    }
    /// A measure of a receiver.
    #[must_use]
    pub fn measure(&self, name: &str, metric: &str) -> Option<u64> {
        let counts = &self.receivers.get(name)?.counts;
        Some(match metric {
            "Requests" => counts.requests,
            "Received" => counts.received,
            "Distinct" => counts.distinct,
            "Repeats" => counts.repeats,
            "Refused" => counts.refused,
            "Silent" => counts.silent,
            "Bytes" => counts.bytes,
            _ => return None,
        })
    }
}

impl Receiver {
    pub(super) fn new(name: &Name, form: Form, seed: u64) -> Self {
        Self {
            name: name.clone(),
            form,
            address: None,
            settings: Settings::default(),
            luck: Stream::new(seed, &format!("outside/{name}")),
            second: (0, 0),
            waiting: BTreeMap::new(),
            seen: BTreeMap::new(),
            last: VecDeque::new(),
            counts: Counts::default(),
        }
    }
    /// What it will answer to a request that arrives now.
    pub(super) fn judge(&mut self, now: SimTime) -> Verdict {
        let set = self.settings;
        if self.second.0 != now.as_secs() {
            self.second = (now.as_secs(), 0);
        }
        self.second.1 += 1;
        if set.silent {
            return Verdict::Silence;
        }
        if set.capacity > 0 && self.second.1 > u64::from(set.capacity) {
            return Verdict::Status(429);
        }
        Verdict::Status(if self.luck.chance(set.errors_per_million) { 500 } else { set.status })
    }
    /// Counts a message of the learner; how often it has come by now.
    pub(super) fn count(&mut self, item: &Item) -> u32 {
        let times = self.seen.entry(item.no).or_default();
        *times += 1;
        let times = *times;
        if self.last.len() == REMEMBERED {
            self.last.pop_front();
        }
        self.last.push_back((item.clone(), times));
        times
    }
    /// Requests: all that came were taken, refused, left without an answer, or are being answered.
    pub(super) fn balance(&self) -> Balance {
        let c = &self.counts;
        let fates = c.taken + c.refused + c.silent + self.waiting.len() as u64;
        Balance { place: self.name.clone(), came: c.requests, fates }
    }
    /// The last messages, oldest first, each with how often it had come.
    pub fn latest(&self) -> impl Iterator<Item = (&Arc<str>, u32)> {
        self.last.iter().map(|(item, times)| (&item.label, *times))
    }
}
