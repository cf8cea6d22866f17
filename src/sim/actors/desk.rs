//! What an actor may touch while it acts: the clock, its description, the wire, the trace.
use super::{ActorId, Wake, calls::Letter};
use crate::base::time::SimTime;
use crate::sim::{
    agenda::Agenda,
    errand::{By, Errand, Task, Ticket},
    quotas::Quotas,
    scenario::Scenario,
    services::Call,
    trace::Name,
    turn::{CallId, Draft, Sink},
    wire::{Sending, Wire},
    world::Due,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the world outside remembers: numbers of messages, and which were finished.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    items: u64,
    groups: BTreeMap<Name, u64>,
    finished: BTreeMap<Name, Bits>,
}

impl Ledger {
    /// The number of a new message, and its number within its group.
    pub fn number(&mut self, group: Option<&Name>) -> (u64, u64) {
        self.items += 1;
        let within = match group {
            Some(group) => {
                let count = self.groups.entry(group.clone()).or_default();
                *count += 1;
                *count
            }
            None => self.items,
        };
        (self.items, within)
    }
    /// Marks a message of a queue as finished; whether it was before.
    pub fn finish(&mut self, queue: &Name, no: u64) -> bool {
        if let Some(bits) = self.finished.get_mut(queue) {
            return bits.set(no);
        }
        self.finished.entry(queue.clone()).or_default().set(no)
    }
    /// Whether a message of a queue was finished.
    #[must_use]
    pub fn finished(&self, queue: &Name, no: u64) -> bool {
        self.finished.get(queue).is_some_and(|bits| bits.get(no))
    }
}

/// One bit per message number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Bits(Vec<u64>);

impl Bits {
    fn at(no: u64) -> (usize, u64) {
        (usize::try_from(no / 64).unwrap_or(usize::MAX), 1 << (no % 64))
    }
    fn get(&self, no: u64) -> bool {
        let (word, bit) = Self::at(no);
        self.0.get(word).is_some_and(|w| w & bit != 0)
    }
    fn set(&mut self, no: u64) -> bool {
        let (word, bit) = Self::at(no);
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        let was = self.0[word] & bit != 0;
        self.0[word] |= bit;
        was
    }
}

/// An actor's desk for one act.
#[derive(Debug)]
pub struct Desk<'a> {
    /// The description as it stands now, changes included.
    pub plan: &'a Scenario,
    /// The ledger's numbers.
    pub quotas: &'a Quotas,
    /// What is to happen.
    pub agenda: &'a mut Agenda<Due>,
    /// The way to the services.
    pub wire: &'a mut Wire,
    /// Message numbers and finished work.
    pub ledger: &'a mut Ledger,
    /// The trace.
    pub sink: &'a mut Sink,
    /// The event that led here.
    pub cause: Option<u64>,
}

impl Desk<'_> {
    /// The moment.
    #[must_use]
    pub const fn now(&self) -> SimTime {
        self.agenda.now()
    }
    /// Records an event, which becomes the cause of what the actor does next.
    pub fn emit(&mut self, draft: impl FnOnce() -> Draft) {
        if let Some(seq) = self.sink.emit(self.agenda.now(), self.cause, draft) {
            self.cause = Some(seq);
        }
    }
    /// Wakes the actor later; it ignores a wake of an epoch gone by.
    pub fn wake(&mut self, at: SimTime, who: ActorId, wake: Wake, epoch: u32) {
        self.agenda.push(at, Due::Wake { who, wake, epoch });
    }
    /// Sends a call.
    pub fn call(&mut self, from: ActorId, name: &Name, call: Call, patience: SimTime) -> CallId {
        let sending = Sending { from, name: name.clone(), call, patience, cause: self.cause };
        self.wire.send(&self.plan.network, self.agenda, sending)
    }
    /// Asks anything of a resource by its name in the scenario; the outcome comes back under the number returned.
    #[allow(clippy::too_many_arguments)] // who, whom, what, how long
    pub fn ask(&mut self, from: ActorId, name: &Name, to: &Name, task: Task, patience: SimTime) -> CallId {
        let to = self.address(to);
        self.ask_at(from, name, to, (task, patience))
    }
    /// The ARN of a resource of the scenario; looking it up takes a while, so whoever asks often remembers it.
    #[must_use]
    pub fn address(&self, name: &Name) -> Name {
        self.plan.arn_of(name).unwrap_or_else(|| name.clone())
    }
    /// The same of an address.
    pub fn ask_at(&mut self, from: ActorId, name: &Name, to: Name, (task, patience): (Task, SimTime)) -> CallId {
        let (by, cause) = (By::Role { of: name.clone() }, self.cause);
        let errand = Errand { ticket: Ticket(0), by, to, task, patience, cause };
        self.wire.ask(&self.plan.network, self.agenda, from, errand)
    }
    /// An attribute of a queue in whole seconds as it stands now: what the plan says, else the default of the fact.
    #[must_use]
    pub fn seconds(&self, queue: &str, attribute: &str, fact: &'static str) -> Option<SimTime> {
        let spec = self.plan.queues.iter().find(|q| &*q.name == queue)?;
        if let Some(text) = spec.attribute(attribute) {
            return text.parse().ok().map(SimTime::from_secs);
        }
        let number = self.quotas.numbers.get(&fact.into())?;
        number.default.or(number.is).map(SimTime::from_secs)
    }
    /// A new letter, numbered and labelled: `m7`, or `A3` in group A.
    pub fn letter(&mut self, group: Option<&Name>) -> Letter {
        let (no, within) = self.ledger.number(group);
        let label: Arc<str> = match group {
            Some(g) if g.ends_with(|c: char| c.is_ascii_digit()) => format!("{g}.{within}").into(),
            Some(g) => format!("{g}{within}").into(),
            None => format!("m{within}").into(),
        };
        Letter::new(no, label, group.cloned())
    }
}
